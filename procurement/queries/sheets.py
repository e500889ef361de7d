"""The sheets on one bid, side by side, without names: what a decision rests on, and what an answer
to the bidder is taken from."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from procurement.models import Review, ScoreChange
from procurement.queries.reviews import ranking
from procurement.terms import weighing


@dataclass(frozen=True)
class Line:
    """An indicator of the table and what each sheet says of it."""

    depth: int
    item: dict
    cells: list
    mean: object = None

    @property
    def is_leaf(self):
        return not self.item.get("children")

    @property
    def remarks(self):
        """What was written beside the points: ``[(numbers of the experts, text)]``; what several
        wrote alike stands once."""
        told = {}
        for n, cell in enumerate(self.cells, 1):
            if text := cell and (cell.comment or cell.abstains):
                told.setdefault(text, []).append(str(n))
        return [("、".join(numbers), text) for text, numbers in told.items()]


@dataclass(frozen=True)
class Cell:
    points: object
    comment: str
    abstains: str
    changed: int
    """How often the points were changed after they were first given."""


@dataclass(frozen=True)
class Beside:
    row: object
    lot: object
    seats: list
    lines: list
    sheets: list

    @property
    def totals(self):
        return [self.row.standing.totals.get(seat) for seat in self.seats]


def beside(call, bid):
    """``Beside`` for a bid of a call whose sheets are all handed in; None for one without a row."""
    found = ((lot.lot, row) for lot in ranking(call) for row in lot.rows if row.bid.pk == bid.pk)
    lot, row = next(found, (None, None))
    if row is None:
        return None
    sheets = Review.objects.sitting().filter(bid=bid, locked_at__isnull=False)
    sheets = {one.seat_id: one for one in sheets.prefetch_related("scores")}
    seats = list(call.panel.seats.sitting().order_by("pk").values_list("pk", flat=True))
    given = ScoreChange.objects.filter(review__in=[one.pk for one in sheets.values()])
    given = Counter(given.filter(before__isnull=False).values_list("review", "item"))
    cells = {
        seat: {
            score.item: Cell(score.points, score.comment, score.abstains, given[one.pk, score.item])
            for score in one.scores.all()
        }
        for seat, one in sheets.items()
    }
    lines = []
    for depth, item in weighing.flattened(call.scheme.get("items", [])):
        told = [cells.get(seat, {}).get(item["code"]) for seat in seats]
        points = [Fraction(cell.points) for cell in told if cell and cell.points is not None]
        mean = sum(points) / len(points) if points else None
        lines.append(Line(depth, item, told, mean))
    return Beside(row, lot, seats, lines, [sheets.get(seat) for seat in seats])
