from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from indicators.progress import progress, shortest_list
from indicators.viewpoint import viewpoint
from membership.models import Drive
from membership.priorities import criteria, reasons
from orgs.models import Organization

MOST = 500
"""So many organizations are named in one answer; the page exports them all."""


class AskedSerializer(serializers.Serializer):
    label = serializers.CharField()
    due_on = serializers.DateField()
    quota = serializers.IntegerField(allow_null=True)
    lacking = serializers.IntegerField(help_text="还差（家）")
    weekly = serializers.FloatField(allow_null=True, help_text="每周要净增（家）")


class ProjectionSerializer(serializers.Serializer):
    by = serializers.DateField()
    likely = serializers.IntegerField()
    low = serializers.IntegerField(help_text="十次有八次不低于")
    high = serializers.IntegerField(help_text="十次有八次不高于")
    denominator = serializers.IntegerField()
    method = serializers.CharField(source="WORDS")


class ChildSerializer(serializers.Serializer):
    federation = serializers.CharField(source="code")
    name = serializers.CharField()
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    lacking = serializers.IntegerField()
    recent = serializers.FloatField(help_text="近四周每周净增（家）")
    late = serializers.BooleanField()


class LedSerializer(serializers.Serializer):
    code = serializers.CharField(source="segment.code")
    name = serializers.CharField(source="segment.name")
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()


class FirstSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="uid")
    name = serializers.CharField()
    points = serializers.IntegerField()
    reasons = serializers.ListField(child=serializers.CharField())


class ProgressSerializer(serializers.Serializer):
    drive = serializers.CharField()
    federation = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()
    lacking = serializers.IntegerField()
    asked = AskedSerializer(many=True)
    weeks = serializers.ListField(
        child=serializers.IntegerField(), help_text="近 13 周每周净增（家），新的在前"
    )
    projection = ProjectionSerializer(allow_null=True)
    children = ChildSerializer(many=True)
    led = LedSerializer(many=True, help_text="带动行业")
    first = FirstSerializer(many=True, help_text="建了就够的最短名单，至多 500 家")


@extend_schema(
    summary="专项行动进展和优先建会名单",
    parameters=[OpenApiParameter("federation", str), OpenApiParameter("on", str)],
    responses=ProgressSerializer,
)
class ProgressView(APIView):
    def get(self, request, code):
        look = viewpoint(request.user, request.query_params)
        drives = Drive.objects.for_user(request.user, Permission.DASHBOARD_VIEW)
        drive = get_object_or_404(drives.select_related("federation"), code=code)
        at, on = look.federation, look.day
        told = {"drive": drive.code, "federation": at.code, "on": on, "numerator": 0}
        told |= {"denominator": 0, "lacking": 0, "asked": [], "weeks": [], "projection": None}
        told |= {"children": [], "led": [], "first": []}
        if on:
            told |= progress(drive, at, on, look.refresh)
            told["weeks"] = list(told["gains"].covered)
            rows, most = shortest_list(drive, at, on, told["lacking"])
            reach = Organization.objects.for_user(request.user, Permission.ORG_VIEW)
            weighed = criteria(at, on)
            rows = list(rows.filter(pk__in=reach.order_by().values("pk"))[: min(most, MOST)])
            for org in rows:
                org.reasons = [words for _, words in reasons(org, weighed)]
            told["first"] = rows
        return Response(ProgressSerializer(told).data)
