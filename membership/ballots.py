"""The arithmetic of elections: who is present enough, who is elected, between whom it is a tie."""

from dataclasses import dataclass
from fractions import Fraction


def quorate(present, entitled, share=Fraction(2, 3)):
    """Are enough of those entitled (应到会) present? Two thirds of 50 is 34: 33 are too few."""
    return entitled > 0 and Fraction(present, entitled) >= share


def needed(entitled, share=Fraction(1, 2)):
    """The fewest votes that elect: more than half of those *entitled*, not of those present."""
    return int(entitled * share) + 1


def least_candidates(seats, more=Fraction(5, 100)):
    """More candidates than seats, by at least the share, and never fewer than one more."""
    return seats + max(1, -int(-(seats * more) // 1))


@dataclass(frozen=True)
class Count:
    """``elected`` and ``tied`` are keys; those tied vote again for the seats that are ``left``."""

    elected: tuple
    tied: tuple
    left: int


def count(votes, *, entitled, seats, share=Fraction(1, 2)):
    """Who is elected to ``seats`` by ``{key: votes}``: the most votes first, none without more
    than half of those entitled; a tie for the last seats elects none of the tied."""
    enough = {key: n for key, n in votes.items() if n >= needed(entitled, share)}
    order = sorted(enough, key=enough.get, reverse=True)
    if len(order) <= seats:
        return Count(tuple(order), (), seats - len(order))
    edge = enough[order[seats]]
    above = tuple(key for key in order if enough[key] > edge)
    level = tuple(key for key in order if enough[key] == edge)
    if len(above) + len(level) <= seats:
        return Count(above + level, (), seats - len(above) - len(level))
    if enough[order[seats - 1]] > edge:
        return Count(tuple(order[:seats]), (), 0)
    return Count(above, level, seats - len(above))
