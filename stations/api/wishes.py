from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from stations.views.wishes import chosen
from stations.wishes import wishes


class WishSerializer(serializers.Serializer):
    """A wish for an item: who wishes, who offers, and the gap between the two shares."""

    item = serializers.CharField(source="item.code")
    name = serializers.CharField(source="item.name")
    group = serializers.CharField()
    question = serializers.CharField()
    option = serializers.CharField()
    wishing = serializers.IntegerField(source="n")
    respondents = serializers.IntegerField(source="base")
    offering = serializers.IntegerField(allow_null=True)
    unions = serializers.IntegerField(source="asked", allow_null=True)
    persons = serializers.IntegerField()
    gap = serializers.FloatField(source="points", allow_null=True)


class WishesView(APIView):
    @extend_schema(
        summary="服务项目的供需差",
        responses=WishSerializer(many=True),
        parameters=[
            OpenApiParameter("survey", str, description="问卷编号，不填取最近一份"),
            OpenApiParameter("round", str, description="服务情况填报的编号，不填取最近的"),
        ],
    )
    def get(self, request):
        if not request.user.may_somewhere(Permission.SERVICE_VIEW):
            raise PermissionDenied("您没有查看服务情况的权限。")
        survey, round, _, _ = chosen(request.user, request.query_params)
        rows = wishes(survey, round) if survey else []
        return Response(WishSerializer(rows, many=True).data)
