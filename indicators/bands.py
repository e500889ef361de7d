"""动态保持: in how many months a drive's rate kept to the band that its last target sets (C15)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from indicators import days, rollup
from indicators.models import MonthlyChange
from indicators.targets import standing
from membership.models import DriveTarget

OWN_MEASURES = ("eligible", "eligible_covered")


@dataclass(frozen=True)
class BandView:
    """Month ends since a target 左右 came due, and those of them at which the rate kept to it."""

    which: object
    federation: object
    on: date
    drive: str
    known_on: date | None = None

    def rows(self, by, drive):
        """``(key, label, counts)``, in 月. Raises ValueError for parts that it has not."""
        if self.known_on and self.known_on < timezone.localdate():
            raise ValueError("这项指标只能按现在所知计算，请去掉 known_on。")
        federation = self.federation
        if by is None:
            kept = self._kept(federation=federation)[federation.code]
            return [(federation.code, federation.name, self._counts(kept))]
        if by == "month":
            kept = self._kept(federation=federation)[federation.code]
            return [
                (f"{end:%Y-%m}", f"{end.year}年{end.month}月", self._counts([(end, is_kept)]))
                for end, is_kept in kept
            ]
        if by == "child":
            kept = self._kept(federation__parent=federation)
            below = federation.children.order_by("code").values_list("code", "name")
            return [(code, name, self._counts(kept[code])) for code, name in below if code in kept]
        raise ValueError("这项指标只能按下级工会（child）或月份（month）分列。")

    def _counts(self, kept):
        return {
            self.which.numerator: sum(is_kept for _, is_kept in kept),
            self.which.denominator: len(kept),
        }

    def _kept(self, **whose):
        """``{code: [(month end, kept to the band)]}`` of every federation that was counted."""
        target = (
            DriveTarget.objects.filter(
                drive__code=self.drive, comparator=DriveTarget.Comparator.ABOUT
            )
            .order_by("due_on")
            .first()
        )
        changes = defaultdict(list)
        if target is None:
            return changes
        rows = MonthlyChange.objects.filter(
            population=self.drive, month_end__lte=self.on, **whose
        ).order_by("month_end")
        for code, end, *counts in rows.values_list("federation__code", "month_end", *OWN_MEASURES):
            changes[code].append((end, dict(zip(OWN_MEASURES, counts, strict=True))))
        last = self.on if days.month_end(self.on) == self.on else self.on.replace(day=1)
        ends = [e for e in days.month_ends(days.month_end(target.due_on), self.on) if e <= last]
        return defaultdict(
            list, {code: list(_judge(found, ends, target)) for code, found in changes.items()}
        )


def _judge(changes, ends, target):
    held, at = dict.fromkeys(rollup.MEASURES, 0), 0
    for end in ends:
        while at < len(changes) and changes[at][0] <= end:
            held = {m: held[m] + changes[at][1].get(m, 0) for m in held}
            at += 1
        found = standing(target, held)
        if found.state != "none":
            yield end, found.is_met
