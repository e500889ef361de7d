"""Offices: given, ended, stood in for, handed over. Nobody gives what is not theirs to give."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts import handover, live
from accounts.models import Appointment
from accounts.roles import GRANTABLE, GRANTABLE_BELOW, Permission
from accounts.services import notices, people
from governance.trail import record, refuse

LONGEST_DEPUTY = timedelta(days=183)


def grantable(by, federation):
    """The roles that this person may give at that federation, by the offices held today."""
    roles = set()
    for office in by.offices:
        head = office.federation
        if federation.path.startswith(head.path):
            roles |= GRANTABLE.get(office.role, set())
            if federation.path != head.path:
                roles |= GRANTABLE_BELOW.get(office.role, set())
    return roles


def grantable_somewhere(by):
    """The roles that this person may give at some federation or other."""
    roles = set()
    for office in by.offices:
        roles |= GRANTABLE.get(office.role, set()) | GRANTABLE_BELOW.get(office.role, set())
    return roles


def may_manage(by, appointment):
    return (
        by.pk != appointment.user_id
        and by.may_at(Permission.APPOINTMENT_MANAGE, appointment.federation)
        and appointment.role in grantable(by, appointment.federation)
    )


def _check(*, by, user, federation, role):
    if by is None:
        return
    if by == user:
        refuse(by=by, verb="appoint", subject=user)
        raise PermissionDenied("不能任命自己，请由上级或其他有权人员办理。")
    if not by.may_at(Permission.APPOINTMENT_MANAGE, federation):
        refuse(by=by, verb="appoint", subject=federation)
        raise PermissionDenied(f"您无权在“{federation}”任命人员。")
    if role not in grantable(by, federation):
        refuse(by=by, verb="appoint", subject=federation)
        raise PermissionDenied("这项职责不由您授予，请由上级工会或安全管理员办理。")


def _give(*, user, federation, role, by, **values):
    if user.delegations.current().exists():
        raise ValidationError("此人是社会组织的经办代表，一个账号不能兼任两边。", code="side")
    if values.get("starts_on") and values["starts_on"] < timezone.localdate():
        raise ValidationError({"starts_on": "任职日期不能早于今天。"})
    appointment = Appointment(user=user, federation=federation, role=role, **values)
    appointment.full_clean()
    appointment.save()
    return appointment


@transaction.atomic
def appoint(*, user, federation, role, by, **values):
    """``values``: starts_on, ends_on, title, basis."""
    _check(by=by, user=user, federation=federation, role=role)
    if by is not None and not by.may(Permission.APPOINTMENT_MANAGE, user):
        raise PermissionDenied("此人不在您的管理范围内，请由共同的上级工会任命。")
    if not user.is_active:
        raise ValidationError("账号已停用，请先恢复账号再任命。", code="inactive")
    return _appoint(user=user, federation=federation, role=role, by=by, **values)


def _appoint(*, user, federation, role, by, **values):
    appointment = _give(user=user, federation=federation, role=role, by=by, **values)
    label = appointment.get_role_display()
    record(
        by=by,
        verb="appoint",
        label=f"任命为{label}",
        subject=user,
        federation=federation,
        role=role,
        starts_on=str(appointment.starts_on),
        basis=appointment.basis,
    )
    notices.tell(
        user=user, subject=f"您已被任命为{federation}{label}", text="任期内可办理相应业务。"
    )
    return appointment


@transaction.atomic
def open_and_appoint(*, username, name, federation, role, by, email="", phone="", **values):
    """A new colleague: account and first office together. Returns (appointment, token)."""
    _check(by=by, user=None, federation=federation, role=role)
    user, token = people.open_account(by=by, username=username, name=name, email=email, phone=phone)
    appointment = _appoint(user=user, federation=federation, role=role, by=by, **values)
    return appointment, token


@transaction.atomic
def end(*, appointment, by, reason, last_day=None):
    """The last day in office; without one, the office is over at once. Deputies go with it."""
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("user", "federation")
        .get(pk=appointment.pk)
    )
    own_deputy = by is not None and appointment.principal_id == by.pk
    if by is not None and not own_deputy and not may_manage(by, appointment):
        refuse(by=by, verb="end", subject=appointment)
        raise PermissionDenied(f"您无权办理“{appointment}”。")
    if appointment.standing == "past":
        raise ValidationError("这项任职已经结束。", code="ended")
    today = timezone.localdate()
    if last_day is not None and last_day < today:
        raise ValidationError({"last_day": "最后任职日不能早于今天。"})
    if last_day is not None and appointment.ends_on and last_day > appointment.ends_on:
        raise ValidationError({"last_day": "不能晚于原定的届满日期；需要延长时另行任命。"})
    last = last_day or today - timedelta(days=1)
    for row in [*appointment.deputies.unended(), appointment]:
        _end(row, min(last, row.ends_on) if row.ends_on else last)
    verb = "deputy_end" if appointment.is_deputy else "end"
    label = appointment.get_role_display()
    record(
        by=by,
        verb=verb,
        label=f"结束代理{label}" if appointment.is_deputy else f"免去{label}",
        subject=appointment.user,
        federation=appointment.federation,
        reason=reason,
        role=appointment.role,
        last_day=str(last),
    )
    return appointment


def _end(row, last):
    """An office that would end before it began never was; the trail tells of it all the same."""
    if last < row.starts_on:
        row.delete()
    else:
        row.ends_on = last
        row.save(update_fields=["ends_on"])
    live.rights_changed(row.user)


@transaction.atomic
def deputize(*, appointment, deputy, starts_on, ends_on, reason, by):
    """Somebody acts in another's office from day to day; they hold the same rights meanwhile."""
    if by is not None and by.pk != appointment.user_id and not may_manage(by, appointment):
        refuse(by=by, verb="deputize", subject=appointment)
        raise PermissionDenied(f"您无权为“{appointment}”安排代理。")
    if deputy == appointment.user or deputy == by and by.pk != appointment.user_id:
        raise ValidationError({"deputy": "代理人不能是本人或办理人自己。"})
    if appointment.is_deputy:
        raise ValidationError("代理人不能再安排代理。", code="deputy")
    if appointment.standing == "past":
        raise ValidationError("这项任职已经结束。", code="ended")
    if not deputy.is_active or not deputy.offices:
        raise ValidationError({"deputy": "代理人须是在任的工作人员。"})
    if ends_on and ends_on - starts_on > LONGEST_DEPUTY:
        raise ValidationError({"ends_on": "代理最长半年，更久的请正式任命。"})
    if appointment.ends_on and ends_on and ends_on > appointment.ends_on:
        raise ValidationError({"ends_on": "代理不能晚于原任职的届满日期。"})
    row = _give(
        user=deputy,
        federation=appointment.federation,
        role=appointment.role,
        by=by,
        title=appointment.title,
        starts_on=starts_on,
        ends_on=ends_on,
        stands_in_for=appointment,
        reason=reason,
    )
    label = appointment.get_role_display()
    record(
        by=by,
        verb="deputize",
        label=f"安排代理{label}",
        subject=deputy,
        federation=appointment.federation,
        reason=reason,
        role=appointment.role,
        stands_in_for=appointment.user.username,
        starts_on=str(starts_on),
        ends_on=str(ends_on),
    )
    notices.tell(
        user=deputy,
        subject=f"请您代理{appointment.federation}{label}",
        text=f"自 {starts_on} 至 {ends_on}，代 {appointment.user} 办理。",
    )
    return row


@transaction.atomic
def hand_over(*, appointment, to, by):
    """All open work of this office goes to a colleague. Returns {kind: how many}."""
    if by is not None and not may_manage(by, appointment) and by.pk != appointment.user_id:
        refuse(by=by, verb="hand_over", subject=appointment)
        raise PermissionDenied(f"您无权移交“{appointment}”的工作。")
    federation = appointment.federation
    if to == appointment.user:
        raise ValidationError({"to": "请选择另一位接手人。"})
    if not to.is_active or not any(
        o.federation_id == federation.pk and o.role == appointment.role for o in to.offices
    ):
        raise ValidationError({"to": "接手人须在同一工会担任同一职责。请先任命，再移交。"})
    moved = {}
    for work in filter(lambda work: work.moves, handover.kinds()):
        items = work.open_items(user=appointment.user, federation=federation)
        moved[work.label] = work.reassign(items=items, to=to, by=by)
    record(
        by=by,
        verb="hand_over",
        label="移交未办工作",
        subject=appointment.user,
        federation=federation,
        to=to.username,
        moved=moved,
    )
    return moved
