from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets

from accounts.roles import Permission
from membership.api.subsidies import Newest
from membership.filters.practices import PracticeFilter
from membership.models import Practice


class PracticeSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    drive = serializers.CharField(source="drive.code", allow_null=True, default=None)

    class Meta:
        model = Practice
        fields = [
            *("id", "federation", "kind", "topic", "title", "summary", "body", "drive"),
            *("status", "published_at"),
        ]


@extend_schema_view(
    list=extend_schema(summary="经验案例"), retrieve=extend_schema(summary="一篇经验案例")
)
class PracticeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = PracticeSerializer
    pagination_class = Newest
    filterset_class = PracticeFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Practice.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return rows.select_related("federation", "drive")
