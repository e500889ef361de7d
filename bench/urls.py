"""Views that exist only to be measured, beside the product's own; nobody is asked who they are."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import connection
from django.http import JsonResponse
from django.urls import include, path
from django.utils import timezone

from indicators.dashboard import overview
from indicators.definitions import REFERENCE_DRIVE
from indicators.models import Cell
from indicators.rollup import MEASURES
from orgs.models import Organization
from unions.models import Federation

LIVE = """
    SELECT province.code, count(*),
        count(*) FILTER (WHERE e.decision = 'eligible'),
        count(*) FILTER (WHERE e.decision = 'eligible' AND c.form <> 'organ')
    FROM orgs_organizationfacts f
    JOIN unions_federation own ON own.id = f.federation_id
    LEFT JOIN unions_federation province ON province.id = own.province_id
    LEFT JOIN membership_eligibility e ON e.organization_id = f.organization_id
        AND e.recorded_to IS NULL AND e.valid_from <= %(on)s
        AND (e.valid_to IS NULL OR e.valid_to > %(on)s)
    LEFT JOIN membership_coverage c ON c.organization_id = f.organization_id AND c.counted
        AND c.recorded_to IS NULL AND c.valid_from <= %(on)s
        AND (c.valid_to IS NULL OR c.valid_to > %(on)s)
    WHERE f.recorded_to IS NULL AND f.valid_from <= %(on)s
        AND (f.valid_to IS NULL OR f.valid_to > %(on)s)
        AND f.standing = 'registered' AND (f.registration_level IN ('10', '20')
            OR (f.type = '52' AND f.kind IN ('hospital', 'school', 'kindergarten')))
    GROUP BY 1
"""


@login_not_required
def one(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return JsonResponse({"one": cursor.fetchone()[0]})


@login_not_required
def children(request):
    cells = Cell.objects.filter(
        federation__level__lte=Federation.Level.PROVINCE,
        population=REFERENCE_DRIVE,
        dimension="total",
    )
    rows = list(cells.values("federation__code", "federation__name", *MEASURES))
    return JsonResponse({"rows": rows})


@login_not_required
def page(request):
    found = overview(Federation.objects.get(code="0"))
    for key in ("federation", "drive", "ancestors"):
        del found[key]
    return JsonResponse(found)


@login_not_required
def live(request):
    with connection.cursor() as cursor:
        cursor.execute(LIVE, {"on": timezone.localdate()})
        return JsonResponse({"rows": cursor.fetchall()})


@login_not_required
def numbered(request):
    """A page by number, as Django's Paginator makes it: counted whole, then counted off."""
    rows = Organization.objects.order_by("-registered_on", "-pk")
    page = Paginator(rows, int(request.GET["size"])).get_page(request.GET["page"])
    told = [{"name": o.name, "code": o.credit_code, "staff": o.staff_count} for o in page]
    return JsonResponse({"total": page.paginator.count, "rows": told})


urlpatterns = [
    path("bench/numbered/", numbered),
    path("bench/one/", one),
    path("bench/children/", children),
    path("bench/overview/", page),
    path("bench/live/", live),
    path("", include("liaison.urls")),
]
