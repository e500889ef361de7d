"""Accounts: opened, shut, opened again. What they may do is the matter of appointments."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import lockout
from accounts.models import User
from accounts.roles import Permission
from accounts.services import entrance, factors, notices, passwords
from governance.trail import record, refuse

OWN = "不能办理自己的账号，请由另一位管理员办理。"


def _may(by, permission, user):
    """One's own account is looked after by others: ``may`` says yes to everybody's own rows."""
    if by is not None and by == user:
        raise ValidationError(OWN, code="self")
    if by is not None and not by.may(permission, user):
        refuse(by=by, verb=permission, subject=user)
        raise PermissionDenied(f"您无权办理“{user}”的账号。")


@transaction.atomic
def open_account(*, by, username, name, email="", phone=""):
    """A new account without password: its owner sets one through a link. Returns (user, token)."""
    if by is not None and not by.may_somewhere(Permission.ACCOUNT_OPEN):
        raise PermissionDenied("您无权开设账号。")
    return new_account(by=by, username=username, name=name, email=email, phone=phone)


def new_account(*, by, username, name, email="", phone=""):
    """Part of a larger act, which has asked whether ``by`` may."""
    user = _account(username, name, email, phone)
    record(by=by, verb="create", label="开设账号", subject=user)
    return user, passwords.issue_link(user=user, by=by)


def open_own_account(*, username, password, name, email="", phone=""):
    """Part of a larger act: the invited person opens it and chooses the password at once."""
    user = _account(username, name, email, phone)
    passwords.set_first(user=user, password=password)
    record(by=user, verb="create", label="凭邀请开设账号", subject=user)
    return user


def _account(username, name, email, phone):
    user = User(
        username=User.normalize_username(username),
        name=name.strip(),
        email=email.strip(),
        phone=phone.strip(),
    )
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    return user


@transaction.atomic
def correct(*, user, by, **values):
    """Name, mail address, telephone."""
    if by != user:
        _may(by, Permission.ACCOUNT_MANAGE, user)
    changed = [name for name, value in values.items() if getattr(user, name) != value]
    if "email" in changed and user.email:  # to the old address, while it is still known
        notices.tell(user=user, subject="您的账号更换了邮箱", text=passwords.WARNING)
    for name in changed:
        setattr(user, name, values[name])
    if changed:
        user.full_clean(exclude=["password"])
        user.save()
        record(by=by, verb="correct", label="更正账号资料", subject=user, fields=changed)
    return user


@transaction.atomic
def disable(*, user, by, reason):
    """At their next request every session of theirs is over; links and keys are dead."""
    _may(by, Permission.ACCOUNT_MANAGE, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return user
    user.is_active, user.disabled_reason = False, reason
    user.save(update_fields=["is_active", "disabled_reason"])
    ended = entrance.end(sessions=user.sessions.all())
    user.links.filter(used_at=None).update(used_at=timezone.now())
    user.api_tokens.all().delete()
    record(
        by=by, verb="disable", label="停用账号", subject=user, reason=reason, sessions_ended=ended
    )
    return user


@transaction.atomic
def enable(*, user, by, reason):
    _may(by, Permission.ACCOUNT_MANAGE, user)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active, user.disabled_reason = True, ""
    user.last_login = timezone.now()  # or the next night would shut it again as unused
    user.save(update_fields=["is_active", "disabled_reason", "last_login"])
    record(by=by, verb="enable", label="恢复账号", subject=user, reason=reason)
    return user


@transaction.atomic
def issue_link(*, user, by):
    """A link to set a password, handed over in person. Whoever opened the account may send it again
    as long as it was never used."""
    fresh = user.last_login is None and not user.has_usable_password()
    _may(by, Permission.ACCOUNT_OPEN if fresh else Permission.ACCOUNT_MANAGE, user)
    return passwords.issue_link(user=user, by=by)


@transaction.atomic
def unlock(*, user, by):
    _may(by, Permission.SECURITY_MANAGE, user)
    lockout.release(lockout.account_key(user.username))
    lockout.release(lockout.factor_key(user))
    record(by=by, verb="unlock", label="解除锁定", subject=user)


@transaction.atomic
def reset_factors(*, user, by, reason):
    _may(by, Permission.SECURITY_MANAGE, user)
    factors.reset(user=user, by=by, reason=reason)


@transaction.atomic
def disable_dormant(*, days, by=None, among=None):
    """Shut accounts that nobody used for so long, of those ``by`` may shut. Returns how many."""
    unused = User.objects.dormant(timezone.now() - timedelta(days=days))
    if among is not None:
        unused = unused.filter(pk__in=list(among.values_list("pk", flat=True)))
    if by is not None:
        may = User.objects.for_user(by, Permission.ACCOUNT_MANAGE).exclude(pk=by.pk)
        unused = unused.filter(pk__in=may.order_by().values("pk"))
    count = 0
    for user in unused.select_for_update(of=("self",)):
        user.is_active, user.disabled_reason = False, f"连续 {days} 天未使用"
        user.save(update_fields=["is_active", "disabled_reason"])
        entrance.end(sessions=user.sessions.all())
        reason = user.disabled_reason
        record(by=by, verb="disable", label="停用账号", subject=user, reason=reason)
        count += 1
    return count
