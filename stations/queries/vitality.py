"""Whether an item is alive: how many people it reached in the year up to a day (AS-44)."""

from datetime import timedelta

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from stations.models import Offering, ServiceDay, ServiceItem

YEAR = timedelta(days=365)
HEAD = Coalesce("item__parent_id", "item_id")


def year_to(on):
    return {"on__gt": on - YEAR, "on__lte": on}


def served(federation, on, *, station=None):
    """``{item: persons}`` at or below a federation, or at one station, in the year up to a day;
    parts count under their heads."""
    days = ServiceDay.objects.filter(**year_to(on))
    days = (
        days.filter(station=station)
        if station
        else days.filter(federation__path__startswith=federation.path)
    )
    rows = days.order_by().annotate(head=HEAD).values("head").annotate(n=Sum("persons"))
    return {row["head"]: row["n"] for row in rows}


def by_item(federation, on=None):
    """Every item in use, with who offers it, whom it reached in the year, and when last."""
    on = on or timezone.localdate()
    below = {"federation__path__startswith": federation.path}
    offered = {
        row["head"]: row
        for row in Offering.objects.in_force(on)
        .filter(**below)
        .order_by()
        .annotate(head=HEAD)
        .values("head")
        .annotate(
            stations=Count("station", distinct=True),
            unions=Count("federation", distinct=True),
        )
    }
    reached = {
        row["head"]: row
        for row in ServiceDay.objects.filter(**below, **year_to(on))
        .order_by()
        .annotate(head=HEAD)
        .values("head")
        .annotate(n=Sum("persons"), r=Sum("records"), last=Max("on"))
    }
    rows = []
    for item in ServiceItem.objects.active(on).heads():
        if item.federation_id and item.pk not in offered and item.pk not in reached:
            continue
        there, got = offered.get(item.pk, {}), reached.get(item.pk, {})
        persons = got.get("n", 0)
        rows.append(
            {
                "item": item,
                "unions": there.get("unions", 0),
                "stations": there.get("stations", 0),
                "persons": persons,
                "records": got.get("r", 0),
                "last": got.get("last"),
                "dormant": bool(there) and persons < item.least_persons,
            }
        )
    return rows


def with_served(offerings, on=None):
    """Offerings at stations, each with whom it reached in the year: ``persons``."""
    on = on or timezone.localdate()
    days = ServiceDay.objects.filter(
        station=OuterRef("station"), item=OuterRef("item"), **year_to(on)
    )
    total = days.order_by().values("station").annotate(n=Sum("persons")).values("n")
    return offerings.annotate(persons=Coalesce(Subquery(total), 0))


def dormant(offerings, on=None):
    """Those of them at stations that reached next to nobody, after a year at least."""
    on = on or timezone.localdate()
    old = with_served(offerings, on).filter(Q(starts_on__lte=on - YEAR), station__isnull=False)
    return old.filter(persons__lt=F("item__least_persons"))
