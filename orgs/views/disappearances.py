"""Organizations that a list no longer has: who they are, and what an officer found out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import Permission
from orgs.forms.checks import DecideForm, DisappearanceFilter
from orgs.listing import Pages
from orgs.models import Disappearance
from orgs.queries import listed_elsewhere
from orgs.services import disappearances
from orgs.views.editing import explain
from unions.paging import page_size

SORTS = {
    "name": "organization__folded_name",
    "since": "since",
    "grace": "grace_until",
    "federation": "organization__federation__path",
}


@require_safe
@never_cache
@login_required
def listing(request):
    """What waits to be found out, the longest waiting first."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_VIEW):
        raise PermissionDenied("您没有查看社会组织名册的权限。")
    form = DisappearanceFilter(request.GET, user=user)
    rows = form.apply(Disappearance.objects.for_user(user, Permission.ORG_VIEW))
    sort = request.GET.get("sort", "")
    key = SORTS.get(sort.removeprefix("-"), "grace_until")
    rows = rows.order_by(f"-{key}" if sort[:1] == "-" else key, "pk").select_related(
        "organization__federation", "source", "batch", "closed_by", "found_in"
    )
    page = Pages(rows, page_size(request.GET)).get_page(request.GET.get("page"))
    elsewhere = listed_elsewhere(list(page))
    return render(
        request,
        "orgs/missing.html",
        {
            "filter": form,
            "page": page,
            "rows": [(row, elsewhere.get(row.pk)) for row in page],
            "open": form.value("state") in ("", "due"),
            "may_edit": user.may_somewhere(Permission.ORG_EDIT),
        },
    )


@require_POST
@login_required
def decide(request):
    """Say of the ticked ones what became of them."""
    user = request.user
    if not user.may_somewhere(Permission.ORG_EDIT):
        raise PermissionDenied("您没有办理名单未列的权限。")
    rows = Disappearance.objects.for_user(user, Permission.ORG_EDIT).open()
    query = request.POST.get("query", "")
    if request.POST.get("all") == "1":
        rows = DisappearanceFilter(QueryDict(query), user=user).apply(rows)
        carried = [("all", "1"), ("query", query)]
    else:
        ids = [pk for pk in request.POST.getlist("ids") if pk.isdecimal() and len(pk) < 19]
        rows = rows.filter(pk__in=ids)
        carried = [*(("ids", pk) for pk in ids), ("query", query)]
    back, count = f"{reverse('orgs:missing')}?{query}", rows.count()
    if not count:
        messages.warning(request, "没有选中待核实的社会组织，请先勾选。")
        return redirect(back)
    confirmed = request.POST.get("step") == "confirm"
    form = DecideForm(request.POST if confirmed else None)
    if confirmed and form.is_valid():
        try:
            n = disappearances.decide(by=user, disappearances=rows, **form.cleaned_data)
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, f"已办理 {n:,} 家。")
            return redirect(back)
    context = {"form": form, "count": count, "carried": carried, "back": back}
    return render(request, "orgs/missing_decide.html", context, status=422 if confirmed else 200)
