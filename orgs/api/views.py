import re
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.response import Response

from accounts.roles import Permission
from orgs import services
from orgs.api.pages import BestFirst, NewestFirst
from orgs.api.serializers import (
    OrganizationDetailSerializer,
    OrganizationSerializer,
    OrganizationWriteSerializer,
)
from orgs.filters import ENTRIES, SEARCH
from orgs.listed import FILTERS
from orgs.models import Organization, OrganizationAlias
from orgs.names import tidy_code
from orgs.search import find
from orgs.selection import found

ASKED = [OpenApiParameter(e.name, str) for e in (*ENTRIES, *FILTERS)]
ASKED += [OpenApiParameter(name, str) for name in ("coverage", "eligibility", "drive")]


def moved_to(organization):
    url = reverse("api-organization-detail", args=[organization.uid])
    return Response(status=status.HTTP_302_FOUND, headers={"Location": url})


class OrganizationViewSet(viewsets.GenericViewSet):
    """The register within one's own reach."""

    lookup_value_regex = "[^/]+"
    pagination_class = NewestFirst
    serializer_class = OrganizationSerializer
    filter_backends = ()

    def get_queryset(self):
        rows = Organization.objects.for_user(self.request.user, Permission.ORG_VIEW)
        return rows.select_related("federation", "region")

    def told(self, organization):
        return OrganizationDetailSerializer(
            organization, context=self.get_serializer_context()
        ).data

    @extend_schema(parameters=ASKED, responses=OrganizationSerializer(many=True))
    def list(self, request):
        """检索社会组织。"""
        rows = self.get_queryset().defer("contact_phone", "initials", "folded_name")
        query = request.query_params
        if words := query.get(SEARCH, "").strip():
            narrowed = found(rows, request.user, query, but=SEARCH)
            hits = find(narrowed, words)
            if not hits.common:
                return self.best_first(narrowed, hits.keys)
        page = self.paginate_queryset(found(rows, request.user, query))
        return self.get_paginated_response(OrganizationSerializer(page, many=True).data)

    def best_first(self, rows, keys):
        pages = BestFirst()
        keys = pages.paginate_queryset(keys, self.request, view=self)
        by_key = rows.in_bulk(keys)
        shown = [by_key[key] for key in keys if key in by_key]
        return pages.get_paginated_response(OrganizationSerializer(shown, many=True).data)

    @extend_schema(responses=OrganizationDetailSerializer)
    def retrieve(self, request, pk):
        """一家社会组织；以信用代码或任一曾用号码访问的，转到其编号；已并入他家的，转到那一家。"""
        try:
            uid = UUID(pk)
        except ValueError:
            return self.onward(pk)
        if kept := self.get_queryset().in_place_of(uid):
            return moved_to(kept)
        organization = get_object_or_404(self.get_queryset().prefetch_related("aliases"), uid=uid)
        return Response(self.told(organization))

    def onward(self, number):
        rows, code = self.get_queryset(), tidy_code(number)
        one = rows.filter(credit_code=code).first()
        kinds = [scheme for scheme in OrganizationAlias.Scheme if scheme != "name"]
        numbers = rows.filter(aliases__value__in={number, code}, aliases__scheme__in=kinds)
        one = one or numbers.order_by("pk").first()
        if one is None:
            raise Http404
        return moved_to(one)

    @extend_schema(request=OrganizationWriteSerializer, responses=OrganizationDetailSerializer)
    def create(self, request):
        """登记一家社会组织。"""
        asked = OrganizationWriteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = services.register_organization(by=request.user, **asked.validated_data)
        headers = {"Location": reverse("api-organization-detail", args=[made.uid])}
        return Response(self.told(made), status=201, headers=headers)

    @extend_schema(
        request=OrganizationWriteSerializer(partial=True), responses=OrganizationDetailSerializer
    )
    def partial_update(self, request, pk):
        """更正资料；改动计入统计的内容须写明原因，可指定生效日期。"""
        if not re.fullmatch(r"[0-9a-fA-F-]{32,36}", pk):
            raise Http404
        organization = get_object_or_404(self.get_queryset(), uid=pk)
        asked = OrganizationWriteSerializer(data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        values = {n: v for n, v in asked.validated_data.items() if n != "despite"}
        changed = services.update_organization(by=request.user, organization=organization, **values)
        return Response(self.told(changed))
