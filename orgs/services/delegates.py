"""People who speak for an organization: invited, given another duty, succeeded, ended."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import live
from accounts.models import Appointment, User
from accounts.roles import Duty, Permission
from accounts.services import entrance, notices, passwords, people
from governance.trail import record, refuse
from orgs.models import Delegate, HandOver, Invitation
from privacy import signing

DAYS = 14
MANAGERS_GIVE = {Duty.OPERATOR, Duty.FINANCE}
"""A manager's own duty passes on by hand-over alone."""
BY_HAND_OVER = "负责人的职责请通过移交转给接任人。"
NOT_YOURS = "您无权管理“{}”的经办代表。"
MAIL = """{name}，您好：

“{organization}”邀请您作为经办代表使用本平台。请在 {days} 天内打开下面的网址开设账号：

{link}

网址只能使用一次。如果与您无关，请忽略这封邮件。
"""
DEAD = "邀请已经用过、撤回或过期，请联系邀请您的人重新发出。"


def may_manage(by, organization):
    """The officers who answer for the organization, and its own managers."""
    return by.may(Permission.DELEGATE_MANAGE, organization) or by.may(
        Permission.OWN_ORG_MANAGE, organization
    )


def _check(*, organization, by, duty=None):
    if by is None or by.may(Permission.DELEGATE_MANAGE, organization):
        return
    own = by.may(Permission.OWN_ORG_MANAGE, organization)
    if not own or (duty and duty not in MANAGERS_GIVE):
        refuse(by=by, verb="delegate", subject=organization)
        raise PermissionDenied(BY_HAND_OVER if own else NOT_YOURS.format(organization))


def _delegate(*, organization, user, duty, by, ends_on=None):
    if Appointment.objects.unended().filter(user=user).exists():
        raise ValidationError("此人在工会任职，一个账号不能兼任两边。", code="side")
    if ends_on and ends_on < timezone.localdate():
        raise ValidationError({"ends_on": "结束日期不能早于今天。"})
    if user.delegations.unended().filter(organization=organization).exists():
        raise ValidationError("此人已是该社会组织的经办代表。", code="twice")
    delegate = Delegate(organization=organization, user=user, duty=duty, ends_on=ends_on)
    delegate.full_clean(exclude=["user", "organization"])
    delegate.save()
    live.rights_changed(user)
    record(
        by=by,
        verb="delegate",
        label=f"确定经办代表（{delegate.get_duty_display()}）",
        subject=organization,
        username=user.username,
    )
    return delegate


@transaction.atomic
def invite(*, organization, name, duty, by, phone="", email="", ends_on=None, days=DAYS):
    """Leave for one person to open an account of the organization's. Gives the Invitation."""
    _check(organization=organization, by=by, duty=duty)
    if organization.ended:
        raise ValidationError("该社会组织已终止登记，不能再增加经办代表。", code="ended")
    invitation = Invitation(
        organization=organization,
        name=name.strip(),
        duty=duty,
        phone=phone,
        email=email,
        ends_on=ends_on,
        by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    invitation.full_clean(exclude=["organization", "by"])
    invitation.save()
    record(
        by=by,
        verb="invite",
        label=f"邀请经办代表（{invitation.get_duty_display()}）",
        subject=organization,
        invitation=str(invitation.uid),
    )
    if invitation.email:
        link = settings.PUBLIC_URL + reverse("portal:invited", args=[invitation.token])
        text = MAIL.format(name=invitation.name, organization=organization, days=days, link=link)
        live.mail(to=invitation.email, subject="邀请您代表本组织使用平台", text=text)
    return invitation


@transaction.atomic
def revoke(*, invitation, by):
    """The link is dead from this moment."""
    _check(organization=invitation.organization, by=by)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.used_at or invitation.revoked_at:
        raise ValidationError("邀请已经用过或撤回。", code="stale")
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(
        by=by,
        verb="revoke_invitation",
        label="撤回经办代表邀请",
        subject=invitation.organization,
        invitation=str(invitation.uid),
    )


def invitation_of(token):
    """The open invitation of this link, or None."""
    try:
        uid = signing.unseal(Invitation.PURPOSE, token)
    except signing.BadCode:
        return None
    return Invitation.objects.open().select_related("organization").filter(uid=uid).first()


def _taken_up(invitation):
    """Once: of two at a time, one finds the invitation used."""
    invitation = Invitation.objects.select_for_update().open().filter(pk=invitation.pk).first()
    if invitation is None:
        raise ValidationError(DEAD, code="invitation")
    return invitation


def _use(invitation, user):
    delegate = _delegate(
        organization=invitation.organization,
        user=user,
        duty=invitation.duty,
        by=user,
        ends_on=invitation.ends_on,
    )
    invitation.used_at, invitation.delegate = timezone.now(), delegate
    invitation.phone = invitation.email = ""  # now the account's
    invitation.save(update_fields=["used_at", "delegate", "phone", "email"])
    notices.tell(
        user=invitation.by,
        subject=f"{user}已接受邀请",
        text=f"现为“{invitation.organization}”的{delegate.get_duty_display()}。",
        url="/",
    )
    return delegate


@transaction.atomic
def accept_as_new(*, by=None, invitation, username, password, name="", phone="", email=""):
    """The invited person opens an account and speaks for the organization. Gives the Delegate."""
    invitation = _taken_up(invitation)
    user = people.open_own_account(
        username=username,
        password=password,
        name=name or invitation.name,
        phone=phone or invitation.phone,
        email=email or invitation.email,
    )
    return _use(invitation, user)


@transaction.atomic
def accept(*, by, invitation):
    """Somebody who speaks for another organization already uses the same account."""
    user = User.objects.select_for_update().get(pk=by.pk)
    return _use(_taken_up(invitation), user)


@transaction.atomic
def set_duty(*, delegate, duty, by):
    """An officer gives a delegate another duty; a manager changes operator and finance."""
    delegate = _standing(delegate)
    _check(organization=delegate.organization, by=by, duty=duty)
    if delegate.duty == Duty.MANAGER:
        _check(organization=delegate.organization, by=by, duty=Duty.MANAGER)
    if delegate.duty == duty:
        return delegate
    _change_duty(delegate, duty, by)
    return delegate


def _change_duty(delegate, duty, by):
    before, delegate.duty = delegate.duty, duty
    delegate.full_clean(exclude=["user", "organization"])
    delegate.save(update_fields=["duty"])
    live.rights_changed(delegate.user)
    record(
        by=by,
        verb="delegate_duty",
        label=f"变更代表职责为{delegate.get_duty_display()}",
        subject=delegate.organization,
        username=delegate.user.username,
        before=before,
        after=duty,
    )


def _standing(delegate):
    """The row as it is now, locked; one that has ended is no more."""
    delegate = Delegate.objects.select_for_update(of=("self",)).get(pk=delegate.pk)
    if delegate.ended:
        raise ValidationError("代表资格已经结束。", code="ended")
    return delegate


@transaction.atomic
def propose_hand_over(*, by, outgoing, successor, stays=True):
    """A manager names who is to follow; nothing changes until that person agrees."""
    outgoing, successor = _standing(outgoing), _standing(successor)
    if by.pk != outgoing.user_id or outgoing.duty != Duty.MANAGER:
        refuse(by=by, verb="hand_over", subject=outgoing.organization)
        raise PermissionDenied("只有负责人本人可以提出移交。")
    if successor.organization_id != outgoing.organization_id or successor.pk == outgoing.pk:
        raise ValidationError({"successor": "接任人须是本组织的另一位经办代表。"})
    try:
        with transaction.atomic():
            proposed = HandOver.objects.create(outgoing=outgoing, successor=successor, stays=stays)
    except IntegrityError as twice:
        raise ValidationError("已提出移交，正等待接任人确认。", code="stale") from twice
    record(
        by=by,
        verb="hand_over_proposed",
        label="提出移交负责人",
        subject=outgoing.organization,
        to=successor.user.username,
    )
    notices.tell(
        user=successor.user,
        subject=f"请您接任“{outgoing.organization}”的负责人",
        text="登录后在“使用权限”中确认。",
        url="/portal/",
    )
    return proposed


@transaction.atomic
def settle_hand_over(*, by, hand_over, outcome):
    """The successor accepts or declines; whoever proposed it may take it back."""
    hand_over = HandOver.objects.select_for_update(of=("self",)).get(pk=hand_over.pk)
    outgoing, successor = hand_over.outgoing, hand_over.successor
    whose = outgoing if outcome == HandOver.Outcome.WITHDRAWN else successor
    if by.pk != whose.user_id:
        refuse(by=by, verb="hand_over", subject=outgoing.organization)
        raise PermissionDenied("这项移交须由当事人本人确认。")
    if hand_over.settled_at:
        raise ValidationError(f"移交{hand_over.get_outcome_display()}，不能再办理。", code="stale")
    hand_over.settled_at, hand_over.outcome = timezone.now(), outcome
    hand_over.save(update_fields=["settled_at", "outcome"])
    record(
        by=by,
        verb=f"hand_over_{outcome}",
        label=f"移交负责人：{hand_over.get_outcome_display()}",
        subject=outgoing.organization,
        to=successor.user.username,
    )
    if outcome == HandOver.Outcome.ACCEPTED:
        outgoing, successor = _standing(outgoing), _standing(successor)
        _change_duty(successor, Duty.MANAGER, by)
        if hand_over.stays:
            _change_duty(outgoing, Duty.OPERATOR, by)
        else:
            _end(outgoing, by=by, reason="移交负责人后退出")
    return hand_over


@transaction.atomic
def end(*, delegate, by, reason, last_day=None):
    """At once, or after a last day. The next request of theirs shows nothing of the organization.

    The last manager of an organization is succeeded, not ended, unless an officer does it.
    """
    delegate = Delegate.objects.select_for_update(of=("self",)).get(pk=delegate.pk)
    organization = delegate.organization
    _check(organization=organization, by=by)
    if delegate.ended:
        raise ValidationError("已经结束。", code="ended")
    officer = by is None or by.may(Permission.DELEGATE_MANAGE, organization)
    managers = organization.delegates.current().filter(duty=Duty.MANAGER)
    if (
        not officer
        and delegate.duty == Duty.MANAGER
        and not managers.exclude(pk=delegate.pk).exists()
    ):
        raise ValidationError("您是唯一的负责人，请先移交给接任人。", code="last")
    if last_day is not None:
        if last_day < timezone.localdate():
            raise ValidationError({"last_day": "最后一天不能早于今天。"})
        if delegate.ends_on and last_day > delegate.ends_on:
            raise ValidationError({"last_day": "不能晚于原定的结束日期。"})
    _end(delegate, by=by, reason=reason, last_day=last_day)


def _end(delegate, *, by, reason, last_day=None):
    user, organization = delegate.user, delegate.organization
    today = timezone.localdate()
    last = last_day or today - timedelta(days=1)
    if last < delegate.starts_on:
        delegate.delete()
    else:
        delegate.ends_on = last
        delegate.save(update_fields=["ends_on"])
    waiting = HandOver.objects.waiting().filter(outgoing=delegate) | (
        HandOver.objects.waiting().filter(successor=delegate)
    )
    if last < today:
        waiting.update(settled_at=timezone.now(), outcome=HandOver.Outcome.WITHDRAWN)
        if user.delegations.current().exists():
            live.rights_changed(user)
        else:
            entrance.end(sessions=user.sessions.all())
    record(
        by=by,
        verb="delegate_end",
        label="结束经办代表",
        subject=organization,
        reason=reason,
        username=user.username,
        last_day=str(last),
    )


@transaction.atomic
def issue_link(*, delegate, by):
    """A link to set a password, for somebody who speaks for none but organizations of ours."""
    organization = delegate.organization
    if by is not None and not by.may(Permission.DELEGATE_MANAGE, organization):
        refuse(by=by, verb="delegate", subject=organization)
        raise PermissionDenied(NOT_YOURS.format(organization))
    user = delegate.user
    if by is not None:
        ours = Delegate.objects.for_user(by, Permission.DELEGATE_MANAGE)
        elsewhere = user.delegations.unended().exclude(pk__in=ours.values("pk"))
        if elsewhere.exists() or Appointment.objects.unended().filter(user=user).exists():
            raise PermissionDenied("此人还在其他地区任职或代表组织，请由共同的上级工会办理。")
        if not user.delegations.unended().filter(pk=delegate.pk).exists():
            raise ValidationError("代表资格已经结束，不能签发链接。", code="ended")
    return passwords.issue_link(user=user, by=by)
