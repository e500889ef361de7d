"""Duplicate relief and blind spots (AS-28): found by keyed hashes, looked into by people."""

import time
from datetime import date, timedelta
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from governance.models import Event
from indicators import services
from indicators.queries import figure
from indicators.records import records
from stations import cards
from stations.models import (
    AidPayment,
    AidPlan,
    Case,
    HouseholdMember,
    LegalService,
    ReliefMatch,
    ReliefRow,
)
from stations.services.cards import lay_down
from stations.services.matching import compare, handle, reopen
from tests import make
from tests.everybody import person
from tests.stations.planted import YEAR, Lists, planted

pytestmark = pytest.mark.django_db


def found():
    duplicates = ReliefMatch.objects.duplicates().values_list("household", flat=True)
    blind = ReliefMatch.objects.blind_spots().values_list("row", flat=True)
    assert len(duplicates) == len(set(duplicates))
    assert len(blind) == len(set(blind))
    return set(duplicates), set(blind)


def all_of(model):
    return list(model.objects.order_by("pk").values())


def test_all_that_was_planted_is_found_and_nothing_else():
    """AS-28: among look-alikes of eleven sorts and strangers; and nothing but findings is written:
    neither a case nor a plan nor a payment is refused or stopped (PIPL 24)."""
    lists = planted(each=30, among=2_000)
    before = [all_of(model) for model in (Case, AidPlan, AidPayment)]
    told = compare()
    assert told == {"duplicates": 30, "blind_spots": 30}
    assert found() == (lists.duplicates, lists.blind_spots)
    assert [all_of(model) for model in (Case, AidPlan, AidPayment)] == before
    assert compare() == {"duplicates": 0, "blind_spots": 0}
    match = ReliefMatch.objects.duplicates().first()
    assert (match.union_amount, match.other_amount, match.standard) == (3_000, 9_500, 12_000)
    assert [said["by"] for said in match.evidence] == ["工会", "民政"]
    assert "李四" not in str(match.evidence)


def test_only_what_is_meant_to_be_joined_is_hashed_alike():
    """A number on a list and in a household has one hash; in any other table it has another."""
    number = "50011219800101001X"
    index = ReliefRow._meta.get_field("id_index").of_value(number)
    assert index == HouseholdMember.index_of(number)
    assert index != LegalService._meta.get_field("id_index").of_value(number)


@pytest.fixture
def one_of_each():
    lists = Lists()
    lists.helped_twice()
    lists.forgotten()
    lists.write()
    compare()
    return lists


@pytest.fixture
def officer():
    return person("yb-aid", "500112", Role.ASSISTANCE)


def test_a_person_of_the_responsible_house_says_what_came_of_it(one_of_each, officer):
    """A3: found and handled; the province and the neighbour neither see nor handle them."""
    duplicate = ReliefMatch.objects.duplicates().get()
    blind = ReliefMatch.objects.blind_spots().get()
    for code in ("50", "500103"):
        stranger = person(f"aid-{code}", code, Role.ASSISTANCE)
        assert not ReliefMatch.objects.for_user(stranger, "relief_check").exists()
        with pytest.raises(PermissionDenied):
            handle(by=stranger, match=duplicate, outcome="permitted", note="核实无误")
    with pytest.raises(ValidationError, match="适用于这类线索"):
        handle(by=officer, match=duplicate, outcome="filed", note="核实无误")
    with pytest.raises(ValidationError, match="至少 4 个字"):
        handle(by=officer, match=blind, outcome="filed", note="好")
    handle(by=officer, match=duplicate, outcome="permitted", note="低保后自付药费仍高")
    handle(by=officer, match=blind, outcome="filed", note="已电话联系，本人来站点申请")
    assert not ReliefMatch.objects.waiting().exists()
    with pytest.raises(ValidationError, match="已处理"):
        handle(by=officer, match=blind, outcome="declined", note="本人不愿意")
    assert compare() == {"duplicates": 0, "blind_spots": 0}
    assert Event.objects.filter(verb="reliefmatch.handle").count() == 2


def test_what_was_judged_comes_again_when_it_has_grown(one_of_each, officer):
    match = ReliefMatch.objects.duplicates().get()
    handle(by=officer, match=match, outcome="permitted", note="政府救助后仍困难")
    ReliefRow.objects.filter(need="living").update(amount=11_000)
    assert compare()["duplicates"] == 1
    newest = ReliefMatch.objects.duplicates().waiting().get()
    assert newest.other_amount == 11_000
    ReliefRow.objects.filter(need="living").update(amount=12_500)
    assert compare()["duplicates"] == 0
    newest.refresh_from_db()
    assert newest.other_amount == 12_500
    with pytest.raises(ValidationError, match="原因"):
        reopen(by=officer, match=match, reason=" ")


def test_what_a_department_tells_again_counts_once():
    """The next list of the same department says the same help of the same person: the newest
    counts, and does not make a duplicate of it."""
    lists = Lists()
    numbers = lists.household()[1]
    lists.row(numbers[0], amount=6_000)
    again = lists.sheet("civil", as_of=date(YEAR, 6, 1))
    lists.numbers[again.pk] = count(2)
    lists.row(numbers[0], amount=6_500, sheet=again)
    lists.write()
    assert compare()["duplicates"] == 0
    ReliefRow.objects.filter(sheet=again).update(amount=9_900)
    assert compare()["duplicates"] == 1
    assert ReliefMatch.objects.get().other_amount == 9_900


def test_the_standard_is_the_card_the_case_was_begun_under(officer):
    """A case begun before the province raised the sum keeps the stricter one, and the other way
    round: which card was applied is told with its clause."""
    lists = Lists()
    before = cards.frozen(lists.place)
    lay_down(
        by=person("cq-aid", "50", Role.ASSISTANCE),
        federation=make.federation("50"),
        term="combined_living",
        value=20_000,
        force="warn",
        title="救助核对办法",
        clause="第六条",
    )
    old, new = lists.household()[1], lists.household()[1]
    lists.row(old[0])
    lists.row(new[0])
    lists.write()
    first, second = Case.objects.order_by("pk")
    Case.objects.filter(pk=first.pk).update(card=before)
    Case.objects.filter(pk=second.pk).update(card=cards.frozen(lists.place))
    compare()
    match = ReliefMatch.objects.duplicates().get()
    assert match.household_id == first.household_id
    assert match.standard == 12_000
    assert "第六条" not in match.clause


def test_a_worker_sent_on_to_a_union_that_knows_nothing_of_them(officer):
    """The third sort of blind spot: A refuses because B is responsible, and B has no file."""
    lists = Lists()
    lists.household(on_file=False, status="refused", paid="")
    known = lists.household(on_file=False, status="refused", paid="")[1]
    lists.household()
    lists.households[-1] = (known, *lists.households[-1][1:])
    lists.write()
    other = make.federation("500103")
    Case.objects.filter(status="refused").update(passed_to=other)
    assert compare() == {"duplicates": 0, "blind_spots": 1}
    match = ReliefMatch.objects.get()
    assert (match.federation, match.ground) == (other, "passed_on")
    assert compare()["blind_spots"] == 0


def test_lists_go_after_a_year_and_what_came_of_them_stays(one_of_each):
    from privacy import retention

    later = timezone.now() + timedelta(days=366)
    assert retention.purge(dry_run=False, now=later)["stations.ReliefRow"] == 2
    assert ReliefMatch.objects.filter(row=None).count() == 2
    assert ReliefMatch.objects.blind_spots().get().evidence[0]["by"] == "民政"


BARE = """
    SELECT count(*), sum(r.amount) FROM stations_reliefrow r
    JOIN stations_householdmember m ON m.id_index = r.id_index
"""


def seconds_of(act):
    begun = time.perf_counter()
    found = act()
    return time.perf_counter() - begun, found


@pytest.mark.drill
def test_five_hundred_of_each_among_two_hundred_thousand():
    """All found, none wrong, within five times of the bare join of the same columns."""
    lists = planted(each=500, among=200_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

        def bare():
            cursor.execute(BARE)
            return cursor.fetchall()

        peer = min(seconds_of(bare)[0] for _ in range(3))
    seconds, told = seconds_of(compare)
    assert told == {"duplicates": 500, "blind_spots": 500}
    assert found() == (lists.duplicates, lists.blind_spots)
    print(f"200,000 rows compared in {seconds:.2f} s, bare join {peer:.2f} s")
    assert seconds < 5 * peer


def test_found_and_handled_as_a_figure(officer):
    """A3: of two duplicates and two blind spots one is handled; by kind, by child, folded and
    recounted. What it is made of is listed at its own house, not above."""
    services.rebuild()
    lists = Lists()
    for _ in range(2):
        lists.helped_twice()
        lists.forgotten()
    lists.write()
    compare()
    match = ReliefMatch.objects.duplicates().first()
    handle(by=officer, match=match, outcome="adjusted", note="已减少下一次发放")

    def told(by=None, code="50"):
        rows = figure("A3", make.federation(code), by=by)["rows"]
        return {row["key"]: (row["numerator"], row["denominator"]) for row in rows}

    services.fold()
    assert told() == {"50": (1, 4)}
    assert told("kind") == {"duplicate": (1, 2), "blind_spot": (0, 2)}
    assert told("child")["500112"] == (1, 4)
    reopen(by=officer, match=match, reason="又有新情况")
    services.fold(wait=True)
    assert told(code="0") == {"0": (0, 4)}
    assert services.verify().first == ""
    with pytest.raises(ValueError, match="没有构成名单"):
        records("A3", make.federation("50"))
