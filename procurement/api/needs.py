from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination

from accounts.roles import Permission
from procurement.filters.needs import NeedFilter, TopicFilter
from procurement.models import Need, NeedTopic


class NewestNeeds(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class NeedSerializer(serializers.ModelSerializer):
    """A need as its page tells it; of a telephone number nothing leaves."""

    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    region = serializers.CharField(source="region.code", allow_null=True, default=None)
    topic = serializers.UUIDField(source="topic.uid", allow_null=True, default=None)
    alike = serializers.UUIDField(source="alike.uid", allow_null=True, default=None)

    class Meta:
        model = Need
        fields = [
            *("id", "number", "federation", "region", "source", "domain", "group", "text"),
            *("people", "priority", "status", "station", "topic", "alike", "told_at"),
        ]


class TopicSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    merged_into = serializers.UUIDField(source="merged_into.uid", allow_null=True, default=None)
    needs = serializers.SerializerMethodField()
    suitability = serializers.SerializerMethodField()

    class Meta:
        model = NeedTopic
        fields = [
            *("id", "federation", "title", "domain", "summary", "activities", "status"),
            *("merged_into", "needs", "suitability", "created_at"),
        ]

    def get_needs(self, topic) -> list[str]:
        return [need.number for need in topic.needs.all()]

    def get_suitability(self, topic) -> dict | None:
        judged = next(iter(topic.judgements.all()), None)
        if judged is None:
            return None
        return {
            "suitable": judged.suitable,
            "at": judged.at,
            **{name: getattr(judged, name) for name in judged.CRITERIA},
        }


@extend_schema_view(
    list=extend_schema(summary="职工需求"), retrieve=extend_schema(summary="一条职工需求")
)
class NeedViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = NeedSerializer
    pagination_class = NewestNeeds
    filterset_class = NeedFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Need.objects.for_user(self.request.user, Permission.NEED_VIEW)
        return rows.select_related("federation", "region", "topic", "alike")


@extend_schema_view(
    list=extend_schema(summary="需求主题"), retrieve=extend_schema(summary="一个需求主题")
)
class TopicViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = TopicSerializer
    pagination_class = NewestNeeds
    filterset_class = TopicFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = NeedTopic.objects.for_user(self.request.user, Permission.NEED_VIEW)
        rows = rows.select_related("federation", "merged_into")
        return rows.prefetch_related("needs", "judgements")
