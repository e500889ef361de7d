"""The demonstration's reviews: one finished, with its draw and scores, one in which experts have
work to do. Through the services; only the days are set back afterwards."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from procurement.models import Call, Panel, PanelSeat, Review
from procurement.queries.reviews import leaves_of, to_score
from procurement.services import draws, panels, reviews

FINISHED = "职工法律援助宣讲"
SHARES = (0.93, 0.78, 0.86, 0.71, 0.82, 0.66, 0.58)
"""How good the bids are, in the order in which they came."""
HABITS = (0.02, -0.04, 0.01, 0.03, -0.02)
"""How much more or less one expert gives than the others."""


@transaction.atomic
def load(people):
    """Of every call whose bids are opened and examined: the first finished, the others begun."""
    calls = Call.objects.filter(
        status=Call.Status.OPENED, panel=None, project__federation__code="50"
    )
    found = 0
    for call in calls.select_related("project__federation").order_by("pk"):
        if to_score(call).exists():
            begun = form(people["cq-procurement"], call)
            if call.project.title == FINISHED:
                finish(people["cq-procurement"], call, begun)
            else:
                leave_work(begun)
            found += 1
    return found


def form(by, call):
    """Sealed while bids were still coming, drawn after the opening, everybody declares."""
    sealed = call.published_at + timedelta(days=2)
    draw = draws.seal_pool(
        by=by,
        call=call,
        size=5,
        public_source="中国福利彩票双色球，申报截止次日最近一期开奖号码",
        public_on=timezone.localdate(call.deadline) + timedelta(days=1),
        at=sealed,
    )
    at = min(call.deadline + timedelta(days=2), timezone.now())
    draws.draw_panel(by=by, draw=draw, public_value="06 11 14 19 25 32 + 08", at=at)
    panel = Panel.objects.get(call=call)
    for seat in seats_of(panel):
        panels.declare(by=seat.expert.user, seat=seat, clear=True, signed=True, at=at)
    PanelSeat.objects.filter(panel=panel).update(drawn_at=at)
    closes = timezone.now() + timedelta(days=5)
    return panels.begin(by=by, panel=panel, closes_at=closes)


def seats_of(panel):
    return panel.seats.sitting().select_related("expert__user").order_by("pk")


def finish(by, call, panel):
    for s, seat in enumerate(seats_of(panel)):
        for b, review in enumerate(sheets_of(seat)):
            fill(review, Decimal(str(SHARES[b % len(SHARES)])) + Decimal(str(HABITS[s])), s)
            reviews.hand_in(by=seat.expert.user, review=review)
    report = "五名专家独立评分，无回避情形，无异常偏差。建议按名次立项。"
    panel.refresh_from_db()
    reviews.close(by=by, panel=panel, report=report)
    began = min(call.deadline + timedelta(days=3), timezone.now() - timedelta(hours=2))
    ended = min(began + timedelta(days=2), timezone.now() - timedelta(hours=1))
    Panel.objects.filter(pk=panel.pk).update(opens_at=began, closes_at=ended)
    Review.objects.filter(seat__panel=panel).update(locked_at=ended, changed_at=ended)


def leave_work(panel):
    """The first expert has handed in one sheet and begun another; the rest is to be done."""
    seat = next(s for s in seats_of(panel) if s.expert.user.username == "expert-1")
    first, second, *_ = sheets_of(seat)
    fill(first, Decimal("0.84"), 0)
    reviews.hand_in(by=seat.expert.user, review=first)
    code = leaves_of(panel.call)[0]["code"]
    reviews.write(by=seat.expert.user, review=second, cells={code: {"points": Decimal(4)}})


def sheets_of(seat):
    rows = seat.reviews.select_related("bid__lot__call__project", "seat__expert__user")
    return list(rows.order_by("bid__submitted_at", "pk"))


def fill(review, share, habit):
    """Every cell at about this share of its full mark, to halves, with a word on each."""
    cells = {}
    for n, leaf in enumerate(leaves_of(review.bid.lot.call)):
        most = Decimal(str(leaf["max"]))
        points = min(most, most * share + Decimal((n + habit) % 3 - 1) / 4)
        points = max(Decimal(0), (points * 2).quantize(Decimal(1)) / 2)
        cells[leaf["code"]] = {"points": points, "comment": word(points / most)}
    wish = review.bid.amount
    amount = Decimal(str(wish)) * Decimal("0.97") if wish else None
    amount = amount.quantize(Decimal(1)) if amount is not None else None
    reviews.write(
        by=review.seat.expert.user, review=review, cells=cells, comment=word(share), amount=amount
    )


def word(share):
    if share >= Decimal("0.85"):
        return "依据充分，安排具体，可以落实。"
    if share >= Decimal("0.7"):
        return "总体可行，个别指标还要细化。"
    return "依据和测算不足，可行性说明不够。"
