"""How a timeline that two had in common parts again.

``Shared`` holds both sides as they were when they were joined. Every later act changed what was
known from one moment to the next over some stretch of days; moment by moment each change is given
to the side it belongs to: what ends a stretch, to whose that was; what continues a row, to the
row's side; anything else to whom ``judge`` says. Nothing here writes.
"""

from dataclasses import dataclass

from orgs.bitemporal import Stretch, joined
from orgs.merging import LOSER, SURVIVOR
from orgs.overlays import differing, filling, laid_over, put


@dataclass
class Shared:
    """The two timelines at the merge; ``kin`` names the column that tells whose a row goes on."""

    own: list
    other: list
    kin: str = ""


def shared_timeline(shared, rows, *, since, judge=None, chosen=frozenset()):
    """``(survivor's, loser's)`` as they are now, of ``rows`` known at the merge or later.

    Without ``judge`` all is the survivor's but the fields ``chosen``.
    """
    known = _versions(rows, since)
    if judge is None:
        return _by_field(shared, known, chosen)
    sides = {SURVIVOR: shared.own, LOSER: shared.other}
    kin = {side: {s.values.get(shared.kin) for s in t} for side, t in sides.items()}
    owner = _owners(shared)
    for before, after in zip(known, known[1:], strict=False):
        for start, end, was, now in differing(_bare(before), _bare(after)):
            for a, b, (whose, piece) in laid_over(owner, [Stretch(start, end, {"": 0})]):
                if piece is None:
                    continue
                to = set(whose["sides"]) if whose else {SURVIVOR}
                if now is not None:
                    row = next(r for r in after if r.valid_from <= a and _until(r, b))
                    if not (shared.kin and was and was[shared.kin] == now[shared.kin]):
                        to = _whose(now, kin, shared.kin) or _said(judge(row))
                    for side in to:
                        kin[side].add(now.get(shared.kin))
                for side in to:
                    sides[side] = put(sides[side], a, b, now)
                marked = {"sides": sorted(to)} if now is not None else None
                owner = put(owner, a, b, marked)
    return sides[SURVIVOR], sides[LOSER]


def _versions(rows, since):
    """What was known at the merge, and after each later moment at which that changed."""
    moments = {r.recorded_from for r in rows} | {r.recorded_to for r in rows if r.recorded_to}
    moments = [since, *sorted(m for m in moments if m > since)]
    return [
        [r for r in rows if r.recorded_from <= m and (not r.recorded_to or r.recorded_to > m)]
        for m in moments
    ]


def _bare(rows):
    rows = sorted(rows, key=lambda row: row.valid_from)
    return [
        Stretch(r.valid_from, r.valid_to, {**r.content(), "organization_id": None}) for r in rows
    ]


def _owners(shared):
    """Whose row shows, day by day: the survivor's where it had any."""
    own = [s._replace(values={"sides": [SURVIVOR]}) for s in shared.own]
    other = [s._replace(values={"sides": [LOSER]}) for s in shared.other]
    return joined(sorted([*own, *filling(own, other)], key=lambda s: s.valid_from))


def _until(row, end):
    return row.valid_to is None or (end is not None and row.valid_to >= end)


def _whose(values, kin, name):
    """The one side that knows the row's kin; nothing where both or neither do."""
    found = {side for side, known in kin.items() if name and values.get(name) in known}
    return found if len(found) == 1 else set()


def _said(answer):
    return {SURVIVOR, LOSER} if answer == "both" else {answer}


def _by_field(shared, known, chosen):
    own, other = _bare(known[-1]), shared.other
    if not chosen:
        return own, other
    own = shared.own
    for before, after in zip(known, known[1:], strict=False):
        for start, end, was, now in differing(_bare(before), _bare(after)):
            if was is None or now is None:
                own = put(own, start, end, now)
                continue
            theirs = {n: now[n] for n in chosen if now[n] != was[n]}
            ours = {n: v for n, v in now.items() if v != was[n] and n not in theirs}
            own = _changed(own, start, end, ours)
            other = _changed(other, start, end, theirs)
    return own, other


def _changed(timeline, start, end, values):
    """The timeline with these values over that time, wherever it holds anything."""
    result = []
    for a, b, (was, piece) in laid_over(timeline, [Stretch(start, end, {"": 0})]):
        if was is not None:
            result.append(Stretch(a, b, was if piece is None else {**was, **values}))
    return joined(result)
