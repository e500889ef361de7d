"""What a counter needs at hand: what is offered here, what is done most, what was done today."""

from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from stations.models import Offering, ServiceDay, ServiceItem, ServiceRecord
from stations.queries.vitality import year_to


def offered_at(station, on=None):
    """Items that the station offers on a day, or its union for all of its stations."""
    here = Offering.objects.in_force(on).filter(
        Q(station=station) | Q(station=None, federation=station.federation_id)
    )
    return ServiceItem.objects.active(on).filter(pk__in=here.values("item"))


def by_use(items, station):
    """The most done here in the year first."""
    done = (
        ServiceDay.objects.filter(station=station, item=OuterRef("pk"))
        .filter(**year_to(timezone.localdate()))
        .order_by()
        .values("item")
        .annotate(n=Sum("records"))
        .values("n")
    )
    return items.annotate(used=Coalesce(Subquery(done), 0)).order_by("-used", "order", "code")


def today(station):
    """``{records, persons}`` of today, and by item."""
    days = ServiceDay.objects.filter(station=station, on=timezone.localdate()).order_by()
    items = list(
        days.values("item__name").annotate(n=Sum("persons"), r=Sum("records")).order_by("-n")
    )
    items = [row for row in items if row["r"]]
    return {
        "records": sum(row["r"] for row in items),
        "persons": sum(row["n"] for row in items),
        "items": items,
    }


def last_of(user, station):
    """What this person recorded here last."""
    rows = ServiceRecord.objects.standing().filter(station=station, by=user)
    return rows.select_related("item").order_by("-pk").first()


def delivered(federation, since, until, by="item"):
    """Services of a period at or below a federation, by item, group or both (AS-26, AS-36)."""
    ways = {
        "item": ("item__code", "item__name"),
        "group": ("group",),
        "kind": ("item__kind",),
        "both": ("item__code", "item__name", "group"),
    }
    days = ServiceDay.objects.filter(
        federation__path__startswith=federation.path, on__range=(since, until)
    )
    rows = days.order_by().values(*ways[by])
    return rows.annotate(
        persons=Sum("persons"), records=Sum("records"), stations=Count("station", distinct=True)
    ).order_by("-persons", *ways[by])
