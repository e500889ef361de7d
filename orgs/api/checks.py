"""The integrity checks and their findings, within one's own reach."""

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from orgs import checks
from orgs.checks import tables
from orgs.models import Disappearance, Finding
from unions.models import Federation


class ByNumber(CursorPagination):
    ordering = "pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500


class CheckSerializer(serializers.Serializer):
    key = serializers.CharField(source="of.key")
    title = serializers.CharField(source="of.title")
    severity = serializers.CharField(source="of.severity")
    among = serializers.CharField(source="of.population.label")
    remedy = serializers.CharField(source="of.remedy")
    numerator = serializers.IntegerField(source="open")
    denominator = serializers.IntegerField(source="population")
    share = serializers.FloatField(allow_null=True)
    overdue = serializers.IntegerField()
    accepted = serializers.IntegerField()
    month_ago = serializers.IntegerField(source="before")
    stood = serializers.IntegerField(help_text="近一季度在办")
    closed = serializers.IntegerField(help_text="近一季度办结")
    closing_rate = serializers.FloatField(source="rate", allow_null=True)


class FindingSerializer(serializers.ModelSerializer):
    organization = serializers.UUIDField(source="organization.uid")
    name = serializers.CharField(source="organization.name")
    federation = serializers.CharField(source="organization.federation.code")
    check = serializers.CharField(source="check_key")

    class Meta:
        model = Finding
        fields = ["id", "check", "organization", "name", "federation", "state"]
        fields += ["opened_on", "due_on", "closed_on", "reason", "until"]
        extra_kwargs = {"state": {"help_text": "open accepted healed lapsed dropped"}}


class DisappearanceSerializer(serializers.ModelSerializer):
    organization = serializers.UUIDField(source="organization.uid")
    name = serializers.CharField(source="organization.name")
    source = serializers.CharField(source="source.name")

    class Meta:
        model = Disappearance
        fields = ["id", "organization", "name", "source", "since", "grace_until", "outcome"]
        fields += ["closed_on", "reason"]


class ChecksView(APIView):
    @extend_schema(
        summary="数据检查及其结果",
        parameters=[OpenApiParameter("federation", str)],
        responses=CheckSerializer(many=True),
    )
    def get(self, request):
        asked = request.query_params.get("federation")
        federation = None
        if asked:
            federation = Federation.objects.public().filter(code=asked).first()
            if federation is None:
                raise Http404
        lines = tables.by_check(request.user, Permission.ORG_VIEW, federation=federation)
        return Response({"results": CheckSerializer(lines, many=True).data})


class FindingViewSet(viewsets.GenericViewSet):
    serializer_class = FindingSerializer
    pagination_class = ByNumber
    filter_backends = ()

    def get_queryset(self):
        rows = Finding.objects.for_user(self.request.user, Permission.ORG_VIEW)
        return rows.select_related("organization__federation")

    @extend_schema(
        summary="一项检查的发现",
        parameters=[OpenApiParameter("state", str, description="默认 open")],
        responses=FindingSerializer(many=True),
    )
    def list(self, request, key):
        if checks.find(key) is None:
            raise Http404
        rows = self.get_queryset().filter(check_key=key)
        rows = rows.filter(state=request.query_params.get("state", "open"))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(FindingSerializer(page, many=True).data)


class DisappearanceViewSet(viewsets.GenericViewSet):
    serializer_class = DisappearanceSerializer
    pagination_class = ByNumber
    filter_backends = ()

    def get_queryset(self):
        rows = Disappearance.objects.for_user(self.request.user, Permission.ORG_VIEW)
        return rows.select_related("organization", "source")

    @extend_schema(
        summary="名单未列的社会组织",
        parameters=[OpenApiParameter("outcome", str, description="默认待核实")],
        responses=DisappearanceSerializer(many=True),
    )
    def list(self, request):
        rows = self.get_queryset().filter(outcome=request.query_params.get("outcome", ""))
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(DisappearanceSerializer(page, many=True).data)
