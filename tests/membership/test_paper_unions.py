"""Paper unions: what speaks for a look is found, what is honest is not, and nobody is judged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from membership.effective.kinds import KINDS, vitality
from membership.effective.paper_unions import SIGNALS, find
from membership.models import Evidence, UnionInspection, UnionStanding
from membership.services.effective import assess_all
from membership.services.inspections import ask_inspection, close_inspection
from membership.services.organs import constitute
from tests import make
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)


def evidence(union, kind="activity", held_on=date(2026, 5, 1), **over):
    return Evidence.objects.create(union=union, kind=kind, held_on=held_on, **over)


def signals(union, on=ON):
    return {signal["key"]: signal["reason"] for signal in find(on).get(union.pk, [])}


def test_silence_of_half_a_year(db):
    quiet, busy, young = (make.union() for _ in range(3))
    GrassrootsUnion.objects.filter(pk=young.pk).update(founded_on=date(2026, 5, 1))
    evidence(quiet, held_on=date(2025, 12, 3))
    evidence(busy, held_on=date(2025, 12, 4))
    assert "silent" not in signals(busy)
    assert signals(quiet)["silent"] == "最近一次运行记录为 2025-12-03"
    assert signals(young) == {}
    evidence(quiet, kind="members", held_on=date(2026, 5, 1))
    assert "silent" in signals(quiet), "a count of members is no work"


def test_exactly_the_legal_minimum(db):
    exact, more = make.union(), make.union()
    evidence(exact, kind="members", numbers={"workers": 30, "members": 25})
    evidence(more, kind="members", numbers={"workers": 30, "members": 26})
    assert signals(exact)["minimum"] == "上报会员恰为 25 人"
    assert "minimum" not in signals(more)


def test_a_rush_before_the_end_of_a_quarter(db):
    """Peers §3 #8: an honest fast county with dispersed dates is not found, a rush is."""
    made = []
    for n in range(120):
        made.append(make.union("500101", founded_on=date(2025, 6, 1) + timedelta(3 * n)))
    rush = [make.union("500112", founded_on=date(2025, 12, 28)) for _ in range(6)]
    few = [make.union("500103", founded_on=date(2025, 12, 29)) for _ in range(4)]
    found = find(ON)
    flagged = {key for key, some in found.items() if any(s["key"] == "burst" for s in some)}
    assert flagged == {union.pk for union in rush}
    assert signals(rush[0])["burst"] == "与本级同季末 5 天内成立的共 6 家，平时中位数 0 家"
    assert not flagged & {union.pk for union in made + few}


def test_one_chair_of_three(yubei):
    def led(name):
        union = make.union()
        chair = [{"person_name": name, "post": "chair"}]
        constitute(by=yubei, union=union, starts_on=date(2024, 1, 1), years=3, officers=chair)
        return union

    three, two = [led("王一") for _ in range(3)], [led("李二") for _ in range(2)]
    assert signals(three[0])["shared_chair"] == "同名主席还任另外 2 家工会主席"
    assert "shared_chair" not in signals(two[0])
    assert "bodiless" not in signals(two[0])
    assert "bodiless" in signals(make.union())


def test_minutes_copied_from_one_another(db):
    text = "2026年5月{}日组织职工开展趣味运动会，气氛热烈，圆满成功"
    alike = [make.union() for _ in range(3)]
    for n, union in enumerate(alike):
        evidence(union, note=text.format(n + 1))
    own = make.union()
    evidence(own, note="与街道合办女职工心理讲座，职工到场三十余人")
    assert signals(alike[0])["copied"] == "有记录与另外 2 家工会的文字相同"
    assert "copied" not in signals(own)


def test_the_list_is_ordered_by_what_speaks_for_a_look(yubei):
    """Peers §3 #8: fakes rank first; of what is honest nothing is on the list."""
    fakes = [make.union(founded_on=date(2025, 12, 30)) for _ in range(20)]
    honest = [make.union("500101", founded_on=date(2024, 1, 1)) for _ in range(20)]
    for n, union in enumerate(honest):
        chair = [{"person_name": f"某人{n}", "post": "chair"}]
        constitute(
            by=make.officer("500101"),
            union=union,
            starts_on=date(2024, 2, 1),
            years=3,
            officers=chair,
        )
        evidence(union, note=f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}街道第{n}次讲座{'好' * (n + 8)}")
    for n, union in enumerate(fakes):
        evidence(union, held_on=date(2025, 12, 31), note=f"第{n}家工会召开成立大会，全票通过，圆满")
        evidence(union, kind="members", numbers={"workers": 25, "members": 25})
    assess_all(date(2026, 7, 1))
    ranked = list(UnionStanding.objects.order_by("-suspicion", "pk").values_list("pk", "suspicion"))
    assert {key for key, _ in ranked[:20]} == {union.pk for union in fakes}
    assert all(weight == 0 for _, weight in ranked[20:])
    assert ranked[0][1] == sum(
        SIGNALS[key].weight for key in ("silent", "bodiless", "minimum", "burst", "copied")
    )


def test_somebody_looks_and_says_what_was_found(yubei, stranger, joint):
    assess_all(ON)
    with pytest.raises(PermissionDenied):
        ask_inspection(by=stranger, union=joint, assignee=stranger)
    with pytest.raises(ValidationError, match="不经办"):
        ask_inspection(by=yubei, union=joint, assignee=stranger)
    street = make.officer("500112", role="street")
    asked = ask_inspection(by=yubei, union=joint, assignee=street)
    assert {signal["key"] for signal in asked.signals} == {"silent", "bodiless"}
    with pytest.raises(ValidationError, match="已安排核查"):
        ask_inspection(by=yubei, union=joint, assignee=yubei)
    with pytest.raises(ValidationError, match="写明"):
        close_inspection(by=street, inspection=asked, outcome="works", finding=" ")
    with pytest.raises(ValidationError):
        close_inspection(by=street, inspection=asked, outcome="guilty", finding="看过")
    with pytest.raises(PermissionDenied):
        close_inspection(by=stranger, inspection=asked, outcome="works", finding="看过")
    close_inspection(by=street, inspection=asked, outcome="data", finding="有活动，没有登记。")
    with pytest.raises(ValidationError, match="已经完成"):
        close_inspection(by=yubei, inspection=asked, outcome="works", finding="再来")
    assert UnionInspection.objects.get().get_outcome_display() == "资料缺漏，已补"
    assert ask_inspection(by=yubei, union=joint, assignee=yubei)


# The decaying index


def test_the_index_falls_by_itself_and_rises_with_what_is_done():
    """Peers §3 #1: monotone in time, never lowered by evidence, halved by a half-life."""
    some = [("activity", date(2026, 1, 1)), ("congress", date(2026, 2, 1))]
    days = [vitality(some, date(2026, 2, 1) + timedelta(n)) for n in range(0, 700, 7)]
    assert days == sorted(days, reverse=True)
    assert 0 < days[-1] < days[0] < 1
    more = [*some, ("warmth", date(2026, 3, 1))]
    on = date(2026, 4, 1)
    assert vitality(more, on) > vitality(some, on)
    one = KINDS["activity"]
    half = date(2026, 1, 1) + timedelta(one.half_life)
    assert vitality([("activity", date(2026, 1, 1))], half) == pytest.approx(one.weight / 2)
    assert vitality([], on) == 0
    both = vitality([("activity", on), ("congress", on)], on)
    assert both == pytest.approx(1 - (1 - 0.3) * (1 - 0.5))
