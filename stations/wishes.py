"""Supply beside demand (A4, AS-26): how many wish for a service item, by what a survey's answers
say; how many unions offer it, by what they returned (table 2); whom it reached in the year.

The gap is the share that wishes less the share that offers, in percentage points, from the counts.
Options of a survey say themselves which item they stand for; a part of an item counts as its head.
"""

from dataclasses import dataclass
from fractions import Fraction

from stations.models import ServiceItem
from stations.queries.rounds import items_run
from stations.queries.vitality import served
from surveys.models import Option, Survey
from surveys.queries.results import Results
from unions.look.numbers import rounded


@dataclass(frozen=True)
class Wish:
    """One option of one question, as one group answered it, and what is offered for it."""

    item: ServiceItem
    group: str
    question: str
    option: str
    n: int
    base: int
    offering: int | None
    asked: int | None
    persons: int

    @property
    def points(self):
        """None where nobody was asked what they wish, or what they offer."""
        if not self.base or not self.asked:
            return None
        return Fraction(self.n, self.base) - Fraction(self.offering, self.asked)

    @property
    def gap(self):
        return None if self.points is None else rounded(self.points * 100)


def wishes(survey, round):
    """Every wish of a survey beside what ``round`` says is offered; the most wanting first."""
    items = {item.code: item for item in ServiceItem.objects.select_related("parent")}
    offered = {row["item"].pk: row for row in items_run(round)} if round else {}
    reached = served(survey.federation, round.on) if round else {}
    found = []
    for asked in Results(survey).asked:
        for column in asked.columns:
            for line in column.lines:
                item = items.get(line.option.item)
                if item is not None:
                    found.append(wish(item.parent or item, column, asked, line, offered, reached))
    return sorted(found, key=lambda w: (w.points is None, -(w.points or 0)))


def wish(item, column, asked, line, offered, reached):
    there = offered.get(item.pk, {})
    return Wish(
        item=item,
        group=column.group.name,
        question=asked.text,
        option=line.label,
        n=line.n,
        base=line.base,
        offering=there.get("n"),
        asked=there.get("of"),
        persons=reached.get(item.pk, 0),
    )


def surveys_with_wishes(rows):
    """Those of these surveys that ask for service items and have begun to collect."""
    named = Option.objects.filter(item__gt="").values("question__version__survey")
    begun = rows.exclude(status=Survey.Status.DRAFT).filter(pk__in=named)
    return begun.order_by("-year", "-pk")


def rounds_of(rows):
    """Of these rounds those that asked for items, newest first."""
    return rows.filter(asks_items=True).order_by("-on", "-pk")


def nearest(survey, rounds):
    """The round of the survey's own federation nearest to its year, or any that is."""
    own = [r for r in rounds if r.federation_id == survey.federation_id] or list(rounds)
    return min(own, key=lambda r: abs(r.on.year - survey.year), default=None)
