"""Projects of purchase: planned, answered for, approved by three; under rules that stay."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from governance.models import Event
from procurement import rules
from procurement.lawfulness import warnings
from procurement.models import BudgetEntry, Project
from procurement.services import budgets, projects
from procurement.services import entrustments as direct
from procurement.services.measures import enter
from procurement.workflows.projects import PROJECT
from tests import make, purchases

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(db):
    return purchases.people()


def money(line):
    line.refresh_from_db()
    return [int(getattr(line, name)) for name in ("reserved", "committed", "paid", "free")]


def do(who, project, **steps):
    for verb, name in steps.items():
        project = projects.move(by=who[name], project=project, verb=verb, reason="原因")
    return project


def test_planned_answered_for_approved(who):
    """ACF-14: three persons; the money is reserved with the submission and given back with the
    cancelling."""
    project = purchases.begun(who["officer"])
    do(who, project, submit="officer")
    assert money(project.line) == [500_000, 0, 0, 500_000]
    with pytest.raises(ValidationError, match="财务尚未核定"):
        do(who, project, approve="leader")
    done = do(who, project, confirm="finance", approve="leader")
    assert (done.status, done.confirmer, done.approver) == (
        "approved",
        who["finance"],
        who["leader"],
    )
    budgets.commit(by=who["leader"], project=done, amount=Decimal("480000"))
    assert money(project.line) == [20_000, 480_000, 0, 500_000]
    budgets.uncommit(by=who["leader"], project=done, amount=Decimal("480000"))
    do(who, done, cancel="officer")
    assert money(project.line) == [0, 0, 0, 1_000_000]
    kinds = list(BudgetEntry.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["reserve", "commit", "uncommit", "release"]
    labels = set(Event.objects.about(done).values_list("label", flat=True))
    assert {"编制采购项目", "提交", "核定预算", "批准", "取消项目"} == labels


def test_entries_are_added_and_never_changed(who):
    project = purchases.begun(who["officer"])
    do(who, project, submit="officer")
    for touch in (lambda rows: rows.update(amount=1), lambda rows: rows.delete()):
        with pytest.raises(Exception, match="refused"), transaction.atomic():
            touch(BudgetEntry.objects.all())


def test_sent_back_frees_the_money_and_can_be_mended(who):
    project = purchases.begun(who["officer"])
    back = do(who, project, submit="officer", confirm="finance", **{"return": "leader"})
    assert (back.status, back.confirmer, money(project.line)[0]) == ("draft", None, 0)
    mended = projects.change(by=who["officer"], project=back, ceiling=Decimal("400000"))
    do(who, mended, submit="officer")
    assert money(project.line)[0] == 400_000
    with pytest.raises(ValidationError, match="不能修改"):
        projects.change(by=who["officer"], project=mended, ceiling=Decimal("1"))


def test_three_persons(who):
    """Who plans does not approve, nor who answers for the money (domain 6.3)."""
    both = make.officer("50", Role.PROCUREMENT)
    for role in (Role.LEADER, Role.FINANCE):
        both.appointments.create(
            federation=make.federation("50"), role=role, starts_on=date(2020, 1, 1)
        )
    own = do({"both": both}, purchases.begun(both), submit="both")
    for verb in ("confirm", "approve"):
        with pytest.raises(ValidationError):
            projects.move(by=both, project=own, verb=verb)
    other = do({**who, "both": both}, purchases.begun(who["officer"]), submit="officer")
    other = projects.move(by=both, project=other, verb="confirm")
    with pytest.raises(ValidationError, match="不同的人"):
        projects.move(by=both, project=other, verb="approve")
    with pytest.raises(IntegrityError), transaction.atomic():  # not even past the service
        Project.objects.filter(pk=own.pk).update(approver=both)


def test_every_state_by_every_verb_as_every_role(who):
    """Forbidden moves leave no trace; the auditor and the nation's leader only look on."""
    right = {
        "submit": ({"draft"}, "officer"),
        "confirm": ({"submitted"}, "finance"),
        "send_back": ({"submitted"}, "finance"),
        "approve": ({"confirmed"}, "leader"),
        "return": ({"submitted", "confirmed"}, "leader"),
        "cancel": (
            {"draft", "submitted", "confirmed", "approved", "calling", "failed"},
            "officer",
        ),
    }
    everybody = {**who, "above": make.officer("0", Role.LEADER)}
    project, wrong = purchases.begun(who["officer"]), []
    for status in Project.Status.values:
        for verb, (sources, whom) in right.items():
            for name, by in everybody.items():
                before = transaction.savepoint()
                Project.objects.filter(pk=project.pk).update(status=status)
                row, acts = Project.objects.get(pk=project.pk), Event.objects.count()
                try:
                    projects.move(by=by, project=row, verb=verb, reason="原因")
                    done = True
                except (PermissionDenied, ValidationError):
                    done = False
                row.refresh_from_db()
                kept = (row.status, Event.objects.count()) == (status, acts)
                if done != (status in sources and name == whom) or (not done and not kept):
                    wrong.append((status, verb, name, done))
                transaction.savepoint_rollback(before)
    assert not wrong
    assert project in Project.objects.for_user(who["auditor"], "purchase_view")
    assert project in Project.objects.for_user(everybody["above"], "purchase_view")
    assert project not in Project.objects.for_user(make.officer("32"), "purchase_view")


def test_the_rules_that_held_stay(who, monkeypatch):
    """ACF-14, GD-06: chosen by source of money, place and day, and frozen with the project."""
    union, fiscal = (
        purchases.begun(who["officer"], source=source, method=method)
        for source, method in (("union", "open_call"), ("fiscal", "open_tender"))
    )
    assert union.rules["rule_set"] == "chongqing-union-2018"
    assert (union.rules["min_days_notice"], union.rules["prefer_union"]) == (15, True)
    assert fiscal.rules["rule_set"] == "fiscal-2020"
    assert (fiscal.rules["min_days_notice"], fiscal.rules["prefer_union"]) == (20, False)
    assert "第五十二条" in fiscal.rules["cites"]["objection_days"]
    assert (union.route, fiscal.route) == ("工会购买", "政府购买")
    changed = projects.change(by=who["officer"], project=union, title="改名")
    assert changed.rules == union.rules
    with pytest.raises(ValidationError, match="还没有适用"):
        rules.applicable(federation=make.federation("50"), source="fiscal", on=date(2019, 12, 31))


def test_a_measure_of_ones_own_changes_what_law_leaves_open(who):
    """BJ-01: versions with effective dates; a project is linked to the version it began under."""
    home = make.federation("50")
    old = enter(
        by=who["officer"],
        federation=home,
        kind="measure",
        title="购买社会组织服务管理办法（试行）",
        starts_on=date(2013, 1, 1),
        terms={"publicity_days": 7},
    )
    first = purchases.begun(who["officer"])
    new = enter(
        by=who["officer"],
        federation=home,
        kind="measure",
        title=old.title,
        starts_on=timezone.localdate(),
        previous=old,
        terms={"publicity_days": 6},
    )
    second = purchases.begun(who["officer"])
    fiscal = purchases.begun(who["officer"], source="fiscal", method="open_tender")
    old.refresh_from_db()
    assert (old.ended_on, new.version) == (timezone.localdate(), 2)
    assert (first.measure, first.rules["publicity_days"]) == (old, 7)
    assert (second.measure, second.rules["publicity_days"]) == (new, 6)
    assert (fiscal.measure, fiscal.rules["publicity_days"]) == (None, 5)
    with pytest.raises(ValidationError):
        enter(
            by=who["officer"],
            federation=home,
            kind="measure",
            title="又一个",
            starts_on=date(2026, 1, 1),
            terms={"objection_days": 1},
        )


def test_warnings_of_law(who):
    """GD-06: what law and measure say, with clauses; only what law forbids stands in the way."""
    officer = who["officer"]

    def told(**over):
        return {w.key: w for w in warnings(purchases.begun(officer, **over))}

    fiscal = {"source": "fiscal", "method": "open_tender"}
    assert told() == {}
    posts = told(posts=3, **fiscal)["posts"]
    assert posts.forbids
    assert "第十条" in posts.cite
    assert not told(posts=3)["posts"].forbids  # Beijing's 79 posts, with union money
    assert "term" in told(ends_on=date(2027, 6, 30))
    assert told(ends_on=date(2029, 6, 30), **fiscal)["term"].forbids
    assert told(ends_on=date(2028, 12, 31), continuous=True, **fiscal)["term"].forbids is False
    assert told(source="fiscal")["method"].forbids
    small = {
        "ceiling": Decimal("300000"),
        "method": "inquiry",
        "method_reason": "询价",
        "domain": "health",
    }
    assert "split" not in told(**small)
    assert "600,000" in told(**small)["split"].text
    project = purchases.begun(officer, posts=3, **fiscal)
    with pytest.raises(ValidationError, match="不得购买"):
        do(who, project, submit="officer")


def test_who_may_buy(who):
    """A grassroots union buys where it has legal personality; an institution by its name."""
    officer = who["officer"]
    with pytest.raises(ValidationError, match="法人资格"):
        purchases.begun(officer, buyer="grassroots", union=make.union())
    with_code = make.union(credit_code="81500000MC00000011")
    assert (
        purchases.begun(officer, buyer="grassroots", union=with_code).buyer_name == with_code.name
    )
    own = purchases.begun(officer, buyer="institution", institution="重庆市劳动人民文化宫")
    assert own.buyer_name == "重庆市劳动人民文化宫"
    with pytest.raises(ValidationError, match="采购主体"):
        purchases.begun(officer, buyer="institution")
    with pytest.raises(PermissionDenied):
        purchases.begun(officer, code="500112")
    with pytest.raises(ValidationError, match="不一致"):
        purchases.begun(officer, source="grant", line=purchases.line())


def test_entrusted_to_a_company_and_what_came_of_it(who):
    """ACF-09, CQ-31, GD-05: a matter with its ground, a contractor that is no social organization,
    a period and a result."""
    project = purchases.begun(who["officer"], method="entrust", method_reason="延续服务")
    with pytest.raises(ValidationError, match="须先写明承接方"):
        do(who, project, submit="officer")
    named = direct.name_contractor(
        by=who["officer"],
        project=project,
        contractor="company",
        name="中山市心灵港湾服务有限公司",
        basis="市总工会主席办公会议纪要〔2026〕3 号",
        amount=Decimal("450000"),
        person_times=100_000,
    )
    done = do(who, project, submit="officer", confirm="finance", approve="leader")
    direct.settle(by=who["officer"], entrustment=named)
    assert money(project.line) == [0, 450_000, 0, 550_000]
    done.refresh_from_db()
    assert done.status == "awarded"
    reported = direct.report_result(
        by=who["officer"],
        entrustment=named,
        result="如期完成",
        on=timezone.localdate(),
        served=101_200,
    )
    assert (reported.served, reported.result) == (101_200, "如期完成")


def test_a_single_source_is_announced_first(who):
    """Five working days before anybody is settled on (条例 38)."""
    project = purchases.begun(who["officer"], method="single_source", method_reason="唯一供应")
    named = direct.name_contractor(
        by=who["officer"],
        project=project,
        contractor="organization",
        organization=make.organization("50"),
        basis="唯一",
        amount=Decimal("500000"),
    )
    do(who, project, submit="officer", confirm="finance", approve="leader")
    with pytest.raises(ValidationError, match="先公示"):
        direct.settle(by=who["officer"], entrustment=named)
    told = direct.give_notice(by=who["officer"], entrustment=named)
    assert (told.notice_to - told.notice_from).days >= 5
    with pytest.raises(ValidationError, match="期满"):
        direct.settle(by=who["officer"], entrustment=told, on=told.notice_to)
    direct.settle(by=who["officer"], entrustment=told, on=told.notice_to + timedelta(1))


def test_the_union_takes_on_what_government_entrusts(who):
    """SC-08: the other direction; no money of ours is reserved."""
    project = purchases.begun(
        who["officer"],
        direction="undertake",
        client="成都市民政局",
        source="fiscal",
        method="entrust",
        method_reason="政府委托群团承接公共事务",
    )
    assert warnings(project) == [] or all(w.key == "prefer_union" for w in warnings(project))
    done = do(who, project, submit="officer", approve="leader")
    assert (done.status, BudgetEntry.objects.count()) == ("approved", 0)
    assert set(PROJECT.available(done, who["leader"])) == set()
