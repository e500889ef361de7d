"""Judging who may be scored. The register answers what it can; a person answers for the rest."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import notify
from governance.trail import record, refuse
from orgs.models import Delegate
from procurement import admission, clocks, related
from procurement.models import Call, LegalOpinion, Qualification, QualificationCheck
from procurement.queries.qualification import current
from procurement.services import flags
from procurement.services.letters import issue_letter
from procurement.workflows.qualification import QUALIFICATION

EDIT, LEGAL = Permission.PURCHASE_EDIT, Permission.PURCHASE_LEGAL
Result, Status = QualificationCheck.Result, Qualification.Status
RELATED = "related"
OPEN_STATES = (Call.Status.OPENED, Call.Status.REVIEWING)


@transaction.atomic
def examine(*, by, call):
    """Ask the register about every opened bid; again where nobody decided yet. What a person found
    stays. Returns the qualifications."""
    if not by.may(EDIT, call):
        refuse(by=by, verb="examine", subject=call)
        raise PermissionDenied("您无权审查这次采购的申报资格。")
    if call.status not in OPEN_STATES:
        raise ValidationError("开标以后才能审查资格。")
    today = timezone.localdate()
    bids = list(current(call))
    bidders = {bid.organization_id: bid.organization for bid in bids}
    links = related.links(list(bidders.values()), today)
    found = []
    for bid in bids:
        row, _ = Qualification.objects.get_or_create(bid=bid)
        if row.status == Status.PENDING:
            rivals = {b.organization_id for b in bids if b.lot_id == bid.lot_id}
            findings = admission.examine(bid.organization, call, today)
            findings.append(apart(bid.organization, links, rivals, today))
            for order, finding in enumerate(findings):
                _write_down(row, order, finding)
            row.examined_at = timezone.now()
            row.save(update_fields=["examined_at"])
        found.append(row)
    record(by=by, verb="examine", label="自动核查资格", subject=call, bids=len(bids))
    return found


def apart(organization, links, rivals, today):
    """Whether a bidder has to do with others of the same lot, as one more finding."""
    own = [link for link in links if organization.pk in (link.first, link.second)]
    own = [link for link in own if link.other(organization.pk) in rivals]
    result, reason = admission.PASS, "未发现与其他申报单位有关联"
    if own:
        worst = max(own, key=lambda link: (link.barring, len(link.kinds)))
        result = admission.FAIL if worst.barring else admission.UNPROVEN
        reason = f"与另一申报单位{worst.words}"
    return admission.Finding(
        key=RELATED,
        label="与同一标段的其他申报单位没有关联",
        result=result,
        reason=reason,
        proven_on=today,
        cite="政府采购法实施条例第十八条",
    )


def _write_down(row, order, finding):
    check = row.checks.filter(key=finding.key).first()
    if check is not None and check.by_id:
        return
    check = check or QualificationCheck(qualification=row, key=finding.key)
    check.order, check.label, check.effect = order, finding.label[:120], finding.effect
    check.curable, check.automatic = finding.curable, finding.automatic
    check.result, check.reason = finding.result, finding.reason[:300]
    check.proven_on = finding.proven_on
    check.full_clean()
    check.save()


@transaction.atomic
def find(*, by, check, result, reason="", proven_on=None):
    """A person's finding on one condition; what the register said is kept beside it."""
    row = Qualification.objects.select_for_update(of=("self",)).get(pk=check.qualification_id)
    project = row.bid.lot.call.project
    if not (by.may(EDIT, row) or by.may(LEGAL, row)):
        refuse(by=by, verb="find", subject=row)
        raise PermissionDenied("您无权核查这份申报的资格。")
    if row.decided:
        raise ValidationError(f"资格已经审查决定（{row.get_status_display()}），不能再改。")
    check = QualificationCheck.objects.select_for_update().get(pk=check.pk)
    if check.automatic and not reason.strip():
        raise ValidationError({"reason": "改变登记册的核查结果，请写明依据。"})
    if result == Result.FAIL and not reason.strip():
        raise ValidationError({"reason": "不符合的，请写明理由。"})
    if check.automatic and not check.by_id:
        check.told_before = f"{check.get_result_display()}：{check.reason}"[:400]
    check.result, check.reason, check.by = result, reason.strip()[:300], by
    check.proven_on = proven_on or timezone.localdate()
    check.full_clean()
    check.save()
    record(
        by=by,
        verb="find",
        label="核查资格条件",
        subject=row,
        federation=project.federation,
        condition=check.key,
        result=result,
    )
    return check


@transaction.atomic
def find_rest(*, by, qualification, reason):
    """What is still to be found by a person, all of it looked at and met; one act a condition."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明核对了什么。"})
    waiting = [check for check in qualification.checks.all() if check.waits]
    if not waiting:
        raise ValidationError("没有待核实的条件。", code="stale")
    return [find(by=by, check=check, result=Result.PASS, reason=reason) for check in waiting]


@transaction.atomic
def ask_cure(*, by, qualification, text, due_on=None):
    """Ask the bidder, once, to mend what can be mended."""
    if not text.strip():
        raise ValidationError({"text": "请写明需要补正的内容。"})
    today = timezone.localdate()
    project = qualification.bid.lot.call.project
    due_on = due_on or clocks.due(project, "cure_days", today)
    if due_on < today:
        raise ValidationError({"due_on": "补正期限不能早于今天。"})
    row = QUALIFICATION.move(
        qualification,
        "ask_cure",
        by=by,
        cure_text=text.strip(),
        cure_asked_at=timezone.now(),
        cure_due_on=due_on,
    )
    _tell_bidder(
        row.bid, f"“{row.bid.lot.call.project}”的申报需要补正，请在 {due_on:%Y-%m-%d} 前办理。"
    )
    return row


@transaction.atomic
def cure(*, by, qualification, answer):
    """The bidder's answer; after it, the officer looks again."""
    if not answer.strip():
        raise ValidationError({"answer": "请说明补正了什么。"})
    return QUALIFICATION.move(
        qualification, "cure", by=by, cure_answer=answer.strip(), cured_at=timezone.now()
    )


@transaction.atomic
def decide(*, by, qualification, verb, reason=""):
    """Pass or fail one bid; to fail it says why, and by default says what was not met."""
    if verb == "reopen":
        return QUALIFICATION.move(
            qualification, verb, by=by, reason=reason, decider=None, decided_at=None
        )
    if verb == "fail" and not reason.strip():
        unmet = qualification.checks.order_by("order")
        reason = "；".join(f"{c.label}：{c.reason}" for c in unmet if c.bars or c.waits)

    def say_why(row):  # the bidder's own to read, not only the trail's
        row.reason = reason.strip()

    return QUALIFICATION.move(
        qualification, verb, by=by, fill=say_why, decider=by, decided_at=timezone.now()
    )


@transaction.atomic
def tell(*, by, call):
    """Tell every bidder the result with its reasons, all at once, by page and by letter."""
    if not by.may(EDIT, call):
        refuse(by=by, verb="tell", subject=call)
        raise PermissionDenied("您无权通知这次采购的资格审查结果。")
    rows = list(
        Qualification.objects.of(call)
        .select_for_update(of=("self",))
        .select_related("bid__lot__call__project__federation", "bid__organization")
    )
    begun = {row.bid_id for row in rows}
    if not rows or {bid.pk for bid in current(call)} - begun:
        raise ValidationError("还有申报没有核查，请先自动核查。")
    if waiting := [row for row in rows if not row.decided]:
        raise ValidationError(f"还有 {len(waiting)} 份申报没有审查决定，不能通知。")
    now = timezone.now()
    for row in rows:
        if row.told_at:
            continue
        row.told_at = now
        row.save(update_fields=["told_at"])
        issue_letter(by=by, kind="qualification-result", subject=row)
        _tell_bidder(row.bid, f"“{call.project}”资格审查结果：{row.get_status_display()}。")
    record(
        by=by,
        verb="tell",
        label="通知资格审查结果",
        subject=call,
        passed=sum(row.status == Status.PASSED for row in rows),
        failed=sum(row.status == Status.FAILED for row in rows),
    )
    flags.look(call)
    return rows


def _tell_bidder(bid, text):
    for delegate in Delegate.objects.current().filter(organization=bid.organization):
        notify(user=delegate.user, text=text, url="/portal/results/")


@transaction.atomic
def give_opinion(*, by, project, stage, verdict, text, call=None, risk="none", controllable=True):
    """A lawyer's opinion on a stage of a purchase (SN-01)."""
    if not by.may(LEGAL, project):
        refuse(by=by, verb="give_opinion", subject=project)
        raise PermissionDenied("您无权对这个项目出具合法性意见。")
    opinion = LegalOpinion(
        project=project,
        call=call,
        stage=stage,
        verdict=verdict,
        text=text,
        risk=risk,
        controllable=controllable,
        by=by,
    )
    opinion.full_clean()
    opinion.save()
    record(
        by=by,
        verb="give",
        label="出具合法性意见",
        subject=opinion,
        federation=project.federation,
        stage=stage,
        verdict=verdict,
        risk=risk,
    )
    return opinion
