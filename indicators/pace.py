"""How fast a drive goes: what each week added, and what that comes to by a day.

A week's gain is net: organizations that came to count less those that ceased to. It is read off
the timeline as now known, so that what was recorded late counts in the week in which it was so.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import mean, stdev

from django.db import connection

from indicators.models import Timeline

WEEKS = 13
RECENT = 4
SPREAD = 1.2816
"""Standard deviations on either side within which eight of ten normal values fall."""

GAINS = f"""
    SELECT split_part(f.path, '/', %(depth)s) AS below, (%(on)s::date - t.day) / 7 AS weeks_ago,
        sum(t.sign * t.eligible)::int, sum(t.sign * t.covered)::int
    FROM (
        SELECT federation_id, valid_from AS day, 1 AS sign, eligible,
            (%(population)s = ANY(covered_in))::int AS covered
        FROM {Timeline._meta.db_table}
        WHERE valid_from > %(since)s AND valid_from <= %(on)s
            AND %(population)s = ANY(populations)
        UNION ALL
        SELECT federation_id, valid_to, -1, eligible, (%(population)s = ANY(covered_in))::int
        FROM {Timeline._meta.db_table}
        WHERE valid_to > %(since)s AND valid_to <= %(on)s
            AND %(population)s = ANY(populations)
    ) t
    JOIN unions_federation f ON f.id = t.federation_id
    WHERE f.path LIKE %(path)s
    GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Gains:
    """Net gains of the last weeks, the newest first."""

    covered: tuple
    eligible: tuple

    @property
    def recent(self):
        """A week's mean over the last month."""
        return mean(self.covered[:RECENT])

    @property
    def usual(self):
        """A week's mean over the last quarter."""
        return mean(self.covered)


NOTHING = Gains((0,) * WEEKS, (0,) * WEEKS)


def gains(population, federation, on):
    """``({code of a federation below: Gains}, Gains of all)``, in one query."""
    parameters = {
        "population": population,
        "on": on,
        "since": on - timedelta(weeks=WEEKS),
        "path": f"{federation.path}%",
        "depth": len(federation.path.split("/")),
    }
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(GAINS, parameters)
        for below, week, eligible, covered in cursor:
            row = found.setdefault(below, ([0] * WEEKS, [0] * WEEKS))
            row[0][week], row[1][week] = covered, eligible
    below = {code: Gains(tuple(c), tuple(e)) for code, (c, e) in found.items()}
    covered = tuple(map(sum, zip(*(g.covered for g in below.values()), strict=True)))
    eligible = tuple(map(sum, zip(*(g.eligible for g in below.values()), strict=True)))
    return below, Gains(covered, eligible) if below else NOTHING


@dataclass(frozen=True)
class Projection:
    """What the last quarter's pace comes to on a day: likely, and eight times of ten between."""

    by: date
    likely: int
    low: int
    high: int
    denominator: int

    WORDS = (
        f"按近 {WEEKS} 周每周净增的平均数推到那一天，分母按今天的家数不变；"
        "区间按各周净增的离散程度计算，照此情形十次有八次落在其中。"
        "突击建会、批量撤销等不在推算之内。"
    )


def project(now, found, on, by):
    """``now`` is (numerator, denominator). The spread is that of a sum of future weeks around a
    mean that is itself known from a few weeks only; nobody can pass the denominator."""
    numerator, denominator = now
    weeks = (by - on).days / 7
    likely = numerator + found.usual * weeks
    slack = SPREAD * stdev(found.covered) * sqrt(weeks + weeks**2 / WEEKS)
    kept = [min(denominator, max(0, round(n))) for n in (likely, likely - slack, likely + slack)]
    return Projection(by, *kept, denominator)
