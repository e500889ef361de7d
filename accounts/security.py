"""How sure we are who is at the keyboard."""

import time
from urllib.parse import urlencode

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.validators import profile


def has_second_factor(user):
    return user.authenticator_set.exclude(type="recovery_codes").exists()


def needs_second_factor(user):
    """Administrators always; everybody who holds an office under the 等保 profile."""
    return user.is_administrator or (bool(profile().days) and user.is_staff_side)


def passed_second_factor(request):
    return any(r.get("method") == "mfa" for r in get_authentication_records(request, request.user))


def owes_second_factor(request):
    return needs_second_factor(request.user) and not passed_second_factor(request)


def recently_verified(request, *, second_factor=True):
    """Was a second factor shown in the last minutes, in this session? Asked before a reveal.

    ``second_factor=False`` also takes the password typed again: for changing one's own account.
    """
    since = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    enough = {"mfa"} if second_factor else {"mfa", "password"}
    records = get_authentication_records(request, request.user)
    return any(r["at"] > since and r["method"] in enough for r in records)


def surely_themselves(request):
    """Shown just now by the best means this person has. Asked before what opens the account."""
    return recently_verified(request, second_factor=has_second_factor(request.user))


def once_more_url(request, *, back_to):
    """Where they show it."""
    strong = has_second_factor(request.user)
    name = "mfa_reauthenticate" if strong else "account_reauthenticate"
    return f"{reverse(name)}?{urlencode({'next': back_to})}"


def verification_url(request, *, back_to=None):
    """Where to send somebody who must show the second factor first; they come back afterwards."""
    name = "mfa_reauthenticate" if has_second_factor(request.user) else "accounts:security"
    return f"{reverse(name)}?{urlencode({'next': back_to or request.get_full_path()})}"


def password_expired(user, now=None):
    days = profile().days
    if not days or not user.password_rotates or not user.has_usable_password():
        return False
    return ((now or timezone.now()) - user.password_set_at).days >= days


def must_change_password(user):
    return user.must_change_password or password_expired(user)


def idle_seconds(user: User):
    minutes = (
        settings.IDLE_MINUTES_ADMINISTRATOR if user.is_administrator else settings.IDLE_MINUTES
    )
    return minutes * 60


def longest_seconds():
    return settings.SESSION_HOURS * 3600
