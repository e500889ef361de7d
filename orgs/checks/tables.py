"""What the checks come to: by check, and by the federations next below one."""

from dataclasses import dataclass

from django.db.models import Sum

from jobs.sheets import Column
from orgs import checks
from orgs.models import CheckTally

COUNTS = ("population", "open", "accepted", "overdue", "before", "stood", "closed")


@dataclass
class Line:
    """The counts of one check, or of one federation, over all tallies that belong to it."""

    of: object
    population: int = 0
    open: int = 0
    accepted: int = 0
    overdue: int = 0
    before: int = 0
    stood: int = 0
    closed: int = 0

    def add(self, row):
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + row[name])

    @property
    def change(self):
        """Against a month ago."""
        return self.open - self.before

    @property
    def fall(self):
        return -self.change

    @property
    def share(self):
        return self.open / self.population if self.population else 0

    @property
    def rate(self):
        return self.closed / self.stood if self.stood else None


SORTS = {
    "title": lambda line: line.of.title,
    "open": lambda line: line.open,
    "share": lambda line: line.share,
    "change": lambda line: line.change,
    "overdue": lambda line: line.overdue,
    "rate": lambda line: -1 if line.rate is None else line.rate,
    "federation": lambda line: line.of.code,
}


def by_check(user, permission, *, federation=None, severity="", key=""):
    """A line for every check, the grave ones first; those that found nothing among them."""
    rows = _within(CheckTally.objects.for_user(user, permission), federation)
    chosen = [c for c in checks.every() if severity in ("", c.severity) and key in ("", c.key)]
    lines = {c.key: Line(c) for c in chosen}
    for row in rows.values("check_key").annotate(**{n: Sum(n) for n in COUNTS}).order_by():
        if row["check_key"] in lines:
            lines[row["check_key"]].add(row)
    return list(lines.values())


def by_federation(user, permission, *, federation, children, key="", severity=""):
    """A line for ``federation`` itself and for each subtree next below it that has anything."""
    rows = _within(CheckTally.objects.for_user(user, permission), federation)
    keys = [key] if key else [c.key for c in checks.every() if severity in ("", c.severity)]
    rows = rows.filter(check_key__in=keys).values("federation__path")
    lines = {child.path: Line(child) for child in children}
    own = Line(federation)
    for row in rows.annotate(**{n: Sum(n) for n in COUNTS}).order_by():
        path = row["federation__path"]
        depth = federation.path.count("/") + 1
        head = "/".join(path.split("/")[:depth]) + "/"
        lines.get(head, own).add(row)
    return [line for line in (own, *lines.values()) if line.population]


def ordered(lines, sort):
    """``?sort=open`` or ``?sort=-open``; anything else leaves them as they are."""
    key = SORTS.get(sort.removeprefix("-"))
    return sorted(lines, key=key, reverse=sort.startswith("-")) if key else lines


def sheet(lines, by_place):
    """``(columns, rows)`` of a table as a workbook has it."""
    names = ["工会"] if by_place else ["检查项", "程度", "受检范围"]
    numbers = ["受检", "待整改", "超期", "已说明", "一个月前", "近一季度在办", "近一季度办结"]
    columns = [Column(label=name, width=36) for name in names]
    columns += [Column(label=name, kind="whole") for name in numbers]
    columns += [Column(label=name, kind="percent") for name in ("问题率", "办结率")]
    return columns, [
        [
            *([line.of.name] if by_place else words(line.of)),
            *(line.population, line.open, line.overdue, line.accepted, line.before),
            *(line.stood, line.closed, line.share, line.rate),
        ]
        for line in lines
    ]


def words(check):
    return [check.title, check.severity_label, check.population.label]


def _within(rows, federation):
    return rows.filter(federation__path__startswith=federation.path) if federation else rows
