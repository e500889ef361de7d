"""A union comes under another upper union (理顺组织关系)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.models import Affiliation, Coverage
from membership.services.effective import assess_one
from membership.services.ground import day, need_reason
from membership.services.organs import hold_union


@transaction.atomic
def affiliate(*, by, union, federation, reason, through=None, starts_on=None, basis=""):
    """From a day on the union belongs under ``federation``, led ``through`` a union of unions.

    What was before stays as history. Whom the union covers keep their own responsible federation.
    """
    starts_on = day(starts_on, "starts_on")
    need_reason(reason, "调整组织关系")
    union = hold_union(by=by, union=union, verb="affiliate")
    if not by.may_at(Permission.FOUNDING_EDIT, federation):
        refuse(by=by, verb="affiliate", subject=federation)
        raise PermissionDenied("只能调整到本级及下级工会之下；跨地区的请由共同的上级办理。")
    before = union.affiliations.filter(ended_on=None).first()
    was = union.federation
    if before and before.federation == federation and before.through == through:
        raise ValidationError({"federation": "组织关系没有变化。"})
    if before is None and federation == was and through is None:
        raise ValidationError({"federation": "组织关系没有变化。"})
    if before is None:
        began = union.founded_on
        if began and began < starts_on:
            Affiliation.objects.create(
                union=union, federation=was, starts_on=began, ended_on=starts_on, by=by
            )
    elif starts_on <= before.starts_on:
        raise ValidationError(
            {"starts_on": f"日期须晚于现有组织关系的 {before.starts_on:%Y-%m-%d}。"}
        )
    else:
        before.ended_on = starts_on
        before.save(update_fields=["ended_on"])
    row = Affiliation(
        union=union,
        federation=federation,
        through=through,
        starts_on=starts_on,
        basis=basis.strip(),
        by=by,
    )
    row.full_clean()
    row.save()
    if federation != was:
        _check_regional(union, federation)
        union.federation = federation
        union.save(update_fields=["federation"])
    record(
        by=by,
        verb="affiliate",
        label="调整组织关系",
        subject=union,
        federation=federation,
        reason=reason,
        was=was.code,
        now=federation.code,
        through=through.name if through else "",
        basis=row.basis,
    )
    assess_one(union)
    return row


def _check_regional(union, federation):
    """Whom a regional union covers must still stand in its region's line of command."""
    rows = Coverage.objects.known().valid().filter(union=union, form=Coverage.Form.REGION)
    for path in set(rows.values_list("organization__federation__path", flat=True)):
        if not path.startswith(federation.path) and not federation.path.startswith(path):
            raise ValidationError(
                {"federation": "所覆盖的组织不在该工会区域内，请先调整覆盖关系。"}
            )
