"""Projects that may be called for, and calls in the states the services leave them in."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from accounts.roles import Role
from procurement import deadlines, rules
from procurement.models import BudgetEntry, BudgetLine, Project
from procurement.services import calls
from tests import make

serial = count(1)


def buyer(code="50"):
    return make.officer(code, Role.PROCUREMENT)


def project(by, *, code="50", source="union", ceiling="500000", reserved=None, **over):
    """Approved, its money reserved."""
    place, money = make.federation(code), Decimal(ceiling)
    held = money if reserved is None else Decimal(reserved)
    n = next(serial)
    line = BudgetLine.objects.create(
        federation=place, year=2026, source=source, name=f"科目{n}", amount=money, reserved=held
    )
    values = {
        "federation": place,
        "title": f"职工法律援助宣讲{n}",
        "domain": "legal",
        "content": "professional",
        "source": source,
        "line": line,
        "ceiling": money,
        "method": "open_call" if source == "union" else "open_tender",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
        "rules": rules.freeze(federation=place, source=source, on=timezone.localdate()),
        "status": "approved",
        "by": by,
    }
    made = Project.objects.create(**(values | over))
    if held:
        BudgetEntry.objects.create(line=line, project=made, kind="reserve", amount=held, by=by)
    return made


def draft(by, of=None, **fields):
    values = {"contact": "社会联络部 023-6360 0000", **fields}
    return calls.draft_call(by=by, project=of or project(by), **values)


def soonest(call):
    return deadlines.at(deadlines.earliest_deadline(call.project.rules, timezone.now()))


def published(by, of=None, **fields):
    call = draft(by, of, **fields)
    return calls.publish(by=by, call=call, deadline=soonest(call))


def closed(by, of=None):
    """Published in time, its deadline gone by."""
    call = published(by, of)
    now = timezone.now()
    call.published_at, call.deadline = now - timedelta(days=30), now - timedelta(minutes=1)
    call.save(update_fields=["published_at", "deadline"])
    calls.close_due()
    call.refresh_from_db()
    return call
