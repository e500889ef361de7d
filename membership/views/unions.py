from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from governance.queries import corrections_about
from membership import services
from membership.forms.foundings import DissolveForm
from membership.models import Coverage
from membership.queries import loss_of
from membership.views.foundings import explain
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
    may_dissolve = union is not None and may_end(request.user, union)
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
            "may_dissolve": may_dissolve,
            "notes": corrections_about(union, request.user) if whole else [],
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


def may_end(user, union):
    return union.dissolved_on is None and user.may_at(Permission.FOUNDING_EDIT, union.federation)


@require_http_methods(["GET", "POST"])
@login_required
def dissolve(request, pk):
    """When and why, then what it does to the figures, and only then it is done."""
    own = GrassrootsUnion.objects.for_user(request.user, Permission.FOUNDING_VIEW)
    union = get_object_or_404(own.select_related("federation"), pk=pk)
    if not may_end(request.user, union):
        raise PermissionDenied("您没有撤销这个基层工会的权限，或它已经撤销。")
    form = DissolveForm(request.POST or None)
    context = {"union": union, "form": form}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("step") != "confirm":
            context["loss"] = loss_of(union, form.cleaned_data["on"])
            return render(request, "membership/union_dissolve.html", context)
        try:
            ended = services.dissolve_union(by=request.user, union=union, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已撤销“{union}”，{ended:,} 家的工会覆盖同日终止。")
            return redirect("membership:union", union.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "membership/union_dissolve.html", context, status=status)
