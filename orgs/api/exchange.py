"""Exchange files over the interface (DRV-11): what a format asks and what is still lacking, a file
written by a job, the files written before."""

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from orgs.api.pages import NewestFirst
from orgs.exchange.formats import completeness, formats
from orgs.models import ExchangeFile, Organization
from orgs.services import exchange
from unions.models import Federation


class FilledSerializer(serializers.Serializer):
    header = serializers.CharField(help_text="必填项")
    filled = serializers.IntegerField(help_text="已填（家）")


class FormatSerializer(serializers.Serializer):
    code = serializers.CharField()
    title = serializers.CharField()
    source = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    organizations = serializers.IntegerField(help_text="可报送的社会组织（家）")
    completeness = FilledSerializer(many=True)


class ExchangeFileSerializer(serializers.ModelSerializer):
    federation = serializers.SlugRelatedField("code", queryset=Federation.objects.public())
    job = serializers.SlugRelatedField("uid", read_only=True)

    class Meta:
        model = ExchangeFile
        fields = ["uid", "form", "federation", "purpose", "rows", "digest", "job", "created_at"]
        read_only_fields = ["uid", "rows", "digest", "created_at"]


def exporting(user):
    if not user.may_somewhere(Permission.ORG_EXPORT):
        raise PermissionDenied("您没有报送名册的权限。")
    return user


@extend_schema(summary="交换格式及必填项的完整程度", responses=FormatSerializer(many=True))
class FormatsView(APIView):
    def get(self, request):
        mine = Organization.objects.for_user(exporting(request.user), Permission.ORG_EXPORT)
        found = []
        for form in formats():
            total, told = completeness(mine, form)
            found.append(
                {
                    "code": form.code,
                    "title": form.title,
                    "source": form.source,
                    "columns": [column.header for column in form.columns],
                    "organizations": total,
                    "completeness": [{"header": h, "filled": n} for h, n in told],
                }
            )
        return Response({"results": FormatSerializer(found, many=True).data})


class ExchangeFileViewSet(viewsets.GenericViewSet):
    serializer_class = ExchangeFileSerializer
    pagination_class = NewestFirst
    lookup_field = "uid"

    def get_queryset(self):
        files = ExchangeFile.objects.for_user(self.request.user, Permission.ORG_EXPORT)
        return files.select_related("federation", "job")

    @extend_schema(summary="交换文件")
    def list(self, request):
        exporting(request.user)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(summary="生成交换文件")
    def create(self, request):
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = exchange.ask_to_send(by=request.user, **asked.validated_data)
        return Response(self.get_serializer(made).data, status=202)

    @extend_schema(summary="一份交换文件")
    def retrieve(self, request, uid):
        return Response(self.get_serializer(get_object_or_404(self.get_queryset(), uid=uid)).data)


def addresses():
    files = ExchangeFileViewSet.as_view({"get": "list", "post": "create"})
    one = ExchangeFileViewSet.as_view({"get": "retrieve"})
    return [
        path("exchange/", files, name="api-exchange"),
        path("exchange/formats/", FormatsView.as_view(), name="api-exchange-formats"),
        path("exchange/<uuid:uid>/", one, name="api-exchange-file"),
    ]
