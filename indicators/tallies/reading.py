"""Reading tallies: what holds on a day, or came in its month; what is below; month by month."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from indicators import days
from indicators.models import TallyDay, TallyStretch
from indicators.tallies.sources import TALLIES

OWN = "本级直属"
PARTS = {"numerator": Coalesce(Sum("numerator"), 0), "denominator": Coalesce(Sum("denominator"), 0)}
NOTHING = {"numerator": 0, "denominator": 0}


@dataclass(frozen=True)
class TallyView:
    """One tally, seen from one federation, on one day, as now known."""

    which: object
    """The indicator read off it."""
    federation: object
    on: date
    drive: str
    known_on: date | None = None
    base: object = None
    """The View of the cells, where the indicator's denominator is one of their measures."""

    def rows(self, by, drive):
        """``(key, label, counts)`` of each part. Raises ValueError for parts that it has not."""
        if self.known_on and self.known_on < timezone.localdate():
            raise ValueError("这项指标只能按现在所知计算，请去掉 known_on。")
        ways = {None: self._whole, "child": self._children, "month": self._months}
        ways |= {name: partial(self._parts, name) for name in self.parts}
        if by not in ways:
            more = "".join(f"、{name}" for name in self.parts)
            raise ValueError(f"这项指标只能按下级工会（child）、月份（month）{more}分列。")
        mine = ways[by]()
        if self.base is None:
            return [(key, label, self._named(counts)) for key, label, counts in mine]
        tallied = {key: counts for key, _, counts in mine}
        return [
            (key, label, self._named(tallied.get(key, NOTHING), counts))
            for key, label, counts in self.base.rows(by, drive)
        ]

    def _named(self, counts, base=None):
        named = {self.which.numerator: counts["numerator"]}
        if self.which.is_rate:
            whole = self.which.denominator
            named[whole] = base[whole] if base else counts["denominator"]
        return named

    def _whole(self):
        held = self._changes(federation=self.federation).aggregate(**PARTS)
        return [(self.federation.code, self.federation.name, held)]

    def _children(self):
        below = self.federation.children.order_by("code").values_list("code", "name")
        changes = self._changes(federation__parent=self.federation)
        found = {
            row.pop("federation__code"): row
            for row in changes.values("federation__code").annotate(**PARTS)
        }
        whole = self._whole()[0][2]
        own = {part: whole[part] - sum(row[part] for row in found.values()) for part in PARTS}
        rows = [(code, name, found[code]) for code, name in below if code in found]
        return [*rows, (self.federation.code, OWN, own)]

    def _months(self):
        since = days.months_since()
        if since is None:
            return []
        changes = {
            days.month_end(row["month"]): row
            for row in self._days(federation=self.federation, day__lte=self.on)
            .annotate(month=TruncMonth("day"))
            .values("month")
            .annotate(**PARTS)
        }
        rows, held = [], NOTHING
        for end in sorted({*changes, *days.month_ends(since["first"], days.month_end(self.on))}):
            change = changes.get(end, NOTHING)
            held = change if self.which.monthly else {p: held[p] + change[p] for p in PARTS}
            if end >= since["first"]:
                rows.append((f"{end:%Y-%m}", f"{end.year}年{end.month}月", held))
        return rows

    @property
    def parts(self):
        return TALLIES[self.which.tally].parts

    def _parts(self, by):
        """By the keys under which the tally keeps its parts."""
        labels, prefix = self.parts[by](), f"{by}:"
        found = {
            row.pop("key").removeprefix(prefix): row
            for row in self._changes(key=prefix, federation=self.federation)
            .values("key")
            .annotate(**PARTS)
        }
        return [(key, labels.get(key, key), found[key]) for key in (*labels, "") if key in found]

    def _days(self, *, key=None, **where):
        kept = TallyDay.objects.filter(tally=self.which.tally, **where)
        if key is not None:
            return kept.filter(key__startswith=key)
        return kept.filter(key=self.which.key.format(drive=self.drive))

    def _changes(self, **whose):
        """The changes that add up to what holds on the day; by month, those of its month."""
        changes = self._days(day__lte=self.on, **whose)
        return changes.filter(day__gte=self.on.replace(day=1)) if self.which.monthly else changes

    def subjects(self, part, *, own=False, key=None):
        """Ids of what is behind the figure (``part`` of it: numerator, denominator or gap), or
        behind one of its parts by ``key``."""
        stretches = TallyStretch.objects.filter(
            tally=self.which.tally,
            key=self.which.key.format(drive=self.drive) if key is None else key,
            federation__path__startswith=self.federation.path,
            valid_from__lte=self.on,
        )
        if own:
            stretches = stretches.filter(federation=self.federation)
        if self.which.monthly:
            stretches = stretches.filter(valid_from__gte=self.on.replace(day=1))
        else:
            stretches = stretches.filter(Q(valid_to=None) | Q(valid_to__gt=self.on))
        summed = stretches.values("subject_id").annotate(n=Sum("numerator"), d=Sum("denominator"))
        wanted = {
            "numerator": Q(n__gt=0),
            "denominator": Q(d__gt=0),
            "gap": Q(d__gt=0, n__lte=0),
        }[part]
        return summed.filter(wanted).values("subject_id")
