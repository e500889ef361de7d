"""The rules of founding as data: by province and by date, each with its source."""

from datetime import date

import pytest

from membership import law
from membership.models import FoundingCase, FoundingPerson, Officer
from membership.requirements import BARS, STEPS
from membership.services.founding import open_case
from membership.services.founding_steps import DAY, FIELDS
from membership.workflows.founding import FORWARD, FOUNDING
from tests import make

NEEDED = set(law.frozen("0", "2017-01-01").rules)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "on", "code", "version", "women", "cite"),
    [
        ("500112", date(2026, 3, 1), "0+50", "2022-01-01+2012-01-01", 10, "工会法第十一条"),
        ("500112", date(2021, 6, 1), "0+50", "2017-01-01+2012-01-01", 10, "工会法（2009）第十条"),
        ("500112", date(2011, 6, 1), "0", "2017-01-01", 10, "工会法（2009）第十条"),
        ("110105", date(2026, 3, 1), "0+11", "2022-01-01+2016-01-01", 25, "工会法第十一条"),
        ("320102", date(2026, 3, 1), "0", "2022-01-01", 10, "工会法第十一条"),
        ("0", date(2026, 3, 1), "0", "2022-01-01", 10, "工会法第十一条"),
    ],
)
def test_rules_by_province_and_date(place, on, code, version, women, cite):
    rules = law.in_force(make.federation(place), on)
    assert (rules.code, rules.version) == (code, version)
    assert rules["women_committee"].value == women
    assert rules["must_found_members"].cite == cite
    assert law.frozen(code, version).rules == rules.rules


def test_every_rule_says_where_it_stands():
    for code, versions in law._layers().items():
        for version, rules in versions.items():
            for rule in rules.values():
                assert rule.cite, (code, version, rule.key)
                assert rule.text, (code, version, rule.key)
            assert code == law.NATION or set(rules) <= NEEDED, "a province overrides, adds nothing"
    assert law._layers()["0"]["2022-01-01"].keys() >= NEEDED


@pytest.mark.parametrize(
    ("members", "size"),
    [(10, (3, 5)), (24, (3, 5)), (25, (3, 7)), (200, (3, 7)), (201, (7, 15)), (60_000, (37, 45))],
)
def test_committee_sizes_by_members(members, size):
    assert law.frozen("0", "2022-01-01").committee_size(members) == size


@pytest.mark.django_db
def test_a_case_is_judged_by_the_rules_it_was_opened_under(yubei, org, tmp_path):
    """A rule that changes in the middle changes nothing for cases under way."""
    first = open_case(by=yubei, organizations=[org], form="single", name="甲工会")
    (tmp_path / "new.toml").write_text(
        'code = "50"\nversion = "2026-01-01"\nafter = "2012-01-01"\n'
        '[notice_days]\nvalue = 5\ncite = "新规定"\ntext = "公示五天。"\n',
        encoding="utf-8",
    )
    law.register(tmp_path)
    try:
        second = open_case(
            by=yubei, organizations=[make.organization()], form="single", name="乙工会"
        )
        days = [
            law.frozen(case.rules_code, case.rules_version)["notice_days"].value
            for case in (first, second)
        ]
        assert days == [7, 5]
    finally:
        law.FOLDERS.remove(tmp_path)
        law._layers.cache_clear()
        law.frozen.cache_clear()


def test_tables_agree():
    """What a step asks, fills in and moves stands under one verb; bars are those of officers."""
    assert set(STEPS) <= set(FIELDS) <= set(FOUNDING.moves)
    assert set(FORWARD) == set(FIELDS)
    assert all(DAY[verb] in names for verb, names in FIELDS.items())
    fields = {f.name for f in FoundingCase._meta.fields}
    assert {name for names in FIELDS.values() for name in names} <= fields
    assert set(BARS) == set(Officer.Bar.values)
    assert set(FoundingPerson.Body.values) >= {"committee", "audit", "women"}
