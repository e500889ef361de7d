"""The tree of targets: measured, split, answered, issued; what may not happen does not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from communications.models import Notification
from governance.models import Event
from membership.basis import tree
from membership.models import Drive, TargetPlan, TargetShare
from membership.services import assess, record_coverage, targets
from membership.services.targets import (
    answer_share,
    draft_plan,
    issue_plan,
    issue_tree,
    propose_plan,
    set_shares,
    simulate_tree,
)
from tests import make
from tests.threads import together
from unions.models import Federation

DUE = date(2024, 12, 31)


def furnish():
    """重庆: 6 eligible in 渝北 (1 covered), 3 in 江北, 1 in the city itself; 85 % of 10 is 9."""
    call_command("load_drives")
    for code, count in (("500112", 6), ("500105", 3), ("50", 1)):
        officer = make.officer(code)
        for n in range(count):
            org = make.organization(code, kind="school", staff_count=10 * n + 10)
            assess(by=officer, organization=org, decision="eligible", as_of=date(2023, 5, 1))
            if code == "500112" and not n:
                record_coverage(by=officer, organization=org, form="joint", union=make.union(code))
    nation = make.officer("0")
    drive = Drive.objects.get()
    issue_tree(by=nation, drive=drive, federation=make.federation("0"), due_on=DUE, method="gap")
    return drive


@pytest.fixture
def drive(db):
    return furnish()


@pytest.fixture
def city(db):
    return make.officer("50")


def draft(by, drive, code="50", **over):
    values = {"due_on": DUE, "method": "gap", **over}
    return draft_plan(by=by, drive=drive, federation=make.federation(code), **values)


def share_of(plan, code):
    return plan.shares.select_related("federation", "plan__federation").get(federation__code=code)


def quotas(plan):
    return dict(plan.shares.values_list("federation__code", "quota"))


def test_from_the_nation_down_each_splits_what_it_was_given(drive):
    """DRV-13: 85 % of 10 is 9 (8.5 rounded up); Σ below is what stands above, at every level."""
    plans = {p.federation.code: p for p in TargetPlan.objects.issued()}
    assert {code: p.quota for code, p in plans.items()} == {"0": 9, "50": 9}
    for plan in plans.values():
        assert sum(quotas(plan).values()) == plan.quota
    assert quotas(plans["50"]) == {"50": 1, "500112": 5, "500105": 3}
    assert Event.objects.filter(verb="targetplan.issue_tree").count() == 1


def test_a_municipality_and_a_zone_split_without_a_level_between(drive, city):
    """Counties of a municipality hang directly below it, and a zone is one among them."""
    zone = Federation.objects.create(
        code="500100-zone",
        name="某新区总工会",
        short_name="某新区",
        kind="zone",
        level=Federation.Level.COUNTY,
        parent=make.federation("50"),
        valid_from=date(2010, 1, 1),
    )
    zone.refresh_from_db()
    org = make.organization("50", kind="hospital", federation=zone)
    assess(by=city, organization=org, decision="eligible", as_of=date(2023, 5, 1))
    plan = draft(city, drive, quota=11)
    assert quotas(plan) == {"50": 1, "500112": 6, "500105": 3, zone.code: 1}
    assert tree(drive, make.federation("500112"))[make.federation("500112").pk].whole.eligible == 6


def test_by_gap_by_count_and_by_staff(drive, city):
    """DRV-13: three ways of splitting; each sums to the last one and none exceeds what it has."""
    found = {m: quotas(draft(city, drive, method=m)) for m in ("gap", "eligible", "staff")}
    assert found["gap"] == {"50": 1, "500112": 5, "500105": 3}
    assert all(sum(parts.values()) == 9 for parts in found.values())
    assert found["staff"]["500112"] == 6  # 210 of 280 people work there
    assert TargetPlan.objects.filter(federation__code="50").count() == 4
    assert TargetPlan.objects.filter(federation__code="50", status="draft").count() == 1


def test_no_less_than_was_asked_and_no_more_than_there_are(drive, city):
    with pytest.raises(ValidationError, match="不能少于此数"):
        draft(city, drive, quota=8)
    with pytest.raises(ValidationError, match="不够 11 家"):
        draft(city, drive, quota=11)
    with pytest.raises(ValidationError, match="还没有向本级下达"):
        draft(make.officer("500112"), drive, "500112", due_on=date(2023, 12, 31))
    local = Drive.objects.get()
    local.pk, local.code, local.federation = None, "32-x", make.federation("32")
    local.save()
    with pytest.raises(ValidationError, match="不在这项行动的范围内"):
        draft(city, local)


def test_a_counter_proposal_is_answered_before_anything_is_issued(drive, city, yubei):
    """DRV-13: 渝北 names another number and why; 重庆 moves one to 江北; both agree; issued."""
    jiangbei = make.officer("500105")
    plan = draft(city, drive)
    set_shares(by=city, plan=plan, quotas={share_of(plan, "500112").pk: 6})
    propose_plan(by=city, plan=plan, answer_by=timezone.localdate() + timedelta(7))
    assert share_of(plan, "50").answer == "agreed"
    with pytest.raises(ValidationError, match="还有 2 家工会未反馈"):
        issue_plan(by=city, plan=plan)
    with pytest.raises(ValidationError, match="须写明建议数和理由"):
        answer_share(by=yubei, share=share_of(plan, "500112"), countered=5)
    answer_share(by=yubei, share=share_of(plan, "500112"), countered=5, reason="两所学校将停办")
    assert "建议 5 家：两所学校将停办" in Notification.objects.get(user=city).text
    answer_share(by=jiangbei, share=share_of(plan, "500105"))
    with pytest.raises(ValidationError, match="异议还没有处理"):
        issue_plan(by=city, plan=plan)
    with pytest.raises(ValidationError, match="还差 1 家"):
        set_shares(by=city, plan=plan, quotas={share_of(plan, "500112").pk: 4})
    set_shares(by=city, plan=plan, quotas={share_of(plan, "500112").pk: 5})
    assert share_of(plan, "500112").answer == "agreed"  # it is what they proposed
    assert "调整为 5 家" in Notification.objects.get(user=yubei).text
    issue_plan(by=city, plan=plan)
    issued = TargetPlan.objects.issued().get(federation__code="50")
    assert (issued.version, quotas(issued)["500112"]) == (2, 5)
    first = TargetPlan.objects.get(federation__code="50", version=1)
    assert (first.status, quotas(first)["500112"]) == ("superseded", 5)  # kept as it was
    with pytest.raises(ValidationError, match="已下达，不能修改"):
        set_shares(by=city, plan=plan, quotas={})


def test_who_may(drive, city, yubei, stranger):
    """Only those who splits split; only those given a share answer for it."""
    with pytest.raises(PermissionDenied):
        draft(yubei, drive, "50")
    with pytest.raises(PermissionDenied):
        draft(stranger, drive, "50")
    plan = draft(city, drive)
    for verb in (propose_plan, issue_plan):
        with pytest.raises(PermissionDenied):
            verb(by=yubei, plan=plan)
    propose_plan(by=city, plan=plan)
    for other in (city, make.officer("0"), stranger, make.officer("500105")):
        with pytest.raises(PermissionDenied):
            answer_share(by=other, share=share_of(plan, "500112"))
    answer_share(by=yubei, share=share_of(plan, "500112"))
    reader = make.officer("500112", role="street")
    with pytest.raises(PermissionDenied):
        answer_share(by=reader, share=share_of(plan, "500112"))


def test_the_database_itself_keeps_the_sum(drive):
    """Rung 1: past every service, an issued plan cannot give away less than its quota."""
    plan = TargetPlan.objects.issued().get(federation__code="50")
    lessened = plan.shares.filter(federation__code="500112")
    for act in (
        lambda: lessened.update(quota=4),
        lessened.delete,
        lambda: TargetPlan.objects.filter(pk=plan.pk).update(quota=10),
    ):
        with pytest.raises(IntegrityError, match="少于应覆盖"):
            at_the_end(act)
    # between two of its own writes a sum may be short
    at_the_end(lambda: (lessened.update(quota=4), lessened.update(quota=5)))
    at_the_end(plan.delete)


@transaction.atomic
def at_the_end(act):
    """What is deferred is looked at when this ends, as at a commit."""
    act()
    connection.check_constraints()


@pytest.mark.django_db(transaction=True)
def test_two_officers_issue_at_once():
    """One wins, the other is told; without the lock both would have thought that they issued."""
    drive, one, two = furnish(), make.officer("50"), make.officer("50")
    plan = draft(one, drive)
    assert together(lambda by: issue_plan(by=by, plan=plan), one, two) == ["lost", "won"]
    assert Event.objects.filter(verb="targetplan.issue").count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_issue(monkeypatch):
    """The control: the same race with the lock taken away is run twice to the end."""
    monkeypatch.setattr(targets, "_locked", lambda by, plan: TargetPlan.objects.get(pk=plan.pk))
    drive, one, two = furnish(), make.officer("50"), make.officer("50")
    plan = draft(one, drive)
    monkeypatch.setattr(targets, "_supersede", _slowly(targets._supersede))
    assert together(lambda by: issue_plan(by=by, plan=plan), one, two) == ["won", "won"]
    assert Event.objects.filter(verb="targetplan.issue").count() == 2


def _slowly(act):
    def slow(*arguments):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.5)")
        return act(*arguments)

    return slow


@pytest.mark.django_db(transaction=True)
def test_an_objection_and_an_issue_at_once():
    """Whichever comes first holds: no plan is issued over an objection, none objected to after."""
    drive, city, yubei = furnish(), make.officer("50"), make.officer("500112")
    plan = propose_plan(by=city, plan=draft(city, drive))
    answer_share(by=make.officer("500105"), share=share_of(plan, "500105"))
    answer_share(by=yubei, share=share_of(plan, "500112"))
    share = share_of(plan, "500112")

    def act(who):
        if who == city:
            issue_plan(by=city, plan=plan)
        else:
            answer_share(by=yubei, share=share, countered=4, reason="两所学校将停办")

    assert together(act, city, yubei) == ["lost", "won"]
    plan.refresh_from_db()
    assert (plan.status == "issued") == (share_of(plan, "500112").answer == "agreed")


@pytest.mark.django_db(transaction=True)
def test_two_officers_draft_at_once():
    """Both get a version of their own; the later one is the draft that stands."""
    drive, one, two = furnish(), make.officer("50"), make.officer("50")
    assert together(lambda by: draft(by, drive), one, two) == ["won", "won"]
    versions = TargetPlan.objects.filter(federation__code="50").order_by("version")
    assert list(versions.values_list("version", "status")) == [
        (1, "issued"),
        (2, "superseded"),
        (3, "draft"),
    ]


def test_a_tree_issued_again_keeps_its_versions(drive):
    """DRV-13: versions kept; one in force of each."""
    again = {"drive": drive, "federation": make.federation("0"), "due_on": DUE}
    told = issue_tree(by=make.officer("0"), method="staff", **again)
    assert (told["plans"], told["shares"]) == (2, 4)
    assert sorted(TargetPlan.objects.values_list("federation__code", "version", "status")) == [
        ("0", 1, "superseded"),
        ("0", 2, "issued"),
        ("50", 1, "superseded"),
        ("50", 2, "issued"),
    ]
    assert TargetShare.objects.in_force().count() == 4


def test_down_to_the_level_that_answers(drive):
    """DRV-01 DRV-13: a split goes down to the responsible level; counties hang directly below a
    municipality, so that asking for cities stops there too."""
    park = Federation.objects.create(
        code="500112-park",
        name="某园区工会",
        short_name="某园区",
        kind="zone",
        level=Federation.Level.STREET,
        parent=make.federation("500112"),
        valid_from=date(2010, 1, 1),
    )
    park.refresh_from_db()
    org = make.organization("500112", kind="hospital", federation=park)
    assess(by=make.officer("500112"), organization=org, decision="eligible")
    nation = make.federation("0")
    nodes = tree(drive, nation)

    def splitting(depth):
        found = simulate_tree(nodes, nation, method="gap", quota=10, depth=depth)
        return {node.federation.code for node, _, _ in found}

    assert splitting(None) == {"0", "50", "500112"}
    assert splitting(Federation.Level.COUNTY) == splitting(Federation.Level.CITY) == {"0", "50"}
    assert splitting(Federation.Level.PROVINCE) == {"0"}
    told = issue_tree(
        by=make.officer("0"), drive=drive, federation=nation, due_on=DUE, method="gap", depth=2
    )
    assert told["plans"] == 1
