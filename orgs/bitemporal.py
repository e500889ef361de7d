"""Rows with two times: when they hold (valid) and when we knew it (recorded).

Such rows are inserted and closed, never edited. ``valid_to`` and ``recorded_to`` are exclusive;
null means open. Current knowledge is ``recorded_to IS NULL``; each model forbids two such rows of
one key to hold on one day by an exclusion constraint.
"""

from datetime import date
from typing import NamedTuple

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from unions.validity import days

ALWAYS = Q()


class BitemporalQuerySet(models.QuerySet):
    def valid(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)

    def known(self, at=None):
        """What was believed at the moment ``at``; now if None."""
        if at is None:
            return self.filter(recorded_to=None)
        return self.filter(Q(recorded_to=None) | Q(recorded_to__gt=at), recorded_from__lte=at)


class Bitemporal(models.Model):
    KEY = ("organization",)
    """Fields that say whose timeline a row belongs to."""

    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True, blank=True)
    recorded_from = models.DateTimeField("记录时间", default=timezone.now)
    recorded_to = models.DateTimeField("更正时间", null=True, blank=True)

    objects = BitemporalQuerySet.as_manager()

    class Meta:
        abstract = True

    def content(self):
        """The columns that carry meaning: neither keys of the row nor its times."""
        times = {"id", "valid_from", "valid_to", "recorded_from", "recorded_to"}
        return {
            f.attname: getattr(self, f.attname)
            for f in self._meta.concrete_fields
            if f.attname not in times
        }


def one_at_a_time(name, *, key=("organization",), condition=ALWAYS, message):
    """The constraint that current knowledge of one key never overlaps in valid time."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *[(field, RangeOperators.EQUAL) for field in key],
            (days(), RangeOperators.OVERLAPS),
        ],
        condition=Q(recorded_to=None) & condition,
        violation_error_message=message,
    )


def well_ordered(name):
    return models.CheckConstraint(
        name=name,
        condition=(Q(valid_to=None) | Q(valid_to__gt=F("valid_from")))
        & (Q(recorded_to=None) | Q(recorded_to__gte=F("recorded_from"))),
        violation_error_message="失效日期须晚于生效日期。",
    )


def rewrite(rows, new, *, at=None):
    """Let ``new`` hold over its own valid time and give way to nothing else known there.

    ``rows`` is the key's own timeline (a QuerySet); ``new`` an unsaved instance, or a list of them
    that do not overlap, or ``(valid_from, valid_to)`` to clear a stretch. Rows in the way are
    closed in recorded time and re-inserted for what remains of them on either side. A row equal to
    the new one in content is left as it is. Runs inside the caller's transaction; the caller holds
    the lock on the key. Returns the rows inserted.
    """
    if isinstance(new, tuple):
        stretch, news = new, []
    else:
        news = new if isinstance(new, list) else [new]
        stretch = (min(n.valid_from for n in news), None)
        if all(n.valid_to for n in news):
            stretch = (stretch[0], max(n.valid_to for n in news))
    return _write(rows.model, *_give_way(rows.known().order_by("valid_from"), stretch, news), at)


def rewrite_each(rows, news, *, at=None):
    """``rewrite`` for many keys, one new row each, in three statements whatever their number.

    ``rows`` is the QuerySet of all those timelines; the caller holds the lock on every key.
    """
    names = [rows.model._meta.get_field(name).attname for name in rows.model.KEY]
    timelines = {}
    for old in rows.known().order_by("valid_from"):
        timelines.setdefault(tuple(getattr(old, n) for n in names), []).append(old)
    inserts, closes = [], []
    for new in news:
        known = timelines.get(tuple(getattr(new, n) for n in names), ())
        more, gone = _give_way(known, (new.valid_from, new.valid_to), [new])
        inserts += more
        closes += gone
    return _write(rows.model, inserts, closes, at)


def end_each(rows, on, *, at=None):
    """Let each of these rows (a QuerySet of what is known) end that day, in two statements whatever
    their number. The caller holds the lock on every key. Returns the rows inserted."""
    olds = list(rows)
    ended = [type(o)(**o.content(), valid_from=o.valid_from, valid_to=on) for o in olds]
    return _write(rows.model, ended, [old.pk for old in olds], at)


def _give_way(known, stretch, news):
    """What to insert and which keys to close so that ``news`` alone holds over ``stretch``."""
    start, end = stretch
    inserts, closes = list(news), []
    for old in known:
        if (old.valid_to and old.valid_to <= start) or (end and old.valid_from >= end):
            continue
        if (
            len(news) == 1
            and old.content() == news[0].content()
            and old.valid_from <= start
            and (old.valid_to is None or (end and old.valid_to >= end))
        ):
            return [], []
        closes.append(old.pk)
        rest = []
        if old.valid_from < start:
            rest.append((old.valid_from, start))
        if end and (old.valid_to is None or old.valid_to > end):
            rest.append((end, old.valid_to))
        inserts += [type(old)(**old.content(), valid_from=a, valid_to=b) for a, b in rest]
    return inserts, closes


def _write(model, inserts, closes, at):
    at = at or timezone.now()
    model._base_manager.filter(pk__in=closes).update(recorded_to=at)
    for row in inserts:
        row.recorded_from = at
    return model._base_manager.bulk_create(inserts, batch_size=2000)


class Stretch(NamedTuple):
    """A piece of a timeline in hand: what holds from one day until another."""

    valid_from: date
    valid_to: date | None
    values: dict


def stretches(rows):
    """A key's rows, known now and in order, as a timeline that can be worked on."""
    return [Stretch(row.valid_from, row.valid_to, row.content()) for row in rows]


def changed(timeline, since, **values):
    """The timeline if ``values`` hold from ``since`` on, each until it next changed by itself.

    A back-dated change of one value thus leaves later changes of the others, and of that value,
    as they are known. Before its first day a timeline cannot change.
    """
    since = max(since, timeline[0].valid_from)
    before = next(s for s in reversed(timeline) if s.valid_from <= since).values
    result = []
    for stretch in timeline:
        if stretch.valid_to and stretch.valid_to <= since:
            result.append(stretch)
            continue
        if stretch.valid_from < since:
            result.append(stretch._replace(valid_to=since))
            stretch = stretch._replace(valid_from=since)
        values = {name: new for name, new in values.items() if stretch.values[name] == before[name]}
        result.append(stretch._replace(values={**stretch.values, **values}))
    return joined(result)


def beginning(timeline, on):
    """The timeline if it begins on that day: its first values reach back, or its head is cut."""
    kept = [s for s in timeline if s.valid_to is None or s.valid_to > on]
    if not kept:
        return timeline
    return joined([kept[0]._replace(valid_from=on), *kept[1:]])


def course(timeline, name):
    """One value's own way through a timeline: ``[(day, value)]``, the first since ever."""
    found = []
    for stretch in timeline:
        value = stretch.values[name]
        if not found or found[-1][1] != value:
            found.append((stretch.valid_from if found else date.min, value))
    return found


def composed(start, end, courses):
    """The timeline from ``start`` to ``end`` in which every value goes its own way."""
    days = {day for way in courses.values() for day, _ in way if day > start}
    turns = sorted({start, *(day for day in days if end is None or day < end)})
    result = []
    for since, until in zip(turns, [*turns[1:], end], strict=True):
        values = {
            name: next(value for day, value in reversed(way) if day <= since)
            for name, way in courses.items()
        }
        result.append(Stretch(since, until, values))
    return joined(result)


def joined(timeline):
    result = []
    for stretch in timeline:
        last = result[-1] if result else None
        if last and last.valid_to == stretch.valid_from and last.values == stretch.values:
            result[-1] = last._replace(valid_to=stretch.valid_to)
        else:
            result.append(stretch)
    return result


def differences(rows, timeline):
    """What to insert (stretches) and which rows to close so that ``timeline`` is what is known."""
    rows = list(rows)
    wanted = list(timeline)
    closes = []
    for row in rows:
        stretch = Stretch(row.valid_from, row.valid_to, row.content())
        if stretch in wanted:
            wanted.remove(stretch)
        else:
            closes.append(row.pk)
    return wanted, closes


def settle(rows, timeline, *, at=None):
    """Let a key's ``rows`` (a QuerySet) say what ``timeline`` says: what differs is closed in
    recorded time, what is new is inserted, the rest is left as it was recorded. Runs inside the
    caller's transaction; the caller holds the lock on the key. Returns the rows inserted."""
    inserts, closes = differences(rows.known().order_by("valid_from"), timeline)
    news = [
        rows.model(**stretch.values, valid_from=stretch.valid_from, valid_to=stretch.valid_to)
        for stretch in inserts
    ]
    return _write(rows.model, news, closes, at)
