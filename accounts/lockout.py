"""Who may try again: failures counted by account and by address, each with a limit of its own.

django-axes asks here before a password is looked at. Its own storage counts after the check, so a
hundred requests at once would all be let through to the hasher; it also keeps what was typed. Here
one statement counts the attempt first, and a right password takes it back.
"""

import hashlib
from datetime import timedelta

from axes.handlers.proxy import AxesHandler
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.models import Attempts

COUNT = """
INSERT INTO accounts_attempts AS a (key, count, since) VALUES (%(key)s, 1, %(now)s)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN a.since <= %(start)s THEN 1 ELSE least(a.count, %(limit)s) + 1 END,
  since = CASE WHEN a.since > %(start)s AND a.count >= %(limit)s THEN a.since ELSE %(now)s END
RETURNING count
"""


def account_key(username):
    digest = hashlib.sha256(username.strip().lower().encode()).hexdigest()
    return f"account:{digest[:40]}"


def address_key(request):
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def factor_key(user):
    return f"factor:{user.pk}"


def limit_of(key):
    return settings.LOGIN_ADDRESS_LIMIT if key.startswith("address:") else settings.LOGIN_LIMIT


def period():
    return timedelta(minutes=settings.LOGIN_LOCK_MINUTES)


def reserve(key, *, limit=None, within=None):
    """Count one attempt; False when there have been too many, and then nothing may be tried.

    ``limit`` and ``within`` (at most a day) are for attempts at other things than logging in.
    """
    now = timezone.now()
    limit = limit or limit_of(key)
    values = {"key": key, "now": now, "start": now - (within or period()), "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)
        return cursor.fetchone()[0] <= limit


def release(key):
    """The attempt was right: forget the failures before it."""
    Attempts.objects.filter(key=key).delete()


def give_back(key):
    """The attempt was right: it does not count, the failures before it still do."""
    from django.db.models import F

    Attempts.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def locked(keys):
    """Which of these keys are locked now."""
    rows = Attempts.objects.filter(key__in=keys, since__gt=timezone.now() - period())
    return {row.key for row in rows if row.count >= limit_of(row.key)}


class LockoutHandler(AxesHandler):
    """What django-axes asks and tells."""

    def is_allowed(self, request, credentials=None):
        username = (credentials or {}).get("username") or ""
        # The address first: an address that is shut out cannot shut out accounts.
        return reserve(address_key(request)) and reserve(account_key(username))

    def is_locked(self, request, credentials=None):
        return False

    def user_login_failed(self, sender, credentials, request=None, **kwargs):
        from accounts.services.entrance import login_failed

        login_failed(
            username=credentials.get("username") or "",
            locked=bool(request and getattr(request, "axes_locked_out", False)),
        )


def was_right(request, username):
    release(account_key(username))
    give_back(address_key(request))
