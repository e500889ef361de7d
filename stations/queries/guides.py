"""Which unions have what it takes to give aid by rule, and which lack it (AS-42)."""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from stations.models import AidGuide, Station
from unions.models import Federation

KINDS = AidGuide.Kind.values


def completeness(place, on=None):
    """Federations next below and the place itself: ``has_plan`` … of their own, in force."""
    on = on or timezone.localdate()
    own = AidGuide.objects.in_force(on).filter(federation=OuterRef("pk"), station=None)
    rows = Federation.objects.filter(Q(pk=place.pk) | Q(parent=place), valid_to=None)
    return rows.annotate(
        **{f"has_{kind}": Exists(own.filter(kind=kind)) for kind in KINDS}
    ).order_by("path")


def stations_lacking(place, kind, on=None):
    """Open stations below the county that no standard, plan or procedure in force speaks of:
    neither their own nor one of a union at or above theirs."""
    on = on or timezone.localdate()
    guides = AidGuide.objects.in_force(on).filter(kind=kind)
    covered = guides.filter(station=None).values_list("federation", "federation__path")
    exact = Q(pk__in=guides.exclude(station=None).values("station"))
    for federation, path in covered:
        exact |= Q(federation=federation) | Q(federation__path__startswith=path)
    rows = Station.objects.open_on(on).below_county()
    return rows.filter(federation__path__startswith=place.path).exclude(exact)
