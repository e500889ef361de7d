"""Passwords: changed by oneself, set through a one-time link, asked for when forgotten."""

import hashlib
from datetime import timedelta

from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import live
from accounts.models import OneTimeLink, PasswordBefore, ResetRequest, User
from accounts.services import entrance, notices
from governance.trail import record

LINK_HOURS = 72
RESET_MINUTES = 30
REQUESTS_AN_HOUR = 10
KEPT = 12


@transaction.atomic
def change(*, user, password, by, keep_session=None):
    """The new password holds; all other sessions of the person end, and their keys to the API."""
    user = User.objects.select_for_update().get(pk=user.pk)
    validate_password(password, user)
    _set(user, password)
    ended = entrance.end(sessions=user.sessions.exclude(pk=keep_session))
    record(by=by, verb="password_changed", label="更换密码", subject=user, sessions_ended=ended)
    notices.tell(user=user, subject="您的密码已更换", text=WARNING)
    return user


def set_first(*, user, password):
    """Of an account that is being opened, as part of that act."""
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from weak
    _set(user, password)


def _set(user, password):
    if user.password and is_password_usable(user.password):
        PasswordBefore.objects.create(user=user, hash=user.password, set_at=user.password_set_at)
        old = user.passwords_before.values_list("pk", flat=True)[KEPT:]
        PasswordBefore.objects.filter(pk__in=list(old)).delete()
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "password_set_at", "must_change_password"])
    OneTimeLink.objects.filter(user=user, used_at=None).update(used_at=Now())
    user.api_tokens.all().delete()  # whoever knew the old password may have made one


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_link(*, user, by, hours=LINK_HOURS):
    """The token of a new one-time link, shown once; links issued before it are dead."""
    if not user.is_active:
        raise ValidationError("账号已停用，请先恢复账号。", code="inactive")
    OneTimeLink.objects.filter(user=user, used_at=None).update(used_at=Now())
    token = OneTimeLink.new_token()
    OneTimeLink.objects.create(
        user=user,
        digest=digest(token),
        by=by,
        expires_at=timezone.now() + timedelta(hours=hours),
    )
    record(by=by, verb="link_issued", label="签发设置密码的链接", subject=user)
    return token


def link_of(token):
    """The open link of this token, or None."""
    return OneTimeLink.objects.open().filter(digest=digest(token)).select_related("user").first()


@transaction.atomic
def set_by_link(*, user, token, password):
    """Once: of two at a time, one finds the link used. The second factor stays as it was."""
    links = OneTimeLink.objects.select_for_update().open()
    link = links.filter(digest=digest(token), user=user).first()
    if link is None:
        raise ValidationError("链接已经用过或已过期，请联系管理员重新签发。", code="link")
    user = User.objects.select_for_update().get(pk=user.pk)
    validate_password(password, user)
    _set(user, password)
    entrance.end(sessions=user.sessions.all())
    record(by=user, verb="password_set", label="通过链接设置密码", subject=user)
    notices.tell(user=user, subject="您的密码已重新设置", text=WARNING)
    return user


@transaction.atomic
def ask_reset(*, username, address):
    """Write down that somebody asked, whether or not there is such an account: the same work for
    every name. Returns the request's id; None when this address asked too often."""
    recent = ResetRequest.objects.filter(
        address=address, asked_at__gt=timezone.now() - timedelta(hours=1)
    )
    if recent.count() >= REQUESTS_AN_HOUR:
        return None
    asked = ResetRequest.objects.create(username=username.strip().lower()[:60], address=address)
    return asked.pk


@transaction.atomic
def handle_reset(*, request_id, link):
    """Later, by a task: mail a link where there is an account with an address. ``link(token)`` is
    its full address."""
    asked = (
        ResetRequest.objects.select_for_update(skip_locked=True)
        .filter(pk=request_id, handled_at=None)
        .first()
    )
    if asked is None:
        return False
    asked.handled_at = timezone.now()
    user = User.objects.filter(username=asked.username, is_active=True).first()
    if user and user.email:
        token = issue_link(user=user, by=None, hours=RESET_MINUTES / 60)
        live.mail(
            user=user,
            subject="重新设置密码",
            text=MAIL.format(name=user.name, minutes=RESET_MINUTES, link=link(token)),
        )
        asked.mailed = True
    asked.save()
    return asked.mailed


WARNING = "如果不是您本人所为，请立即联系本级工会的系统管理员。"
MAIL = """{name}，您好：

有人申请重新设置您的账号密码。如果是您本人，请在 {minutes} 分钟内打开下面的链接设置新密码：

{link}

链接只能使用一次。如果不是您本人申请，请忽略这封邮件，您的密码没有改变。
"""
