"""Effective coverage: each flag by hand, the sum of them, and what a day past was given."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from membership.effective import facts, flags
from membership.effective.rules import rules_at
from membership.models import EffectiveAssessment, Evidence, UnionStanding
from membership.services import record_coverage
from membership.services.effective import assess_all, assess_some
from membership.services.evidence import record_evidence
from membership.services.organs import appoint_officer, constitute, relieve_officer
from tests import make

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


@pytest.fixture
def works(yubei):
    """A union that meets all ten flags on 2026-06-01; each test takes one thing away."""
    return working(yubei)


def working(by, **over):
    union = make.union(kind="own", founded_on=date(2024, 1, 10), **over)
    org = make.organization(staff_count=100)
    record_coverage(by=by, organization=org, union=union, form="single", as_of=date(2024, 1, 10))
    seat(by, union, "committee", "王一", "李二", "张三")
    seat(by, union, "audit", "赵四", single=True)
    seat(by, union, "women", "钱五", single=True)
    for kind, held_on, numbers in (
        ("members", date(2026, 1, 5), {"workers": 100, "members": 60, "women": 9}),
        ("congress", date(2026, 1, 10), {"entitled": 60, "present": 55}),
        (
            "review",
            date(2026, 1, 10),
            {"issued": 141, "returned": 137, "satisfied": 127, "mostly": 10},
        ),
        ("warmth", date(2026, 2, 1), {"people": 12}),
        ("training", date(2026, 3, 1), {"people": 30}),
        ("account", date(2024, 3, 1), {}),
        ("disclosure", date(2025, 12, 1), {}),
    ):
        record_evidence(by=by, union=union, kind=kind, held_on=held_on, numbers=numbers)
    return union


def seat(by, union, kind, chair, *others, starts_on=date(2024, 1, 10), years=3, **over):
    post = "member" if over.get("single") else "chair"
    officers = [{"person_name": chair, "post": post, "examined_on": date(2024, 1, 2)}]
    officers += [{"person_name": name} for name in others]
    return constitute(
        by=by, union=union, kind=kind, starts_on=starts_on, years=years, officers=officers, **over
    )


def found(union, on=ON):
    [one] = facts.read([union], on)
    return flags.judge(one)


def void(union, kind):
    Evidence.objects.filter(union=union, kind=kind).update(voided_at=timezone.now())


def met(union, on=ON):
    return {str(flag): ok for flag, (ok, _) in found(union, on).items() if flag != "W"}


ALL = {**{f"E{n}": True for n in range(1, 11)}, "E": True}


def test_all_ten(works):
    """DRV-17 DRV-19 DRV-20 DRV-21"""
    assert met(works) == ALL
    told = {str(flag): reason for flag, (_, reason) in found(works).items()}
    assert told["E5"] == "职工 100 人，会员 60 人，入会率 60.0%"
    assert told["E7"] == "会员评家 2026-01-10：收回 137 份，满意和基本满意 137 份，占 100.0%"
    assert told["E8"] == "有效记录 2 次，最近为教育培训 2026-03-01"
    assert told["E"] == "必备条件齐备，另符合 6 项"


def test_e1_not_by_an_organ_union(works):
    works.kind = "organ"
    works.save()
    assert met(works) == {**ALL, "E1": False, "E": False}


def test_e2_and_e3_end_with_the_term(works):
    assert met(works, date(2027, 1, 9))["E2"] is True
    late = found(works, date(2027, 1, 10))
    assert late["E2"] == (False, "工会委员会第 1 届已于 2027-01-10 届满，尚未换届")
    assert late["E3"][0] is False
    assert late["E"][0] is False


def test_e3_the_womens_organ_by_the_threshold(works, yubei):
    """DRV-17, C9: from ten women members on a committee, below it one person will do."""
    assert met(works)["E3"] is True
    void(works, "members")
    numbers = {"workers": 100, "members": 60, "women": 10}
    record_evidence(
        by=yubei, union=works, kind="members", held_on=date(2026, 1, 6), numbers=numbers
    )
    ok, reason = found(works)["E3"]
    assert (ok, reason) == (False, "女会员 10 人，应设女职工委员会，现只设女职工委员")
    seat(yubei, works, "women", "钱五", "孙六", starts_on=date(2026, 2, 1))
    assert met(works)["E3"] is True
    beijing = make.union("11", kind="own")
    assert facts.read([beijing], ON)[0].law["women_committee"].value == 25


def test_e3_names_each_organ_that_is_lacking(yubei):
    union = make.union(kind="own")
    assert found(union)["E3"][1] == (
        "没有登记工会委员会；没有登记经费审查委员会；没有登记女职工委员会"
    )


def test_e4_a_chair_examined_and_without_a_bar(works, yubei):
    """DRV-16"""
    organ = works.organs.get(kind="committee")
    relieve_officer(
        by=yubei, officer=organ.officers.get(post="chair"), reason="退休", on=date(2026, 5, 1)
    )
    assert found(works)["E4"] == (False, "没有登记现任主席")
    chair = appoint_officer(
        by=yubei, organ=organ, person_name="周七", post="chair", starts_on=date(2026, 5, 2)
    )
    assert found(works)["E4"] == (False, "现任主席没有资格审查记录")
    chair.examined_on = date(2026, 5, 1)
    chair.bars = ["head"]
    chair.save()
    assert found(works)["E4"] == (False, "现任主席为行政负责人（含副职），不得任职")
    assert met(works)["E"] is False


def test_e5_sixty_percent_exactly_and_unrounded(works, yubei):
    """C8: 59.97 % prints 60.0 % and is not 60 %."""
    assert met(works)["E5"] is True
    void(works, "members")
    numbers = {"workers": 10_000, "members": 5_997}
    record_evidence(
        by=yubei, union=works, kind="members", held_on=date(2026, 1, 7), numbers=numbers
    )
    assert found(works)["E5"] == (False, "职工 10000 人，会员 5997 人，入会率 60.0%")
    void(works, "members")
    assert found(works)["E5"] == (False, "会员人数不详")


@pytest.mark.parametrize(
    ("kind", "flag", "last"),
    [
        ("congress", "E6", date(2027, 1, 9)),
        ("disclosure", "E10", date(2026, 11, 30)),
    ],
)
def test_e6_and_e10_speak_for_twelve_months(works, kind, flag, last):
    assert found(works, last)[flag][0] is True
    assert found(works, last + timedelta(1))[flag][0] is False
    void(works, kind)
    assert met(works) == {**ALL, flag: False}


def test_e7_eighty_percent_of_what_was_returned(works, yubei):
    def review(returned, satisfied, mostly):
        void(works, "review")
        numbers = {"returned": returned, "satisfied": satisfied, "mostly": mostly}
        record_evidence(
            by=yubei, union=works, kind="review", held_on=date(2026, 4, 1), numbers=numbers
        )
        return found(works)["E7"][0]

    assert review(100, 50, 30) is True
    assert review(1_000, 500, 299) is False
    assert review(0, 0, 0) is False


def test_e8_takes_two(works):
    void(works, "training")
    assert found(works)["E8"] == (False, "须有 2 次，现有 1 次（送温暖 2026-02-01）")


def test_e9_an_account_or_fees_of_the_year(works, yubei):
    void(works, "account")
    assert met(works)["E9"] is False
    record_evidence(
        by=yubei, union=works, kind="fees", held_on=date(2025, 7, 1), numbers={"amount": "1200"}
    )
    assert met(works)["E9"] is True
    assert met(works, date(2026, 7, 1))["E9"] is False


def test_four_of_the_other_six(works):
    """§3.10: E1 to E4, and at least four of E5 to E10."""
    void(works, "congress")
    void(works, "disclosure")
    assert met(works)["E"] is True
    void(works, "account")
    ok, reason = found(works)["E"]
    assert (ok, reason) == (False, "E5 至 E10 中须符合 4 项，现符合 3 项")


def test_rules_hold_from_a_day_on_and_before_the_first_the_first():
    assert rules_at("", date(2026, 1, 1)).at_least == 4
    assert rules_at("50", date(2010, 1, 1)).required == ["E1", "E2", "E3", "E4"]


def test_each_day_has_its_answer(works):
    """The night's finding is kept from day to day; a day past keeps what was found then."""
    EffectiveAssessment.objects.all().delete()
    UnionStanding.objects.all().delete()
    assess_some([works.pk], ON)
    assess_some([works.pk], date(2026, 6, 2))
    assert EffectiveAssessment.objects.count() == 12
    void(works, "disclosure")
    void(works, "congress")
    void(works, "review")
    assert assess_all(date(2026, 6, 3)) == {"unions": 1, "effective": 0}
    effective = EffectiveAssessment.objects.filter(union=works, flag="E")
    assert effective.on(date(2026, 6, 2)).get().met is True
    assert effective.on(date(2026, 6, 3)).get().met is False
    assert EffectiveAssessment.objects.filter(flag="E8").count() == 1
    standing = UnionStanding.objects.get(union=works)
    assert (standing.met, standing.unmet) == (7, ["E6", "E7", "E10"])
    assess_some([works.pk], date(2026, 6, 1))
    assert effective.on(date(2026, 6, 2)).get().met is True, "no day past is written anew"
    assert UnionStanding.objects.get(union=works).as_of == date(2026, 6, 3)


def test_what_was_found_ends_with_the_union(works):
    EffectiveAssessment.objects.all().delete()
    assess_all(ON)
    works.dissolved_on = date(2026, 6, 10)
    works.save()
    assess_all(date(2026, 6, 10))
    assert not EffectiveAssessment.objects.filter(valid_to=None).exists()
    assert not UnionStanding.objects.exists()


def test_a_fixed_number_of_queries(works, yubei, django_assert_num_queries):
    def ask(keys):
        with django_assert_num_queries(12):
            assess_some(keys, ON)

    EffectiveAssessment.objects.all().delete()
    UnionStanding.objects.all().delete()
    others = [make.union(kind="own") for _ in range(12)]
    ask([works.pk])
    ask([union.pk for union in others])
