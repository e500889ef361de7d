"""Stations as officers see them: the list, one of them, what is done with it."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.listing import MOST, ordered, page_of
from stations import pages, station_list
from stations.filters.stations import StationFilter
from stations.forms import stations as forms
from stations.listing import taken_out
from stations.models import StandardCheck, Station, StationWorker
from stations.queries.network import with_standing
from stations.services import around, ratings
from stations.services import stations as services
from stations.standards import standard_named
from stations.tabs import tabs
from stations.views.asking import asked, given

VIEW, EDIT, RATE = Permission.STATION_VIEW, Permission.STATION_EDIT, Permission.STATION_RATE
SORTS = {
    "name": "name",
    "kind": "kind",
    "layer": "layer",
    "federation": "federation__path",
    "opened": "opened_on",
    "stars": "rated",
}
PARTS = (
    ("全部站点", "stations:stations", VIEW),
    ("统计表", "stations:table", VIEW),
    ("密度", "stations:density", VIEW),
    ("分布", "stations:map", VIEW),
    ("部门联动", "stations:linkages", VIEW),
    ("优惠网点", "stations:outlets", VIEW),
    ("导入", "stations:sheets", EDIT),
)


def parts(active, user):
    """The pages of stations that a person may open, as tabs under that of stations and aid."""
    return [
        {"label": label, "url": reverse(name), "active": name == active}
        for label, name, permission in PARTS
        if user.may_somewhere(permission)
    ]


def seen(request):
    return Station.objects.for_user(request.user, VIEW).select_related("federation", "region")


def may_look(request):
    user = request.user
    if not (user.may_somewhere(VIEW) or user.may_somewhere(Permission.STATION_WORK)):
        raise PermissionDenied("您没有查看站点的权限。")


def chosen(request):
    found = StationFilter(request.GET, with_standing(seen(request)), request=request)
    return found, ordered(found.qs, request.GET, SORTS, default="federation")


@require_safe
@never_cache
@login_required
def listing(request):
    others = tabs(request.user, "")
    if others and others[0]["url"] != request.path:  # the menu leads here; money is another right
        return redirect(others[0]["url"])
    may_look(request)
    found, rows = chosen(request)
    context = {
        "filter": found,
        "page": page_of(rows, request.GET),
        "parts": parts("stations:stations", request.user),
        "may_edit": request.user.may_somewhere(EDIT),
    }
    return render(request, "stations/station_list.html", context)


@require_POST
@login_required
def export(request):
    may_look(request)
    rows = chosen(request)[1][:MOST]
    lines = map(station_list.cells_of, rows)
    return taken_out(station_list.TITLES, lines, title="站点", by=request.user)


@require_safe
@never_cache
@login_required
def one(request, uid):
    station = get_object_or_404(with_standing(seen(request)).select_related("union"), uid=uid)
    context = {
        "station": station,
        "sections": pages.STATION.shown(station, request.user),
        "acts": pages.STATION.offered(station, request.user),
        "doing": doing(station, request.user),
    }
    return render(request, "stations/station_detail.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def create(request):
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有登记站点的权限。")
    form = forms.StationForm(given(request), user=request.user)
    return asked(
        request,
        form,
        lambda fields: services.open_station(by=request.user, **fields),
        done="已登记。",
        template="stations/station_form.html",
        title="登记站点",
        cancel=reverse("stations:stations"),
    )


def editable(request, uid, permission=EDIT):
    station = get_object_or_404(seen(request), uid=uid)
    if not request.user.may(permission, station):
        raise PermissionDenied("您无权办理这个站点的事项。")
    return station


@require_http_methods(["GET", "POST"])
@login_required
def revise(request, uid):
    station = editable(request, uid)
    form = forms.StationForm(given(request), instance=station, user=request.user)
    return asked(
        request,
        form,
        lambda fields: services.revise_station(
            by=request.user, station=editable(request, uid), **fields
        ),
        done="已更正。",
        template="stations/station_form.html",
        title=f"更正：{station.name}",
        cancel=station.get_absolute_url(),
    )


@dataclass(frozen=True)
class Act:
    """Something done to one station: how it is called, what it asks, what does it."""

    label: str
    form: type
    do: object
    permission: str = EDIT
    text: str = ""
    template: str = "_components/confirm.html"
    offered: object = lambda station: station.closed_on is None


def _is(*kinds):
    return lambda station: station.closed_on is None and station.kind in kinds


def post(*, by, station, username, **fields):
    """By the name of the account; one that is none, and one of elsewhere, are the same answer."""
    user = station_list.worker_named(username, station)
    if user is None:
        raise ValidationError({"username": "本级没有这个站点工作人员账号，请核对用户名。"})
    return services.post_worker(by=by, station=station, user=user, **fields)


K = Station.Kind
ACTS = {
    "check": Act(
        "规范化检查",
        forms.CheckForm,
        ratings.check_station,
        text="逐项现场查看；检查结果由另一人核定后生效。",
        template="stations/station_form.html",
    ),
    "rate": Act("评定星级", forms.RateForm, ratings.rate_station, RATE, offered=_is(K.REST_POINT)),
    "house": Act("登记场地", forms.RehouseForm, services.rehouse_station),
    "rename": Act(
        "更名",
        forms.RenameForm,
        services.rename_station,
        text="旧名称作为曾用名保留；困难职工帮扶中心改为职工服务中心的，同时改类别。",
    ),
    "year": Act("填报年报", forms.YearForm, services.report_year),
    "post": Act("登记人员", forms.PostForm, post),
    "benefit": Act(
        "登记会员卡权益", forms.BenefitForm, around.grant_benefit, offered=_is(K.MEMBER_BASE)
    ),
    "honour": Act("登记荣誉", forms.HonourForm, ratings.honour_station),
    "close": Act(
        "关停", forms.CloseForm, services.close_station, text="关停后不再出现在公开查询中。"
    ),
}


def doing(station, user):
    return [
        (verb, act.label)
        for verb, act in ACTS.items()
        if act.offered(station) and user.may(act.permission, station)
    ]


@require_http_methods(["GET", "POST"])
@login_required
def do(request, uid, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    station = editable(request, uid, act.permission)
    if not act.offered(station):
        raise Http404
    form = act.form(given(request), station=station, user=request.user)

    def perform(fields):
        act.do(by=request.user, station=editable(request, uid, act.permission), **fields)
        return station

    return asked(
        request,
        form,
        perform,
        done=f"已{act.label}。" if act.label.startswith("登记") else f"{act.label}：已完成。",
        template=act.template,
        title=f"{act.label}：{station.name}",
        text=act.text,
        submit=act.label,
        cancel=station.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
@login_required
def end_post(request, uid, pk):
    station = editable(request, uid)
    posts = StationWorker.objects.for_user(request.user, EDIT).filter(ends_on=None)
    worker = get_object_or_404(posts, pk=pk, station=station)
    form = forms.EndForm(given(request))

    def perform(fields):
        services.end_post(by=request.user, worker=worker, **fields)
        return station

    return asked(
        request,
        form,
        perform,
        done="已登记离岗。",
        title=f"离岗：{worker.user.name}",
        submit="登记离岗",
        cancel=station.get_absolute_url(),
    )


@require_safe
@never_cache
@login_required
def check(request, uid):
    rows = StandardCheck.objects.for_user(request.user, VIEW)
    rows = rows.select_related("station__federation", "by", "confirmed_by")
    found = get_object_or_404(rows, uid=uid)
    standard = standard_named(found.standard)
    mine = found.by_id == request.user.pk
    context = {
        "check": found,
        "standard": standard,
        "lines": [(item, found.answers.get(item.key)) for item in standard.items],
        "may_confirm": not found.confirmed_at and not mine and request.user.may(RATE, found),
    }
    return render(request, "stations/check_detail.html", context)


@require_POST
@login_required
def confirm(request, uid):
    rows = StandardCheck.objects.for_user(request.user, VIEW)
    found = get_object_or_404(rows, uid=uid)
    try:
        ratings.confirm_check(by=request.user, check=found)
        messages.success(request, "已核定。")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(found)
