"""What a dashboard shows: read off the cells in about ten queries, however large the registry.

``overview(federation, on=None, drive="DRV-2023")`` gives one dict:

``federation``
    the Federation; ``ancestors`` from the top down (show only those in the viewer's reach)
``drive``, ``on``, ``as_of``, ``is_live``
    the Drive or None; the day shown; the day of the cells; whether the two are one
``refresh``
    the stamp, "R-20261101-0003"; None before the first refresh
``sentence``
    ``numerator`` ``denominator`` of C1; ``target`` in percent (85) or None, ``low`` of its band,
    ``due_on``, ``about`` (左右); ``state``: met, band, short, none; ``lacking`` (家); ``change`` in
    points since the end of last month or None; ``projected``: the day it is reached at the pace of
    the last three months, or None; ``projected_words`` ("11月中旬")
``figures``
    list of ``code`` (opens records and definition), ``label``, ``numerator``, ``denominator`` (None
    for counts), ``note``, and ``parts``: what it consists of, each with ``by``, ``key``, ``label``
    and the same two counts
``forms``
    list of ``key`` ``label`` ``numerator`` ``denominator``: founded by form over all eligible
``children``
    list of ``code`` ``name`` ``short_name`` ``level`` ``kind``, ``numerator`` ``denominator``
    ``percent`` (unrounded float or None) ``lacking`` ``state``, ``delta`` (points or None) and
    ``falling`` (two months in a row); a federation with nobody in scope has percent None
``own``
    the same, without delta, for what is directly under this federation (本级直属); None if nothing
``ranking``, ``falling``
    children with a rate, farthest from the target first; short names of those that keep falling
``trend``
    data for ``{% chart "trend" … %}``; besides, ``numerators`` and ``denominators``, ``since_due``
    and ``in_band``: points since the last target was due, and those of them that keep to it
``reasons``
    data for ``{% chart "bar" … %}``: ``total`` eligible and not founded, ``items``, each also with
    ``key`` (its records: part=gap, by=reason)
``uncounted``, ``ineligible``
    the same: eligible and not founded by what covers them nevertheless (by=form); in scope and not
    eligible, by reason (C2, part=gap, by=reason)
``map_items``
    items for ``{% chart "map" … %}``, without ``url``
"""

from datetime import timedelta
from fractions import Fraction
from math import ceil

from django.db.models import Q, Sum
from django.utils import timezone

from indicators import rollup
from indicators.definitions import REFERENCE_DRIVE, indicator
from indicators.models import Cell, MonthlyChange, Refresh
from indicators.queries import LABELS, NO_COUNTS, OWN, View
from indicators.targets import standing, target_in_force
from membership.models import Drive, DriveTarget
from unions.models import Federation

KEY_FIGURES = (
    ("C1", "重点社会组织建会"),
    ("C1a", "省级以上登记建会"),
    ("C1b", "民办医院学校幼儿园"),
    ("C2", "具备建会条件"),
    ("C3", "全部组织有形覆盖"),
    ("R1", "登记在册"),
    ("R3", "仅备案"),
)
SHORT = {
    **{"51": "社团", "52": "服务机构", "53": "基金会", "59": "其他"},
    **{"hospital": "医院", "school": "学校", "kindergarten": "幼儿园"},
    **{"single": "单独", "joint": "联合", "industry": "行业", "region": "区域"},
}
PACE_MONTHS = 3
FARTHEST_DAYS = 3 * 365


def overview(federation, *, on=None, drive=REFERENCE_DRIVE):
    refresh = Refresh.objects.first()
    on = on or (refresh.as_of if refresh else timezone.localdate())
    held = Drive.objects.filter(code=drive).prefetch_related("targets").first()
    targets = list(held.targets.all()) if held else []
    target = target_in_force(targets, on)
    counted = _Counted(federation, on, refresh, drive, held)
    now, history = counted.total(drive), counted.history()
    children, own = counted.children(target)
    return {
        "federation": federation,
        "ancestors": list(Federation.objects.ancestors_of(federation)),
        "drive": held,
        "on": on,
        "as_of": refresh.as_of if refresh else None,
        "is_live": counted.is_live,
        "refresh": str(refresh) if refresh else None,
        "sentence": _sentence(now, target, history, on),
        "figures": [_figure(code, label, counted) for code, label in KEY_FIGURES],
        "forms": counted.forms(),
        "children": children,
        "own": own,
        "ranking": sorted(
            (c for c in children if c["percent"] is not None),
            key=lambda c: (c["percent"], -(c["lacking"] or 0), c["code"]),
        ),
        "falling": [c["short_name"] for c in children if c["falling"]],
        "trend": _trend(now, history, targets, held, on),
        "reasons": counted.reasons(),
        "uncounted": counted.missing("form", "eligible", "eligible_covered"),
        "ineligible": counted.missing("reason", "registered", "eligible", blank="尚未认定"),
        "map_items": [
            {
                "code": c["code"],
                "name": c["short_name"],
                "value": c["percent"],
                "numerator": c["numerator"],
                "denominator": c["denominator"],
            }
            for c in children
        ],
    }


class _Counted:
    """The counts of one dashboard, read together."""

    def __init__(self, federation, on, refresh, drive, held):
        self.federation, self.on, self.refresh, self.drive = federation, on, refresh, drive
        self.segments = held.segments if held else []
        self.is_live = self.view(drive).is_live
        self.cells = self._read() if self.is_live else {}

    def view(self, population):
        return View(population, self.federation, self.on, None, self.refresh)

    def _read(self):
        """This federation's cells of today, those the page shows, in one query."""
        codes = {indicator(code).about(self.drive) for code, _ in KEY_FIGURES} | {self.drive}
        codes |= {f"{self.drive}:{segment.code}" for segment in self.segments}
        cells = Cell.objects.filter(
            Q(dimension="total")
            | Q(dimension__in=["form", "reason"], population=self.drive)
            | Q(dimension="type", population="all"),
            federation=self.federation,
            population__in=codes,
        )
        found = {}
        for cell in cells.values("population", "dimension", "key", *rollup.MEASURES):
            found.setdefault((cell["population"], cell["dimension"]), {})[cell["key"]] = cell
        return found

    def total(self, population):
        if self.is_live:
            return self.cells.get((population, "total"), {}).get("", NO_COUNTS)
        return self.view(population).total()

    def by(self, dimension, population=None):
        population = population or self.drive
        if self.is_live and rollup.keeps_dimensions(self.federation):
            return self.cells.get((population, dimension), {})
        if (population, dimension) not in self.cells:
            self.cells[population, dimension] = self.view(population).by_dimension(dimension)
        return self.cells[population, dimension]

    def forms(self):
        found, whole = self.by("form"), self.total(self.drive)["eligible"]
        return [
            {
                "key": key,
                "label": label,
                "numerator": found[key]["eligible_covered"],
                "denominator": whole,
            }
            for key, label in LABELS["form"].items()
            if key in found and found[key]["eligible_covered"]
        ]

    def parts(self, code):
        """What a figure consists of, where that is worth a line below it."""
        if code == "C1":
            return [{"by": "form", **form} for form in self.forms()]
        if code == "C1b":
            within = [(s.code, s.name) for s in self.segments if s.within == "B"]
            found = [(k, n, self.total(f"{self.drive}:{k}")) for k, n in within]
            return [
                {"by": "segment", "key": k, "label": n, **_founded(c)}
                for k, n, c in found
                if c["eligible"]
            ]
        if code == "R1" and self.is_live:  # of the past this would be a sum over everything
            found = self.by("type", "all")
            return [
                {"by": "type", "key": k, "label": n, "numerator": found[k]["registered"]}
                for k, n in LABELS["type"].items()
                if k in found and found[k]["registered"]
            ]
        return []

    def reasons(self):
        return self.missing("reason", "eligible", "eligible_covered")

    def missing(self, dimension, whole, there, *, blank=None):
        """By the keys of a dimension, how many count in ``whole`` and not in ``there``."""
        gaps = {key: c[whole] - c[there] for key, c in self.by(dimension).items()}
        labels = LABELS[dimension] | ({"": blank} if blank else {})
        items = [
            {"key": key, "name": labels.get(key, key), "value": gap}
            for key, gap in gaps.items()
            if gap
        ]
        return {
            "total": sum(gaps.values()),
            "items": sorted(items, key=lambda i: (i["key"] == "", -i["value"], i["key"])),
            "unit": "家",
        }

    def history(self):
        """``(month end, counts)`` of the past, up to the day shown, the day itself left out."""
        return [(end, c) for end, c in self.view(self.drive).history() if end < self.on]

    def children(self, target):
        """Rows of the federations directly below, and of what is directly under this one."""
        view = self.view(self.drive)
        now = {code: counts for code, _, counts in view.children()}
        own = now.pop(self.federation.code)
        last = self.on.replace(day=1) - timedelta(days=1)
        before = last.replace(day=1) - timedelta(days=1)
        past = {
            row["federation__code"]: row
            for row in MonthlyChange.objects.filter(
                federation__parent=self.federation,
                population=self.drive,
                month_end__lte=last,
            )
            .values("federation__code")
            .annotate(
                eligible_last=Sum("eligible"),
                covered_last=Sum("eligible_covered"),
                eligible_before=Sum("eligible", filter=Q(month_end__lte=before)),
                covered_before=Sum("eligible_covered", filter=Q(month_end__lte=before)),
            )
        }
        rows = []
        for child in self.federation.children.valid(self.on).order_by("code"):
            counts = now.get(child.code, NO_COUNTS)
            then = past.get(child.code, {})
            rates = [
                _fraction(counts["eligible_covered"], counts["eligible"]),
                _fraction(then.get("covered_last"), then.get("eligible_last")),
                _fraction(then.get("covered_before"), then.get("eligible_before")),
            ]
            rows.append(
                {
                    "code": child.code,
                    "name": child.name,
                    "short_name": child.short_name,
                    "level": child.level,
                    "kind": child.kind,
                    **_standing(counts, target),
                    "delta": _points(rates[0], rates[1]),
                    "falling": None not in rates and rates[0] < rates[1] < rates[2],
                }
            )
        direct = own["registered"] or own["filed"]
        named = {"code": self.federation.code, "name": OWN, "short_name": OWN}
        return rows, {**named, **_standing(own, target)} if direct else None


def _figure(code, label, counted):
    which = indicator(code)
    counts = counted.total(which.about(counted.drive))
    note = ""
    if code == "C2":
        note = f"另有 {counts['registered'] - counts['eligible']} 家暂不具备或未认定"
    return {
        "code": code,
        "label": label,
        "numerator": counts[which.numerator],
        "denominator": counts[which.denominator] if which.is_rate else None,
        "note": note,
        "parts": [
            {**part, "short": SHORT.get(part["key"], part["label"])} for part in counted.parts(code)
        ],
    }


def _founded(counts):
    return {"numerator": counts["eligible_covered"], "denominator": counts["eligible"]}


def _rate(counts):
    return counts and _fraction(counts["eligible_covered"], counts["eligible"])


def _fraction(numerator, denominator):
    return Fraction(numerator, denominator) if denominator else None


def _percent(rate):
    return None if rate is None else float(rate * 100)


def _points(now, then):
    return None if now is None or then is None else float((now - then) * 100)


def _standing(counts, target):
    found = standing(target, counts)
    return {
        "numerator": counts["eligible_covered"],
        "denominator": counts["eligible"],
        "percent": _percent(_rate(counts)),
        "lacking": found and found.lacking,
        "state": found.state if found else "none",
    }


def _sentence(now, target, history, on):
    found = standing(target, now)
    months = dict(history)
    last = on.replace(day=1) - timedelta(days=1)
    projected = _projected(found, history, on) if found else None
    return {
        "numerator": now["eligible_covered"],
        "denominator": now["eligible"],
        "target": found and _plain(found.wanted * 100),
        "low": found and _plain(found.low * 100),
        "due_on": target and target.due_on,
        "about": bool(target) and target.comparator == DriveTarget.Comparator.ABOUT,
        "state": found.state if found else "none",
        "lacking": found and found.lacking,
        "change": _points(_rate(now), _rate(months.get(last))),
        "projected": projected,
        "projected_words": projected and _words(projected, on),
    }


def _projected(found, history, on):
    """The day the rate asked is reached at the pace of the last months; None when it is reached
    already, when the pace leads nowhere, or only in the far future."""
    if found.rate is None or found.rate >= found.wanted:
        return None
    past = [(end, _rate(c)) for end, c in history[-PACE_MONTHS:] if _rate(c) is not None]
    if not past:
        return None
    gained = found.rate - past[0][1]
    if gained <= 0:
        return None
    days = ceil((found.wanted - found.rate) / (gained / (on - past[0][0]).days))
    return on + timedelta(days=days) if days <= FARTHEST_DAYS else None


def _words(day, on):
    third = "上旬" if day.day <= 10 else "中旬" if day.day <= 20 else "下旬"
    year = "" if day.year == on.year else f"{day.year}年"
    return f"{year}{day.month}月{third}"


def _plain(value):
    """85 rather than 85.0; 62.5 as it is."""
    return int(value) if value == int(value) else float(value)


def _trend(now, history, targets, drive, on):
    points = [*history, (on, now)]
    labels = [f"{day:%Y-%m}" for day, _ in points]
    rates = [_rate(counts) for _, counts in points]
    final = max((t for t in targets if t.due_on <= on), key=lambda t: t.due_on, default=None)
    since = [c for day, c in points if final and day >= final.due_on]
    return {
        "labels": labels,
        "series": [{"name": "建会率", "values": [_percent(rate) for rate in rates]}],
        "numerators": [counts["eligible_covered"] for _, counts in points],
        "denominators": [counts["eligible"] for _, counts in points],
        "unit": "%",
        "targets": _target_lines(targets, drive, labels),
        "since_due": len(since),
        "in_band": sum(standing(final, counts).is_met for counts in since),
    }


def _target_lines(targets, drive, labels):
    """A line up to each date; a band from the date on where the rate is to be kept."""
    lines, begins = [], f"{drive.starts_on:%Y-%m}" if drive else ""
    for target in sorted(targets, key=lambda t: t.due_on):
        due, percent = f"{target.due_on:%Y-%m}", _plain(Fraction(target.rate) * 100)
        if begins > labels[-1] or (lines and begins == labels[-1]):
            break
        about = target.comparator == DriveTarget.Comparator.ABOUT
        by = "年底" if target.due_on.month == 12 else f"年{target.due_on.month}月"
        words = {"label": f"{percent}%（{target.due_on.year}{by}）", "short": f"{percent}%"}
        line = {"from": max(begins, labels[0]), "to": min(due, labels[-1]), **words}
        lines.append({**line, "value": percent})
        if about and due <= labels[-1]:
            slack = _plain(Fraction(target.tolerance) * 100)
            kept = {"low": percent - slack, "high": min(100, percent + slack)}
            span = {"from": max(due, labels[0]), "to": labels[-1]}
            lines.append({**span, **kept, "label": f"保持在 {percent}% 左右", "short": ""})
        begins = due
    return lines
