"""Who may bid, as far as the register tells (ACF-14)."""

from datetime import date

import pytest

from membership.models import Coverage
from procurement import admission
from procurement.models import Ban
from tests import make
from tests.procurement import deciding

ON = date(2026, 11, 20)


def said(organization, call):
    return {f.key: f for f in admission.examine(organization, call, ON)}


@pytest.fixture
def call(db):
    return deciding.call()


def test_what_the_register_shows_passes_with_the_day_of_its_proof(call):
    """ACF-14: the standard conditions, each with its result, reason and day of proof."""
    found = said(deciding.bidder(), call)
    assert {k for k, f in found.items() if f.result == "pass"} == {
        *("status", "age", "inspection", "credit", "staff", "banned", "unfinished"),
    }
    assert found["age"].proven_on == date(2015, 3, 1)
    assert {k for k, f in found.items() if f.result == "unproven"} == {
        *("governance", "taxes", "violations"),
    }
    assert not any(f.bars for f in found.values())


@pytest.mark.parametrize(
    ("over", "key", "result"),
    [
        ({"status": "suspended"}, "status", "fail"),
        ({"standing": "filed"}, "status", "fail"),
        ({"registered_on": date(2026, 2, 1)}, "age", "fail"),
        ({"registered_on": None}, "age", "unproven"),
        ({"full_time_count": 1}, "staff", "fail"),
        ({"full_time_count": 2, "kind": "industry"}, "staff", "fail"),
        ({"full_time_count": None}, "staff", "unproven"),
    ],
)
def test_what_is_lacking_fails_and_what_is_unknown_does_not(call, over, key, result):
    found = said(make.organization("500112", **({"full_time_count": 5} | over)), call)
    assert found[key].result == result
    assert found["inspection"].result == "unproven"  # no row: nobody fails by that


def test_a_bad_inspection_and_a_mark_bar(call):
    org = deciding.bidder()
    org.inspections.update(result="failed")
    org.credit_marks.create(list="abnormal", causes=["A4"], starts_on=date(2026, 5, 1))
    found = said(org, call)
    assert (found["inspection"].bars, found["inspection"].curable) == (True, True)
    assert (found["credit"].bars, found["credit"].curable) == (True, False)
    assert found["credit"].proven_on == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("where", "reach", "ends", "holds"),
    [
        ("50", "own", None, True),
        ("50", "own", date(2026, 11, 19), False),
        ("0", "own", None, True),
        ("500112", "own", None, False),
        ("500112", "province", None, True),
        ("32", "province", None, False),
    ],
)
def test_a_ban_holds_for_its_reach_and_time(call, where, reach, ends, holds):
    org = deciding.bidder()
    Ban.objects.create(
        federation=make.federation(where),
        organization=org,
        cause="collusion",
        evidence="两份申报由同一人提交",
        decision_number="工购〔2026〕1号",
        reach=reach,
        starts_on=date(2026, 1, 1),
        ends_on=ends,
        by=make.officer(where),
    )
    assert said(org, call)["banned"].bars == holds


def test_a_union_is_preferred_with_union_money_and_not_asked_for_with_fiscal(call):
    org = deciding.bidder()
    lacking = said(org, call)["union"]
    assert (lacking.result, lacking.bars) == ("fail", False)
    Coverage.objects.create(
        organization=org, union=make.union(), form="joint", valid_from=date(2024, 1, 1)
    )
    assert said(org, call)["union"].result == "pass"
    fiscal = deciding.call(deciding.project(source="fiscal"))
    assert "union" not in said(org, fiscal)


def test_a_grade_prefers_only_while_it_holds(call):
    org = deciding.bidder()
    org.grades.create(level=4, starts_on=date(2020, 1, 1), valid_until=date(2025, 1, 1))
    assert said(org, call)["grade"].result == "fail"
    org.grades.create(level=3, starts_on=date(2025, 6, 1), valid_until=date(2030, 6, 1))
    assert said(org, call)["grade"].result == "pass"
