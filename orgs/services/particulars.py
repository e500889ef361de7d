"""Writing down, correcting, ending and removing what is dated and known of one organization.

Every particular goes through these four; those of which the law or another row says more have a
service of their own beside this one (``profiles``, ``credit``, ``ties``, ``relations``,
``stances``).
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CharField, TextField
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from orgs.models import Organization
from orgs.models.particulars import Particular
from orgs.names import tidy, tidy_phone

NOT_YOURS = "您无权修改该社会组织的资料。"
REASON = "请填写更正原因。"
ENDED = "已经结束，不能再次结束。"
LATER = "日期不能晚于今天。"


def hold(*, by, organization, permission=Permission.ORG_EDIT):
    """The organization as it is now, locked: of two who act on it at once one waits."""
    organization = Organization._base_manager.select_for_update(of=("self",)).get(
        pk=organization.pk
    )
    if not by.may(permission, organization):
        refuse(by=by, verb="particulars", subject=organization)
        raise PermissionDenied(NOT_YOURS)
    return organization


def hold_row(*, by, row, permission=Permission.ORG_EDIT):
    """A particular as it is now; its organization is locked."""
    organization = hold(by=by, organization=row.organization, permission=permission)
    row = type(row)._base_manager.get(pk=row.pk)
    row.organization = organization
    return row


def tidied(model, values):
    """Texts as they are kept, however they were typed."""
    kept = dict(values)
    for name, value in values.items():
        if isinstance(value, str):
            make = tidy_phone if name == "phone" else tidy
            field = model._meta.get_field(name)
            kept[name] = make(value) if isinstance(field, CharField | TextField) else value
    return kept


def keep(row):
    """Judge the whole row, in the words of its model and of the database, and save it."""
    row.clean_fields(exclude=["organization", "recorded_by", "source", "other", "supersedes"])
    row.clean()
    row.validate_constraints()
    row.save()
    return row


@transaction.atomic
def add_particular(*, by, model, organization, reason="", **values):
    organization = hold(by=by, organization=organization)
    row = model(organization=organization, **tidied(model, values))
    if isinstance(row, Particular):
        row.recorded_by = by
    born = organization.registered_on
    started = getattr(row, "starts_on", None)
    if born and started and started < born:
        label = model._meta.get_field("starts_on").verbose_name
        raise ValidationError({"starts_on": f"{label}不能早于成立登记日期 {born:%Y-%m-%d}。"})
    keep(row)
    name = model._meta.verbose_name
    record(
        by=by,
        verb="particular",
        label=f"登记{name}",
        subject=organization,
        reason=reason,
        kind=model._meta.model_name,
        row=row.pk,
    )
    return row


@transaction.atomic
def correct_particular(*, by, row, reason, **values):
    """What was written down wrongly; what was is kept by the database (``Correction``)."""
    row = hold_row(by=by, row=row)
    if not reason.strip():
        raise ValidationError({"reason": REASON})
    wanted = tidied(type(row), values)
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if changed:
        keep(row)
        _tell(by, row, "更正", reason, changed)
    return row


@transaction.atomic
def end_particular(*, by, row, on, reason=""):
    """No longer so from that day on."""
    row = hold_row(by=by, row=row)
    if row.ended_on:
        raise ValidationError({"on": ENDED})
    if on > timezone.localdate():
        raise ValidationError({"on": LATER})
    label = row._meta.get_field("starts_on").verbose_name
    if on < row.starts_on:
        raise ValidationError({"on": f"不能早于{label} {row.starts_on:%Y-%m-%d}。"})
    row.ended_on = on
    keep(row)
    _tell(by, row, "结束", reason, ["ended_on"])
    return row


@transaction.atomic
def remove_particular(*, by, row, reason):
    """One that never should have been written down, not one that is over."""
    row = hold_row(by=by, row=row)
    if not reason.strip():
        raise ValidationError({"reason": REASON})
    _tell(by, row, "删除误登的", reason, [])
    row.delete()


def _tell(by, row, verb, reason, changed):
    names = [row._meta.get_field(name).verbose_name for name in changed]
    record(
        by=by,
        verb="particular",
        label=f"{verb}{row._meta.verbose_name}",
        subject=row.organization,
        reason=reason,
        kind=row._meta.model_name,
        row=row.pk,
        changed=names,
    )
