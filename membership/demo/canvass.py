"""Canvassing in the demonstration: 渝北区 at work on what has no union yet, a task in every state.

Invented from a fixed seed; written plainly, as the other rows of the demonstration are. Days count
from the day of loading: a reservation that lapsed long ago would be no work in hand.
"""

from datetime import timedelta
from random import Random

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from accounts.models import User
from membership.cards import cards
from membership.models import CanvassRound, CanvassTask, Drive, LedgerEntry, Visit
from membership.queries import in_drive, living, of_state
from orgs.models import Organization
from unions.models import Federation

COUNTY, HOW_MANY, CONVERTED = "500112", 120, 40
State, Outcome = CanvassTask.State, Visit.Outcome
STATES = (State.ASSIGNED,) * 4 + (State.FOLLOWING,) * 4 + (State.WAITING, State.CANCELLED)
REASONS = ("N01", "N05", "N06", "N06", "N12", "N03", "N04", "N13", "N07", "N02")
HARD = ("N05", "N13")
NOTES = {
    "N05": "负责人说要等理事会换届后再议。",
    "N06": "以为只有企业才建工会，已留下明白纸。",
    "N12": "担心多一笔支出，已讲返还政策。",
}


@transaction.atomic
def load_canvass():
    """Write a round, tasks, visits and ledger entries, once. Gives the number of tasks."""
    county = Federation.objects.get(code=COUNTY)
    drive = Drive.objects.filter(code="DRV-2023").first()
    officer = User.objects.filter(username="yb-organizing").first()
    if drive is None or officer is None or CanvassRound.objects.exists():
        return 0
    dice, today = Random(20260101), timezone.localdate()
    round = CanvassRound.objects.create(
        drive=drive,
        federation=county,
        name=f"{today.year} 年第一轮",
        starts_on=today - timedelta(60),
        due_on=today + timedelta(30),
    )
    all_here = Organization.objects.filter(living(), federation=county)
    here = in_drive(all_here, drive)
    chosen = list(_not_founded(all_here, drive)[:HOW_MANY])
    leader = User.objects.filter(username="cq-leader").first()
    tasks, visits, entries = [], [], []
    for n, organization in enumerate(chosen):
        state = STATES[n % len(STATES)]
        task = _task(round, organization, state, officer, dice, today)
        tasks.append(task)
        if state == State.FOLLOWING:
            visit = _visit(organization, task, officer, dice, today)
            visits.append(visit)
            entries.append(_entry(organization, visit, dice, today))
            if visit.reason in HARD and leader:
                pairing = _task(round, organization, State.ASSIGNED, leader, dice, today)
                pairing.kind = CanvassTask.Kind.LEADER
                tasks.append(pairing)
    founded = of_state(here, "covered", forms=drive.counted_forms).order_by("-pk")
    for organization in founded.prefetch_related("coverages")[:CONVERTED]:
        done = _closed(round, organization, officer, today)
        tasks.append(done)
        visit = _visit(organization, done, officer, dice, today)
        first = min(c.valid_from for c in organization.coverages.all())
        visit.on, visit.promised_on = first - timedelta(45), None
        visit.outcome, visit.way = Outcome.WILLING, Visit.Way.ON_SITE
        visits.append(visit)
    CanvassTask.objects.bulk_create(tasks)
    Visit.objects.bulk_create(visits)
    LedgerEntry.objects.bulk_create(entries)
    return len(tasks)


def _not_founded(organizations, drive):
    """Those of the drive that could have a union, then others that could, then those not looked at
    yet: nobody calls twice on what was found unfit."""
    could = of_state(organizations, "gap", forms=drive.counted_forms)
    unseen = of_state(of_state(organizations, "unassessed"), "uncovered", forms=drive.counted_forms)
    pressing = Case(
        When(pk__in=in_drive(could, drive).values("pk"), then=Value(0)),
        When(pk__in=could.values("pk"), then=Value(1)),
        default=Value(2),
    )
    return organizations.filter(
        Q(pk__in=could.values("pk")) | Q(pk__in=unseen.values("pk"))
    ).order_by(pressing, "pk")


def _task(round, organization, state, person, dice, today):
    held = state in CanvassTask.HELD
    due = today + timedelta(dice.randint(-3, 20))
    return CanvassTask(
        round=round,
        organization=organization,
        assignee=person if held else None,
        state=state,
        due_on=due,
        reserved_until=max(due, today) + timedelta(14) if held else None,
    )


def _closed(round, organization, person, today):
    return CanvassTask(
        round=round,
        organization=organization,
        assignee=person,
        state=State.CLOSED,
        result=CanvassTask.Result.FOUNDED,
        closed_on=today - timedelta(10),
    )


def _visit(organization, task, person, dice, today):
    reason = dice.choice(REASONS)
    card = cards()[reason]
    outcome = Outcome.UNWILLING if reason == "N05" else Outcome.UNDECIDED
    on = today - timedelta(dice.randint(3, 40))
    return Visit(
        organization=organization,
        task=task,
        by=person,
        on=on,
        way=dice.choice(Visit.Way.values),
        outcome=outcome,
        staff=organization.staff_count,
        staffing=Visit.Staffing.FULL_TIME,
        premises=reason != "N04",
        reason=reason,
        note=NOTES.get(reason, ""),
        next_step=card.steps[0],
        promised_on=on + timedelta(card.days) if card.days < 60 else None,
    )


def _entry(organization, visit, dice, today):
    form = dice.choice(["single", "joint", "industry", "region"])
    return LedgerEntry(
        organization=organization,
        planned_form=form,
        planned_on=(today + timedelta(75)).replace(day=1) if dice.random() < 0.5 else None,
        next_step=visit.next_step,
        promised_on=visit.promised_on,
    )
