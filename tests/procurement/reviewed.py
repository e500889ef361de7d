"""Calls whose bids lie open, pools to draw from, panels at work: rows as other nouns leave them."""

import json
from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from accounts.roles import Role
from procurement.models import Bid, Expert, Panel, Qualification
from procurement.models.bids import slot_of
from procurement.queries.reviews import leaves_of
from procurement.services import draws, panels, reviews
from procurement.workflows.calls import CALL
from tests import make
from tests.procurement import calling

serial = count(1)
KINDS = ("scholar", "scholar", "organization", "front_line", "government", "group_body")


def pool(n=12, code="50", **over):
    """Experts of several kinds, each with an account."""
    made = []
    for k in range(n):
        user = make.officer(code, Role.EXPERT)
        values = {
            "federation": make.federation(code),
            "user": user,
            "person_name": user.name,
            "kind": KINDS[k % len(KINDS)],
            "domains": ["legal"],
            "employer": f"某单位{next(serial)}",
            "starts_on": timezone.localdate() - timedelta(days=400),
        }
        made.append(Expert.objects.create(**(values | over)))
    return made


def opened(by, bidders=3, of=None, totals=()):
    """A call whose bids were opened and found to qualify."""
    call = calling.closed(by, of)
    for n in range(bidders):
        bid(call, total=totals[n] if n < len(totals) else str(400_000 + n * 1_000))
    return CALL.move(call, "open", by=by)


def bid(call, organization=None, *, total="480000", by=None, **over):
    organization = organization or make.organization()
    lot, n = call.lots.first(), next(serial)
    return Bid.objects.create(
        **{
            "number": f"R{n:06d}",
            "lot": lot,
            "slot": slot_of(lot.pk, organization.pk),
            "organization": organization,
            "submitted_at": call.deadline - timedelta(hours=1),
            "sealed": b"x",
            "digest": f"{n:064d}",
            "opened_at": timezone.now(),
            "technical": json.dumps(
                {"parts": {"needs": {"text": f"需求分析第{n}号"}}, "files": []}
            ),
            "price": json.dumps({"total": total, "parts": {}, "files": []}),
            **over,
        }
    )


def qualify(call, decider):
    now = timezone.now()
    for one in Bid.objects.opened().filter(lot__call=call, qualification=None):
        Qualification.objects.create(
            bid=one, status="passed", decider=decider, decided_at=now, told_at=now
        )


def sealed(by, call, *, size=5, **over):
    """Sealed ten days ago, for a public value of yesterday."""
    now = timezone.now()
    values = {
        "public_source": "中国福利彩票双色球下一期开奖号码",
        "public_on": timezone.localdate() - timedelta(days=1),
        "at": now - timedelta(days=10),
    }
    return draws.seal_pool(by=by, call=call, size=size, **(values | over))


def drawn(by, call, **over):
    draw = sealed(by, call, **over)
    return draws.draw_panel(by=by, draw=draw, public_value="03 08 15 21 27 30 + 11")


def seats(call):
    return list(call.panel.seats.sitting().select_related("expert__user").order_by("pk"))


def declared(call):
    for one in seats(call):
        panels.declare(by=one.expert.user, seat=one, clear=True, signed=True)


def scoring(by, bidders=3, size=5, of=None, totals=()):
    """A panel at work on its sheets."""
    pool()
    call = opened(by, bidders, of, totals)
    qualify(call, by)
    drawn(by, call, size=size)
    declared(call)
    closes = timezone.now() + timedelta(days=3)
    panels.begin(by=by, panel=Panel.objects.get(call=call), closes_at=closes)
    call.refresh_from_db()
    return call


def fill(review, share):
    """Every cell at this share of its full mark."""
    cells = {
        leaf["code"]: {
            "points": Decimal(str(leaf["max"])) * Decimal(str(share)),
            "comment": "见申报书",
        }
        for leaf in leaves_of(review.bid.lot.call)
    }
    return reviews.write(by=review.seat.expert.user, review=review, cells=cells)


def hand_in_all(call, share=lambda seat, bid: 0.8):
    for s, one in enumerate(seats(call)):
        for b, review in enumerate(one.reviews.order_by("bid")):
            fill(review, share(s, b))
            reviews.hand_in(by=one.expert.user, review=review)
