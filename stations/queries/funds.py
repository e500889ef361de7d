"""A fund's money of a period: what there was, what came in by source, what went out by item."""

from decimal import Decimal

from django.db.models import Q, Sum

from stations.models import AidSource, FundEntry, SourceFamily

NOUGHT = Decimal("0.00")
IN, OUT = FundEntry.Direction.IN, FundEntry.Direction.OUT
MINE = {"amount": Sum("amount"), "households": Sum("households"), "persons": Sum("persons")}


def by_family(entries):
    """``[(label, in, out, left)]`` of the three families of sources (A6), in their order."""
    sums = {
        (source, direction): amount
        for source, direction, amount in entries.order_by()
        .values_list("source", "direction")
        .annotate(Sum("amount"))
    }
    rows = []
    for family in SourceFamily:
        came, went = (
            sum((sums.get((source.value, way), NOUGHT) for source in family.sources), NOUGHT)
            for way in (IN, OUT)
        )
        rows.append({"key": family.value, "label": family.label, "in": came, "out": went})
        rows[-1]["left"] = came - went
    return rows


def by_source(entries):
    rows = (
        entries.order_by()
        .values("source")
        .annotate(
            came=Sum("amount", filter=Q(direction=IN)), went=Sum("amount", filter=Q(direction=OUT))
        )
    )
    found = {row["source"]: (row["came"] or NOUGHT, row["went"] or NOUGHT) for row in rows}
    return [
        {
            "key": source.value,
            "label": source.label,
            "family": source.family.label,
            "in": found[source.value][0],
            "out": found[source.value][1],
            "left": found[source.value][0] - found[source.value][1],
        }
        for source in AidSource
        if source.value in found
    ]


def by_item(entries):
    """``[{item, amount, households, persons}]`` of what went out, the most first (A2)."""
    rows = entries.order_by().filter(direction=OUT).values("item__code", "item__name")
    return [
        {
            "key": row["item__code"],
            "label": row["item__name"],
            **{name: row[name] for name in MINE},
        }
        for row in rows.annotate(**MINE).order_by("-amount", "item__code")
    ]


def totals(entries):
    found = entries.order_by().aggregate(
        came=Sum("amount", filter=Q(direction=IN)),
        went=Sum("amount", filter=Q(direction=OUT)),
        households=Sum("households"),
        persons=Sum("persons"),
    )
    came, went = found["came"] or NOUGHT, found["went"] or NOUGHT
    return {
        "in": came,
        "out": went,
        "left": came - went,
        "households": found["households"] or 0,
        "persons": found["persons"] or 0,
    }


def statement(fund, starts_on, ends_on):
    """A period as the public is told it: sums only, money as strings."""
    entries = FundEntry.objects.filter(fund=fund)
    period = entries.filter(on__range=(starts_on, ends_on))
    return plain(
        {
            "before": totals(entries.filter(on__lt=starts_on))["left"],
            "after": totals(entries.filter(on__lte=ends_on))["left"],
            "total": totals(period),
            "families": by_family(period),
            "items": by_item(period),
        }
    )


def plain(value):
    """Money as text, wherever it stands."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return str(value) if isinstance(value, Decimal) else value
