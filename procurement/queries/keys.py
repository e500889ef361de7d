"""Reads of keys: whose calls, and who may hold a part."""

from django.contrib.auth import get_user_model

from accounts.models import Appointment
from accounts.roles import GRANTS, Permission
from procurement.models import Call, KeyShare


def calls_of(user):
    """Calls of which the person holds a part of the key, or on which he looks."""
    held = KeyShare.objects.for_user(user, Permission.KEY_HOLD).values("key__call")
    seen = Call.objects.for_user(user, Permission.PURCHASE_VIEW).values("pk")
    return Call.objects.filter(pk__in=seen) | Call.objects.filter(pk__in=held)


def may_hold(call):
    """Those whose office at the buying federation lets them keep a part."""
    roles = [role for role, granted in GRANTS.items() if Permission.KEY_HOLD in granted]
    offices = Appointment.objects.current().filter(role__in=roles)
    offices = offices.filter(federation=call.project.federation)
    return get_user_model().objects.filter(pk__in=offices.values("user")).order_by("name", "pk")
