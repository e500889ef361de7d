"""Open work that passes to a successor. Higher apps register what of theirs can be handed over."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Work:
    """``open_items(user=…, federation=…)`` gives a queryset of what is unfinished there, and
    ``reassign(items=…, to=…, by=…)`` gives it to another person and returns how many."""

    label: str
    open_items: Any
    reassign: Any


_kinds = {}


def register(label, open_items, reassign):
    _kinds[label] = Work(label, open_items, reassign)


def kinds():
    return list(_kinds.values())


def preview(*, user, federation):
    """What would pass on: [(label, count)]."""
    return [(w.label, w.open_items(user=user, federation=federation).count()) for w in kinds()]
