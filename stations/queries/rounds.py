"""Tables 2 and 3: of the unions that answered, how many run each item, and how many have taken in
which group of workers since (AS-10, AS-14, AS-15)."""

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import Coalesce

from stations.models import (
    GroupAddition,
    ReturnedItem,
    ServiceItem,
    ServiceReturn,
    TargetGroup,
)

PLACE = Coalesce("station_id", 0)


def items_run(round):
    """Table 2: ``[{item, n, of, dormant}]``, the most first, ties in the catalogue's order. One
    that is run by name alone does not count."""
    of = round.returns.count()
    lines = ReturnedItem.objects.filter(service_return__round=round, operating=True)
    lines = lines.order_by().annotate(head=Coalesce("item__parent_id", "item_id"))

    def unions(lines):
        counted = lines.values("head").annotate(n=Count("service_return", distinct=True))
        return {row["head"]: row["n"] for row in counted}

    running, asleep = unions(lines.filter(dormant=False)), unions(lines.filter(dormant=True))
    asked = ServiceItem.objects.heads().active(round.on)
    rows = [
        {"item": item, "n": running.get(item.pk, 0), "of": of, "dormant": asleep.get(item.pk, 0)}
        for item in asked
        if item.federation_id is None or item.pk in running or item.pk in asleep
    ]
    return sorted(rows, key=lambda row: -row["n"])


def _additions(round):
    between = GroupAddition.objects.filter(added_on__range=(round.since, round.on))
    return between.annotate(place=PLACE)


def groups_added(round):
    """Table 3: ``[{group, label, n, of}]`` of the groups that anybody took in, the most first."""
    answered = (
        ServiceReturn.objects.filter(round=round, federation=OuterRef("federation"))
        .annotate(mine=PLACE)
        .filter(mine=OuterRef("place"))
    )
    of = round.returns.count()
    found = dict(
        _additions(round)
        .filter(Exists(answered))
        .order_by()
        .values_list("group")
        .annotate(n=Count("pk"))
    )
    order = {group.value: n for n, group in enumerate(TargetGroup)}
    return [
        {"group": group, "label": TargetGroup(group).label, "n": found[group], "of": of}
        for group in sorted(found, key=lambda group: (-found[group], order[group]))
    ]


def unchanged(round):
    """``(n, of)``: those that answered and have taken in no group since (AS-15)."""
    theirs = _additions(round).filter(federation=OuterRef("federation"), place=OuterRef("where"))
    answered = round.returns.annotate(where=PLACE)
    return answered.exclude(Exists(theirs)).count(), round.returns.count()
