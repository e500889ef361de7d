"""The demonstration's decisions: bids examined, one call decided on with an objection answered and
an award made. Through the services; only the days are set back afterwards."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import Role
from orgs.models import Delegate
from procurement import deadlines
from procurement.models import Call, Decision, Objection
from procurement.queries import decisions as queries
from procurement.services import awards, decisions, flags, objections
from procurement.services import qualification as services
from unions.calendar import add_working_days
from unions.models import Federation

DECIDED = "职工法律援助宣讲"
BY_HAND = "申报材料齐全，已核对原件"


@transaction.atomic
def qualify(people):
    """Every call that was opened and not examined: all who can be found to qualify are."""
    by = people["cq-procurement"]
    calls = Call.objects.filter(status="opened", project__federation__code="50")
    calls = calls.exclude(lots__bids__qualification__isnull=False).distinct()
    for call in calls.select_related("project__federation"):
        for row in services.examine(by=by, call=call):
            _judge(by, row)
        services.give_opinion(
            by=_lawyer(),
            project=call.project,
            call=call,
            stage="qualification",
            verdict="lawful",
            text="资格审查的条件与公告一致，程序合法，理由充分。",
        )
        services.tell(by=by, call=call)
    return calls.count()


def _lawyer():
    """Of 重庆; cannot log in."""
    user, made = User.objects.get_or_create(username="cq-lawyer", defaults={"name": "许诺"})
    if made:
        Appointment.objects.create(
            user=user,
            federation=Federation.objects.get(code="50"),
            role=Role.LEGAL,
            starts_on=timezone.localdate(),
        )
    return user


def _judge(by, row):
    for check in row.checks.all():
        if check.waits or check.bars:
            services.find(by=by, check=check, result="pass", reason=BY_HAND)
    services.decide(by=by, qualification=row, verb="pass")


@transaction.atomic
def decide(people):
    """The reviewed call: met on, approved, made public, objected to, answered, awarded."""
    call = Call.objects.filter(project__title=DECIDED, status="reviewed").first()
    if call is None:
        return 0
    officer, leader = people["cq-procurement"], people["cq-leader"]
    today = timezone.localdate()
    decision = decisions.draft_decision(
        by=officer,
        call=call,
        met_on=add_working_days(today, -7),
        attendees="分管领导，社会联络部、财务部、经审办负责人",
        minutes="会议听取了评审情况汇报，同意按评审名次拟立项，立项金额按专家建议核定。",
    )
    for lot in queries.candidates(call):
        row = lot.recommended
        amount = min(row.suggested or row.amount, row.amount)
        decisions.stage(by=officer, decision=decision, bid=row.bid, amount=amount)
    decisions.submit(by=officer, decision=decision)
    decision = decisions.approve(by=leader, decision=decision)
    decisions.announce(by=officer, decision=decision)
    _object(people, call, today)
    Decision.objects.filter(pk=decision.pk).update(
        publicity_from=add_working_days(today, -6),
        publicity_to=add_working_days(today, -1),
        approved_at=deadlines.at(add_working_days(today, -6)),
    )
    awards.conclude(by=officer, decision=Decision.objects.get(pk=decision.pk))
    flags.look(Call.objects.get(pk=call.pk))
    return 1


def _object(people, call, today):
    delegate = Delegate.objects.filter(user=people["org-b"]).select_related("organization").first()
    row = objections.raise_objection(
        by=people["org-b"],
        call=call,
        kind="objection",
        organization=delegate.organization,
        text="评分表中“预算合理性”一项，我单位得分低于报价更高的单位，请复核。",
        evidence="我单位人均成本低于同类项目平均水平。",
        request="请复核该项评分。",
        known_on=today,
    )
    objections.answer(
        by=people["cq-procurement"],
        objection=row,
        outcome="rejected",
        text="经复核，五名专家独立评分，该项评分依据是测算的完整程度，不以报价高低计分，评分无误。",
    )
    raised = timezone.now() - timedelta(days=5)
    Objection.objects.filter(pk=row.pk).update(
        raised_at=raised, known_on=raised.date(), answered_at=raised + timedelta(days=2)
    )
