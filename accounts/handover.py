"""Open work when an office passes to a successor. Higher apps register what of theirs there is.

Work goes one of three ways: rows that name their holder change hands (``reassign``); tasks of the
office are its next holder's anyway (``ON_ITS_OWN``); the rest stays with the person (``STAYS``).
The last two are listed so that nobody is surprised.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

ON_ITS_OWN = "随职责归接手人，无需移交"
STAYS = "仍归原经办人"


@dataclass(frozen=True)
class Work:
    """``open_items(user=…, federation=…)`` gives a queryset of what is unfinished there;
    ``reassign(items=…, to=…, by=…)`` gives it to another person and returns how many, or is one of
    the two words above."""

    label: str
    open_items: Callable
    reassign: Callable | str

    @property
    def moves(self):
        return callable(self.reassign)


class Waiting(NamedTuple):
    """How much of a kind is open; ``where`` it goes when that is not to the successor's name."""

    label: str
    count: int
    where: str = ""


_kinds = {}


def register(label, open_items, reassign):
    _kinds[label] = Work(label, open_items, reassign)


def kinds():
    return list(_kinds.values())


def name_in(column):
    """The ``reassign`` of rows that name their holder in one column."""

    def reassign(*, items, to, by):
        return items.update(**{column: to})

    return reassign


def preview(*, user, federation):
    """What is open, and what would become of it."""
    return [
        Waiting(
            work.label,
            work.open_items(user=user, federation=federation).count(),
            "" if work.moves else work.reassign,
        )
        for work in kinds()
    ]
