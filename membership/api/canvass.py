from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination

from accounts.roles import Permission
from membership.canvassing import mine
from membership.ledger.columns import COLUMNS
from membership.ledger.rows import rows_of
from membership.models import CanvassTask, Drive, Eligibility, Visit
from membership.queries import current_drive, in_drive
from membership.services.visits import record_visit
from orgs.models import Organization
from orgs.selection import found


class Newest(CursorPagination):
    page_size = 100
    ordering = ("-on", "-pk")


class ByDue(CursorPagination):
    page_size = 100
    ordering = ("due_on", "pk")


class ByKey(CursorPagination):
    page_size = 100
    ordering = ("-pk",)


class TaskSerializer(serializers.ModelSerializer):
    kind_display = serializers.CharField(source="get_kind_display", read_only=True)
    state_display = serializers.CharField(source="get_state_display", read_only=True)
    organization = serializers.UUIDField(source="organization.uid", read_only=True)
    organization_name = serializers.CharField(source="organization.name", read_only=True)

    class Meta:
        model = CanvassTask
        fields = [
            *("uid", "kind", "kind_display", "state", "state_display", "organization"),
            *("organization_name", "due_on", "reserved_until", "hand_over_note"),
        ]
        read_only_fields = fields


class InReach(serializers.SlugRelatedField):
    def get_queryset(self):
        user = self.context["request"].user
        return Organization.objects.for_user(user, Permission.FOUNDING_VIEW)


class VisitSerializer(serializers.ModelSerializer):
    organization = InReach(slug_field="uid", help_text="社会组织的公开编号")
    despite = serializers.BooleanField(
        write_only=True, required=False, help_text="已由别人承办，仍要登记"
    )
    decision = serializers.ChoiceField(
        choices=Eligibility.Decision.choices,
        allow_blank=True,
        write_only=True,
        required=False,
        help_text="同时认定建会条件；空为不认定",
    )

    class Meta:
        model = Visit
        fields = [
            *("uid", "organization", "on", "way", "outcome", "staff", "staffing", "premises"),
            *("reason", "other_reasons", "note", "next_step", "promised_on"),
            *("despite", "decision", "created_at"),
        ]
        read_only_fields = ["uid", "created_at"]
        extra_kwargs = {"on": {"required": False}}
        validators = []

    def create(self, validated_data):
        return record_visit(by=self.context["request"].user, **validated_data)


class LedgerRowSerializer(serializers.Serializer):
    organization = serializers.UUIDField(help_text="社会组织的公开编号")
    name = serializers.CharField()
    cells = serializers.DictField(child=serializers.CharField(), help_text="各栏目的值")


@extend_schema_view(list=extend_schema(summary="我的走访任务"))
class TaskViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = TaskSerializer
    pagination_class = ByDue
    filter_backends = ()

    def get_queryset(self):
        return mine(self.request.user)


@extend_schema_view(
    list=extend_schema(summary="走访记录"),
    create=extend_schema(summary="登记走访"),
)
class VisitViewSet(mixins.ListModelMixin, mixins.CreateModelMixin, viewsets.GenericViewSet):
    serializer_class = VisitSerializer
    pagination_class = Newest
    filter_backends = ()

    def get_queryset(self):
        rows = Visit.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return rows.select_related("organization")


@extend_schema_view(
    get=extend_schema(
        summary="建会台账",
        parameters=[
            OpenApiParameter("drive", OpenApiTypes.STR, description="专项行动代码；默认现行的")
        ],
        responses=LedgerRowSerializer(many=True),
    )
)
class LedgerView(ListAPIView):
    # The rows of a drive's ledger within reach; the conditions are those of the page.

    serializer_class = LedgerRowSerializer
    pagination_class = ByKey
    filter_backends = ()

    def drive(self):
        drives = Drive.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        code = self.request.query_params.get("drive", "").partition(":")[0]
        if code:
            return get_object_or_404(drives, code=code)
        return current_drive(self.request.user)

    def get_queryset(self):
        rows = Organization.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        if getattr(self, "swagger_fake_view", False):
            return rows
        drive = self.drive()
        rows = in_drive(rows, drive) if drive else rows.none()
        return found(rows, self.request.user, self.request.query_params).select_related(
            "federation", "region"
        )

    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(self.get_queryset())
        told = [
            {
                "organization": row.organization.uid,
                "name": row.organization.name,
                "cells": {column.key: _said(column.text(row)) for column in COLUMNS},
            }
            for row in rows_of(page, self.drive())
        ]
        return self.get_paginated_response(told)


def _said(value):
    return "" if value is None else str(value)
