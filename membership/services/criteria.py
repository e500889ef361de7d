"""The criteria of the sources, judged by hand one by one, each with its evidence (CQ-22, ZH-03)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from documents.services.attachments import upload
from governance.trail import record
from membership.models import CriterionFinding
from membership.services.ground import day, hold, need_reason


@transaction.atomic
def judge_criterion(*, by, organization, criterion, met, evidence, judged_on=None, file=None):
    """Somebody has seen whether it is so, and says by what. Stands until the next of its kind."""
    judged_on = day(judged_on, "judged_on")
    [organization] = hold(by=by, organizations=[organization], verb="judge_criterion")
    if organization.ended_on:
        raise ValidationError(f"该组织已{organization.get_status_display()}，不再认定。")
    if not evidence.strip():
        raise ValidationError({"evidence": "请写明依据：看到什么，凭什么材料。"})
    finding = CriterionFinding(
        organization=organization,
        criterion=criterion,
        met=met,
        evidence=evidence.strip(),
        judged_on=judged_on,
        assessor=by,
    )
    finding.full_clean()
    finding.save()
    if file:
        upload(by=by, file=file, federation=organization.federation, owner=finding)
    record(
        by=by,
        verb="judge_criterion",
        label=f"认定“{finding.get_criterion_display()}”{finding.verdict}",
        subject=organization,
        criterion=criterion,
        met=met,
        judged_on=judged_on.isoformat(),
    )
    return finding


@transaction.atomic
def withdraw_criterion(*, by, finding, reason):
    """Take back what was judged wrongly: the one before it stands again, or the register."""
    [organization] = hold(by=by, organizations=[finding.organization], verb="withdraw_criterion")
    need_reason(reason, "撤回认定")
    finding = CriterionFinding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if finding.voided_at:
        raise ValidationError("这条认定已经撤回。", code="stale")
    finding.voided_at, finding.void_reason = timezone.now(), reason.strip()[:200]
    finding.save(update_fields=["voided_at", "void_reason"])
    record(
        by=by,
        verb="withdraw_criterion",
        label=f"撤回“{finding.get_criterion_display()}”的认定",
        subject=organization,
        reason=reason,
        criterion=finding.criterion,
    )
    return finding
