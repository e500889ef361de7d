"""The station finder, for anybody with a phone: the nearest that are open, with what they offer.

Where somebody stands is asked for by POST and rounded to about a hundred metres before it is sent:
it stands in no address, no log and no row.
"""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from jobs.listing import page_of
from stations import drawing
from stations.forms.stations import FindForm
from stations.hours import minute_now
from stations.models import Station
from stations.queries import network


def offered():
    return network.with_offers(Station.objects.public().select_related("region"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def find(request):
    form = FindForm(request.POST if request.method == "POST" else request.GET)
    rows, here = offered(), None
    if form.is_valid():
        here, rows = form.cleaned_data["at"], wanted(rows, form.cleaned_data)
    context = {"form": form}
    if here:
        context["near"] = network.nearest(rows, *here)
        context["circle"] = drawing.circle(here, context["near"])
    elif form.is_valid() and any(form.cleaned_data.values()):
        page = page_of(rows.order_by("region__path", "name", "pk"), request.GET)
        context |= {"page": page, "near": network.told(page), "drawn": drawing.on_a_map(rows)}
    else:
        context["count"] = rows.count()
    status = 422 if form.errors else 200
    answer = render(request, "stations/find.html", context, status=status)
    answer.permits = ("geolocation",)
    return answer


def wanted(rows, said):
    if said["kind"]:
        rows = rows.filter(kind=said["kind"])
    if said["has"]:
        rows = rows.filter(facilities__contains=[said["has"]])
    if said["now"]:
        rows = rows.filter(hours__at=minute_now())
    for word in said["search"].split()[:5]:
        place = Q(name__icontains=word) | Q(address__icontains=word)
        rows = rows.filter(place | Q(region__name__icontains=word) | Q(brand__icontains=word))
    return rows


@require_safe
@login_not_required
def shown(request, uid):
    rows = network.with_standing(offered().select_related("federation"))
    station = get_object_or_404(rows, uid=uid)
    context = {
        "station": station,
        "near": network.told([station])[0],
        "benefits": [b for b in station.benefits.all() if b.ends_on is None],
        "honours": station.honours.all(),
        "outlets": station.outlets.public(),
    }
    if station.longitude is not None:
        here = float(station.longitude), float(station.latitude)
        others = network.nearest(offered().exclude(pk=station.pk), *here, most=5)
        context["others"] = others
    return render(request, "stations/public_station.html", context)
