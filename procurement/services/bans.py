"""Keeping an organization from purchases, and letting it back when the matter is set right."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement.models import Ban

APPROVE = Permission.PURCHASE_APPROVE


@transaction.atomic
def ban(*, by, federation, organization, **fields):
    """Write down a decision of one's own federation, with its number, evidence and time."""
    if federation not in by.federations_granting(APPROVE):
        refuse(by=by, verb="ban", subject=federation)
        raise PermissionDenied("只能登记本级的禁入决定。")
    row = Ban(federation=federation, organization=organization, by=by, **fields)
    row.full_clean()
    row.save()
    record(
        by=by,
        verb="ban",
        label="登记禁入决定",
        subject=row,
        cause=row.cause,
        number=row.decision_number,
        until=row.ends_on and row.ends_on.isoformat(),
    )
    return row


@transaction.atomic
def lift(*, by, row, reason, on=None):
    """The matter was set right: the ban ends before its time."""
    row = Ban.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if not by.may(APPROVE, row):
        refuse(by=by, verb="lift", subject=row)
        raise PermissionDenied("您无权解除这一禁入决定。")
    if not row.holds():
        raise ValidationError(f"这一决定{row.state}，无须解除。")
    row.lifted_on, row.lifted_reason = on or timezone.localdate(), reason.strip()[:300]
    row.full_clean()
    row.save(update_fields=["lifted_on", "lifted_reason"])
    record(by=by, verb="lift", label="解除禁入", subject=row, reason=reason)
    return row
