"""Departments linked and outlets, as lists of their own."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import MOST, ordered, page_of
from jobs.sheets import Column
from stations.filters.around import LinkageFilter, OutletFilter
from stations.forms.around import LinkageForm, OutletForm, UnlinkForm
from stations.listing import taken_out
from stations.models import Linkage, Outlet
from stations.services import around as services
from stations.views.asking import asked, given
from stations.views.stations import parts

VIEW, EDIT = Permission.STATION_VIEW, Permission.STATION_EDIT
LINKAGE_SORTS = {
    "federation": "federation__path",
    "department": "department",
    "starts": "starts_on",
}
OUTLET_SORTS = {"federation": "federation__path", "kind": "kind", "name": "name"}


def linkages_of(request):
    rows = Linkage.objects.for_user(request.user, VIEW).select_related("federation", "station")
    found = LinkageFilter(request.GET, rows, request=request)
    return found, ordered(found.qs, request.GET, LINKAGE_SORTS, default="federation")


def outlets_of(request):
    rows = Outlet.objects.for_user(request.user, VIEW).select_related("federation", "region")
    found = OutletFilter(request.GET, rows, request=request)
    return found, ordered(found.qs, request.GET, OUTLET_SORTS, default="federation")


def may_look(request):
    if not request.user.may_somewhere(VIEW):
        raise PermissionDenied("您没有查看站点的权限。")


def may_keep(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有维护站点的权限。")


@require_safe
@never_cache
@login_required
def linkages(request):
    may_look(request)
    found, rows = linkages_of(request)
    context = {
        "filter": found,
        "page": page_of(rows, request.GET),
        "parts": parts("stations:linkages", request.user),
        "may_edit": request.user.may_somewhere(EDIT),
    }
    return render(request, "stations/linkage_list.html", context)


@require_POST
@login_required
def linkages_export(request):
    may_look(request)
    titles = ("工会", "部门", "事项", "协议或文号", "站点")
    columns = [*(Column(label=label, width=24) for label in titles)]
    columns += [Column(label="起", kind="date"), Column(label="止", kind="date")]
    lines = (
        (
            row.federation.short_name,
            row.get_department_display(),
            row.matter,
            row.document,
            row.station.name if row.station else "",
            row.starts_on,
            row.ends_on,
        )
        for row in linkages_of(request)[1][:MOST]
    )
    return taken_out(columns, lines, title="部门联动", by=request.user)


@require_http_methods(["GET", "POST"])
@login_required
def link(request):
    may_keep(request)
    return asked(
        request,
        LinkageForm(given(request), user=request.user),
        lambda fields: services.link(by=request.user, **fields),
        done="已登记。",
        title="登记部门联动",
        text="政府部门的联动机制，或工会内部各部门对站点承担的事项。",
        submit="登记",
        cancel=reverse("stations:linkages"),
    )


@require_http_methods(["GET", "POST"])
@login_required
def unlink(request, uid):
    rows = Linkage.objects.for_user(request.user, VIEW).filter(ends_on=None)
    linkage = get_object_or_404(rows, uid=uid)
    if not request.user.may(EDIT, linkage):
        raise PermissionDenied("您无权办理这项联动。")
    return asked(
        request,
        UnlinkForm(given(request)),
        lambda fields: services.unlink(by=request.user, linkage=linkage, **fields),
        done="已结束。",
        title="结束部门联动",
        text=str(linkage),
        submit="结束",
        cancel=reverse("stations:linkages"),
    )


@require_safe
@never_cache
@login_required
def outlets(request):
    may_look(request)
    found, rows = outlets_of(request)
    context = {
        "filter": found,
        "page": page_of(rows, request.GET),
        "parts": parts("stations:outlets", request.user),
        "may_edit": request.user.may_somewhere(EDIT),
    }
    return render(request, "stations/outlet_list.html", context)


@require_POST
@login_required
def outlets_export(request):
    may_look(request)
    titles = ("名称", "类别", "合作单位", "工会", "所在区划", "地址", "服务电话", "优惠内容")
    columns = [*(Column(label=label, width=24) for label in titles)]
    columns += [Column(label="挂牌日期", kind="date"), Column(label="撤牌日期", kind="date")]
    lines = (
        (
            row.name,
            row.get_kind_display(),
            row.partner,
            row.federation.short_name,
            row.region.name,
            row.address,
            row.phone,
            row.discounts,
            row.opened_on,
            row.closed_on,
        )
        for row in outlets_of(request)[1][:MOST]
    )
    return taken_out(columns, lines, title="优惠网点", by=request.user)


@require_http_methods(["GET", "POST"])
@login_required
def outlet_new(request):
    may_keep(request)
    return asked(
        request,
        OutletForm(given(request), user=request.user),
        lambda fields: services.open_outlet(by=request.user, **fields),
        done="已登记。",
        title="登记优惠网点",
        submit="登记",
        cancel=reverse("stations:outlets"),
    )


@require_safe
@never_cache
@login_required
def outlet(request, uid):
    rows = Outlet.objects.for_user(request.user, VIEW)
    found = get_object_or_404(rows.select_related("federation", "region", "station"), uid=uid)
    context = {"outlet": found, "may_edit": request.user.may(EDIT, found)}
    return render(request, "stations/outlet_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def outlet_edit(request, uid):
    found = get_object_or_404(Outlet.objects.for_user(request.user, VIEW), uid=uid)
    if not request.user.may(EDIT, found):
        raise PermissionDenied("您无权更正这个网点。")
    return asked(
        request,
        OutletForm(given(request), instance=found, user=request.user),
        lambda fields: services.revise_outlet(by=request.user, outlet=found, **fields),
        done="已更正。",
        title=f"更正：{found.name}",
        submit="保存",
        cancel=found.get_absolute_url(),
    )
