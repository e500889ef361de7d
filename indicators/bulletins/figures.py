"""The figures of a bulletin: counts alone, as now known of the cut-off and of the month before.

Rates, ranks and distances are read off the counts by whoever shows them, always in the same way.
"""

from datetime import timedelta
from fractions import Fraction

from indicators.models import Refresh
from indicators.queries import LABELS, NO_COUNTS, View
from indicators.targets import standing, target_in_force
from membership.models import DriveTarget

MONTHS = 13


def draw(federation, drive, on):
    """Everything a bulletin shows, as a dict that JSON can hold."""
    refresh = Refresh.objects.first()
    before = on.replace(day=1) - timedelta(days=1)
    view = View(drive.code, federation, on, None, refresh)
    past = View(drive.code, federation, before, None, refresh)
    target = target_in_force(list(drive.targets.all()), on)
    whole = view.total()
    rows, own = _below(view, past, target)
    return {
        "on": on.isoformat(),
        "before": before.isoformat(),
        "refresh": str(refresh) if refresh else "",
        "target": _target(target),
        "whole": _counts(whole, past.total(), target),
        "segments": [
            {"name": name, **_counts(counts, NO_COUNTS, None)}
            for _, name, counts in view.segments(drive.code)
        ],
        "children": rows,
        "own": own,
        "reasons": _reasons(view),
        "months": [
            {"month": f"{end:%Y-%m}", "n": c["eligible_covered"], "d": c["eligible"]}
            for end, c in view.history()
            if end <= on
        ][-MONTHS:],
    }


def _target(target):
    if target is None:
        return None
    return {
        "percent": f"{target.rate * 100:f}".rstrip("0").rstrip("."),
        "due_on": target.due_on.isoformat(),
        "about": target.comparator == DriveTarget.Comparator.ABOUT,
    }


def _counts(now, then, target):
    found = standing(target, now)
    return {
        "n": now["eligible_covered"],
        "d": now["eligible"],
        "n0": then["eligible_covered"],
        "d0": then["eligible"],
        "lacking": found.lacking if found else None,
        "state": found.state if found else "none",
    }


def _below(view, past, target):
    """Rows of the federations below that had somebody to count, and what is directly here."""
    names = dict(view.federation.children.values_list("code", "short_name"))
    then = {code: counts for code, _, counts in past.children()}
    rows, own = [], None
    for code, name, counts in view.children():
        row = {"code": code, "name": names.get(code, name)}
        row |= _counts(counts, then.get(code, NO_COUNTS), target)
        if code == view.federation.code:
            own = row if row["d"] else None
        elif row["d"] or row["d0"]:
            rows.append(row)
    return ranked(rows), own


def ranked(rows):
    """By the exact rate, highest first; equal rates share a place. Without anybody to count: last
    and without a place."""
    places, places_before = _places(rows, "n", "d"), _places(rows, "n0", "d0")
    for row in rows:
        row["rank"], row["rank0"] = places.get(row["code"]), places_before.get(row["code"])
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"], row["code"]))


def _places(rows, n, d):
    rates = {row["code"]: Fraction(row[n], row[d]) for row in rows if row[d]}
    return {code: 1 + sum(other > rate for other in rates.values()) for code, rate in rates.items()}


def _reasons(view):
    gaps = {
        key: counts["eligible"] - counts["eligible_covered"]
        for key, counts in view.by_dimension("reason").items()
    }
    found = [
        {"key": key, "name": LABELS["reason"].get(key, key), "value": gap}
        for key, gap in gaps.items()
        if gap
    ]
    return sorted(found, key=lambda item: (item["key"] == "", -item["value"], item["key"]))


def rate(row, n="n", d="d"):
    """The unrounded fraction; None without anybody to count."""
    return Fraction(row[n], row[d]) if row[d] else None


def change(row):
    """In points since the end of the month before; None where either rate is missing."""
    now, then = rate(row), rate(row, "n0", "d0")
    return None if now is None or then is None else (now - then) * 100


def restated(bulletin):
    """What would be counted today for the same cut-off where it differs: ``[(name, then, now)]``,
    each ``then`` and ``now`` as ``(covered, eligible)``."""
    today = draw(bulletin.federation, bulletin.drive, bulletin.on)
    now = dict(_all(today, bulletin.figures))
    then = _all(bulletin.figures, today)
    return [(name, was, now[name]) for name, was in then if was != now[name]]


def _all(figures, other):
    """``(name, (covered, eligible))`` of the whole and of each below, also of those that only the
    other one has."""
    rows = {row["name"]: (row["n"], row["d"]) for row in figures["children"]}
    rows |= {row["name"]: (0, 0) for row in other["children"] if row["name"] not in rows}
    return [("合计", (figures["whole"]["n"], figures["whole"]["d"])), *rows.items()]
