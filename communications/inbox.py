"""What waits for a person: the tasks of their offices, told by the apps that own the rows.

An app registers a kind of task in its ``AppConfig.ready()``. Nothing is stored: a task is there as
long as its rows are, and passes to whoever holds the office next or deputizes in it today.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import EmptyResultSet
from django.db import connection

from accounts import handover
from accounts.roles import Permission
from communications import tally
from communications.models import Notice, Notification
from governance.scope import Territory
from unions.models import Federation

CAP = 1_000
FIRST = 5


@dataclass(frozen=True, kw_only=True)
class Tasks:
    """One kind of task. ``rows(user)`` gives them, within scope and most pressing first;
    ``template`` shows one as ``row``; ``due(user)`` says by when, in words; ``more(user)`` is the
    address of them all."""

    key: str
    label: str
    rows: Callable
    template: str
    permission: str
    unit: str = "项"
    due: Callable | None = None
    more: Callable | None = None
    order: int = 50
    of_office: bool = True  # else what a person has in hand is registered with accounts.handover


@dataclass(frozen=True)
class Group:
    tasks: Tasks
    rows: list
    count: int
    due: str
    more: str

    @property
    def capped(self):
        return self.count > CAP

    @property
    def shown_count(self):
        return f"{CAP:,}+" if self.capped else f"{self.count:,}"


_kinds = {}


def register(*kinds):
    for kind in kinds:
        _kinds[kind.key] = kind
        if kind.of_office:
            handover.register(kind.label, partial(at_office, kind), handover.ON_ITS_OWN)


def at_office(kind, *, user, federation):
    """Of the tasks of this kind, those below one federation of the person's."""
    rows = kind.rows(user)
    if not user.may_at(kind.permission, federation):
        return rows.none()
    walk = next(
        (walk for walk in getattr(rows, "reaches", ()) if isinstance(walk, Territory)), None
    )
    below = Federation.objects.at_or_below([federation]).order_by().values("pk")
    return rows.filter(**{f"{walk.path}__in": below}) if walk else rows


def kinds(user):
    found = [k for k in _kinds.values() if user.may_somewhere(k.permission)]
    return sorted(found, key=lambda k: k.order)


def counts(user):
    """``{kind: how many}`` of what waits, in one query; each is counted no further than one past
    the cap, for a page must not count a nation."""
    found, parts, parameters = kinds(user), [], []
    for n, kind in enumerate(found):
        rows = kind.rows(user).order_by().values("pk")[: CAP + 1]
        try:
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:  # an office without anything below it
            continue
        parts.append(f"SELECT {n}, count(*) FROM ({sql}) AS waiting")  # noqa: S608 - the ORM's
        parameters += values
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        return {found[n]: count for n, count in cursor if count}


def groups(user):
    """The tasks that wait, by kind; kinds with none are left out."""
    waiting = counts(user)
    found = [
        Group(
            kind,
            list(kind.rows(user)[:FIRST]),
            waiting[kind],
            kind.due(user) if kind.due else "",
            kind.more(user) if kind.more else "",
        )
        for kind in kinds(user)
        if kind in waiting
    ]
    tally.keep(user, sum(waiting.values()) + _unread(user))
    return found


SAID = 3
"""So many kinds of tasks are named in the headline; one of a dozen is not read."""


def headline(found):
    """The answer in words: how much waits, of what."""
    if not found:
        return "没有待办事项"
    parts = [f"{g.tasks.label} {g.shown_count} {g.tasks.unit}" for g in found[:SAID]]
    if len(found) > SAID:
        parts.append(f"另有 {len(found) - SAID} 类待办")
    return "，".join(parts)


def inbox_count(user):
    """For the frame of every page: tasks and what is unread, at most a minute old."""

    def work_out():
        return sum(counts(user).values()) + _unread(user)

    return tally.kept(user, work_out)


def unread_notices(user):
    return Notice.objects.for_user(user, Permission.NOTICE_VIEW).unread_by(user)


def _unread(user):
    return Notification.objects.filter(user=user).unread().count() + unread_notices(user).count()
