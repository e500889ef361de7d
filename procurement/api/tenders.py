"""Published calls as open data: anybody may take them."""

from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from procurement import ocds
from procurement.filters.calls import PublicCallFilter
from procurement.models import Call


class NewestCalls(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-published_at", "-pk")


class TenderSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    ocid = serializers.SerializerMethodField()
    buyer = serializers.CharField(source="project.buyer_name")
    federation = serializers.CharField(source="project.federation.code")
    domain = serializers.CharField(source="project.domain")
    source = serializers.CharField(source="project.source")
    amount = serializers.DecimalField(source="ceiling", max_digits=14, decimal_places=2)

    class Meta:
        model = Call
        fields = [
            *("id", "ocid", "title", "buyer", "sponsor", "federation", "domain", "source"),
            *("amount", "round", "status", "published_at", "questions_until", "deadline"),
        ]

    def get_ocid(self, call) -> str:
        return ocds.ocid(call)


@extend_schema_view(
    list=extend_schema(summary="采购公告", auth=[]),
    retrieve=extend_schema(summary="一份采购公告", auth=[]),
)
class TenderViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = TenderSerializer
    pagination_class = NewestCalls
    permission_classes = (AllowAny,)
    authentication_classes = ()
    filterset_class = PublicCallFilter
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"

    def get_queryset(self):
        rows = Call.objects.published().select_related("project__federation", "project__union")
        return rows.prefetch_related("lots")

    @extend_schema(
        summary="采购全过程的开放数据（OCDS 1.1 发布包）",
        responses={200: OpenApiTypes.OBJECT},
        auth=[],
        filters=False,
    )
    @action(detail=True, pagination_class=None)
    def ocds(self, request, uid):
        return Response(ocds.package(self.get_object()))
