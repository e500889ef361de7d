"""The network in tables: table 1, density and unevenness, where the stations lie."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import Permission
from jobs.sheets import Column
from stations import drawing
from stations.forms.around import LookForm, WorkersForm
from stations.listing import taken_out
from stations.models import Station, Workforce
from stations.queries import network
from stations.services import around
from stations.views.asking import asked, given
from stations.views.stations import VIEW, parts
from unions.models import Federation

EDIT = Permission.STATION_EDIT


class Look:
    """Whose stations, on what day: as the address says, else the person's own and today."""

    def __init__(self, request):
        user = request.user
        if not user.may_somewhere(VIEW):
            raise PermissionDenied("您没有查看站点统计的权限。")
        self.user = user
        reach = Federation.objects.for_user(user, VIEW).select_related("region")
        code = request.GET.get("federation", "").strip()
        own = user.federations_granting(VIEW)
        self.federation = get_object_or_404(reach, code=code or own[0].code)
        try:
            self.on = date.fromisoformat(request.GET.get("on") or f"{timezone.localdate()}")
        except ValueError:
            raise Http404 from None
        self.form = LookForm({"federation": self.federation.code, "on": self.on.isoformat()})

    @property
    def rows(self):
        rows = Station.objects.for_user(self.user, VIEW)
        return rows.filter(federation__path__startswith=self.federation.path)

    @property
    def query(self):
        return f"?federation={self.federation.code}&on={self.on.isoformat()}"


@require_safe
@never_cache
@login_required
def table(request):
    look = Look(request)
    lines = network.table_one(look.rows, look.on)
    group = network.group_network(look.rows, look.on)
    context = {
        "look": look,
        "lines": lines,
        "whole": lines[-1],
        "before": network.two_years_before(look.on),
        "group": group if any(number for _, number in group) else None,
        "parts": parts("stations:table", request.user),
    }
    return render(request, "stations/network_table.html", context)


TABLE = [
    Column(label="层级", width=28),
    Column(label="站点数（个）", kind="whole"),
    Column(label="两年前（个）", kind="whole"),
    Column(label="增长", kind="percent"),
]


@require_POST
@login_required
def table_export(request):
    look = Look(request)
    lines = [
        (line.label, line.count, line.before, line.added / line.before if line.before else None)
        for line in network.table_one(look.rows, look.on)
    ]
    title = f"{look.federation.short_name}县以下帮扶站点（截至{look.on}）"
    return taken_out(TABLE, lines, title=title, by=request.user)


@require_safe
@never_cache
@login_required
def density(request):
    look = Look(request)
    places, uneven = network.density(look.rows, look.federation, look.on)
    most = max((place.per_ten_thousand or 0 for place in places), default=0)
    context = {
        "look": look,
        "places": sorted(places, key=lambda place: -(place.per_ten_thousand or 0)),
        "uneven": uneven,
        "most": most,
        "parts": parts("stations:density", request.user),
        "may_count": request.user.may_at(EDIT, look.federation),
    }
    return render(request, "stations/network_density.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def workers(request):
    """How many workers a federation counts."""
    if not request.user.may_somewhere(EDIT):
        raise PermissionDenied("您没有登记职工人数的权限。")
    form = WorkersForm(given(request), user=request.user)
    rows = Workforce.objects.for_user(request.user, EDIT).select_related("federation")
    return asked(
        request,
        form,
        lambda fields: around.count_workers(by=request.user, **fields) and "stations:density",
        done="已登记。",
        title="登记职工人数",
        text="用于计算每万名职工的站点数。下级已登记的，上级只登记直属的，不重复计算。",
        items=[
            f"{row.federation.short_name}：{row.workers:,} 人（{row.valid_from}）"
            for row in rows[:5]
        ],
        submit="登记",
        cancel=reverse("stations:density"),
    )


@require_safe
@never_cache
@login_required
def where(request):
    """Where they lie: points or bundles of points on the shapes of the divisions."""
    look = Look(request)
    context = {
        "look": look,
        "drawn": drawing.drawn(look.rows.open_on(look.on), look.federation.region),
        "places": network.density(look.rows, look.federation, look.on)[0],
        "parts": parts("stations:map", request.user),
    }
    return render(request, "stations/network_map.html", context)
