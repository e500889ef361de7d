from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination

from accounts.roles import Permission
from procurement.filters.projects import BudgetFilter, ProjectFilter
from procurement.models import BudgetLine, Project


class Newest(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class BudgetLineSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.code")
    free = serializers.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        model = BudgetLine
        fields = [
            *("id", "federation", "year", "source", "name", "amount"),
            *("reserved", "committed", "paid", "free", "basis"),
        ]


class ProjectSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="federation.code")
    buyer_name = serializers.CharField()
    route = serializers.CharField()
    budget = serializers.IntegerField(source="line_id", allow_null=True)
    topics = serializers.SlugRelatedField(slug_field="uid", many=True, read_only=True)

    class Meta:
        model = Project
        fields = [
            *("id", "federation", "direction", "client", "buyer", "buyer_name", "title"),
            *("domain", "content", "summary", "posts", "topics", "source", "route", "budget"),
            *("ceiling", "method", "method_reason", "starts_on", "ends_on", "continuous"),
            *("rules", "status", "created_at", "submitted_at", "approved_at"),
        ]


@extend_schema_view(
    list=extend_schema(summary="采购项目", operation_id="projects_list"),
    retrieve=extend_schema(summary="一个采购项目", operation_id="projects_retrieve"),
)
class ProjectViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = ProjectSerializer
    pagination_class = Newest
    filterset_class = ProjectFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Project.objects.for_user(self.request.user, Permission.PURCHASE_VIEW)
        return rows.select_related("federation", "union").prefetch_related("topics")


@extend_schema_view(
    list=extend_schema(summary="采购预算", operation_id="budgets_list"),
    retrieve=extend_schema(summary="一条采购预算", operation_id="budgets_retrieve"),
)
class BudgetViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = BudgetLineSerializer
    pagination_class = Newest
    filterset_class = BudgetFilter

    def get_queryset(self):
        rows = BudgetLine.objects.for_user(self.request.user, Permission.PURCHASE_VIEW)
        return rows.select_related("federation")
