"""What follows from the sheets of a panel, by the rule that was frozen with the project."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.db.models import Count

from orgs.models import Grade
from procurement import scoring
from procurement.models import Bid, Lot, Review
from procurement.terms import weighing


def to_score(call):
    """The bids that experts score: opened, current, found to qualify."""
    rows = Bid.objects.opened().filter(
        lot__call=call, qualification__status="passed", qualification__told_at__isnull=False
    )
    rows = rows.defer("sealed", "sealed_price").select_related("lot", "organization")
    return rows.order_by("lot__number", "submitted_at", "pk")


def leaves_of(call):
    """What experts score: the leaves of the frozen table that no formula fills."""
    return [leaf for leaf in weighing.leaves(call.scheme.get("items", [])) if not leaf.get("price")]


def marks_of(call):
    return [(leaf["code"], Fraction(str(leaf["max"]))) for leaf in leaves_of(call)]


def price_mark(call):
    """The full mark of what is scored by formula from the prices."""
    priced = [leaf for leaf in weighing.leaves(call.scheme.get("items", [])) if leaf.get("price")]
    return sum((Fraction(str(leaf["max"])) for leaf in priced), Fraction(0))


def sheets_of(panel):
    """The sheets that count: of those who still sit, on bids that still are to be scored."""
    return Review.objects.sitting().filter(seat__panel=panel, bid__in=to_score(panel.call))


@dataclass(frozen=True)
class Row:
    """A bid's place in its lot, and all that explains it."""

    bid: Bid
    standing: scoring.Standing
    suggested: Decimal | None
    rank_words: str

    @property
    def organization(self):
        return self.bid.organization

    @property
    def rank(self):
        return self.standing.rank

    @property
    def total(self):
        return self.standing.score

    @property
    def tied(self):
        return self.standing.tied

    @property
    def passed(self):
        return self.standing.passed


@dataclass(frozen=True)
class LotRanking:
    lot: Lot
    rows: list


def amount_of(bid):
    try:
        return Decimal(str(bid.amount)) if bid.amount not in (None, "") else None
    except InvalidOperation:
        return None


def cells_of(call):
    """``{bid id: {seat id: {item code: points}}}`` of the locked sheets that count."""
    found = defaultdict(dict)
    reviews = Review.objects.sitting().filter(
        seat__panel__call=call, locked_at__isnull=False, bid__lot__call=call
    )
    for review in reviews.prefetch_related("scores"):
        cells = {score.item: score.points for score in review.scores.all()}
        found[review.bid_id][review.seat_id] = cells
    return found


def ranking(call):
    """``[LotRanking]``: the bids of every lot, best first, as the frozen rule has them."""
    rule, marks, priced = scoring.Rule.of(call.project.rules), marks_of(call), price_mark(call)
    cells, bids = cells_of(call), list(to_score(call))
    grades = Grade.objects.current().filter(organization__in=[b.organization_id for b in bids])
    grade = dict(grades.values_list("organization", "level"))
    suggested = suggestions(call)
    found = []
    for lot in call.lots.all():
        here = {bid.pk: bid for bid in bids if bid.lot_id == lot.pk}
        amounts = {pk: amount_of(bid) for pk, bid in here.items()}
        points = scoring.price_points(amounts, priced) if priced else {}
        entries = [
            scoring.Entry(
                key=pk,
                sheets=cells.get(pk, {}),
                price_points=points.get(pk),
                ties={
                    "amount": None if amounts[pk] is None else -Fraction(amounts[pk]),
                    "grade": grade.get(bid.organization_id),
                },
            )
            for pk, bid in here.items()
        ]
        placed = scoring.rank(entries, marks, rule, priced)
        rows = [
            Row(here[one.key], one, suggested.get(one.key), scoring.TIES.get(one.decided_by, ""))
            for one in placed
        ]
        found.append(LotRanking(lot, rows))
    return found


def suggestions(call):
    """What the experts would grant: the median of those who named an amount (domain.md 4.5)."""
    named = defaultdict(list)
    rows = Review.objects.sitting().filter(
        seat__panel__call=call, locked_at__isnull=False, amount__isnull=False
    )
    for bid, amount in rows.values_list("bid", "amount"):
        named[bid].append(Fraction(amount))
    return {bid: scoring.rounded(scoring.median(values)) for bid, values in named.items()}


def stale(call):
    """Sheets on a revision that was replaced, as long as the same expert has none on the newer."""
    sheets = Review.objects.sitting().filter(seat__panel__call=call)
    sheets = sheets.select_related("bid").defer("bid__sealed", "bid__sealed_price")
    last = {(bid.lot_id, bid.slot): bid.pk for bid in Bid.objects.latest().filter(lot__call=call)}
    there = {(sheet.seat_id, sheet.bid_id) for sheet in sheets}
    newer = [(sheet, last[sheet.bid.lot_id, sheet.bid.slot]) for sheet in sheets]
    return [s for s, bid in newer if bid != s.bid_id and (s.seat_id, bid) not in there]


def unexplained(call):
    """Sheets far from the others on the same bid, of which the expert has not said why."""
    far = {
        (row.bid.pk, seat)
        for lot in ranking(call)
        for row in lot.rows
        for seat in row.standing.outliers
    }
    sheets = Review.objects.sitting().filter(seat__panel__call=call, explanation="")
    return [sheet for sheet in sheets if (sheet.bid_id, sheet.seat_id) in far]


def obstacles(call):
    """Why a decision may not yet stand on these scores, in sentences; nothing if it may."""
    found = []
    if number := len(stale(call)):
        found.append(f"{number} 份评审意见针对的申报稿已变更，须重新评审。")
    current, sitting = list(to_score(call)), call.panel.seats.sitting().count()
    done = Review.objects.sitting().filter(
        seat__panel__call=call, bid__in=current, locked_at__isnull=False
    )
    if lack := len(current) * sitting - done.count():
        found.append(f"还有 {lack} 份评审意见没有提交。")
    if far := len(unexplained(call)):
        found.append(f"{far} 份评分偏差较大，专家尚未说明。")
    return found


def progress(panel):
    """How many sheets each seat has handed in: ``{seat id: (done, all)}``."""
    rows = sheets_of(panel).order_by("seat").values("seat")
    counted = rows.annotate(all=Count("pk"), done=Count("locked_at"))
    return {row["seat"]: (row["done"], row["all"]) for row in counted}


def bidders_named(call):
    """Who bids, by name alone: all that an expert is told before declaring."""
    rows = Bid.objects.opened().filter(lot__call=call)
    return sorted(set(rows.values_list("organization__name", flat=True)))
