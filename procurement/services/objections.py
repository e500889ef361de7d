"""What is held against a purchase: by a bidder from its workspace, by anybody from the public page.
Each kind has its own time to be raised in and its own time to be answered in (working days)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import notify
from governance.trail import record, refuse
from orgs.models import Delegate
from procurement import clocks
from procurement.models import Call, Decision, Objection
from procurement.services import awards, calls, flags
from procurement.services.letters import issue_letter
from procurement.workflows.objections import OBJECTION

Kind, Outcome, Effect = Objection.Kind, Objection.Outcome, Objection.Effect
ANSWER = {
    Kind.QUERY: "query_answer_days",
    Kind.OBJECTION: "objection_answer_days",
    Kind.COMPLAINT: "complaint_answer_days",
}
SINCE = {Kind.OBJECTION: "objection_days", Kind.COMPLAINT: "complaint_days"}
CLOSED = (Call.Status.DRAFT,)


@transaction.atomic
def raise_objection(
    *, by, call, kind, text, known_on, organization=None, name="", phone="", evidence="",
    request="", follows=None,
):  # fmt: skip
    """Take one in. ``by`` is None for somebody without an account; an organization's is raised by
    its delegate."""
    if organization is not None and not (by and by.may(Permission.OWN_BID_EDIT, organization)):
        if by:
            refuse(by=by, verb="raise_objection", subject=organization)
        raise PermissionDenied("您不能代表该组织提出异议。")
    if call.status in CLOSED or not call.published_at:
        raise ValidationError("这次采购没有公告。")
    today = timezone.localdate()
    if known_on > today:
        raise ValidationError({"known_on": "知道之日不能晚于今天。"})
    last = last_day(call, kind, known_on, follows)
    if last and today > last:
        raise ValidationError(f"提出{Kind(kind).label}的期限（{last:%Y-%m-%d}）已过。")
    project = call.project
    above = project.federation.parent if kind == Kind.COMPLAINT else None
    row = Objection(
        call=call,
        kind=kind,
        organization=organization,
        name=name,
        phone=phone,
        text=text,
        evidence=evidence,
        request=request,
        known_on=known_on,
        by=by,
        follows=follows,
        answers_at=above or project.federation,
        due_on=clocks.due(project, ANSWER[kind], today),
    )
    row.full_clean()
    row.save()
    record(
        by=by,
        verb="raise",
        label=f"提出{row.get_kind_display()}",
        subject=row,
        federation=project.federation,
        due_on=row.due_on.isoformat(),
    )
    return row


def last_day(call, kind, known_on, follows=None):
    """The last day on which it may be raised; None where there is none."""
    if kind == Kind.COMPLAINT:
        if follows is None or follows.call_id != call.pk or follows.kind != Kind.OBJECTION:
            raise ValidationError({"follows": "投诉须针对本次采购中已提出的质疑。"})
        answered = follows.answered_at and timezone.localdate(follows.answered_at)
        if answered is None and follows.due_on >= timezone.localdate():
            raise ValidationError(f"质疑答复期限为 {follows.due_on:%Y-%m-%d}，期满后可以投诉。")
        return clocks.due(call.project, SINCE[kind], answered or follows.due_on)
    return clocks.due(call.project, SINCE[kind], known_on) if kind in SINCE else None


@transaction.atomic
def answer(*, by, objection, outcome, text, effect=Effect.NONE):
    """What was found, and what follows from it. A finding that holds sends the decision back to the
    table or ends the purchase; whoever answered an objection does not rule on the complaint."""
    if not text.strip():
        raise ValidationError({"text": "请写明答复内容。"})
    verb = "rule" if objection.kind == Kind.COMPLAINT else "answer"
    before = objection.follows
    permission = OBJECTION.moves[verb].permission
    if objection.answers_at not in by.federations_granting(permission):
        refuse(by=by, verb=verb, subject=objection)
        raise PermissionDenied(f"由{objection.answers_at}答复。")
    if before and before.answered_by_id == by.pk:
        refuse(by=by, verb=verb, subject=objection)
        raise PermissionDenied("答复过质疑的人不能处理对它的投诉。")
    stands = outcome in (Outcome.UPHELD, Outcome.PARTLY)
    if effect != Effect.NONE and not stands:
        raise ValidationError({"effect": "不成立的，不能改变结果。"})
    row = OBJECTION.move(
        objection,
        verb,
        by=by,
        outcome=outcome,
        effect=effect,
        answer=text.strip(),
        answered_by=by,
        answered_at=timezone.now(),
    )
    if by.may_at(Permission.PURCHASE_EDIT, row.call.project.federation):
        issue_letter(by=by, kind="objection-answer", subject=row)
    if row.organization_id:
        for delegate in Delegate.objects.current().filter(organization=row.organization):
            words = (
                f"“{row.call.project}”{row.get_kind_display()}已答复：{row.get_outcome_display()}。"
            )
            notify(user=delegate.user, text=words, url="/portal/results/")
    reason = f"{row.get_kind_display()}成立：{text.strip()}"[:300]
    decision = Decision.objects.filter(call=row.call, status__in=Decision.PUBLIC).first()
    if effect == Effect.REDO and decision:
        awards.overturn(by=by, decision=decision, reason=reason)
    elif effect == Effect.CANCEL:
        if decision:
            awards.overturn(by=by, decision=decision, reason=reason)
        calls.end(by, row.call, "overturn", reason)
    flags.look(Call.objects.get(pk=row.call_id))
    return row


@transaction.atomic
def withdraw(*, by, objection):
    return OBJECTION.move(objection, "withdraw", by=by)
