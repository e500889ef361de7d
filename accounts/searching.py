"""One box for everything a person may see. Apps put what of theirs can be found here in their
``AppConfig.ready()``; nothing is found that the person could not have opened anyway."""

from collections.abc import Callable
from dataclasses import dataclass

SHORTEST = 2
EACH = 5


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Findable:
    """A kind of things. ``find(user, words, most)`` gives Hits, best first and within scope;
    ``more(user, words)`` the address of a list of all of them, or "". ``permissions``: any of
    these, held somewhere; none for everybody logged in."""

    key: str
    label: str
    find: Callable
    permissions: tuple = ()
    more: Callable | None = None
    order: int = 50

    def open_to(self, user):
        return not self.permissions or any(user.may_somewhere(p) for p in self.permissions)


@dataclass(frozen=True)
class Group:
    label: str
    hits: list
    more: str


_kinds = {}


def register(*kinds):
    for kind in kinds:
        _kinds[kind.key] = kind


def search(user, typed):
    """What the words find, by kind; kinds without a hit are left out, and nobody is told how many
    there are."""
    words = typed.strip()
    if len(words) < SHORTEST:
        return []
    found = []
    for kind in sorted(_kinds.values(), key=lambda kind: kind.order):
        if not kind.open_to(user):
            continue
        hits = kind.find(user, words, EACH + 1)
        if hits:
            more = kind.more(user, words) if kind.more and len(hits) > EACH else ""
            found.append(Group(kind.label, hits[:EACH], more))
    return found
