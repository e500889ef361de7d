"""Reads of bids: whose they are, what was opened, what may be published of them."""

import json

from django.utils import timezone

from orgs.models import Organization
from procurement import receipts
from procurement.models import Bid, BidKey


def opened(call):
    """The bids of a call that count: opened, the latest revision of each bidder, not withdrawn."""
    rows = Bid.objects.opened().filter(lot__call=call)
    return rows.select_related("organization", "lot__call")


def organization_of(bid):
    """Whose it is, also before the opening; for whoever has come to the bid through scope."""
    if bid.organization_id:
        return bid.organization
    return Organization.objects.get(pk=json.loads(bid.told)["organization"])


def receipt_of(bid):
    """What its bidder holds in hand, signed."""
    organization, call = organization_of(bid), bid.lot.call
    statement = {
        "kind": "receipt of a bid",
        "number": bid.number,
        "call": str(call.uid),
        "title": call.title,
        "lot": bid.lot.number,
        "organization": str(organization.uid),
        "bidder": organization.name,
        "revision": bid.revision,
        "submitted_at": timezone.localtime(bid.submitted_at).isoformat(timespec="microseconds"),
        "sha256": bid.digest,
    }
    if bid.withdrawn_at:
        withdrawn = timezone.localtime(bid.withdrawn_at)
        statement["withdrawn_at"] = withdrawn.isoformat(timespec="microseconds")
    return receipts.signed(statement)


def published_receipts(call):
    """After the opening, for anybody: number, time and digest of all that was handed in; nobody's
    name. Each bidder finds his own, and that nothing was added to them or taken away."""
    return Bid.objects.filter(lot__call=call, opened_at__isnull=False).order_by("submitted_at")


def outdated_by_keys(bid):
    """Whether the keys were replaced after it was handed in: it must be handed in anew."""
    keys = BidKey.objects.standing().filter(call=bid.lot.call_id)
    return keys.filter(made_at__gt=bid.submitted_at).exists()


def told_before_opening(call):
    """``[names]`` of the bidders before the opening, if the frozen rules say that they may be
    known; else None, and nothing is told at all."""
    if not call.project.rules.get("bids_visible_before_opening"):
        return None
    rows = Bid.objects.current().filter(lot__call=call)
    return sorted({organization_of(bid).name for bid in rows})
