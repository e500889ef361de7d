"""The counter of a station: one page, kept open all day, quick with a scanner and without a net."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import Permission
from jobs.listing import page_of
from orgs.views.refusals import explain
from stations.forms.records import CounterForm, VoidForm
from stations.models import ServiceRecord, Station
from stations.queries import counters
from stations.services import records as services
from stations.views.asking import asked, given

RECORD = Permission.SERVICE_RECORD


def mine(request):
    """Open stations at which this person may record."""
    rows = Station.objects.for_user(request.user, RECORD).open_on()
    return rows.select_related("federation")


@require_safe
@login_required
def choose(request):
    """Whoever works at one station stands at its counter at once."""
    if not any(map(request.user.may_somewhere, (RECORD, Permission.STATION_WORK))):
        raise PermissionDenied("您没有登记服务的权限。")
    rows = mine(request).order_by("federation__path", "name")
    search = request.GET.get("search", "").strip()
    if search:
        rows = rows.filter(name__icontains=search)
    page = page_of(rows, request.GET)
    if page.paginator.count == 1 and not search:
        return redirect("stations:counter", page.object_list[0].uid)
    return render(request, "stations/counter_choose.html", {"page": page, "search": search})


@require_http_methods(["GET", "POST"])
@login_required
def counter(request, uid):
    station = get_object_or_404(mine(request), uid=uid)
    items = list(counters.by_use(counters.offered_at(station), station))
    last = counters.last_of(request.user, station)
    initial = {"group": last.group} if last else {}
    form = CounterForm(given(request), items=items, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_service(by=request.user, station=station, **form.entry())
        except ValidationError as refusal:
            explain(form, refusal)
        else:
            messages.success(request, "已登记。")
            return redirect("stations:counter", station.uid)
    recent = ServiceRecord.objects.for_user(request.user, RECORD).filter(station=station)
    context = {
        "station": station,
        "form": form,
        "last": last,
        "today": counters.today(station),
        "recent": recent.select_related("item", "by")[:10],
    }
    status = 422 if form.errors else 200
    answer = render(request, "stations/counter.html", context, status=status)
    answer.permits = ("camera",)
    return answer


@require_http_methods(["GET", "POST"])
@login_required
def void(request, uid):
    rows = ServiceRecord.objects.for_user(request.user, RECORD).select_related("station", "item")
    row = get_object_or_404(rows, uid=uid)

    def do(told):
        services.void(by=request.user, service=row, **told)
        return reverse("stations:counter", args=[row.station.uid])

    return asked(
        request,
        VoidForm(given(request)),
        do,
        done="已作废，不再计数。",
        title="作废服务记录",
        text=f"{row.station}，{row.on:%Y-%m-%d}，{row.item}，{row.persons} 人次。",
        submit="作废",
        cancel=reverse("stations:counter", args=[row.station.uid]),
    )
