"""Making an award final, and what follows when a winner withdraws."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import notify
from governance.trail import record, refuse
from orgs.models import Delegate
from procurement.models import Award, Call, Decision, Project, Qualification
from procurement.queries import decisions as queries
from procurement.services import budgets, decisions, flags, releases
from procurement.services.letters import issue_letter
from procurement.workflows.calls import CALL
from procurement.workflows.decisions import DECISION
from procurement.workflows.projects import PROJECT

EDIT = Permission.PURCHASE_EDIT


@transaction.atomic
def conclude(*, by, decision):
    """Award: the publicity is over and nothing is held against it. Money is committed, winners and
    losers are told by letter."""
    decision = DECISION.move(decision, "conclude", by=by, concluded_at=timezone.now())
    call, today = decision.call, timezone.localdate()
    project = call.project
    fresh = list(decision.awards.filter(status="proposed").select_related("lot", "bid"))
    for award in fresh:
        award.status, award.noticed_on = Award.Status.AWARDED, today
        award.full_clean()
        award.save()
        budgets.commit(by=by, project=project, amount=award.amount, note=str(award.lot))
        issue_letter(by=by, kind="award-notice", subject=award)
        tell(award.bid, f"“{call.project}”准予立项，金额 {award.amount:,.2f} 元。")
    for bid in queries.losers(decision):
        row = Qualification.objects.get(bid=bid)
        issue_letter(by=by, kind="regret-notice", subject=row)
        tell(bid, f"“{call.project}”评审结果已通知，请查看。")
    CALL.move(call, "award", by=by)
    if project.status == Project.Status.CALLING:
        PROJECT.move(project, "award", by=by)
    releases.release(call, "award")
    flags.look(Call.objects.get(pk=call.pk))
    return decision


@transaction.atomic
def withdraw(*, by, award, reason):
    """A winner gives up before the contract: its money is free for the project again, and the
    next in rank is put before the meeting (domain.md 4.9)."""
    award = Award.objects.select_for_update(of=("self",)).get(pk=award.pk)
    if not by.may(EDIT, award):
        refuse(by=by, verb="withdraw", subject=award)
        raise PermissionDenied("您无权登记放弃立项。")
    if award.status != Award.Status.AWARDED:
        raise ValidationError("只有已立项的可以登记放弃。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明放弃的原因。"})
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=award.decision_id)
    _take_back(by, award, Award.Status.WITHDRAWN, "放弃立项", reason)
    decision = decisions.redo(by=by, decision=decision, reason=f"放弃立项：{reason.strip()}"[:300])
    return stage_next(by=by, decision=decision, lot=award.lot)


@transaction.atomic
def overturn(*, by, decision, reason):
    """What an objection that holds does to a decision: all of it is revoked and decided anew. Who
    found so was asked who he is; this follows from it."""
    for award in decision.awards.filter(status="awarded"):
        _take_back(by, award, Award.Status.REVOKED, "撤销立项", reason)
    return decisions.redo(by=by, decision=decision, reason=reason, verb="overturn")


def _take_back(by, award, status, label, reason):
    project = award.lot.call.project
    award.status, award.ended_on = status, timezone.localdate()
    award.ended_reason = reason.strip()[:300]
    award.full_clean()
    award.save()
    record(by=by, verb=str(status), label=label, subject=award, reason=reason)
    budgets.uncommit(by=by, project=project, amount=award.amount, note=label)
    project.refresh_from_db()
    if project.status == Project.Status.AWARDED:
        PROJECT.move(project, "unaward", by=by)


def stage_next(*, by, decision, lot):
    """The best bid of the lot that has not been withdrawn or revoked, proposed; None without one.
    It goes the whole way again: approval, publicity, award."""
    gone = Award.objects.filter(lot=lot, status__in=["withdrawn", "revoked"]).values("bid")
    gone = set(gone.values_list("bid", flat=True))
    found = next(c for c in queries.candidates(decision.call) if c.lot.pk == lot.pk)
    for row in found.rows:
        if row.passed and row.bid.pk not in gone:
            return decisions.stage(
                by=by,
                decision=decision,
                bid=row.bid,
                amount=min(filter(None, (row.amount, lot.ceiling))),
                reason="前一名次放弃，依次递补",
            )
    return None


def tell(bid, text):
    for delegate in Delegate.objects.current().filter(organization=bid.organization):
        notify(user=delegate.user, text=text, url="/portal/results/")
