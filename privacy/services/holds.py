from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from governance.trail import record, refuse
from privacy import holds, subjects
from privacy.models import HOLD_MANAGE, LegalHold

NOT_YOURS = "您没有设定、解除法律保全的权限。"


@transaction.atomic
def place_hold(*, by, row, reason, document="", until=None):
    """From the end of this act on, the row and what belongs to it is neither purged nor erased.

    Waits for a removal under way: what that takes was not held yet.
    """
    holds.alone()
    if not by.may(HOLD_MANAGE, row):
        refuse(by=by, verb="hold", subject=row)
        raise PermissionDenied(NOT_YOURS)
    if until and until < timezone.localdate():
        raise ValidationError({"until": "保全截止日期不能早于今天。"})
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": "请写明保全的理由（至少 4 个字）。"})
    if not type(row)._base_manager.filter(pk=row.pk).exists():
        raise ValidationError("该对象刚被清理，已不存在。")
    subject = subjects.of(row)
    hold = LegalHold.objects.create(
        subject_type=row._meta.label_lower,
        subject_id=str(row.pk),
        subject_name=str(row)[:200],
        federation=subject.federation(row) if subject else None,
        reason=reason.strip()[:300],
        document=document[:120],
        until=until,
        placed_by=by,
    )
    record(by=by, verb="place", label="设定法律保全", subject=hold, reason=reason)
    return hold


@transaction.atomic
def lift_hold(*, by, hold, reason):
    """The matter is over: what is past its time goes with the next purge."""
    hold = LegalHold.objects.select_for_update(of=("self",)).get(pk=hold.pk)
    if not by.may(HOLD_MANAGE, hold):
        raise PermissionDenied(NOT_YOURS)
    if hold.lifted_at:
        raise ValidationError("保全已经解除。")
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": "请写明解除的理由（至少 4 个字）。"})
    hold.lifted_by, hold.lifted_at = by, timezone.now()
    hold.lift_reason = reason.strip()[:300]
    hold.save()
    record(by=by, verb="lift", label="解除法律保全", subject=hold, reason=reason)
    return hold
