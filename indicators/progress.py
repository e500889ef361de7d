"""How a drive goes at one federation: where it stands, what is asked, whether it will be reached.

Numbers are those of the cells, in whole organizations; rates are read off them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from indicators import pace, rollup
from indicators.models import Cell
from indicators.queries import NO_COUNTS, OWN, View
from indicators.records import records
from indicators.targets import standing, target_in_force
from membership.models import Drive, TargetShare
from membership.priorities import ranked

LIST = 20
"""How many organizations are shown where nothing is lacking."""


@dataclass(frozen=True)
class Asked:
    """One thing that is asked of a federation by a day, and how much of it is lacking."""

    label: str
    due_on: date
    standing: object
    quota: int | None
    lacking: int
    weeks: float
    """Until then; 0 when the day has come."""

    @property
    def weekly(self):
        """So many a week (家) reach it in time; None when it is reached or overdue."""
        return self.lacking / self.weeks if self.lacking and self.weeks else None

    @property
    def state(self):
        if self.standing:
            return self.standing.state
        return "met" if not self.lacking else "short"


def progress(drive, federation, on, refresh):
    """All that the page of one drive at one federation says."""
    counts = View(drive.code, federation, on, None, refresh).total()
    now = counts["eligible_covered"], counts["eligible"]
    targets = list(drive.targets.all())
    target = target_in_force(targets, on)
    below, found = pace.gains(drive.code, federation, on)
    asked = [_rate(t, counts, on) for t in targets]
    asked += [_quota(s, now[0], on) for s in _shares(drive, federation)]
    by = horizon(target, on)
    projection = pace.project(now, found, on, by) if now[1] else None
    aim = next((a for a in asked if a.standing and a.standing.target == target), None)
    lacking = _most(asked, target, on)
    return {
        "counts": counts,
        "numerator": now[0],
        "denominator": now[1],
        "gap": now[1] - now[0],
        "target": target,
        "aim": aim,
        "hardest": next((a for a in asked if lacking and a.lacking == lacking), aim),
        "asked": asked,
        "lacking": lacking,
        "gains": found,
        "weeks": _weeks(found, on),
        "projection": projection,
        "projected": projection and standing(target, _at(projection)),
        "led": _led(drive, federation, on, refresh),
        "kept": target is not None and target.due_on <= on,
        "children": _children(drive, federation, on, refresh, target, below, by),
    }


def _at(projection):
    return {"eligible_covered": projection.likely, "eligible": projection.denominator}


def horizon(target, on):
    """The day to look to: when the target is due, or, of one to be kept, the end of this year."""
    if target and target.due_on > on:
        return target.due_on
    return date(on.year + (on.month == 12), 12, 31)


def _weeks_until(day, on):
    return max(0, (day - on).days) / 7


def _rate(target, counts, on):
    found = standing(target, counts)
    weeks = _weeks_until(target.due_on, on)
    return Asked(str(target), target.due_on, found, None, found.lacking, weeks)


def _quota(share, numerator, on):
    lacking = max(0, share.quota - numerator)
    label = f"{share.plan.federation.short_name}下达 {share.quota:,} 家"
    return Asked(
        label, share.plan.due_on, None, share.quota, lacking, _weeks_until(share.plan.due_on, on)
    )


def _shares(drive, federation):
    shares = TargetShare.objects.in_force().filter(plan__drive=drive, federation=federation)
    shares = shares.exclude(plan__federation=federation).select_related("plan__federation")
    return shares.order_by("plan__due_on")


def _most(asked, target, on):
    """How many more (家) meet all that is asked by the day of the target in force."""
    if target is None:
        return 0
    return max((a.lacking for a in asked if a.due_on <= max(target.due_on, on)), default=0)


def _weeks(found, on):
    """Bars of the last weeks, the oldest first."""
    return [
        {"name": f"{on - timedelta(days=7 * week + 6):%m-%d}", "value": found.covered[week]}
        for week in reversed(range(pace.WEEKS))
    ]


def _led(drive, federation, on, refresh):
    """The sectors that the drive leads along, each with a rate of its own (DRV-07)."""
    return [
        {"segment": s, "numerator": c["eligible_covered"], "denominator": c["eligible"]}
        for s in drive.segments
        if s.led
        for c in [View(f"{drive.code}:{s.code}", federation, on, None, refresh).total()]
    ]


def _given(drive, federation, target, on):
    """``{code: quota}`` (家) of the plan by which a federation split what is asked by now."""
    shares = TargetShare.objects.in_force().filter(plan__drive=drive, plan__federation=federation)
    by = max(target.due_on, on) if target else on
    rows = shares.filter(plan__due_on__lte=by).order_by("plan__due_on")
    return dict(rows.values_list("federation__code", "quota"))


def _children(drive, federation, on, refresh, target, below, by):
    rows = []
    given = _given(drive, federation, target, on)
    names = dict(federation.children.valid(on).values_list("code", "short_name"))
    for code, _, counts in View(drive.code, federation, on, None, refresh).children():
        if not counts["eligible"]:
            continue
        found, gained = standing(target, counts), below.get(code, pace.NOTHING)
        if code == federation.code:
            gained = below.get("", pace.NOTHING)
        quota = given.get(code)
        lacking = max(found.lacking if found else 0, (quota or 0) - counts["eligible_covered"])
        weeks = _weeks_until(by, on)
        rows.append(
            {
                "code": code,
                "own": code == federation.code,
                "name": names.get(code, OWN),
                "numerator": counts["eligible_covered"],
                "denominator": counts["eligible"],
                "quota": quota,
                "rate": found.rate if found else None,
                "state": found.state if found else "none",
                "lacking": lacking,
                "weekly": lacking / weeks if weeks else None,
                "recent": gained.recent,
                "late": bool(weeks) and gained.recent * weeks < lacking,
            }
        )
    return sorted(rows, key=lambda r: (-r["lacking"], r["code"]))


def shortest_list(drive, federation, on, lacking):
    """The organizations that count in the denominator alone, the most promising first, as many as
    close the gap; each founded in is one more, so no shorter list closes it."""
    rows = records("C1", federation, on=on, part="gap", drive=drive.code)
    return ranked(rows, federation, on), lacking or LIST


def side_by_side(user, permission, federation, on):
    """Every drive a person reads, as this federation stands in it."""
    drives = list(Drive.objects.for_user(user, permission).prefetch_related("targets"))
    cells = Cell.objects.filter(
        federation=federation, dimension="total", population__in=[d.code for d in drives]
    )
    counts = {c["population"]: c for c in cells.values("population", *rollup.MEASURES)}
    rows = []
    for drive in drives:
        target = target_in_force(drive.targets.all(), on)
        found = counts.get(drive.code, NO_COUNTS)
        rows.append(
            {
                "drive": drive,
                "target": target,
                "numerator": found["eligible_covered"],
                "denominator": found["eligible"],
                "standing": standing(target, found),
            }
        )
    return rows
