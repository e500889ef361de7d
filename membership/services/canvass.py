"""Who calls on whom: rounds, assigning with a soft reservation, handing over, closing out."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from communications.services import notify
from governance.trail import record, refuse
from membership.models import CanvassRound, CanvassTask, Coverage, Eligibility
from membership.services.ground import batch_of, hold, refuse_rows
from membership.workflows.canvass import CANVASS

State, Kind, Result = CanvassTask.State, CanvassTask.Kind, CanvassTask.Result
CHUNK = 500


def reserved_until(today=None, days=None):
    return (today or timezone.localdate()) + timedelta(days or settings.CANVASS_RESERVE_DAYS)


@transaction.atomic
def open_round(*, by, drive, federation, name, starts_on, due_on):
    """Begin a round of canvassing at a federation."""
    if not by.may_at(Permission.FOUNDING_EDIT, federation):
        refuse(by=by, verb="open_round", subject=federation)
        raise PermissionDenied("只能组织本级及下级工会的摸排。")
    made = CanvassRound(
        drive=drive, federation=federation, name=name.strip(), starts_on=starts_on, due_on=due_on
    )
    made.full_clean()
    made.save()
    record(by=by, verb="open", label="开展一轮摸排", subject=made, due_on=due_on.isoformat())
    return made


def judge_assignment(*, organizations, assignee, kind=Kind.CANVASS):
    """Why each organization may not be given to that person: ``{organization id: reason}``."""
    refusals = {}
    held = _open_tasks(organizations, kind).select_related("assignee")
    held = {task.organization_id: task for task in held if task.is_held}
    today = timezone.localdate()
    for organization in organizations:
        task = held.get(organization.pk)
        if not assignee.may_at(Permission.FOUNDING_VISIT, organization.federation):
            refusals[organization.pk] = (
                f"{assignee.name}不负责{organization.federation.short_name}，不能承办。"
            )
        elif organization.ended:
            refusals[organization.pk] = f"该组织已{organization.get_status_display()}。"
        elif task and task.assignee_id == assignee.pk:
            refusals[organization.pk] = f"已由{assignee.name}承办。"
        elif task and (task.reserved_until is None or task.reserved_until >= today):
            until = f"，预留至 {task.reserved_until:%Y-%m-%d}" if task.reserved_until else ""
            refusals[organization.pk] = (
                f"已由{task.assignee.name}承办{until}；需要换人的，请用“移交”。"
            )
    return refusals


@transaction.atomic
def assign_many(
    *,
    by,
    organizations,
    assignee,
    kind=Kind.CANVASS,
    round=None,
    due_on=None,
    days=None,
    batch=None,
    tell=True,
):
    """Give organizations to one person and reserve them meanwhile; all of them or none.

    A task that waits, or whose reservation has lapsed, passes on. Returns the tasks. Whoever gives
    many in several parts tells the person at the end, once (``tell_assigned``).
    """
    held = hold(by=by, organizations=organizations, verb="assign")
    if due_on and due_on < timezone.localdate():
        raise ValidationError({"due_on": "期限不能早于今天。"})
    refuse_rows(held, judge_assignment(organizations=held, assignee=assignee, kind=kind))
    until = max(filter(None, (reserved_until(days=days), due_on)))
    due_on = due_on or (round.due_on if round else None)
    known = {t.organization_id: t for t in _open_tasks(held, kind).select_for_update(of=("self",))}
    tasks = []
    for organization in held:
        task = known.get(organization.pk) or CanvassTask(organization=organization, kind=kind)
        task.organization, task.assignee, task.state = organization, assignee, State.ASSIGNED
        task.round, task.due_on = round or task.round, due_on or task.due_on
        task.reserved_until, task.hand_over_note = until, ""
        tasks.append(task)
    CanvassTask.objects.bulk_create([task for task in tasks if task.pk is None])
    CanvassTask.objects.bulk_update(
        [task for task in tasks if task.pk],
        ["assignee", "state", "round", "due_on", "reserved_until", "hand_over_note"],
    )
    batch = batch or batch_of(held)
    label = "安排领导包联" if kind == Kind.LEADER else "分派走访任务"
    for task in tasks:
        record(
            by=by,
            verb="assign",
            label=label,
            subject=task.organization,
            kind=kind,
            to=assignee.username,
            **batch,
        )
    if tell:
        tell_assigned(by=by, assignee=assignee, kind=kind, organizations=held)
    return tasks


def tell_assigned(*, by, assignee, kind, organizations):
    """One sentence to the person who has to go, however many these are."""
    if by.pk == assignee.pk or not organizations:
        return
    first, count = organizations[0].name, len(organizations)
    what = "包联" if kind == Kind.LEADER else "走访"
    these = f"“{first}”" if count == 1 else f"“{first}”等 {count:,} 家"
    notify(user=assignee, text=f"{by.name}请您{what}{these}。", url="/canvass/")


def _open_tasks(organizations, kind):
    keys = [organization.pk for organization in organizations]
    return CanvassTask.objects.open().filter(organization__in=keys, kind=kind)


@transaction.atomic
def hand_over(*, by, task, to, note):
    """Give work in hand to somebody else, with a word on where it stands."""
    task = _own_or_office(by, task, "hand_over")
    if not to.may_at(Permission.FOUNDING_VISIT, task.organization.federation):
        place = task.organization.federation.short_name
        raise ValidationError({"to": f"{to.name}不负责{place}，不能承办。"})
    if to.pk == task.assignee_id:
        raise ValidationError({"to": f"已由{to.name}承办。"})
    moved = CANVASS.move(
        task,
        "hand_over",
        by=by,
        reason=note,
        assignee=to,
        reserved_until=reserved_until(),
        hand_over_note=note.strip(),
    )
    notify(
        user=to,
        text=f"{by.name}把“{task.organization.name}”的走访移交给您：{note.strip()}",
        url=moved.get_absolute_url(),
    )
    return moved


@transaction.atomic
def release(*, by, task, reason):
    """Give it back: whoever assigns finds it waiting again."""
    task = _own_or_office(by, task, "release")
    return CANVASS.move(task, "release", by=by, reason=reason, assignee=None, reserved_until=None)


@transaction.atomic
def close(*, by, task, result, reason=""):
    """Close it out 销号: only with what the records show."""
    if why := not_done(task.organization, result):
        raise ValidationError({"result": why})
    return CANVASS.move(
        task,
        "close",
        by=by,
        reason=reason,
        result=result,
        closed_on=timezone.localdate(),
        reserved_until=None,
    )


@transaction.atomic
def close_all(*, by, organizations, result, reason):
    """Close out whatever is open at these organizations, where the records bear it out."""
    rows = CanvassTask.objects.open().filter(organization__in=[o.pk for o in organizations])
    closed = []
    for task in rows.select_related("organization").order_by("pk"):
        if not not_done(task.organization, result):
            closed.append(close(by=by, task=task, result=result, reason=reason))
    return closed


def not_done(organization, result):
    """Why a close-out would not be true, or ""."""
    covered = Coverage.objects.of(organization).known().valid().counted()
    if result == Result.FOUNDED and not covered.exists():
        return "还没有登记工会覆盖，不能以“已建会”销号；请先登记建会。"
    if result == Result.INELIGIBLE:
        found = Eligibility.objects.of(organization).known().valid().first()
        if found is None or found.decision != Eligibility.Decision.INELIGIBLE:
            return "还没有认定为暂不具备建会条件，不能以此销号；请先登记认定结论。"
    return ""


def reopen(*, by, task, reason):
    return CANVASS.move(
        task, "reopen", by=by, reason=reason, result="", closed_on=None, assignee=None
    )


def cancel(*, by, task, reason):
    return CANVASS.move(task, "cancel", by=by, reason=reason, reserved_until=None)


def lapse_reservations(on=None):
    """What was reserved and not visited is free again; its holder is told. Returns how many."""
    count = 0
    keys = list(CanvassTask.objects.lapsed(on).order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        with transaction.atomic():
            rows = CanvassTask.objects.lapsed(on).filter(pk__in=keys[at : at + CHUNK])
            rows = rows.select_for_update(of=("self",), skip_locked=True)
            lapsed = {}
            for task in rows.select_related("organization", "assignee"):
                holder = task.assignee
                CANVASS.move(task, "lapse", by=None, assignee=None, reserved_until=None)
                lapsed.setdefault(holder, []).append(task)
                count += 1
            for holder, tasks in lapsed.items():
                first = tasks[0].organization.name
                text = f"“{first}”等 {len(tasks)} 家的走访预留已到期，已放开重新分派。"
                notify(user=holder, text=text, url="/canvass/")
    return count


@transaction.atomic
def pass_on(*, items, to, by):
    """Of whoever leaves an office, the tasks in hand go to the successor; see accounts.handover."""
    tasks = list(items.select_for_update(of=("self",)).select_related("organization"))
    for task in tasks:
        record(
            by=by,
            verb="hand_over",
            label="移交走访任务",
            subject=task,
            reason="职责移交",
            to=to.username,
        )
    return items.model.objects.filter(pk__in=[t.pk for t in tasks]).update(
        assignee=to, reserved_until=reserved_until(), hand_over_note="职责移交"
    )


def _own_or_office(by, task, verb):
    """Whose task it is may pass it on, and whoever assigns there."""
    task = CanvassTask.objects.select_related("organization__federation").get(pk=task.pk)
    if task.assignee_id != by.pk and not by.may(Permission.FOUNDING_EDIT, task):
        refuse(by=by, verb=verb, subject=task)
        raise PermissionDenied("只能办理分派给自己的任务，或由本级及上级工会办理。")
    return task
