"""Signed keys in addresses, for programs that can send no header: good for one purpose and one
person, for a time, and no longer than their password."""

from accounts.models import User
from privacy import signing


def key_for(*, user, purpose, days):
    return signing.sign(purpose, {"user": user.pk, "stamp": _stamp(user)}, days=days)


def owner_of(*, key, purpose):
    """The person the key speaks for. Raises ``signing.BadCode``."""
    told = signing.read(purpose, key)
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    if user is None or _stamp(user) != told["stamp"]:
        raise signing.BadCode("链接已失效，请重新获取。")
    return user


def _stamp(user):
    return user.get_session_auth_hash()[:16]
