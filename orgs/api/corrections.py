"""Corrections over the API: asked for by an organization's own people, decided by officers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from accounts.roles import Permission
from orgs.api.serializers import OrganizationWriteSerializer
from orgs.correctable import PART, PART_OF, PARTS, label, shown
from orgs.models import CorrectionRequest, Organization
from orgs.services import corrections


class Conflict(exceptions.APIException):
    """It stands otherwise by now: somebody was quicker."""

    status_code = 409

    def __init__(self, refused):
        super().__init__(" ".join(refused.messages))


class NewestFirst(CursorPagination):
    ordering = "-pk"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500


class ProposedValueSerializer(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.SerializerMethodField()
    before = serializers.SerializerMethodField(help_text="提出时登记的是")
    value = serializers.SerializerMethodField(help_text="拟改为；联系电话已脱敏")
    decision = serializers.CharField()
    reason = serializers.CharField()

    def get_label(self, row) -> str:
        return label(row.field)

    def get_before(self, row) -> str:
        return shown(row.field, row.before)

    def get_value(self, row) -> str:
        return shown(row.field, row.value)


class CorrectionSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid", read_only=True)
    number = serializers.CharField(read_only=True)
    organization = serializers.UUIDField(source="organization.uid", read_only=True)
    values = ProposedValueSerializer(source="proposals", many=True, read_only=True)

    class Meta:
        model = CorrectionRequest
        fields = ["id", "number", "organization", "status", "as_of", "note", "submitted_at"]
        fields += ["due_on", "decided_at", "answer", "values"]
        read_only_fields = fields


class ProposalsSerializer(OrganizationWriteSerializer):
    """The shape of the values; which may be asked for, ``orgs.correctable`` says."""

    def get_fields(self):
        asked = {n: f for n, f in super().get_fields().items() if n in PART_OF}
        for field in asked.values():
            field.required = False
        return asked


class BeginSerializer(serializers.Serializer):
    organization = serializers.UUIDField(help_text="社会组织编号")
    values = ProposalsSerializer(help_text="只填要更正的栏目")


class EvidenceSerializer(serializers.Serializer):
    part = serializers.ChoiceField(choices=[(p.key, p.title) for p in PARTS])
    file = serializers.FileField()


class SubmitSerializer(serializers.Serializer):
    as_of = serializers.DateField(required=False, help_text="变化发生日期，默认今天")
    note = serializers.CharField(required=False, allow_blank=True, max_length=500)


class VerdictSerializer(serializers.Serializer):
    field = serializers.ChoiceField(choices=[(name, label(name)) for name in PART_OF])
    accept = serializers.BooleanField()
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class DecideSerializer(serializers.Serializer):
    values = VerdictSerializer(many=True)
    as_of = serializers.DateField(required=False, help_text="变更生效日期，默认为申请所填")


class ReturnSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300)


class CorrectionViewSet(viewsets.GenericViewSet):
    """An organization's own, drafts among them; an officer's, what was handed in."""

    serializer_class = CorrectionSerializer
    pagination_class = NewestFirst
    filter_backends = ()

    def rows(self, permission):
        rows = CorrectionRequest.objects.for_user(self.request.user, permission)
        return rows.select_related("organization__federation").prefetch_related("proposals")

    def get_queryset(self):
        officer = self.request.user.is_staff_side
        return self.rows(Permission.ORG_EDIT if officer else Permission.OWN_ORG_VIEW)

    def one(self, uid, permission):
        return get_object_or_404(self.rows(permission), uid=uid)

    def given(self, serializer):
        asked = serializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        return asked.validated_data

    def act(self, service, uid, permission, **given):
        row = self.one(uid, permission)
        try:
            service(by=self.request.user, request=row, **given)
        except ValidationError as refused:
            if getattr(refused, "code", "") == "stale":
                raise Conflict(refused) from refused
            raise
        return Response(CorrectionSerializer(self.one(uid, permission)).data)

    @extend_schema(summary="更正申请列表", responses=CorrectionSerializer(many=True))
    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(CorrectionSerializer(page, many=True).data)

    @extend_schema(summary="一份更正申请", responses=CorrectionSerializer)
    def retrieve(self, request, uid):
        return Response(CorrectionSerializer(get_object_or_404(self.get_queryset(), uid=uid)).data)

    @extend_schema(
        summary="提出更正（草稿）", request=BeginSerializer, responses={201: CorrectionSerializer}
    )
    def create(self, request):
        given = self.given(BeginSerializer)
        rows = Organization.objects.for_user(request.user, Permission.OWN_ORG_CORRECT)
        organization = get_object_or_404(rows, uid=given["organization"])
        with transaction.atomic():
            row = corrections.begin(by=request.user, organization=organization)
            for part in PARTS:
                values = {n: v for n, v in given["values"].items() if n in part.fields}
                if values:
                    corrections.propose(by=request.user, request=row, part=part, values=values)
        made = self.one(row.uid, Permission.OWN_ORG_CORRECT)
        headers = {"Location": reverse("api-correction", args=[row.uid])}
        return Response(CorrectionSerializer(made).data, status=201, headers=headers)

    @extend_schema(
        summary="上传证明材料",
        request={"multipart/form-data": EvidenceSerializer},
        responses=CorrectionSerializer,
    )
    def evidence(self, request, uid):
        row = self.one(uid, Permission.OWN_ORG_CORRECT)
        given = self.given(EvidenceSerializer)
        return self.act(
            corrections.propose,
            row.uid,
            Permission.OWN_ORG_CORRECT,
            part=PART[given["part"]],
            values={},
            files=[given["file"]],
        )

    @extend_schema(summary="提交", request=SubmitSerializer, responses=CorrectionSerializer)
    def submit(self, request, uid):
        row = self.one(uid, Permission.OWN_ORG_CORRECT)
        given = self.given(SubmitSerializer)
        return self.act(corrections.submit, row.uid, Permission.OWN_ORG_CORRECT, **given)

    @extend_schema(summary="撤回", request=None, responses=CorrectionSerializer)
    def withdraw(self, request, uid):
        return self.act(corrections.withdraw, uid, Permission.OWN_ORG_CORRECT)

    @extend_schema(summary="逐项审核", request=DecideSerializer, responses=CorrectionSerializer)
    def decide(self, request, uid):
        row = self.one(uid, Permission.ORG_EDIT)
        given = self.given(DecideSerializer)
        choices = {v["field"]: (v["accept"], v.get("reason", "")) for v in given["values"]}
        return self.act(
            corrections.decide,
            row.uid,
            Permission.ORG_EDIT,
            choices=choices,
            as_of=given.get("as_of"),
        )

    @extend_schema(summary="退回补正", request=ReturnSerializer, responses=CorrectionSerializer)
    def send_back(self, request, uid):
        row = self.one(uid, Permission.ORG_EDIT)
        given = self.given(ReturnSerializer)
        return self.act(corrections.send_back, row.uid, Permission.ORG_EDIT, **given)


class EvidenceViewSet(CorrectionViewSet):
    parser_classes = (MultiPartParser, FormParser)


def addresses():
    view, one = CorrectionViewSet.as_view, "corrections/<uuid:uid>/"
    return [
        path("corrections/", view({"get": "list", "post": "create"}), name="api-corrections"),
        path(one, view({"get": "retrieve"}), name="api-correction"),
        path(f"{one}evidence/", EvidenceViewSet.as_view({"post": "evidence"})),
        path(f"{one}submit/", view({"post": "submit"})),
        path(f"{one}withdraw/", view({"post": "withdraw"})),
        path(f"{one}decide/", view({"post": "decide"})),
        path(f"{one}return/", view({"post": "send_back"})),
    ]
