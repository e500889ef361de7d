from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from membership import services
from membership.api.serializers import (
    AssessSerializer,
    CorrectSerializer,
    CoverageHistorySerializer,
    CoverageSerializer,
    CoverSerializer,
    DissolveSerializer,
    DriveSerializer,
    EligibilityHistorySerializer,
    EligibilitySerializer,
    EndSerializer,
    LossSerializer,
    UnionSerializer,
    WithdrawSerializer,
)
from membership.models import Coverage, Drive, Eligibility
from membership.queries import loss_of
from membership.services.coverage import FORM_OF
from orgs.models import Organization
from unions.models import Federation, GrassrootsUnion

KIND_OF = {form: kind for kind, form in FORM_OF.items()}


class TimelineView(APIView):
    # One organization's history, newest first, and the act that adds to it.

    def organization(self):
        seen = Organization.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return get_object_or_404(seen.select_related("federation"), uid=self.kwargs["uid"])

    def rows(self, model, organization):
        rows = model.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return rows.of(organization).order_by("-valid_from", "-recorded_from", "-pk")


@extend_schema_view(
    get=extend_schema(summary="建会条件认定历史", responses=EligibilityHistorySerializer),
    post=extend_schema(
        summary="认定建会条件", request=AssessSerializer, responses={201: EligibilitySerializer}
    ),
)
class EligibilityView(TimelineView):
    def get(self, request, uid):
        rows = self.rows(Eligibility, self.organization()).select_related("assessor")
        return Response({"results": EligibilitySerializer(rows, many=True).data})

    def post(self, request, uid):
        organization = self.organization()
        asked = AssessSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = services.assess(by=request.user, organization=organization, **asked.validated_data)
        return Response(EligibilitySerializer(row).data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    get=extend_schema(summary="工会覆盖历史", responses=CoverageHistorySerializer),
    post=extend_schema(
        summary="登记工会覆盖或新建工会",
        request=CoverSerializer,
        responses={201: CoverageSerializer},
    ),
)
class CoverageView(TimelineView):
    def get(self, request, uid):
        rows = self.rows(Coverage, self.organization())
        rows = rows.select_related("union__federation", "recorder")
        return Response({"results": CoverageSerializer(rows, many=True).data})

    def post(self, request, uid):
        organization = self.organization()
        asked = CoverSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        if seen := data.pop("instead_of", None):
            rows = self.rows(Coverage, organization).known()
            data["instead_of"] = rows.filter(pk=seen).first()
        if new := data.pop("founding", None):
            data["founding"] = self.founding(dict(new), data)
        row = services.record_coverage(by=request.user, organization=organization, **data)
        return Response(CoverageSerializer(row).data, status=status.HTTP_201_CREATED)

    def founding(self, new, data):
        if code := new.pop("federation", ""):
            reach = Federation.objects.for_user(self.request.user, Permission.FOUNDING_EDIT)
            new["federation"] = reach.filter(code=code).first()
            if new["federation"] is None:
                raise Http404
        kind = KIND_OF.get(data["form"], data["form"])
        return {"kind": kind, "founded_on": data.get("as_of"), **new}


class ActOnRowView(TimelineView):
    # One recorded row, as now known: an act on it, done by the service that the page uses, too.

    about = Coverage
    serializer_class = WithdrawSerializer

    def post(self, request, uid, pk):
        organization = self.organization()
        row = get_object_or_404(self.rows(self.about, organization).known(), pk=pk)
        asked = self.serializer_class(data=request.data)
        asked.is_valid(raise_exception=True)
        found = self.act(row, **asked.validated_data)
        if found is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(CoverageSerializer(found).data)


@extend_schema_view(
    post=extend_schema(
        summary="终止工会覆盖", request=EndSerializer, responses={200: CoverageSerializer}
    )
)
class EndCoverageView(ActOnRowView):
    serializer_class = EndSerializer

    def act(self, row, reason, on=None):
        services.end_coverage(
            by=self.request.user, organization=row.organization, coverage=row, on=on, reason=reason
        )
        rows = self.rows(Coverage, row.organization).known()
        return rows.get(union=row.union_id, valid_from=row.valid_from, counted=row.counted)


@extend_schema_view(
    post=extend_schema(
        summary="更正工会覆盖记录", request=CorrectSerializer, responses={200: CoverageSerializer}
    )
)
class CorrectCoverageView(ActOnRowView):
    serializer_class = CorrectSerializer

    def act(self, row, **asked):
        return services.correct_coverage(by=self.request.user, coverage=row, **asked)


@extend_schema_view(
    post=extend_schema(
        summary="撤销误登的工会覆盖", request=WithdrawSerializer, responses={204: None}
    )
)
class WithdrawCoverageView(ActOnRowView):
    def act(self, row, reason):
        services.void_coverage(by=self.request.user, coverage=row, reason=reason)


@extend_schema_view(
    post=extend_schema(
        summary="撤回建会条件认定", request=WithdrawSerializer, responses={204: None}
    )
)
class WithdrawAssessmentView(ActOnRowView):
    about = Eligibility

    def act(self, row, reason):
        services.withdraw_assessment(by=self.request.user, assessment=row, reason=reason)


@extend_schema_view(
    get=extend_schema(
        summary="撤销基层工会对数字的影响",
        parameters=[OpenApiParameter("on", OpenApiTypes.DATE, description="撤销日期；默认今天")],
        responses=LossSerializer,
    ),
    post=extend_schema(
        summary="撤销基层工会，同日终止它的覆盖",
        request=DissolveSerializer,
        responses={200: UnionSerializer},
    ),
)
class DissolveView(APIView):
    def union(self):
        own = GrassrootsUnion.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return get_object_or_404(own.select_related("federation"), pk=self.kwargs["pk"])

    def get(self, request, pk):
        union = self.union()
        on = serializers.DateField().run_validation(
            request.query_params.get("on") or timezone.localdate()
        )
        return Response(LossSerializer(loss_of(union, on)).data)

    def post(self, request, pk):
        union = self.union()
        asked = DissolveSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        services.dissolve_union(
            by=request.user, union=union, **{"on": None, **asked.validated_data}
        )
        return Response(UnionSerializer(self.union()).data)


class Latest(CursorPagination):
    page_size = 100
    ordering = ("-starts_on", "code")


@extend_schema_view(
    list=extend_schema(summary="专项行动"),
    retrieve=extend_schema(summary="一个专项行动"),
)
class DriveViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = DriveSerializer
    lookup_field = "code"
    pagination_class = Latest
    filter_backends = ()

    def get_queryset(self):
        drives = Drive.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return drives.select_related("federation").prefetch_related("targets", "phases")
