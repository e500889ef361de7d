"""Where values come from over the interface: what each source says of an organization, whose value
stands, and how far each source is trusted."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from orgs.api.pages import NewestFirst
from orgs.models import FieldRank, Organization, Source
from orgs.services.choosing import take_value
from orgs.services.ranking import rank_source, unrank
from orgs.sources import choices, told_of
from unions.models import Federation


class SaidSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="选定时填写")
    source = serializers.CharField()
    rank = serializers.IntegerField(help_text="可信次序，1 最可信")
    as_of = serializers.DateField(source="said.as_of")
    value = serializers.CharField(source="words")
    stands = serializers.BooleanField(help_text="与现行取值相同")
    chosen = serializers.BooleanField(source="best", help_text="现行取值出自这里")
    row = serializers.IntegerField(source="line.row", default=None, help_text="名单的行号")
    by = serializers.CharField(help_text="登记人")
    record = serializers.CharField(help_text="所说的是哪一家已并入的组织")


class FieldSerializer(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField()
    differs = serializers.BooleanField(help_text="各来源不一致")
    values = SaidSerializer(many=True)


class TakeSerializer(serializers.Serializer):
    value = serializers.CharField(help_text="所采用的取值的 key")
    reason = serializers.CharField(max_length=200)


class RankSerializer(serializers.ModelSerializer):
    federation = serializers.SlugRelatedField("code", queryset=Federation.objects.public())
    source = serializers.SlugRelatedField("code", queryset=Source.objects.public())
    field = serializers.CharField(default="", allow_blank=True, help_text="空为全部栏目")
    rank = serializers.IntegerField(min_value=1, max_value=99)

    class Meta:
        model = FieldRank
        fields = ["id", "federation", "source", "field", "rank"]
        validators = []

    def __init__(self, *arguments, sources=None, **options):
        super().__init__(*arguments, **options)
        if sources is not None:
            self.fields["source"].queryset = sources


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Source
        fields = ["code", "name", "rank"]


class SaidView(APIView):
    def organization(self, uid):
        return get_object_or_404(
            Organization.objects.for_user(self.request.user, Permission.ORG_EDIT), uid=uid
        )

    @extend_schema(summary="各来源的取值", responses=FieldSerializer(many=True))
    def get(self, request, uid):
        """每一栏各来源怎么说，不一致的在前。"""
        told = told_of(self.organization(uid), request.user)
        return Response({"results": FieldSerializer(told, many=True).data})


class TakeView(SaidView):
    http_method_names = ["post", "options"]

    @extend_schema(summary="选定取值", request=TakeSerializer, responses=FieldSerializer)
    def post(self, request, uid, field):
        """不论可信次序，采用某一来源的取值，并写明理由。"""
        organization = self.organization(uid)
        row = choices(organization, request.user, field)
        if row is None:
            raise Http404
        asked = TakeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        said = {value["key"]: value["said"] for value in row["values"]}.get(given["value"])
        if said is None:
            raise ValidationError({"value": "没有这一取值，请刷新后再选。"})
        organization = take_value(
            by=request.user,
            organization=organization,
            field=field,
            said=said,
            reason=given["reason"],
        )
        return Response(FieldSerializer(choices(organization, request.user, field)).data)


class RankViewSet(viewsets.GenericViewSet):
    serializer_class = RankSerializer
    pagination_class = NewestFirst
    filter_backends = ()

    def get_queryset(self):
        rows = FieldRank.objects.for_user(self.request.user, Permission.ORG_IMPORT)
        return rows.select_related("federation", "source")

    def sources(self):
        if not self.request.user.may_somewhere(Permission.ORG_IMPORT):
            raise PermissionDenied("您没有导入名单的权限。")
        lists = Source.objects.for_user(self.request.user, Permission.ORG_IMPORT)
        return (lists | Source.objects.public()).order_by("rank", "name")

    @extend_schema(summary="来源可信次序", responses=RankSerializer(many=True))
    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(RankSerializer(page, many=True).data)

    @extend_schema(summary="设定来源可信次序", responses={201: RankSerializer})
    def create(self, request):
        """同一工会、来源和栏目再次设定的，以后一次为准。"""
        asked = RankSerializer(data=request.data, sources=self.sources())
        asked.is_valid(raise_exception=True)
        rule = rank_source(by=request.user, **asked.validated_data)
        return Response(RankSerializer(rule).data, status=201)

    @extend_schema(summary="取消来源可信次序", request=None, responses={204: None})
    def remove(self, request, pk):
        unrank(by=request.user, rule=get_object_or_404(self.get_queryset(), pk=pk))
        return Response(status=204)

    @extend_schema(summary="数据来源", responses=SourceSerializer(many=True))
    def known(self, request):
        """本级及下级导入过名单的来源。"""
        return Response({"results": SourceSerializer(self.sources(), many=True).data})


def addresses():
    ranks, said = RankViewSet.as_view, "organizations/<uuid:uid>/sources/"
    return [
        path(said, SaidView.as_view(), name="api-organization-sources"),
        path(f"{said}<slug:field>/", TakeView.as_view(), name="api-organization-source"),
        path("sources/", ranks({"get": "known"}), name="api-sources"),
        path("sources/ranks/", ranks({"get": "list", "post": "create"}), name="api-ranks"),
        path("sources/ranks/<int:pk>/remove/", ranks({"post": "remove"}), name="api-rank-remove"),
    ]
