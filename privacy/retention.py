"""How long things are kept, and their removal afterwards (PIPL 19, 47).

Each app declares the rules of its own rows in ``AppConfig.ready()``:

    retention.declare("jobs.Job", name="已结束的作业", days=180, why="…", purge=purge_jobs)

``purge(before, dry_run)`` removes what ended before that moment and gives the number, in pieces
that may be interrupted: run again, it goes on. ``manage.py purge_expired`` runs them all, nightly.
What is kept for good is declared too, with ``days=None`` and the reason.

Every model stands in ``privacy.periods`` with its class; what a legal hold names stays
(``privacy.holds``), so remove by ``delete`` or ``in_pieces`` and not otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from privacy import holds
from privacy.models import PurgeRun


@dataclass(frozen=True, kw_only=True)
class Rule:
    label: str
    name: str
    days: int | None
    why: str
    purge: Callable | None = None

    def before(self, now: datetime):
        return now - timedelta(days=self.days)


_rules = {}


def declare(label, *, name, days, why, purge=None):
    if (days is None) != (purge is None):
        raise TypeError("a time needs a way to purge, and the other way round")
    _rules[label] = Rule(label=label, name=name, days=days, why=why, purge=purge)


def rules():
    return sorted(_rules.values(), key=lambda rule: rule.label)


def rule_of(label):
    return _rules.get(label)


def purge(*, dry_run, now=None):
    """Apply every rule; ``{label: number of rows removed, or that would be}``."""
    now, done = now or timezone.now(), {}
    for rule in rules():
        if rule.days is not None:
            done[rule.label] = rule.purge(rule.before(now), dry_run)
            if not dry_run:
                PurgeRun.objects.create(label=rule.label, at=now, removed=done[rule.label])
    return done


def in_pieces(rows, act, dry_run, *, batch=5000):
    """Let ``act(rows)`` remove, or empty, what a queryset finds, piece by piece, each its own
    transaction. What is held stays. Gives the number of rows."""
    if dry_run:
        return holds.spare(rows).count()
    done = 0
    while True:
        with transaction.atomic():
            holds.guard()
            free = holds.spare(rows).order_by("pk")
            keys = list(free.values_list("pk", flat=True)[:batch])
            if keys:
                act(rows.model._base_manager.filter(pk__in=keys))
        done += len(keys)
        if len(keys) < batch:
            return done


def delete(rows, dry_run, *, batch=5000):
    """Remove the rows of a queryset."""
    return in_pieces(rows, lambda some: some.delete(), dry_run, batch=batch)


def older(model, moment):
    """The plain way to purge: rows whose field ``moment`` lies before."""

    def purge(before, dry_run):
        return delete(model._base_manager.filter(**{f"{moment}__lt": before}), dry_run)

    return purge
