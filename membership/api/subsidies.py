from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination

from accounts.roles import Permission
from membership.filters.subsidies import SubsidyFilter
from membership.models import Subsidy, SubsidyBudget


class Newest(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class BudgetSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.code")
    free = serializers.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        model = SubsidyBudget
        fields = [
            *("id", "federation", "year", "source", "amount"),
            *("reserved", "committed", "paid", "free", "basis"),
        ]


class SubsidySerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    union = serializers.CharField(source="union.name")
    federation = serializers.CharField(source="union.federation.code")
    organization = serializers.UUIDField(source="organization.uid", allow_null=True, default=None)
    kind = serializers.CharField(source="kind.name")
    nature = serializers.CharField(source="kind.nature")
    budget = serializers.IntegerField(source="budget_id")

    class Meta:
        model = Subsidy
        fields = [
            *("id", "union", "federation", "organization", "kind", "nature", "budget", "status"),
            *("amount", "approved", "starts_on", "ends_on", "purpose"),
            *("applied_at", "decided_at", "paid_on"),
        ]


@extend_schema_view(
    list=extend_schema(summary="补助申请", operation_id="subsidies_list"),
    retrieve=extend_schema(summary="一份补助申请", operation_id="subsidies_retrieve"),
)
class SubsidyViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = SubsidySerializer
    pagination_class = Newest
    filterset_class = SubsidyFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Subsidy.objects.for_user(self.request.user, Permission.SUBSIDY_VIEW)
        return rows.select_related("union__federation", "organization", "kind")


@extend_schema_view(list=extend_schema(summary="补助预算"))
class SubsidyBudgetViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = BudgetSerializer
    pagination_class = Newest
    filter_backends = ()

    def get_queryset(self):
        rows = SubsidyBudget.objects.for_user(self.request.user, Permission.SUBSIDY_VIEW)
        return rows.select_related("federation")
