from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from indicators import definitions, queries, records
from indicators.api.serializers import (
    FigureQuery,
    FigureSerializer,
    IndicatorSerializer,
    OtherRecordSerializer,
    RecordSerializer,
    RecordsQuery,
)
from indicators.subjects import ORGANIZATIONS, subject_of
from membership.models import Drive
from unions.models import Federation
from unions.models.federations import topmost


@extend_schema(summary="指标目录", responses=IndicatorSerializer(many=True))
class IndicatorListView(APIView):
    def get(self, request):
        found = IndicatorSerializer(definitions.current(), many=True)
        return Response({"results": found.data})


class AskingView(APIView):
    """A figure of a federation in reach. One out of reach and one that does not exist are the
    same answer: not found."""

    permission = Permission.DASHBOARD_VIEW
    query = FigureQuery

    def asked(self):
        """The definition's code, the federation, and the rest of what was asked for."""
        query = self.query(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        wanted = dict(query.validated_data)
        try:
            code = definitions.indicator(self.kwargs["code"]).code
        except definitions.UnknownIndicator:
            raise Http404 from None
        if "drive" in wanted:
            seen = Drive.objects.for_user(self.request.user, Permission.DASHBOARD_VIEW)
            get_object_or_404(seen, code=wanted["drive"])
        return code, self.federation(wanted.pop("federation", None)), wanted

    def federation(self, code):
        user = self.request.user
        reach = Federation.objects.for_user(user, self.permission)
        if code is None:
            heads = topmost(user.federations_granting(self.permission))
            reach, code = reach.filter(path__in=heads[:1]), None
            return get_object_or_404(reach)
        return get_object_or_404(reach, code=code)


@extend_schema(summary="一项指标", parameters=[FigureQuery], responses=FigureSerializer)
class FigureView(AskingView):
    def get(self, request, code):
        code, federation, wanted = self.asked()
        try:
            found = queries.figure(code, federation, **wanted)
        except ValueError as refused:
            raise ValidationError({"by": [str(refused)]}) from None
        return Response(FigureSerializer(found).data)


class ByIdentifier(CursorPagination):
    ordering = "uid"
    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 1000


@extend_schema(
    summary="指标的构成", parameters=[RecordsQuery], responses=RecordSerializer(many=True)
)
class RecordsView(AskingView):
    """The organizations behind a figure; as many as the part of it that was asked for."""

    permission = Permission.ORG_VIEW
    query = RecordsQuery

    def get(self, request, code):
        code, federation, wanted = self.asked()
        wanted.pop("boundary", None)
        try:
            found = records.records(code, federation, **wanted)
        except ValueError as refused:
            raise ValidationError({"part": [str(refused)]}) from None
        subject = subject_of(definitions.indicator(code))
        if not request.user.may_at(subject.permission, federation):
            raise PermissionDenied(f"您没有查看{subject.name}的权限。")
        paginator = ByIdentifier()
        paginator.ordering = subject.identifier
        page = paginator.paginate_queryset(found, request, view=self)
        if subject is ORGANIZATIONS:
            rows = RecordSerializer(records.as_seen_by(request.user, page), many=True).data
        else:
            rows = OtherRecordSerializer(subject.described(page), many=True).data
        response = paginator.get_paginated_response(rows)
        response.data["count"] = found.count()
        return response
