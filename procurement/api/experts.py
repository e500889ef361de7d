from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination

from accounts.roles import Permission
from procurement.filters.experts import ExpertFilter
from procurement.models import Expert


class NewestExperts(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class ExpertSerializer(serializers.ModelSerializer):
    """A member of the pool by number: names and telephones stay in the house."""

    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    has_account = serializers.BooleanField(source="user_id")

    class Meta:
        model = Expert
        fields = [
            *("id", "federation", "kind", "domains", "employer", "title", "years"),
            *("starts_on", "ends_on", "standing", "has_account"),
        ]


@extend_schema_view(
    list=extend_schema(summary="评审专家库"), retrieve=extend_schema(summary="一名评审专家")
)
class ExpertViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = ExpertSerializer
    pagination_class = NewestExperts
    filterset_class = ExpertFilter
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self):
        rows = Expert.objects.for_user(self.request.user, Permission.EXPERT_MANAGE)
        return rows.select_related("federation")
