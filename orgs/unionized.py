"""Whether a union covers an organization. An app above keeps that; its neighbours may not import
it, so it tells here what it knows (``AppConfig.ready``), and they ask here."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Union:
    """The union that covers it, in which form, since when, on which document."""

    name: str
    form: str
    since: date
    basis: str = ""


_tellers = []


def register(tell):
    """``tell(organizations, on)`` gives ``{organization id: Union}`` of those that are covered."""
    if tell not in _tellers:
        _tellers.append(tell)


def known():
    """Whether anybody keeps it here at all; without, nobody can be said to have no union."""
    return bool(_tellers)


def unions_of(organizations, on):
    """Of each organization that a union covers on that day, which."""
    found = {}
    for tell in _tellers:
        found |= tell(organizations, on)
    return found
