"""Rule cards, findings of comparisons and legal service over the interface: as on the pages, within
the same scope, and without names or numbers of people."""

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from stations import cards
from stations.filters.legal import LegalFilter
from stations.filters.relief import MatchFilter
from stations.models import LegalService, ReliefMatch, RuleCard
from unions.models import Federation


class Newest(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class RuleCardSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    force = serializers.CharField()

    class Meta:
        model = RuleCard
        fields = [
            *("id", "federation", "term", "value", "force", "title", "number", "clause", "text"),
            *("valid_from", "valid_to"),
        ]


class StandingCardSerializer(serializers.Serializer):
    term = serializers.CharField()
    value = serializers.DecimalField(max_digits=12, decimal_places=2)
    force = serializers.CharField()
    title = serializers.CharField()
    number = serializers.CharField()
    clause = serializers.CharField()
    text = serializers.CharField()
    since = serializers.DateField()
    code = serializers.CharField(help_text="制定工会的代码")
    default = serializers.BooleanField(help_text="平台默认，没有工会制定")


class MatchSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    kind = serializers.CharField()
    ground = serializers.CharField()
    need = serializers.CharField()
    status = serializers.CharField()
    outcome = serializers.CharField()

    class Meta:
        model = ReliefMatch
        fields = [
            *("id", "federation", "kind", "ground", "need", "year", "union_amount"),
            *("other_amount", "standard", "clause", "evidence", "status", "outcome"),
            *("found_on", "handled_on"),
        ]


class LegalServiceSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    station = serializers.UUIDField(source="station.uid", allow_null=True, default=None)
    subject = serializers.CharField()
    form = serializers.CharField()
    matter = serializers.CharField()
    means = serializers.CharField()
    result = serializers.CharField()
    status = serializers.CharField()
    late = serializers.BooleanField(source="is_late")

    class Meta:
        model = LegalService
        fields = [
            *("id", "number", "federation", "station", "subject", "form", "matter", "people"),
            *("migrant", "claim", "received_on", "complete_on", "examine_by", "means"),
            *("decided_on", "assign_by", "assigned_on", "closed_on", "result", "recovered"),
            *("satisfaction", "status", "late"),
        ]


class Reading(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    pagination_class = Newest
    lookup_field = "uid"


@extend_schema_view(
    list=extend_schema(summary="规则卡"), retrieve=extend_schema(summary="一张规则卡")
)
class RuleCardViewSet(Reading):
    serializer_class = RuleCardSerializer
    filterset_fields = ("term",)

    def get_queryset(self):
        rows = RuleCard.objects.for_user(self.request.user, Permission.CASE_VIEW)
        return rows.select_related("federation")


class AskedSerializer(serializers.Serializer):
    federation = serializers.CharField(required=False, help_text="工会代码")
    on = serializers.DateField(required=False)


class StandingCardsView(APIView):
    """What holds for a federation on a day: of the cards along the line, the tightest."""

    @extend_schema(
        summary="一个工会在某日适用的规则卡",
        parameters=[
            OpenApiParameter("federation", str, description="不填为本级工会"),
            OpenApiParameter("on", str),
        ],
        responses=StandingCardSerializer(many=True),
    )
    def get(self, request):
        asked = AskedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        heads = request.user.federations_granting(Permission.CASE_VIEW)
        code = asked.validated_data.get("federation", heads[0].code if heads else "")
        place = Federation.objects.public().filter(code=code).first()
        if place is None or not request.user.may_at(Permission.CASE_VIEW, place):
            raise PermissionDenied("您没有查看这个工会的帮扶规则的权限。")
        held = cards.standing(place, asked.validated_data.get("on"))
        return Response(StandingCardSerializer(held.values(), many=True).data)


@extend_schema_view(
    list=extend_schema(summary="重复救助和救助盲区的线索"),
    retrieve=extend_schema(summary="一条线索"),
)
class MatchViewSet(Reading):
    serializer_class = MatchSerializer
    filterset_class = MatchFilter

    def get_queryset(self):
        rows = ReliefMatch.objects.for_user(self.request.user, Permission.RELIEF_CHECK)
        return rows.select_related("federation")


@extend_schema_view(
    list=extend_schema(summary="法律服务"), retrieve=extend_schema(summary="一件法律服务")
)
class LegalServiceViewSet(Reading):
    serializer_class = LegalServiceSerializer
    filterset_class = LegalFilter

    def get_queryset(self):
        rows = LegalService.objects.for_user(self.request.user, Permission.LEGAL_AID)
        return rows.select_related("federation", "station")
