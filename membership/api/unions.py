"""Unions at work over the interface: how each is run, its organs, its evidence."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
)
from rest_framework import generics, serializers, status
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from membership.effective.rules import FLAGS, Flag
from membership.forms.unions import UnionFilterForm
from membership.models import EffectiveAssessment, Evidence, Officer, Organ, UnionStanding
from membership.services.evidence import record_evidence, void_evidence
from membership.services.organs import constitute
from membership.union_list import found
from privacy.queries import name_of
from unions.models import GrassrootsUnion


class StandingSerializer(serializers.ModelSerializer):
    class Meta:
        model = UnionStanding
        fields = [
            *("as_of", "effective", "met", "unmet", "organs_complete", "women_complete"),
            *("term_ends_on", "workers", "members", "last_evidence_on", "vitality"),
            *("suspicion", "signals"),
        ]


class WorkingUnionSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.code")
    standing = serializers.SerializerMethodField()

    class Meta:
        model = GrassrootsUnion
        fields = [
            *("id", "name", "kind", "federation", "founded_on", "dissolved_on"),
            *("approval_number", "credit_code", "standing"),
        ]

    @extend_schema_field(StandingSerializer(allow_null=True))
    def get_standing(self, union):
        standing = getattr(union, "standing", None)
        return StandingSerializer(standing).data if standing else None


class FlagSerializer(serializers.ModelSerializer):
    label = serializers.CharField(source="get_flag_display")

    class Meta:
        model = EffectiveAssessment
        fields = ["flag", "label", "met", "reason", "valid_from"]


class EffectiveSerializer(serializers.Serializer):
    on = serializers.DateField(allow_null=True)
    effective = serializers.BooleanField(allow_null=True)
    flags = FlagSerializer(many=True)


class OfficerSerializer(serializers.ModelSerializer):
    # Names whole for whoever needs them there, else no more than the family name.

    class Meta:
        model = Officer
        fields = [
            *("id", "person_name", "post", "woman", "full_time", "handles_funds", "bars"),
            *("examined_on", "starts_on", "ended_on"),
        ]

    def to_representation(self, officer):
        told = super().to_representation(officer)
        user = self.context["request"].user
        return {**told, "person_name": name_of(user, officer, "person_name")}


class OrganSerializer(serializers.ModelSerializer):
    officers = OfficerSerializer(many=True)

    class Meta:
        model = Organ
        fields = [
            *("id", "kind", "number", "single", "elected_on", "starts_on", "years"),
            *("term_ends_on", "ended_on", "approval_number", "officers"),
        ]


class OrganListSerializer(serializers.Serializer):
    results = OrganSerializer(many=True)


class SeatSerializer(serializers.ModelSerializer):
    person_name = serializers.CharField(max_length=60)

    class Meta:
        model = Officer
        fields = [
            *("person_name", "post", "woman", "full_time", "handles_funds", "bars"),
            "examined_on",
        ]


class ConstituteSerializer(serializers.Serializer):
    # The next term of an organ. ``number``: which term you take it to be.

    kind = serializers.ChoiceField(choices=Organ.Kind.choices)
    years = serializers.IntegerField(min_value=1, max_value=10)
    starts_on = serializers.DateField(required=False)
    elected_on = serializers.DateField(required=False)
    single = serializers.BooleanField(required=False)
    approval_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    number = serializers.IntegerField(min_value=1, max_value=200, required=False)
    officers = SeatSerializer(many=True)


class UnionEvidenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Evidence
        fields = ["uid", "kind", "held_on", "ends_on", "numbers", "note", "recorded_at"]
        read_only_fields = ["uid", "recorded_at"]
        validators = []


class VoidEvidenceSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class ByKey(CursorPagination):
    page_size = 100
    ordering = "pk"


class Newest(CursorPagination):
    page_size = 100
    ordering = ("-held_on", "-pk")


CONDITIONS = [
    OpenApiParameter("search", str, description="名称"),
    OpenApiParameter("federation", str, description="上级工会编码，含下级"),
    OpenApiParameter("effective", str, description="yes、no 或 unknown"),
    OpenApiParameter("term", str, description="due、over 或 none"),
    OpenApiParameter("organs", str, description="complete、lacking、women_complete、women_lacking"),
    OpenApiParameter("unmet", str, description="未符合的条件，如 E6"),
]


@extend_schema_view(get=extend_schema(summary="基层工会及其运行概况", parameters=CONDITIONS))
class UnionsView(generics.ListAPIView):
    serializer_class = WorkingUnionSerializer
    pagination_class = ByKey
    filter_backends = ()

    def get_queryset(self):
        user = self.request.user
        rows = GrassrootsUnion.objects.for_user(user, Permission.FOUNDING_VIEW)
        return found(rows, UnionFilterForm(self.request.query_params, user=user), {})


class OfUnion(APIView):
    # One union, within reach; what is done to it is the service's to allow.

    def union(self):
        rows = GrassrootsUnion.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return get_object_or_404(
            rows.select_related("federation", "standing"), pk=self.kwargs["pk"]
        )


@extend_schema_view(get=extend_schema(summary="一个基层工会", responses=WorkingUnionSerializer))
class UnionView(OfUnion):
    def get(self, request, pk):
        return Response(WorkingUnionSerializer(self.union()).data)


@extend_schema_view(
    get=extend_schema(
        summary="有效覆盖评估：每项条件和理由",
        parameters=[OpenApiParameter("on", str, description="哪一天的评估；默认最近")],
        responses=EffectiveSerializer,
    )
)
class EffectiveView(OfUnion):
    def get(self, request, pk):
        rows = EffectiveAssessment.objects.for_user(request.user, Permission.FOUNDING_VIEW)
        rows = rows.filter(union=self.union())
        on = request.query_params.get("on")
        if on:
            on = serializers.DateField().run_validation(on)
        rows = list(rows.on(on) if on else rows.filter(valid_to=None))
        whole = next((row.met for row in rows if row.flag == Flag.EFFECTIVE), None)
        flags = sorted(
            (row for row in rows if row.flag in FLAGS), key=lambda row: int(row.flag[1:])
        )
        return Response(EffectiveSerializer({"on": on, "effective": whole, "flags": flags}).data)


@extend_schema_view(
    get=extend_schema(summary="工会机构、任期和人员", responses=OrganListSerializer),
    post=extend_schema(
        summary="登记机构或换届", request=ConstituteSerializer, responses={201: OrganSerializer}
    ),
)
class OrgansView(OfUnion):
    def get(self, request, pk):
        organs = Organ.objects.for_user(request.user, Permission.FOUNDING_VIEW)
        organs = organs.filter(union=self.union()).prefetch_related("officers__organ__union")
        told = OrganSerializer(organs, many=True, context={"request": request}).data
        return Response({"results": told})

    def post(self, request, pk):
        union = self.union()
        asked = ConstituteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        organ = constitute(by=request.user, union=union, **asked.validated_data)
        told = OrganSerializer(organ, context={"request": request}).data
        return Response(told, status=status.HTTP_201_CREATED)


@extend_schema_view(
    get=extend_schema(
        summary="工会运行记录，新的在前", responses=UnionEvidenceSerializer(many=True)
    ),
    post=extend_schema(
        summary="登记运行记录",
        request=UnionEvidenceSerializer,
        responses={201: UnionEvidenceSerializer},
    ),
)
class EvidenceView(OfUnion):
    def get(self, request, pk):
        rows = Evidence.objects.for_user(request.user, Permission.FOUNDING_VIEW)
        pages = Newest()
        page = pages.paginate_queryset(rows.standing().filter(union=self.union()), request)
        return pages.get_paginated_response(UnionEvidenceSerializer(page, many=True).data)

    def post(self, request, pk):
        union = self.union()
        asked = UnionEvidenceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        if not isinstance(given.get("numbers", {}), dict):
            raise serializers.ValidationError({"numbers": '应为对象，如 {"people": 30}。'})
        row = record_evidence(by=request.user, union=union, **given)
        return Response(UnionEvidenceSerializer(row).data, status=status.HTTP_201_CREATED)


@extend_schema_view(
    post=extend_schema(
        summary="撤回运行记录", request=VoidEvidenceSerializer, responses={204: None}
    )
)
class VoidEvidenceView(APIView):
    def post(self, request, uid):
        rows = Evidence.objects.for_user(request.user, Permission.FOUNDING_VIEW)
        row = get_object_or_404(rows.select_related("union__federation"), uid=uid)
        asked = VoidEvidenceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        void_evidence(by=request.user, evidence=row, **asked.validated_data)
        return Response(status=status.HTTP_204_NO_CONTENT)
