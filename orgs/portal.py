"""What upper apps show an organization in its workspace.

An upper app registers a card in its ``AppConfig.ready()``. ``rows(user, organization)`` gives what
this person may see of it, through ``for_user``; the card is left out while there is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

FIRST = 5


@dataclass(frozen=True, kw_only=True)
class Card:
    """``template`` shows one of the rows as ``row``; ``more`` is the URL name of them all."""

    key: str
    title: str
    rows: Callable
    template: str
    more: str = ""
    order: int = 50


_cards = {}


def register(*cards):
    for card in cards:
        _cards[card.key] = card


def cards(user, organization):
    """``[(card, its first rows)]`` of those that have something to show, in their order."""
    found = []
    for card in sorted(_cards.values(), key=lambda card: card.order):
        rows = list(card.rows(user, organization)[:FIRST])
        if rows:
            found.append((card, rows))
    return found
