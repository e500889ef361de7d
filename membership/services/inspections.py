"""Somebody is sent to look at a union, and says what was found. The outcome is theirs, not ours."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import GRANTS, Permission
from communications.services import notify
from governance.trail import record, refuse
from membership.effective.rules import rules_of
from membership.models import UnionInspection, UnionStanding
from membership.services.effective import assess_one
from membership.services.organs import hold_union
from unions.models import Federation


def officers_for(user):
    """Whom a person may ask: who works on founding within the person's own subtree."""
    heads = user.federations_granting(Permission.FOUNDING_EDIT)
    within = Federation.objects.at_or_below(heads).order_by().values("pk")
    roles = [role for role, granted in GRANTS.items() if Permission.FOUNDING_EDIT in granted]
    offices = Appointment.objects.current().filter(federation__in=within, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=offices.values("user")).order_by("name", "pk")


@transaction.atomic
def ask_inspection(*, by, union, assignee, due_on=None):
    """Ask an officer to go and look; the reasons of the day go along."""
    union = hold_union(by=by, union=union, verb="ask_inspection")
    if not assignee.may_at(Permission.FOUNDING_EDIT, union.federation):
        raise ValidationError({"assignee": f"{assignee}不经办这个工会，请选择其他人。"})
    today = timezone.localdate()
    standing = UnionStanding.objects.filter(union=union).first()
    inspection = UnionInspection(
        union=union,
        signals=standing.signals if standing else [],
        suspicion=standing.suspicion if standing else 0,
        assignee=assignee,
        opened_on=today,
        due_on=due_on or today + timedelta(rules_of(union).inspect_within),
        by=by,
    )
    if inspection.due_on < today:
        raise ValidationError({"due_on": "完成期限不能早于今天。"})
    inspection.full_clean(exclude=["signals"])
    inspection.save()
    record(
        by=by,
        verb="ask_inspection",
        label="安排运行核查",
        subject=union,
        federation=union.federation,
        due_on=str(inspection.due_on),
        signals=[signal["key"] for signal in inspection.signals],
    )
    if assignee != by:
        notify(
            user=assignee,
            text=f"请在 {inspection.due_on:%Y-%m-%d} 前核查“{union.name}”的运行情况。",
            url=f"/unions/inspections/{inspection.uid}/",
        )
    return inspection


@transaction.atomic
def close_inspection(*, by, inspection, outcome, finding):
    """Say what was found. By whoever was sent, or who answers for the union."""
    union = inspection.union
    if by != inspection.assignee and not by.may_at(Permission.FOUNDING_EDIT, union.federation):
        refuse(by=by, verb="close_inspection", subject=union)
        raise PermissionDenied("只能由核查人或负责这个工会的人员办理。")
    inspection = UnionInspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if inspection.closed_on:
        raise ValidationError("这次核查已经完成。", code="stale")
    if not finding.strip():
        raise ValidationError({"finding": "请写明核查看到的情况。"})
    inspection.outcome, inspection.finding = outcome, finding.strip()
    inspection.closed_on = timezone.localdate()
    inspection.full_clean(exclude=["signals"])
    inspection.save(update_fields=["outcome", "finding", "closed_on"])
    record(
        by=by,
        verb="close_inspection",
        label="完成运行核查",
        subject=union,
        federation=union.federation,
        outcome=outcome,
    )
    assess_one(union)
    return inspection
