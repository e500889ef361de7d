"""People who speak for an organization: invited, added, ended."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Appointment
from accounts.roles import Permission
from accounts.services import entrance, passwords, people
from governance.trail import record, refuse
from orgs.models import Delegate


def _check(*, organization, by):
    if by is not None and not by.may(Permission.DELEGATE_MANAGE, organization):
        refuse(by=by, verb="delegate", subject=organization)
        raise PermissionDenied(f"您无权管理“{organization}”的经办代表。")


def _delegate(*, organization, user, duty, by, ends_on=None):
    if Appointment.objects.unended().filter(user=user).exists():
        raise ValidationError("此人在工会任职，一个账号不能兼任两边。", code="side")
    delegate = Delegate(organization=organization, user=user, duty=duty, ends_on=ends_on)
    delegate.full_clean(exclude=["user", "organization"])
    delegate.save()
    record(
        by=by,
        verb="delegate",
        label=f"确定经办代表（{delegate.get_duty_display()}）",
        subject=organization,
        username=user.username,
    )
    return delegate


@transaction.atomic
def invite(*, organization, username, name, duty, by, email="", phone="", ends_on=None):
    """A new account that speaks for this organization. Returns (delegate, token)."""
    _check(organization=organization, by=by)
    user, token = people.new_account(by=by, username=username, name=name, email=email, phone=phone)
    delegate = _delegate(organization=organization, user=user, duty=duty, by=by, ends_on=ends_on)
    return delegate, token


@transaction.atomic
def add(*, organization, user, duty, by, ends_on=None):
    """Somebody who speaks for one organization here speaks for another as well."""
    _check(organization=organization, by=by)
    known = Delegate.objects.for_user(by, Permission.DELEGATE_MANAGE) if by else Delegate.objects
    if not known.filter(user=user).exists():
        raise PermissionDenied("此人不在您的管理范围内，请另开账号。")
    return _delegate(organization=organization, user=user, duty=duty, by=by, ends_on=ends_on)


@transaction.atomic
def end(*, delegate, by, reason):
    """At once: the next request of theirs shows nothing of this organization."""
    delegate = Delegate.objects.select_for_update(of=("self",)).get(pk=delegate.pk)
    _check(organization=delegate.organization, by=by)
    yesterday = timezone.localdate() - timedelta(days=1)
    if delegate.ends_on and delegate.ends_on <= yesterday:
        raise ValidationError("已经结束。", code="ended")
    if delegate.starts_on > yesterday:
        user, organization = delegate.user, delegate.organization
        delegate.delete()
    else:
        delegate.ends_on = yesterday
        delegate.save(update_fields=["ends_on"])
        user, organization = delegate.user, delegate.organization
    if not user.delegations.current().exists():
        entrance.end(sessions=user.sessions.all())
    record(
        by=by,
        verb="delegate_end",
        label="结束经办代表",
        subject=organization,
        reason=reason,
        username=user.username,
    )


@transaction.atomic
def issue_link(*, delegate, by):
    """A link to set a password, for somebody who speaks for none but organizations of ours."""
    _check(organization=delegate.organization, by=by)
    user = delegate.user
    if by is not None:
        ours = Delegate.objects.for_user(by, Permission.DELEGATE_MANAGE)
        elsewhere = user.delegations.unended().exclude(pk__in=ours.values("pk"))
        if elsewhere.exists() or Appointment.objects.unended().filter(user=user).exists():
            raise PermissionDenied("此人还在其他地区任职或代表组织，请由共同的上级工会办理。")
        if not user.delegations.unended().filter(pk=delegate.pk).exists():
            raise ValidationError("代表资格已经结束，不能签发链接。", code="ended")
    return passwords.issue_link(user=user, by=by)
