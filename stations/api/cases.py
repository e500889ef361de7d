from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.pagination import CursorPagination

from accounts.roles import Permission
from stations.filters.cases import CaseFilter, PaymentFilter
from stations.models import AidPayment, Case
from stations.queries.aid import payments_for
from stations.services import cases


class Newest(CursorPagination):
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500
    ordering = ("-pk",)


class CaseSerializer(serializers.ModelSerializer):
    """A case without anybody's name or number: what it is about and how far it has come."""

    id = serializers.UUIDField(source="uid")
    federation = serializers.CharField(source="household.federation.code")
    file_number = serializers.CharField(source="household.number", allow_null=True)
    opened_on = serializers.DateField(source="household.opened_on", allow_null=True)
    review_due_on = serializers.DateField(source="household.review_due_on", allow_null=True)
    papers_due_on = serializers.DateField(source="household.papers_due_on", allow_null=True)
    papers_on = serializers.DateField(source="household.papers_on", allow_null=True)
    government_relief = serializers.CharField(source="household.relief")

    class Meta:
        model = Case
        fields = [
            *("id", "number", "federation", "file_number", "channel", "cause", "category"),
            *("status", "figures", "opened_on", "government_relief", "created_at"),
            *("submitted_at", "decided_at", "review_due_on", "papers_due_on", "papers_on"),
        ]


class PaymentSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    file_number = serializers.CharField(source="household.number")
    item = serializers.CharField(source="item.code")

    class Meta:
        model = AidPayment
        fields = [
            *("id", "file_number", "item", "source", "amount", "ordinal", "persons"),
            *("due_on", "status", "paid_on", "receipt"),
        ]


@extend_schema_view(
    list=extend_schema(summary="困难职工个案"), retrieve=extend_schema(summary="一个困难职工个案")
)
class CaseViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = CaseSerializer
    pagination_class = Newest
    filterset_class = CaseFilter
    lookup_field = "uid"

    def get_queryset(self):
        rows = Case.objects.for_user(self.request.user, Permission.CASE_VIEW)
        return rows.select_related("household__federation")

    def get_object(self):
        try:
            case = super().get_object()
        except Http404:
            uid = self.kwargs["uid"]
            cases.out_of_reach(by=self.request.user, model=Case, uid=uid)
            raise
        cases.read_file(by=self.request.user, case=case)
        return case


@extend_schema_view(list=extend_schema(summary="帮扶发放"))
class PaymentViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = PaymentSerializer
    pagination_class = Newest
    filterset_class = PaymentFilter

    def get_queryset(self):
        return payments_for(self.request.user).select_related("household", "item")
