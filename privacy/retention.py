"""How long things are kept, and their removal afterwards (PIPL 19, 47).

Each app declares the rules of its own rows in ``AppConfig.ready()``:

    retention.declare("jobs.Job", name="已结束的作业", days=180, why="…", purge=purge_jobs)

``purge(before, dry_run)`` removes what ended before that moment and gives the number, in pieces
that may be interrupted: run again, it goes on. ``manage.py purge_expired`` runs them all, nightly.
What is kept for good is declared too, with ``days=None`` and the reason.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone


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


def purge(*, dry_run, now=None):
    """Apply every rule; ``{label: number of rows removed, or that would be}``."""
    now = now or timezone.now()
    return {
        rule.label: rule.purge(rule.before(now), dry_run)
        for rule in rules()
        if rule.days is not None
    }


def delete(rows, dry_run, *, batch=5000):
    """Remove the rows of a queryset in pieces, each its own transaction. Gives their number."""
    if dry_run:
        return rows.count()
    removed = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:batch]):
        rows.model._base_manager.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed


def older(model, moment):
    """The plain way to purge: rows whose field ``moment`` lies before."""

    def purge(before, dry_run):
        return delete(model._base_manager.filter(**{f"{moment}__lt": before}), dry_run)

    return purge
