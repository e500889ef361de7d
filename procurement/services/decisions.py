"""Deciding on the bids of a call: the meeting, what it proposes, the leader's word, publicity."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement import admission, clocks
from procurement.models import Award, Call, Decision, PanelSeat
from procurement.queries import decisions as queries
from procurement.services import flags, releases
from procurement.services.letters import issue_letter
from procurement.workflows.calls import CALL
from procurement.workflows.decisions import DECISION
from unions.calendar import add_working_days

EDIT = Permission.PURCHASE_EDIT
Status = Decision.Status


@transaction.atomic
def draft_decision(*, by, call, met_on, minutes="", attendees=""):
    """Write down the meeting; again, as long as nobody is asked to approve."""
    if not by.may(EDIT, call):
        refuse(by=by, verb="draft_decision", subject=call)
        raise PermissionDenied("您无权审定这次采购。")
    call = Call.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if call.status != Call.Status.REVIEWED:
        raise ValidationError("评审完成后才能审定。")
    if met_on > timezone.localdate():
        raise ValidationError({"met_on": "会议日期不能晚于今天。"})
    decision = Decision.objects.filter(call=call).first() or Decision(call=call)
    _still_draft(decision)
    decision.met_on, decision.minutes, decision.attendees = met_on, minutes, attendees
    decision.editor = by
    decision.preference = queries.preference_words(call.project)
    decision.full_clean()
    decision.save()
    record(by=by, verb="draft", label="登记审定会议", subject=decision)
    return decision


def _still_draft(decision):
    if decision.status != Status.DRAFT:
        raise ValidationError(f"立项结果已{decision.get_status_display()}，不能再改。")


def _locked(by, decision, verb):
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if not by.may(EDIT, decision):
        refuse(by=by, verb=verb, subject=decision)
        raise PermissionDenied("您无权审定这次采购。")
    _still_draft(decision)
    return decision


@transaction.atomic
def stage(*, by, decision, bid, amount, reason=""):
    """Propose a bid for its lot, in place of what was proposed before. To pass over a better one
    takes a reason."""
    decision = _locked(by, decision, "stage")
    if bid.lot.call_id != decision.call_id:
        raise ValidationError("这份申报不属于本次采购。")
    lot = next((c for c in queries.candidates(decision.call) if c.lot.pk == bid.lot_id), None)
    row = lot and next((r for r in lot.rows if r.bid.pk == bid.pk), None)
    if row is None:
        raise ValidationError("这份申报没有通过资格审查或没有评分，不能立项。")
    if not row.passed:
        raise ValidationError("这份申报没有达到合格线，不能立项。")
    gone = set(
        Award.objects.filter(lot=bid.lot, status__in=["withdrawn", "revoked"]).values_list(
            "bid", flat=True
        )
    )
    if bid.pk in gone:
        raise ValidationError("这份申报已放弃或被撤销立项。")
    better = [r for r in lot.rows if r.passed and r.bid.pk not in gone]
    if better[0].bid.pk != bid.pk and not reason.strip():
        raise ValidationError({"reason": "没有选第一名，请写明理由。"})
    if row.amount is not None and amount > row.amount:
        raise ValidationError({"amount": f"立项金额不能超过申报金额 {row.amount:,.2f} 元。"})
    if amount > bid.lot.ceiling:
        raise ValidationError({"amount": f"立项金额不能超过最高限价 {bid.lot.ceiling:,.2f} 元。"})
    _not_barred(bid.organization, decision.call)
    if Award.objects.filter(lot=bid.lot, status="awarded").exists():
        raise ValidationError("该标段已经立项。")
    Award.objects.filter(lot=bid.lot, status="proposed").delete()
    award = Award(
        decision=decision,
        lot=bid.lot,
        bid=bid,
        rank=row.rank,
        score=row.score,
        amount=amount,
        reason=reason.strip()[:300],
        by_preference=row.preferred,
    )
    award.full_clean()
    award.save()
    record(by=by, verb="stage", label="拟立项", subject=award, rank=row.rank, amount=str(amount))
    return award


def _not_barred(organization, call):
    """Asked again at every award: what was so at the opening may have changed."""
    keys = {"status", "credit", "banned"}
    bad = [f for f in admission.barring(organization, call) if f.key in keys]
    if bad:
        raise ValidationError([f"{organization}：{f.label}——{f.reason}。" for f in bad])


@transaction.atomic
def unstage(*, by, award):
    decision = _locked(by, award.decision, "unstage")
    if award.status != Award.Status.PROPOSED:
        raise ValidationError("只有拟立项的可以取消。")
    record(by=by, verb="unstage", label="取消拟立项", subject=award)
    award.delete()
    return decision


@transaction.atomic
def submit(*, by, decision):
    """Ask for approval: what it comes to must lie within the money that the project holds."""
    _affordable(decision)
    return DECISION.move(decision, "submit", by=by)


def _affordable(decision):
    told = queries.totals(decision)
    if told.over:
        raise ValidationError(
            f"拟立项合计 {told.staged:,.2f} 元，"
            f"超过项目占用而未定标的预算 {told.held - told.awarded:,.2f} 元。"
        )


@transaction.atomic
def send_back(*, by, decision, reason):
    return DECISION.move(decision, "return", by=by, reason=reason)


@transaction.atomic
def approve(*, by, decision):
    """The leader's word makes all of it public at once, for so many working days, with the names
    of the experts."""
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.editor_id == by.pk:
        refuse(by=by, verb="approve", subject=decision)
        raise PermissionDenied("拟稿人不能审批自己拟的立项结果，请由领导审批。")
    _affordable(decision)
    call, today = decision.call, timezone.localdate()
    for award in decision.awards.filter(status="proposed").select_related("bid__organization"):
        _not_barred(award.bid.organization, call)
    seats = PanelSeat.objects.filter(panel__call=call, ended_at=None)
    names = [str(seat.expert) for seat in seats.select_related("expert__user")]
    decision = DECISION.move(
        decision,
        "approve",
        by=by,
        approver=by,
        approved_at=timezone.now(),
        experts=names,
        publicity_from=today,
        publicity_to=add_working_days(today, clocks.term(call.project, "publicity_days")),
    )
    CALL.move(call, "propose", by=by)
    releases.release(call, "propose")
    flags.look(Call.objects.get(pk=call.pk))
    return decision


@transaction.atomic
def announce(*, by, decision):
    """The announcement as a letter, for the board at the door."""
    return issue_letter(by=by, kind="award-announcement", subject=decision)


@transaction.atomic
def redo(*, by, decision, reason, verb="redo"):
    """Back to the table: what was proposed is revoked, what was awarded stays unless withdrawn."""
    decision = DECISION.move(
        decision,
        verb,
        by=by,
        reason=reason,
        approver=None,
        approved_at=None,
        publicity_from=None,
        publicity_to=None,
        concluded_at=None,
    )
    today = timezone.localdate()
    decision.awards.filter(status="proposed").update(
        status="revoked", ended_on=today, ended_reason=reason.strip()[:300]
    )
    CALL.move(decision.call, "reconsider", by=by, reason=reason)
    flags.look(Call.objects.get(pk=decision.call_id))
    return decision
