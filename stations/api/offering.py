"""The catalogue, who offers what, tables 2 and 3, campaigns, money by source."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.roles import Permission
from stations.api.records import Newest
from stations.filters.campaigns import CampaignFilter, EntryFilter
from stations.filters.records import OfferingFilter
from stations.models import Campaign, Fund, FundEntry, Offering, ServiceItem, ServiceRound
from stations.queries import campaigns, rounds, vitality
from stations.queries import funds as money
from unions.models import Federation

VIEW = Permission.SERVICE_VIEW


class Read(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    pagination_class = Newest
    lookup_field = "uid"


class ServiceItemSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.code", allow_null=True, default=None)
    parent = serializers.CharField(source="parent.code", allow_null=True, default=None)

    class Meta:
        model = ServiceItem
        fields = [
            *("code", "name", "kind", "unit", "federation", "parent", "description"),
            *("least_persons", "version", "active_from", "active_to"),
        ]


class VitalitySerializer(serializers.Serializer):
    """How many an item reached in the year, and whether it is run in name alone (AS-44)."""

    item = serializers.CharField(source="item.code")
    name = serializers.CharField(source="item.name")
    unions = serializers.IntegerField()
    stations = serializers.IntegerField()
    persons = serializers.IntegerField()
    last = serializers.DateField(allow_null=True)
    dormant = serializers.BooleanField()


@extend_schema_view(
    list=extend_schema(summary="服务项目"), retrieve=extend_schema(summary="一个服务项目")
)
class ServiceItemViewSet(Read):
    serializer_class = ServiceItemSerializer
    lookup_field = "code"

    def get_queryset(self):
        rows = ServiceItem.objects.for_user(self.request.user, VIEW)
        return rows.select_related("federation", "parent")

    @extend_schema(
        summary="近一年各项目的活跃程度",
        parameters=[
            OpenApiParameter("federation", str, description="工会编码；默认为本人所在工会")
        ],
        responses=VitalitySerializer(many=True),
    )
    @action(detail=False, pagination_class=None)
    def vitality(self, request):
        places = Federation.objects.for_user(request.user, VIEW)
        code = request.query_params.get("federation")
        heads = request.user.federations_granting(VIEW)
        own = [head.pk for head in heads[:1]]
        place = get_object_or_404(places, **({"code": code} if code else {"pk__in": own}))
        return Response(VitalitySerializer(vitality.by_item(place), many=True).data)


class OfferingSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    item = serializers.CharField(source="item.code")
    federation = serializers.CharField(source="federation.code")
    station = serializers.UUIDField(source="station.uid", allow_null=True, default=None)

    class Meta:
        model = Offering
        fields = [
            *("id", "item", "federation", "station", "mode", "groups", "hours"),
            *("conditions", "starts_on", "ended_on"),
        ]


@extend_schema_view(
    list=extend_schema(summary="服务供给"), retrieve=extend_schema(summary="一条服务供给")
)
class OfferingViewSet(Read):
    serializer_class = OfferingSerializer
    filterset_class = OfferingFilter

    def get_queryset(self):
        rows = Offering.objects.for_user(self.request.user, VIEW)
        return rows.select_related("item", "federation", "station")


class ServiceRoundSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")

    class Meta:
        model = ServiceRound
        fields = ["id", "federation", "title", "on", "since", "due_on", "closed_on"]


class AnsweredShareSerializer(serializers.Serializer):
    """How many of those that answered, and the unrounded fraction."""

    key = serializers.CharField()
    label = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True)


class TablesSerializer(serializers.Serializer):
    items = AnsweredShareSerializer(many=True)
    groups = AnsweredShareSerializer(many=True)
    unchanged = AnsweredShareSerializer()


def share(key, label, n, of):
    named = {"key": key, "label": label, "numerator": n, "denominator": of}
    return named | {"rate": n / of if of else None}


@extend_schema_view(
    list=extend_schema(summary="服务情况填报"), retrieve=extend_schema(summary="一次填报")
)
class ServiceRoundViewSet(Read):
    serializer_class = ServiceRoundSerializer

    def get_queryset(self):
        return ServiceRound.objects.for_user(self.request.user, VIEW).select_related("federation")

    @extend_schema(summary="开展率和新增服务对象（表二、表三）", responses=TablesSerializer)
    @action(detail=True)
    def tables(self, request, uid):
        asked = self.get_object()
        return Response(
            {
                "items": [
                    share(row["item"].code, row["item"].name, row["n"], row["of"])
                    for row in rounds.items_run(asked)
                ],
                "groups": [
                    share(row["group"], row["label"], row["n"], row["of"])
                    for row in rounds.groups_added(asked)
                ],
                "unchanged": share("unchanged", "没有变化", *rounds.unchanged(asked)),
            }
        )


class CampaignSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    days = serializers.IntegerField()
    volunteers = serializers.IntegerField()
    persons = serializers.IntegerField()
    households = serializers.IntegerField()
    money = serializers.DecimalField(max_digits=14, decimal_places=2)
    goods_value = serializers.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        model = Campaign
        fields = [
            *("id", "federation", "kind", "year", "title", "status", "starts_on", "ends_on"),
            *("days", "volunteers", "persons", "households", "money", "goods_value"),
        ]


@extend_schema_view(
    list=extend_schema(summary="慰问和活动"), retrieve=extend_schema(summary="一项活动")
)
class CampaignViewSet(Read):
    serializer_class = CampaignSerializer
    filterset_class = CampaignFilter

    def get_queryset(self):
        rows = Campaign.objects.for_user(self.request.user, VIEW).select_related("federation")
        return campaigns.with_sums(rows)


class FundSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    sources = serializers.SerializerMethodField()

    class Meta:
        model = Fund
        fields = ["id", "federation", "name", "purpose", "opened_on", "closed_on", "sources"]

    def get_sources(self, fund) -> list[dict]:
        return [
            {
                "source": balance.source,
                "family": balance.get_source_display(),
                "received": str(balance.received),
                "spent": str(balance.spent),
                "left": str(balance.left),
            }
            for balance in fund.balances.all()
        ]


class FundEntrySerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    item = serializers.CharField(source="item.code", allow_null=True, default=None)

    class Meta:
        model = FundEntry
        fields = [
            *("id", "direction", "source", "amount", "on", "item", "households", "persons"),
            *("party", "document", "note"),
        ]


class TotalsSerializer(serializers.Serializer):
    """Sums in 元, by the three kinds of source and by item (A2, A6)."""

    total = serializers.DictField()
    families = serializers.ListField(child=serializers.DictField())
    items = serializers.ListField(child=serializers.DictField())


@extend_schema_view(
    list=extend_schema(summary="帮扶资金"), retrieve=extend_schema(summary="一项帮扶资金")
)
class FundViewSet(Read):
    serializer_class = FundSerializer

    def get_queryset(self):
        rows = Fund.objects.for_user(self.request.user, Permission.FUND_VIEW)
        return rows.select_related("federation").prefetch_related("balances")

    @extend_schema(summary="一项资金的收支", responses=FundEntrySerializer(many=True))
    @action(detail=True)
    def entries(self, request, uid):
        fund = self.get_object()
        rows = FundEntry.objects.for_user(request.user, Permission.FUND_VIEW).filter(fund=fund)
        chosen = EntryFilter(request.GET, rows.select_related("item"), request=request)
        page = self.paginate_queryset(chosen.qs)
        return self.get_paginated_response(FundEntrySerializer(page, many=True).data)

    @extend_schema(summary="可见资金按来源、按项目合计", responses=TotalsSerializer)
    @action(detail=False, pagination_class=None)
    def totals(self, request):
        rows = FundEntry.objects.for_user(request.user, Permission.FUND_VIEW)
        told = {"total": money.totals(rows), "families": money.by_family(rows)}
        return Response(money.plain(told | {"items": money.by_item(rows)}))
