"""What campaigns came to: by kind, by year, by organization (AS-09, ZH-16)."""

from decimal import Decimal

from django.db.models import Count, DecimalField, F, OuterRef, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from stations.models import Campaign, CampaignAct, CampaignGoods

NOUGHT = Value(Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=2))
ZERO = Value(0)


def _of_acts(column, campaign="pk"):
    acts = CampaignAct.objects.filter(campaign=OuterRef(campaign)).order_by().values("campaign")
    return Subquery(acts.annotate(n=Sum(column)).values("n"))


def with_sums(campaigns):
    """Each with its days, volunteers, people, households, money and the worth of goods."""
    goods = CampaignGoods.objects.filter(act__campaign=OuterRef("pk")).order_by()
    goods = goods.values("act__campaign").annotate(n=Sum("value")).values("n")
    days = CampaignAct.objects.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    return campaigns.annotate(
        days=Coalesce(Subquery(days.annotate(n=Count("pk")).values("n")), ZERO),
        volunteers=Coalesce(_of_acts("volunteers"), ZERO),
        persons=Coalesce(_of_acts("persons"), ZERO),
        households=Coalesce(_of_acts("households"), ZERO),
        money=Coalesce(_of_acts("money"), NOUGHT),
        goods_value=Coalesce(Subquery(goods), NOUGHT),
    )


def by_kind(campaigns):
    """``[{kind, label, campaigns, days, …}]`` in the order of the seasons."""
    sums = {name: Sum(name) for name in ("volunteers", "persons", "households", "money")}
    acts = CampaignAct.objects.filter(campaign__in=campaigns.order_by().values("pk")).order_by()
    found = {
        row["kind"]: row
        for row in acts.values(kind=F("campaign__kind")).annotate(
            days=Count("pk"),
            campaigns=Count("campaign", distinct=True),
            organizations=Count("organization", distinct=True),
            **sums,
        )
    }
    return [
        {"label": kind.label, **found[kind.value]} for kind in Campaign.Kind if kind.value in found
    ]
