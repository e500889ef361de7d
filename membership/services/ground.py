"""What every act on organizations' founding stands on: their lock, and the actor's reach."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import refuse
from orgs.models import Organization


def hold(*, by, organizations, verb):
    """Lock the organizations, in one order whoever asks, and see that all lie within reach.

    Returns them as they are now, by key. Whoever reaches beyond their own subtree learns nothing.
    """
    keys = {o.pk for o in organizations}
    held = list(
        Organization._base_manager.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=keys)
        .select_related("federation")
        .order_by("pk")
    )
    within = set(
        Organization.objects.for_user(by, Permission.FOUNDING_EDIT)
        .filter(pk__in=keys)
        .values_list("pk", flat=True)
    )
    if within != keys:
        for organization in held:
            if organization.pk not in within:
                refuse(by=by, verb=verb, subject=organization)
        raise PermissionDenied("只能办理本级及下级工会联系的社会组织。")
    return held


def day(value, field):
    """The date an act is of: today unless said, never one that has not come."""
    today = timezone.localdate()
    value = value or today
    if value > today:
        raise ValidationError({field: "日期不能晚于今天。"})
    return value


def batch_of(organizations, number=None):
    """What the trail says of an act on many: which of its lines belong together."""
    number = number or len(organizations)
    return {"batch": uuid.uuid4().hex, "of": number} if number > 1 else {}


def refuse_rows(organizations, refusals):
    """All or nothing: if any row is refused, say of each which and why, and do nothing.

    ``refusals`` is ``{organization id: reason}``.
    """
    if not refusals:
        return
    if len(organizations) == 1:
        raise ValidationError(next(iter(refusals.values())))
    raise ValidationError(
        [
            ValidationError(
                f"{organization.name}：{refusals[organization.pk]}",
                code="row",
                params={"organization": str(organization.uid)},
            )
            for organization in organizations
            if organization.pk in refusals
        ]
    )


def still_known(rows, row):
    """The row as it stands; refused when somebody has corrected it meanwhile."""
    found = rows.known().filter(pk=row.pk).first()
    if found is None:
        raise ValidationError("这条记录刚刚被更正过，请刷新页面查看最新情况。", code="stale")
    return found


def need_reason(reason, act):
    if not reason.strip():
        raise ValidationError({"reason": f"请填写{act}的原因。"})
