"""A purchase as the rules read it: what is asked more than once is read once."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property

from django.utils import timezone

from procurement.models import Award, Bid, PanelSeat, Qualification
from procurement.queries.reviews import ranking

OPENED = ("opened", "reviewing", "reviewed", "proposed", "awarded")
SCORED = ("reviewed", "proposed", "awarded")


@dataclass(frozen=True)
class Verdict:
    result: str
    reason: str = ""
    missing: str = ""


def passed(reason=""):
    return Verdict("pass", reason)


def raised(reason):
    return Verdict("fail", reason[:400])


def unknown(missing):
    return Verdict("na", missing=missing)


class Case:
    def __init__(self, call):
        self.call, self.project = call, call.project
        self.today = timezone.localdate()

    @cached_property
    def bids(self):
        """None before the opening: there is nothing to be read."""
        if self.call.status not in OPENED:
            return None
        rows = Bid.objects.opened().filter(lot__call=self.call)
        return list(rows.defer("sealed", "sealed_price").select_related("lot", "organization"))

    @cached_property
    def prices(self):
        """``[(bid, amount)]`` of the bids whose price is known."""
        found = []
        for bid in self.bids or ():
            try:
                found.append((bid, Decimal(str(bid.amount))))
            except InvalidOperation:
                continue
        return found

    @cached_property
    def qualifications(self):
        return list(Qualification.objects.of(self.call).exclude(status="pending"))

    @cached_property
    def seats(self):
        rows = PanelSeat.objects.filter(panel__call=self.call, ended_at=None)
        return list(rows.select_related("expert"))

    @cached_property
    def ranking(self):
        return ranking(self.call) if self.call.status in SCORED else None

    @cached_property
    def awards(self):
        rows = Award.objects.standing().filter(lot__call=self.call)
        return list(rows.select_related("lot", "bid__organization", "decision"))
