"""Which bids may be scored."""

from procurement.models import Bid, Qualification


def current(call):
    """The opened bids of a call: of each bidder and lot the last revision, none withdrawn."""
    rows = Bid.objects.opened().filter(lot__call=call).defer("sealed", "sealed_price")
    return rows.select_related("lot", "organization__federation").order_by(
        "lot__number", "submitted_at", "pk"
    )


def qualified(call):
    """Those found to meet the conditions, once the bidders were told: these are scored."""
    passed = Qualification.objects.of(call).filter(status="passed", told_at__isnull=False)
    return current(call).filter(pk__in=passed.values("bid"))


def standing(call):
    """How far the examination of a call has come, in numbers."""
    rows = list(Qualification.objects.of(call).values_list("status", "told_at"))
    states = [status for status, _ in rows]
    return {
        "bids": current(call).count(),
        "begun": len(rows),
        "pending": states.count("pending"),
        "curing": states.count("curing"),
        "passed": states.count("passed"),
        "failed": states.count("failed"),
        "told": bool(rows) and all(told for _, told in rows),
        "decided": bool(rows) and not ({"pending", "curing"} & set(states)),
    }


def lots_short(call, least):
    """Lots with fewer bids that may be scored than the rules ask for: ``[(lot, how many)]``."""
    passed = Qualification.objects.of(call).filter(status="passed")
    by_lot = list(passed.values_list("bid__lot", flat=True))
    return [(lot, by_lot.count(lot.pk)) for lot in call.lots.all() if by_lot.count(lot.pk) < least]
