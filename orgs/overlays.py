"""Timelines laid over one another: what fills whose gaps, what differs from when to when.

A timeline is a list of ``Stretch`` in order, none overlapping another; ``None`` in ``valid_to`` is
open. Nothing here touches the database.
"""

from orgs.bitemporal import Stretch, joined


def laid_over(*timelines):
    """``(start, end, values of each or None)`` for every piece of time in which none changes."""
    days = {s.valid_from for t in timelines for s in t}
    days |= {s.valid_to for t in timelines for s in t if s.valid_to}
    days = sorted(days)
    for start, end in zip(days, [*days[1:], None], strict=True):
        values = [_on(timeline, start) for timeline in timelines]
        if any(v is not None for v in values):
            yield start, end, values


def _on(timeline, day):
    for stretch in timeline:
        if stretch.valid_from <= day and (stretch.valid_to is None or day < stretch.valid_to):
            return stretch.values
    return None


def filling(own, other):
    """The pieces of ``other`` in the time that ``own`` leaves free."""
    return joined(
        Stretch(start, end, theirs)
        for start, end, (ours, theirs) in laid_over(own, other)
        if ours is None and theirs is not None
    )


def put(timeline, start, end, values):
    """The timeline if ``values`` hold over that time, or nothing does (None)."""
    piece = [Stretch(start, end, values if values is not None else {})]
    result = []
    for a, b, (was, now) in laid_over(timeline, piece):
        kept = was if now is None else values
        if kept is not None:
            result.append(Stretch(a, b, kept))
    return joined(result)


def differing(before, after):
    """``(start, end, before, after)`` of every piece in which the two differ."""
    for start, end, (was, now) in laid_over(before, after):
        if was != now:
            yield start, end, was, now
