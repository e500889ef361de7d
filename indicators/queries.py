"""Reading figures off the cells.

Three sources give the same counts: the cells (today, and totals of month ends), the timeline (any
other date, as now known), the facts themselves (what was believed at an earlier date). The rows
of a figure never say which; a test says that they agree.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import (
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from indicators import boundaries, days, rollup, timeline
from indicators.bands import BandView
from indicators.definitions import REFERENCE_DRIVE, indicator
from indicators.models import Cell, MonthlyChange, Refresh, Timeline
from indicators.tallies.reading import TallyView
from membership.models import Coverage, Drive, ReasonCode
from orgs.models import Organization, Source

OF_ORGANIZATIONS = (
    *("child", "type", "category", "form", "reason", "month", "source"),
    *("level", "segment"),
)
BY = (*OF_ORGANIZATIONS, "item", "kind")
"""Into what figures are divided: those of organizations, and besides what tallies have."""
OWN = "本级直属"
NO_COUNTS = dict.fromkeys(rollup.MEASURES, 0)
SUMMED = {m: Coalesce(Sum(m), 0) for m in rollup.MEASURES}
LABELS = {
    "type": dict(Organization.Type.choices),
    "category": {**dict(Organization.Category.choices), "": "未分类"},
    "level": {**dict(Organization.RegistrationLevel.choices), "": "未填登记级别"},
    "form": {**dict(Coverage.Form.choices), "": "未覆盖"},
    "reason": {**dict(ReasonCode.choices), "": "未填原因"},
}


def figure(
    code,
    federation,
    *,
    on=None,
    known_on=None,
    by=None,
    drive=REFERENCE_DRIVE,
    boundary="then",
):
    """One indicator for one federation and all below it, as the contract's figure.

    ``on`` is the day counted (the cells' day if None); ``known_on`` counts with what was known at
    the end of that day (today if None). ``boundary``, of months: each organization where it stood
    ``then``, or where it stands ``now``. Raises UnknownIndicator or ValueError.
    """
    if by is not None and by not in BY:
        raise ValueError(f"不能按“{by}”分列。")
    refresh = Refresh.objects.first()
    asked = on or (refresh.as_of if refresh else timezone.localdate())
    which = indicator(code, asked)
    view = view_of(which, federation, asked, known_on, refresh, drive)
    if boundary == "now":
        if by != "month" or which.tally or known_on:
            raise ValueError("只有按月份（month）分列的社会组织指标可以按现行区划计算。")
        view = view._replace(boundary=boundary)
    rows = [
        _row(which, key, label, counts)
        for key, label, counts in view.rows(by, drive)
        if by is None or count(counts, which.denominator or which.numerator)
    ]
    if which.is_mixed(by):
        rows = _shares_of_whole(rows, count(view.total(), which.denominator))
    return {
        "indicator": which.code,
        "version": which.version,
        "federation": federation.code,
        "on": asked.isoformat(),
        "known_on": (known_on or timezone.localdate()).isoformat(),
        "refresh_id": str(refresh) if refresh else None,
        "rows": rows,
    }


def view_of(which, federation, on, known_on=None, refresh=None, drive=REFERENCE_DRIVE):
    """Where an indicator is read: the cells, a tally, or the months of a band."""
    cells = View(which.about(drive), federation, on, known_on, refresh)
    if which.tally == "band":
        return BandView(which, federation, on, drive, known_on)
    if which.tally:
        base = cells if which.denominator in rollup.MEASURES else None
        return TallyView(which, federation, on, drive, known_on, base)
    return cells


def count(counts, name):
    """One of the counts, in 家; the eligible without a union are what is between two of them."""
    if name == "unfounded":
        return counts["eligible"] - counts["eligible_covered"]
    return counts[name]


def _row(which, key, label, counts):
    numerator = count(counts, which.numerator)
    denominator = count(counts, which.denominator) if which.is_rate else None
    rate = numerator / denominator if denominator else None
    if which.is_money:
        numerator = Decimal(numerator).scaleb(-2)
    return {
        "key": key,
        "label": label,
        "measure": which.numerator,
        "unit": which.unit,
        "value": rate and rate * which.per if which.is_rate else numerator,
        "numerator": numerator,
        "denominator": denominator,
        "rate": rate,
        "approximate": False,
    }


def _shares_of_whole(rows, whole):
    """Form mix: each form over the whole denominator, so that the shares add up to the rate."""
    for row in rows:
        rate = row["numerator"] / whole if whole else None
        row.update(denominator=whole, rate=rate, value=rate)
    return [row for row in rows if row["numerator"]]


@dataclass(frozen=True)
class View:
    """One population, seen from one federation, on one day, as known on one day."""

    population: str
    federation: object
    on: date
    known_on: date | None = None
    refresh: Refresh | None = None
    boundary: str = "then"

    def rows(self, by, drive):
        """``(key, label, counts)`` of each part, in the order people expect. Raises ValueError for
        parts that organizations have not."""
        if by is not None and by not in OF_ORGANIZATIONS:
            raise ValueError(f"社会组织的指标不能按“{by}”分列。")
        if by is None:
            return [(self.federation.code, self.federation.name, self.total())]
        if by == "child":
            return self.children()
        if by == "month":
            return self.months()
        if by == "segment":
            return self.segments(drive)
        found = self.by_dimension(by)
        labels = LABELS.get(by) or {
            **dict(Source.objects.values_list("code", "name")),
            "": "未注明",
        }
        known = [key for key in labels if key in found]
        return [
            (k, labels.get(k, k), found[k]) for k in known + sorted(found.keys() - labels.keys())
        ]

    def total(self):
        if self.is_live:
            return self._cells(dimension="total").get("", NO_COUNTS)
        if self.is_kept:
            return self._changes().aggregate(**SUMMED)
        return self._summed("''").get("", NO_COUNTS)

    def by_dimension(self, dimension):
        if self.is_live and rollup.keeps_dimensions(self.federation):
            return self._cells(dimension=dimension)
        return self._summed(f"t.{dimension}")

    def children(self):
        """The federations directly below, then what is directly under this one."""
        below = list(self.federation.children.order_by("code").values_list("code", "name"))
        if self.is_live or self.is_kept:
            below_this = {"population": self.population, "federation__parent": self.federation}
            if self.is_live:
                cells = Cell.objects.filter(dimension="total", **below_this)
                cells = cells.values("federation__code", *rollup.MEASURES)
            else:
                cells = MonthlyChange.objects.filter(month_end__lte=self.on, **below_this)
                cells = cells.values("federation__code").annotate(**SUMMED)
            found = {c.pop("federation__code"): c for c in cells}
            whole = self.total()
            found[""] = {m: whole[m] - sum(c[m] for c in found.values()) for m in rollup.MEASURES}
        else:
            depth = len(self.federation.path.split("/"))
            found = self._summed(f"split_part(f.path, '/', {depth})")
        rows = [(code, name, found[code]) for code, name in below if code in found]
        own = found.get("", NO_COUNTS)
        return [*rows, (self.federation.code, OWN, own)]

    def months(self):
        """Month ends since the first drive began, then ``on`` itself if it is none."""
        days = [(end, counts) for end, counts in self.history() if end <= self.on]
        if not days or days[-1][0] < self.on:
            days.append((self.on, self.total()))
        return [(f"{day:%Y-%m}", f"{day.year}年{day.month}月", counts) for day, counts in days]

    def history(self):
        """``(month end, counts)`` since the first drive began, up to the end of this month."""
        if self.boundary == "now":
            return boundaries.history(self)
        since = days.months_since()
        if since is None:
            return []
        ends = days.month_ends(since["first"], days.month_end(self.on))
        if not self.is_current:
            return [(end, self._replace(on=end).total()) for end in ends]
        found, counts = [], NO_COUNTS
        changes = {c["month_end"]: c for c in self._changes(ends[-1]).values()} if ends else {}
        for end in ends:
            if change := changes.get(end):
                counts = {m: counts[m] + change[m] for m in rollup.MEASURES}
            found.append((end, counts))
        return found

    def _changes(self, until=None):
        return MonthlyChange.objects.filter(
            federation=self.federation,
            population=self.population,
            month_end__lte=until or self.on,
        )

    def segments(self, drive):
        """The parts of a drive's scope (they may overlap), or of the segment looked at."""
        found = Drive.objects.filter(code=drive).first()
        within = self.population.partition(":")[2]
        return [
            (s.code, s.name, self._replace(population=f"{drive}:{s.code}").total())
            for s in (found.segments if found else ())
            if s.within == within
        ]

    @property
    def is_current(self):
        return self.known_on is None or self.known_on >= timezone.localdate()

    @property
    def is_live(self):
        return self.is_current and self.refresh is not None and self.on == self.refresh.as_of

    @property
    def is_kept(self):
        if not self.is_current or self.refresh is None or days.month_end(self.on) != self.on:
            return False
        since = days.months_since()
        return since is not None and since["first"] <= self.on

    def _replace(self, **over):
        return View(**{**self.__dict__, **over})

    def _cells(self, dimension):
        cells = Cell.objects.filter(
            federation=self.federation, population=self.population, dimension=dimension
        ).values("key", *rollup.MEASURES)
        return {c.pop("key"): c for c in cells}

    def _summed(self, key):
        """Counts by an expression over timeline rows ``t`` and their federations ``f``."""
        rows, parameters = self._timeline()
        parameters |= {"population": self.population}
        sql = f"""
            SELECT {key} AS key, {rollup.SUMS}
            FROM (SELECT 1 AS sign, %(population)s::text AS population, r.* FROM ({rows}) r) t
            JOIN unions_federation f ON f.id = t.federation_id
            WHERE t.population = ANY(t.populations)
            GROUP BY 1
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return {key: dict(zip(rollup.MEASURES, counts, strict=True)) for key, *counts in cursor}

    def _timeline(self):
        """SQL and parameters of the timeline rows that hold on the day, at or below."""
        if not self.is_current:
            return timeline.state(
                on=self.on, known_before=end_of(self.known_on), path=self.federation.path
            )
        rows = f"""
            SELECT * FROM {Timeline._meta.db_table} WHERE {rollup.VALID} AND federation_id IN
                (SELECT id FROM unions_federation WHERE path LIKE %(path)s)
        """
        return rows, {"on": self.on, "path": f"{self.federation.path}%"}


def _sources():
    return dict(Source.objects.order_by("code").values_list("code", "name"))


def end_of(day):
    """The first moment after a local day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
