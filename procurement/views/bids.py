"""Bids after the opening: of a call, one of them, its files."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from procurement.models import Bid, Call
from procurement.queries import bids as reads
from procurement.services import bid_files
from procurement.showing_bids import disposition, shown

P = Permission
WAYS = (P.PURCHASE_VIEW, P.PURCHASE_LEGAL, P.BID_SCORE, P.OWN_BID_VIEW)
"""As whom one may come to a bid: an office, a seat on the panel, its own bidder."""


def bid_of(request, uid):
    for permission in WAYS:
        rows = Bid.objects.for_user(request.user, permission)
        rows = rows.filter(opened_at__isnull=False, uid=uid)
        if row := rows.select_related("organization", "lot__call__project", "by").first():
            return row
    raise Http404


@require_safe
@never_cache
@login_required
def call_bids(request, uid):
    """Those that count, after the opening; before it, nothing, not even how many."""
    call = get_object_or_404(
        Call.objects.for_user(request.user, P.PURCHASE_VIEW).select_related("project"), uid=uid
    )
    rows = Bid.objects.for_user(request.user, P.PURCHASE_VIEW).opened().filter(lot__call=call)
    gone = Bid.objects.for_user(request.user, P.PURCHASE_VIEW).latest()
    context = {
        "call": call,
        "rows": rows.select_related("organization", "lot__call").order_by("lot", "submitted_at"),
        "withdrawn": gone.filter(lot__call=call, withdrawn_at__isnull=False).count(),
        "openings": call.keys.exclude(opened_at=None).prefetch_related("shares__holder"),
        "received": Bid.objects.for_user(request.user, P.PURCHASE_VIEW)
        .filter(lot__call=call, opened_at__isnull=False)
        .count(),
        "known": reads.told_before_opening(call),
    }
    return render(request, "procurement/bid_list.html", context)


@require_safe
@never_cache
@login_required
def bid(request, uid):
    row = bid_of(request, uid)
    context = {
        "bid": row,
        "call": row.lot.call,
        "shown": shown(row.lot.call, row.content["parts"]),
        "files": row.content["files"],
    }
    return render(request, "procurement/bid_detail.html", context)


@require_safe
@never_cache
@login_required
def file(request, uid, file):
    """One of its files. What nobody could look at for viruses before is looked at now."""
    row = bid_of(request, uid)
    entry = next((one for one in row.content["files"] if one["uid"] == str(file)), None)
    if entry is None:
        raise Http404
    try:
        bid_files.clear_for_reading(entry)
    except ValidationError as refused:
        return render(
            request,
            "procurement/bid_file_held.html",
            {"bid": row, "why": " ".join(refused.messages)},
            status=409,
        )
    response = StreamingHttpResponse(bid_files.read(entry), content_type=entry["media_type"])
    response.headers["Content-Disposition"] = disposition(entry["name"])
    response.headers["Content-Length"] = entry["size"]
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
