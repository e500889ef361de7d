"""Services: what was done, what there is, who offers it, whether it is alive."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import MOST, ordered, page_of
from jobs.sheets import Column
from stations.exporting import taken_out
from stations.filters.records import OfferingFilter, RecordFilter
from stations.forms.services import EndForm, ItemForm, OfferingForm, ReviseItemForm
from stations.models import Offering, ServiceItem, ServiceRecord
from stations.queries import vitality as lives
from stations.services import items as catalogue
from stations.services import offerings as services
from stations.views.asking import asked, given
from unions.models import Federation

VIEW, EDIT = Permission.SERVICE_VIEW, Permission.SERVICE_EDIT
WORK, RECORD = Permission.STATION_WORK, Permission.SERVICE_RECORD
FORM = "stations/service_form.html"


def viewer(request):
    if not request.user.may_somewhere(VIEW) and not request.user.may_somewhere(WORK):
        raise PermissionDenied("您没有查看服务情况的权限。")


def editor(request):
    if not request.user.federations_granting(EDIT):
        raise PermissionDenied("您没有管理服务项目的权限。")


# What was done

RECORD_SORTS = {"on": "on", "at": "id", "item": "item__order", "persons": "persons"}
RECORD_COLUMNS = [
    Column(label="服务日期", kind="date"),
    Column(label="站点", width=30),
    Column(label="责任工会", width=24),
    Column(label="服务项目", width=18),
    Column(label="类别"),
    Column(label="服务对象", width=18),
    Column(label="人次", kind="whole"),
    Column(label="数量", kind="money"),
    Column(label="计量单位"),
    Column(label="登记人"),
    Column(label="状态"),
]


def found_records(request):
    viewer(request)
    rows = ServiceRecord.objects.for_user(request.user, VIEW)
    rows = rows.select_related("station", "federation", "item", "by")
    chosen = RecordFilter(request.GET, rows, request=request)
    return chosen, ordered(chosen.qs, request.GET, RECORD_SORTS, default="-at")


@require_safe
@login_required
def record_list(request):
    chosen, rows = found_records(request)
    context = {
        "filter": chosen,
        "page": page_of(rows, request.GET),
        "may_record": any(request.user.may_somewhere(p) for p in (RECORD, WORK)),
    }
    return render(request, "stations/record_list.html", context)


@require_POST
@login_required
def record_export(request):
    """Without card numbers."""
    _, rows = found_records(request)
    lines = (
        (
            *(row.on, row.station.name, row.federation.short_name, row.item.name),
            *(row.item.get_kind_display(), row.get_group_display(), row.persons, row.quantity),
            *(row.item.get_unit_display(), row.by.name, "已作废" if row.voided_at else "有效"),
        )
        for row in rows[:MOST]
    )
    return taken_out(RECORD_COLUMNS, lines, title="服务记录", by=request.user)


# The catalogue


def seen_items(request):
    viewer(request)
    return ServiceItem.objects.for_user(request.user, VIEW).select_related("parent", "federation")


@require_safe
@login_required
def item_list(request):
    rows = seen_items(request).order_by("order", "code")
    kind = request.GET.get("kind", "")
    if kind in ServiceItem.Kind.values:
        rows = rows.filter(kind=kind)
    kinds = [("", "全部"), *ServiceItem.Kind.choices]
    tabs = [
        {"label": label, "url": f"?kind={key}" if key else "?", "active": key == kind}
        for key, label in kinds
    ]
    context = {
        "page": page_of(rows, {"size": "100", **request.GET.dict()}),
        "kinds": tabs,
        "may_edit": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "stations/item_list.html", context)


@require_safe
@login_required
def item(request, code):
    row = get_object_or_404(seen_items(request), code=code)
    offered = Offering.objects.for_user(request.user, VIEW).in_force().filter(item=row)
    context = {
        "item": row,
        "versions": row.versions.all(),
        "parts": seen_items(request).filter(parent=row),
        "brands": row.brands.for_user(request.user, VIEW).select_related("federation"),
        "page": page_of(offered.select_related("federation", "station"), request.GET),
        "may_edit": row.federation_id is not None and request.user.may(EDIT, row),
    }
    return render(request, "stations/item_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def item_new(request):
    editor(request)
    form = ItemForm(
        given(request), user=request.user, initial={"active_from": timezone.localdate()}
    )
    return asked(
        request,
        form,
        lambda told: catalogue.add_item(by=request.user, **told),
        done="已设立。",
        template=FORM,
        title="设立服务项目",
        submit="保存",
        cancel=reverse("stations:items"),
    )


def own_item(request, code):
    row = get_object_or_404(seen_items(request), code=code)
    if row.federation_id is None or not request.user.may(EDIT, row):
        raise PermissionDenied("只能维护本级的服务项目。")
    return row


@require_http_methods(["GET", "POST"])
@login_required
def item_revise(request, code):
    row = own_item(request, code)
    form = ReviseItemForm(
        given(request),
        instance=row,
        user=request.user,
        initial={"starts_on": timezone.localdate()},
    )
    return asked(
        request,
        form,
        lambda told: catalogue.revise_item(by=request.user, item=own_item(request, code), **told),
        done="已修订。",
        template=FORM,
        title=f"修订“{row.name}”",
        submit="保存",
        cancel=row.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def item_retire(request, code):
    row = own_item(request, code)
    return asked(
        request,
        EndForm(given(request), initial={"on": timezone.localdate()}),
        lambda told: catalogue.retire_item(by=request.user, item=row, **told),
        done="已停用。",
        title=f"停用“{row.name}”",
        text="各站点同日停止提供；已有的记录保留。",
        submit="停用",
        danger=True,
        cancel=row.get_absolute_url(),
    )


# Who offers what

OFFERING_SORTS = {"item": "item__order", "federation": "federation__path", "starts": "starts_on"}
OFFERING_COLUMNS = [
    Column(label="服务项目", width=18),
    Column(label="责任工会", width=24),
    Column(label="站点", width=30),
    Column(label="供给方式"),
    Column(label="服务对象", width=24),
    Column(label="服务时间", width=20),
    Column(label="开始日期", kind="date"),
    Column(label="停止日期", kind="date"),
]


def seen_offerings(request):
    viewer(request)
    rows = Offering.objects.for_user(request.user, VIEW)
    return rows.select_related("item", "federation", "station")


def found_offerings(request):
    chosen = OfferingFilter(request.GET, seen_offerings(request), request=request)
    return chosen, ordered(chosen.qs, request.GET, OFFERING_SORTS, default="item")


@require_safe
@login_required
def offering_list(request):
    chosen, rows = found_offerings(request)
    context = {
        "filter": chosen,
        "page": page_of(rows, request.GET),
        "may_edit": bool(request.user.federations_granting(EDIT)),
    }
    return render(request, "stations/offering_list.html", context)


@require_POST
@login_required
def offering_export(request):
    _, rows = found_offerings(request)
    lines = (
        (
            *(row.item.name, row.federation.short_name),
            *(row.station.name if row.station else "统一提供", row.get_mode_display()),
            *(row.groups_in_words, row.hours, row.starts_on, row.ended_on),
        )
        for row in rows[:MOST]
    )
    return taken_out(OFFERING_COLUMNS, lines, title="服务供给", by=request.user)


@require_http_methods(["GET", "POST"])
@login_required
def offering_new(request):
    editor(request)
    initial = {"starts_on": timezone.localdate(), "station": request.GET.get("station")}
    form = OfferingForm(given(request), user=request.user, initial=initial)
    return asked(
        request,
        form,
        lambda told: services.offer(by=request.user, **told),
        done="已开设。",
        template=FORM,
        title="开设服务",
        submit="保存",
        cancel=reverse("stations:offerings"),
    )


@require_safe
@login_required
def offering(request, uid):
    row = get_object_or_404(lives.with_served(seen_offerings(request)), uid=uid)
    may_edit = row.ended_on is None and request.user.may(EDIT, row)
    context = {"offering": row, "may_edit": may_edit}
    return render(request, "stations/offering_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def offering_end(request, uid):
    row = get_object_or_404(seen_offerings(request), uid=uid)
    if not request.user.may(EDIT, row):
        raise PermissionDenied("只能维护本级及下级的服务。")
    return asked(
        request,
        EndForm(given(request), initial={"on": timezone.localdate()}),
        lambda told: services.end_offering(by=request.user, offering=row, **told),
        done="已停止。",
        title=f"停止“{row.item}”",
        text=str(row.station or row.federation),
        submit="停止服务",
        danger=True,
        cancel=row.get_absolute_url(),
    )


# Whether it is alive


def looked_at(request):
    """The federation that is asked for, or one's own."""
    viewer(request)
    places = Federation.objects.for_user(request.user, VIEW)
    code = request.GET.get("federation", "")
    if code:
        return get_object_or_404(places, code=code)
    heads = request.user.federations_granting(VIEW)
    if not heads:
        raise PermissionDenied("您没有查看服务情况的权限。")
    return heads[0]


@require_safe
@login_required
def vitality(request):
    """AS-44: how many people each item reached in the year, and which stations' are dormant."""
    place = looked_at(request)
    offered = Offering.objects.for_user(request.user, VIEW).in_force()
    below = offered.filter(federation__path__startswith=place.path)
    asleep = lives.dormant(below).select_related("item", "station", "federation")
    context = {
        "place": place,
        "rows": lives.by_item(place),
        "page": page_of(asleep.order_by("federation__path", "station", "item"), request.GET),
        "children": place.children.filter(valid_to=None).order_by("code"),
    }
    return render(request, "stations/vitality.html", context)


VITALITY_COLUMNS = [
    Column(label="服务项目", width=20),
    Column(label="类别"),
    Column(label="提供的工会（家）", kind="whole"),
    Column(label="提供的站点（个）", kind="whole"),
    Column(label="一年服务人次", kind="whole"),
    Column(label="最近一次", kind="date"),
    Column(label="运作"),
]


@require_POST
@login_required
def vitality_export(request):
    place = looked_at(request)
    lines = (
        (
            *(row["item"].name, row["item"].get_kind_display(), row["unions"], row["stations"]),
            *(row["persons"], row["last"], "基本没有运作" if row["dormant"] else "正常"),
        )
        for row in lives.by_item(place)
    )
    title = f"{place.short_name}服务活跃程度"
    return taken_out(VITALITY_COLUMNS, lines, title=title, by=request.user)
