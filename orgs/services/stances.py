"""How the union means to treat an organization: assessed anew, never changed."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record
from orgs.models import Stance
from orgs.services.particulars import NOT_YOURS, hold, keep


@transaction.atomic
def assess_stance(*, by, organization, treatment, basis, assessed_on=None):
    """The trail tells that somebody assessed, not how."""
    organization = hold(by=by, organization=organization, permission=Permission.STANCE_VIEW)
    if not by.may(Permission.ORG_EDIT, organization):
        raise PermissionDenied(NOT_YOURS)
    assessed_on = assessed_on or timezone.localdate()
    if not basis.strip():
        raise ValidationError({"basis": "请填写研判依据。"})
    stance = Stance(
        organization=organization,
        treatment=treatment,
        basis=basis.strip(),
        assessed_on=assessed_on,
        recorded_by=by,
    )
    keep(stance)
    record(by=by, verb="assess", label="登记联系研判", subject=stance)
    return stance
