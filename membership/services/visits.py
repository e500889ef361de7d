"""What a visit leaves behind: its record, the task moved on, the next step, perhaps a finding."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from documents.services import attachments
from governance.trail import record, refuse
from membership.models import CanvassTask, Visit
from membership.services import eligibility
from membership.services.canvass import reserved_until
from membership.services.ledger import keep_plan
from membership.workflows.canvass import CANVASS
from orgs.models import Organization

EARLIEST = timedelta(days=366)


@transaction.atomic
def record_visit(*, by, organization, decision="", despite=False, photo=None, **told):
    """Write down a visit. Gives the Visit.

    The visitor's open task there moves on; without one, a call on what is reserved for somebody
    else wants ``despite``. With a ``decision`` the visit is the evidence of an Eligibility. The
    next step and the promised date go into the ledger.
    """
    held = Organization._base_manager.select_for_update(of=("self",), no_key=True)
    organization = held.select_related("federation").get(pk=organization.pk)
    if not by.may(Permission.FOUNDING_VISIT, organization):
        refuse(by=by, verb="visit", subject=organization)
        raise PermissionDenied("只能登记对本级及下级工会联系的社会组织的走访。")
    told.setdefault("on", timezone.localdate())
    told["other_reasons"] = sorted(set(told.get("other_reasons") or ()) - {told.get("reason")})
    _check_day(told["on"])
    task = _task_of(by, organization, despite)
    visit = Visit(organization=organization, task=task, by=by, **told)
    visit.full_clean(exclude=["organization", "task", "by"])
    visit.save()
    record(
        by=by,
        verb="visit",
        label="登记走访",
        subject=organization,
        outcome=visit.outcome,
        codes=visit.reasons,
        on=visit.on.isoformat(),
    )
    if photo:
        attachments.upload(
            by=by,
            file=photo,
            federation=organization.federation,
            owner=visit,
            purpose="走访照片",
        )
    if task:
        CANVASS.move(
            task,
            "visit",
            by=by,
            due_on=visit.promised_on or task.due_on,
            reserved_until=max(reserved_until(), visit.promised_on or visit.on),
        )
    plan = {"next_step": visit.next_step, "promised_on": visit.promised_on}
    keep_plan(by=by, organization=organization, **{name: v for name, v in plan.items() if v})
    if decision:
        decide(by=by, visit=visit, decision=decision)
    return visit


def decide(*, by, visit, decision, reason=None, other_reasons=None, note=None):
    """Find the organization eligible or not on the evidence of a visit."""
    return eligibility.assess(
        by=by,
        organization=visit.organization,
        decision=decision,
        reason=visit.reason if reason is None else reason,
        other_reasons=visit.other_reasons if other_reasons is None else other_reasons,
        note=visit.note if note is None else note,
        evidence=f"{visit.on:%Y-%m-%d} {visit.get_way_display()}走访记录",
        as_of=visit.on,
    )


def _check_day(on):
    today = timezone.localdate()
    if on > today:
        raise ValidationError({"on": "走访日期不能晚于今天。"})
    if on < today - EARLIEST:
        raise ValidationError({"on": "只能补登一年以内的走访。"})


def _task_of(by, organization, despite):
    """The visitor's own task there. Raises ValidationError if it is reserved for another."""
    open_tasks = CanvassTask.objects.open().filter(organization=organization)
    held = [task for task in open_tasks.select_related("assignee") if task.is_held]
    own = next((task for task in held if task.assignee_id == by.pk), None)
    if own or despite:
        return own
    today = timezone.localdate()
    for task in held:
        if task.reserved_until is None or task.reserved_until >= today:
            raise ValidationError(
                f"这家已由{task.assignee.name}承办，预留至 {task.reserved_until:%Y-%m-%d}。"
                "请先与其沟通；确有必要的，勾选“仍要登记”。",
                code="reserved",
            )
    return None
