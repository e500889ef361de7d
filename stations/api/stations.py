from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from accounts.roles import Permission
from stations.filters.around import LinkageFilter, OutletFilter
from stations.filters.stations import StationFilter
from stations.models import Linkage, Outlet, Station
from stations.queries import network
from unions.models import Federation

VIEW = Permission.STATION_VIEW


class ByNewest(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class StationSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    number = serializers.CharField()
    federation = serializers.CharField(source="federation.code")
    region = serializers.CharField(source="region.code")
    hours = serializers.CharField(source="hours_words")
    one_stop = serializers.BooleanField(source="is_one_stop")
    stars = serializers.IntegerField(source="rated", allow_null=True)
    standard = serializers.BooleanField(source="passed", allow_null=True)

    class Meta:
        model = Station
        fields = [
            *("id", "number", "name", "kind", "layer", "zone_grade", "federation", "region"),
            *("host", "premises", "counter", "address", "longitude", "latitude", "hours"),
            *("phone", "brand", "windows", "facilities", "one_stop", "area", "capacity"),
            *("stars", "standard", "established_on", "opened_on", "closed_on"),
        ]


class LinkageSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    station = serializers.UUIDField(source="station.uid", allow_null=True, default=None)

    class Meta:
        model = Linkage
        fields = ["id", "federation", "station", "department", "matter", "document"] + [
            "starts_on",
            "ends_on",
        ]


class OutletSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    region = serializers.CharField(source="region.code")

    class Meta:
        model = Outlet
        fields = ["id", "federation", "region", "kind", "name", "partner", "address", "phone"] + [
            "discounts",
            "opened_on",
            "closed_on",
        ]


class LookSerializer(serializers.Serializer):
    """Whose figures, on what day."""

    federation = serializers.CharField(required=False, help_text="工会编码；默认为本人所在工会")
    on = serializers.DateField(required=False, help_text="截至日期；默认为今天")


class LayerSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()
    before = serializers.IntegerField(help_text="两年前同日")
    of_which = serializers.BooleanField(help_text="其中数，不另加")


class NetworkTableSerializer(serializers.Serializer):
    federation = serializers.CharField()
    on = serializers.DateField()
    rows = LayerSerializer(many=True)


class DensityPlaceSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    stations = serializers.IntegerField()
    below = serializers.IntegerField(help_text="其中县以下帮扶站点")
    workers = serializers.IntegerField()
    per_ten_thousand = serializers.FloatField(allow_null=True)


class DensitySerializer(serializers.Serializer):
    federation = serializers.CharField()
    on = serializers.DateField()
    gini = serializers.FloatField(allow_null=True)
    rows = DensityPlaceSerializer(many=True)


@extend_schema_view(list=extend_schema(summary="站点"), retrieve=extend_schema(summary="一个站点"))
class StationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Open ones unless ``state`` says otherwise."""

    serializer_class = StationSerializer
    pagination_class = ByNewest
    filterset_class = StationFilter
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self):
        rows = Station.objects.for_user(self.request.user, VIEW)
        return network.with_standing(rows.select_related("federation", "region"))

    def filter_queryset(self, rows):
        return super().filter_queryset(rows) if self.action == "list" else rows

    def looked(self):
        """The federation, the day, and its stations within reach."""
        query = LookSerializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        user, asked = self.request.user, query.validated_data
        reach = Federation.objects.for_user(user, VIEW)
        own = user.federations_granting(VIEW)
        code = asked.get("federation") or (own[0].code if own else "")
        federation = get_object_or_404(reach, code=code)
        rows = Station.objects.for_user(user, VIEW)
        rows = rows.filter(federation__path__startswith=federation.path)
        return federation, asked.get("on") or timezone.localdate(), rows

    @extend_schema(
        summary="县以下站点统计（表1）",
        parameters=[LookSerializer],
        responses=NetworkTableSerializer,
    )
    @action(detail=False, pagination_class=None, filterset_class=None)
    def table(self, request):
        federation, on, rows = self.looked()
        lines = network.table_one(rows, on)
        told = {"federation": federation.code, "on": on, "rows": lines}
        return Response(NetworkTableSerializer(told).data)

    @extend_schema(summary="站点密度", parameters=[LookSerializer], responses=DensitySerializer)
    @action(detail=False, pagination_class=None, filterset_class=None)
    def density(self, request):
        federation, on, rows = self.looked()
        places, uneven = network.density(rows, federation, on)
        gini = float(uneven["gini"]) if uneven else None
        told = {"federation": federation.code, "on": on, "gini": gini, "rows": places}
        return Response(DensitySerializer(told).data)


@extend_schema_view(list=extend_schema(summary="部门联动"))
class LinkageViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = LinkageSerializer
    pagination_class = ByNewest
    filterset_class = LinkageFilter

    def get_queryset(self):
        rows = Linkage.objects.for_user(self.request.user, VIEW)
        return rows.select_related("federation", "station")


@extend_schema_view(list=extend_schema(summary="优惠网点"))
class OutletViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = OutletSerializer
    pagination_class = ByNewest
    filterset_class = OutletFilter

    def get_queryset(self):
        rows = Outlet.objects.for_user(self.request.user, VIEW)
        return rows.select_related("federation", "region")
