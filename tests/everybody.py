"""The people by name: one of every kind that comes to the doors."""

import time
from datetime import date

from django.conf import settings
from django.test import Client

from accounts.models import Appointment, User
from accounts.roles import Role
from tests import make

OFFICES = {
    "acftu": ("0", Role.LEADER),
    "cq_leader": ("50", Role.LEADER),
    "cq_organizing": ("50", Role.ORGANIZING),
    "cq_audit": ("50", Role.AUDIT),
    "yb_organizing": ("500112", Role.ORGANIZING),
    "js_organizing": ("32", Role.ORGANIZING),
    "expert": ("50", Role.EXPERT),
    "supervisor": ("50", Role.SUPERVISOR),
    "station": ("500112", Role.STATION),
    "partner": ("50", Role.PARTNER),
    "auditor": ("0", Role.AUDIT_ADMIN),
    "security_admin": ("0", Role.SECURITY_ADMIN),
    "system_admin": ("0", Role.SYSTEM_ADMIN),
    "disabled": ("50", Role.ORGANIZING),
}
PEOPLE = ["anonymous", "delegate", *OFFICES]
INSIDE = set(PEOPLE) - {"anonymous", "disabled"}
"""Whoever can log in."""


def everybody():
    """``{name: User}``; nobody has given the delegate an organization yet."""
    found = {name: person(name, code, role) for name, (code, role) in OFFICES.items()}
    User.objects.filter(pk=found["disabled"].pk).update(is_active=False)
    found["delegate"] = account("delegate")
    return {"anonymous": None, **found}


def account(name):
    return User.objects.create(username=name.replace("_", "-"), name=f"某人{name}")


def person(name, code, role):
    user = account(name)
    Appointment.objects.create(
        user=user, federation=make.federation(code), role=role, starts_on=date(2020, 1, 1)
    )
    return user


def at_the_door(user, *, factors=2, **options):
    """A client that stands for this person; with ``factors=1`` they showed their password alone."""
    client = Client(raise_request_exception=False, **options)
    if user is None:
        return client
    client.force_login(user)
    session = client.session
    shown = [{"method": "password", "at": time.time()}]
    if factors == 2:
        shown.append({"method": "mfa", "type": "totp", "id": 0, "at": time.time()})
    session["account_authentication_methods"] = shown
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client
