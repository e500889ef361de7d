"""Keys to the interface."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import ApiToken
from accounts.services.passwords import digest
from governance.trail import record


@transaction.atomic
def create(*, user, by):
    """A new key, told once."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    ApiToken.objects.create(
        user=user, digest=digest(token), made_at=now, expires_at=now + ApiToken.LIFE
    )
    record(by=by, verb="token_created", label="创建接口令牌", subject=user)
    return token


def used(*, token):
    """Note that the key is in use, to the minute."""
    now = timezone.now()
    if token.used_at is None or now - token.used_at > timedelta(minutes=1):
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)


def owner_of(token):
    """The row of a valid key whose owner may still come in, or None."""
    return (
        ApiToken.objects.filter(
            digest=digest(token), expires_at__gt=timezone.now(), user__is_active=True
        )
        .select_related("user")
        .first()
    )
