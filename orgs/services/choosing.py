"""Where sources differ, an officer decides whose value stands, and says why."""

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record
from orgs import golden
from orgs.models import Organization
from orgs.services.history import COUNTED
from orgs.services.registration import OUTSIDE, update_organization
from orgs.services.statements import state


@transaction.atomic
def take_value(*, by, organization, field, said, reason):
    """Let what a source says of a field (``said``, of ``golden.said_of``) stand in place of what
    stands now, whatever the ranks; the same source saying the same again will not undo it.

    What belongs together goes together: a status with its date, a finding with its basis.
    """
    if not reason.strip():
        raise ValidationError({"reason": "请写明采用这一取值的理由。"})
    organization = Organization._base_manager.select_for_update(of=("self",)).get(
        pk=organization.pk
    )
    if not by.may(Permission.ORG_EDIT, organization):
        raise PermissionDenied(OUTSIDE)
    together = next((names for names in golden.TOGETHER if names[0] == field), (field,))
    values = {
        name: golden.typed(name, told)
        for name in together
        if (told := said.get(name)) is not None and (name == field or name in said.values)
    }
    if field not in values:
        raise ValidationError("这个来源没有说到这一栏，请刷新后再试。")
    names = {name: Organization._meta.get_field(name).name for name in values}
    changed = update_organization(
        by=by,
        organization=organization,
        as_of=min(max(said.as_of, _since(organization, field)), timezone.localdate()),
        reason=reason,
        said_by=None,
        **{names[name]: value for name, value in values.items()},
    )
    state(
        organization=changed,
        by=by,
        values={name: getattr(changed, name) for name in values},
        as_of=timezone.localdate(),
        reason=reason,
        decided=True,
        line_id=said.line,
    )
    record(
        by=by,
        verb="take_value",
        label="选定来源取值",
        subject=changed,
        reason=reason,
        field=Organization._meta.get_field(field).verbose_name,
    )
    return changed


def _since(organization, field):
    """From when on what stands now has been so: before that, nobody asks."""
    today, start = timezone.localdate(), date.min
    known = organization.facts.known().filter(valid_from__lte=today).order_by("-valid_from")
    for fact in known if field in COUNTED else ():
        if getattr(fact, field) != getattr(organization, field):
            break
        start = fact.valid_from
    return start
