from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from membership.models import Coverage
from unions.models import GrassrootsUnion

SIZES = (10, 20, 50, 100)


@require_safe
@login_required
def union_detail(request, pk):
    """A grassroots union and whom it covers: of these, the ones within the viewer's reach."""
    own = GrassrootsUnion.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    rows = (
        Coverage.objects.for_user(request.user, Permission.FOUNDING_VIEW)
        .known()
        .filter(union=pk)
        .select_related("organization__federation")
    )
    union = own.select_related("federation", "region").filter(pk=pk).first()
    whole = union is not None
    if not whole:
        known = rows.select_related("union__federation", "union__region").first()
        if known is None:
            raise Http404
        union = known.union
    tab = "past" if request.GET.get("tab") == "past" else "now"
    now = rows.valid()
    past = rows.exclude(pk__in=now.values("pk"))
    size = request.GET.get("size", "")
    size = int(size) if size.isdecimal() and int(size) in SIZES else 20
    shown = (now if tab == "now" else past).order_by("-valid_from", "-pk")
    return render(
        request,
        "membership/union_detail.html",
        {
            "union": union,
            "whole": whole,
            "page": Paginator(shown, size).get_page(request.GET.get("page")),
            "tab": tab,
            "tabs": [
                {"label": "现覆盖", "url": "?", "active": tab == "now", "count": now.count()},
                {
                    "label": "曾覆盖",
                    "url": "?tab=past",
                    "active": tab == "past",
                    "count": past.count(),
                },
            ],
        },
    )
