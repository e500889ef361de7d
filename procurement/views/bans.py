from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from orgs.models import Organization
from procurement.filters.deciding import BanFilter
from procurement.forms.deciding import BanNewForm
from procurement.forms.moves import ReasonForm, given
from procurement.listing import ordered, page_of
from procurement.models import Ban
from procurement.services import bans as services
from procurement.views.asking import ask

VIEW, APPROVE = Permission.PURCHASE_VIEW, Permission.PURCHASE_APPROVE
SORTS = {"organization": "organization__name", "from": "starts_on", "to": "ends_on"}


def seen(request):
    rows = Ban.objects.for_user(request.user, VIEW)
    return rows.select_related("organization", "federation", "by")


@require_safe
@login_required
def listing(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看采购的权限。")
    chosen = BanFilter(request.GET, seen(request), request=request)
    context = {
        "filter": chosen,
        "page": page_of(ordered(chosen.qs, request.GET, SORTS, default="-from"), request.GET),
        "may_ban": request.user.may_somewhere(APPROVE),
    }
    return render(request, "procurement/ban_list.html", context)


@require_safe
@login_required
def one(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    context = {"row": row, "may_lift": row.holds() and request.user.may(APPROVE, row)}
    return render(request, "procurement/ban_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def new(request):
    heads = list(request.user.federations_granting(APPROVE))
    if not heads:
        raise PermissionDenied("您无权登记禁入决定。")
    organizations = Organization.objects.for_user(request.user, Permission.ORG_VIEW)
    form = BanNewForm(
        given(request), organizations=organizations, initial={"starts_on": timezone.localdate()}
    )

    def do(fields):
        fields.pop("code")
        services.ban(by=request.user, federation=heads[0], organization=form.organization, **fields)

    return ask(
        request,
        form,
        do,
        done="已登记；申报和定标时会核对。",
        back=reverse("procurement:bans"),
        title="登记禁入决定",
        text=f"{heads[0].name}的决定。",
        submit="登记",
    )


@require_http_methods(["GET", "POST"])
@login_required
def lift(request, uid):
    row = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(APPROVE, row):
        raise PermissionDenied("您无权解除这一禁入决定。")
    return ask(
        request,
        ReasonForm(given(request)),
        lambda fields: services.lift(by=request.user, row=row, **fields),
        done="已解除。",
        back=row,
        title="解除禁入",
        text=f"{row}。请写明修复情况。",
        submit="解除",
    )
