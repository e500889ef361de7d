"""The sheets on one bid read together: by the house and the panel's chair once all are handed in,
by those who look on and by the bidder itself when the result is out."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from procurement.models.panels import OUT
from procurement.queries import integrity
from procurement.queries.results import told
from procurement.queries.sheets import beside
from procurement.views.bids import bid_of


@require_safe
@never_cache
@login_required
def sheets(request, uid, bid):
    """Every expert's points and words on one bid, cell by cell; experts go by number."""
    call = get_object_or_404(integrity.calls_for(request.user), uid=uid)
    bid = bid_of(request, bid)
    found = beside(call, bid) if bid.lot.call_id == call.pk else None
    if found is None:
        raise Http404
    context = {"call": call, "bid": bid, "told": found, "rule": integrity.rule_of(call)}
    return render(request, "procurement/sheets.html", context)


@require_safe
@never_cache
@login_required
def own(request, uid):
    """What a bidder is told of its own scores: the mean of every indicator, the total, the rank."""
    row = get_object_or_404(told(request.user).filter(bid__lot__call__status__in=OUT), uid=uid)
    call = row.bid.lot.call
    found = beside(call, row.bid)
    if found is None:
        raise Http404
    context = {"call": call, "row": row, "told": found, "rule": integrity.rule_of(call)}
    return render(request, "procurement/portal_scores.html", context)
