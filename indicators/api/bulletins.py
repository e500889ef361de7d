from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination

from accounts.roles import Permission
from indicators.filters import BulletinFilter
from indicators.models import Bulletin


class Latest(CursorPagination):
    page_size = 20
    page_size_query_param = "limit"
    max_page_size = 100
    ordering = ("-on", "-pk")


class BulletinSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    drive = serializers.CharField(source="drive.code")
    figures = serializers.JSONField()

    class Meta:
        model = Bulletin
        fields = [
            *("id", "federation", "drive", "on", "title", "status", "drawn_at", "released_at"),
            *("body", "figures"),
        ]


@extend_schema_view(list=extend_schema(summary="通报"), retrieve=extend_schema(summary="一份通报"))
class BulletinViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = BulletinSerializer
    pagination_class = Latest
    filterset_class = BulletinFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Bulletin.objects.for_user(self.request.user, Permission.DASHBOARD_VIEW)
        return rows.select_related("federation", "drive")
