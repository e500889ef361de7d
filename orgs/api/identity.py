"""Suspected duplicates, merges, un-merges, and what a mistyped code may have been meant to be."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from orgs.duplicates.rules import in_words
from orgs.models import DuplicatePair, Merge, Organization
from orgs.names import tidy_code
from orgs.queries import codes_meant
from orgs.services import merging, parting
from orgs.services.duplicates import dismiss_pair

EDIT = Permission.ORG_EDIT


class LikeliestFirst(CursorPagination):
    ordering = ("-score", "-pk")
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 500


class NewestFirst(LikeliestFirst):
    ordering = "-pk"


class ReceiptSerializer(serializers.Serializer):
    rule = serializers.CharField()
    first = serializers.CharField(allow_null=True)
    second = serializers.CharField(allow_null=True)
    weight = serializers.IntegerField()


class PairSerializer(serializers.ModelSerializer):
    first = serializers.UUIDField(source="first.uid")
    first_name = serializers.CharField(source="first.name")
    second = serializers.UUIDField(source="second.uid")
    second_name = serializers.CharField(source="second.name")
    federation = serializers.CharField(source="federation.code", help_text="共同的上级工会")
    state = serializers.CharField(help_text="open crowded dismissed merged")
    receipt = serializers.SerializerMethodField(help_text="评分明细")

    class Meta:
        model = DuplicatePair
        fields = ["id", "first", "first_name", "second", "second_name", "federation", "score"]
        fields += ["receipt", "state", "found_at", "decided_at", "reason", "reopened_at"]

    @extend_schema(responses=ReceiptSerializer(many=True))
    def get_receipt(self, pair) -> list:
        names = ("rule", "first", "second", "weight")
        return [dict(zip(names, line, strict=True)) for line in in_words(pair.receipt)]


class ReasonSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=300, allow_blank=True)


class MergeSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")
    survivor = serializers.UUIDField(source="survivor.uid")
    loser = serializers.UUIDField(source="loser.uid")
    federation = serializers.CharField(source="federation.code")
    state = serializers.CharField(help_text="proposed done declined undone")
    preview = serializers.JSONField(source="told", help_text="转移的内容和对各级数字的影响")

    class Meta:
        model = Merge
        fields = ["id", "survivor", "loser", "federation", "state", "reason", "at", "done_at"]
        fields += ["undone_at", "undo_reason", "preview"]


class MergeRequestSerializer(ReasonSerializer):
    survivor = serializers.UUIDField(help_text="保留的社会组织")
    loser = serializers.UUIDField(help_text="并入的社会组织")
    reason = serializers.CharField(max_length=300, required=False, default="")
    dry_run = serializers.BooleanField(default=False, help_text="只看预览，不合并")


class QuestionSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()
    words = serializers.CharField()
    both = serializers.BooleanField(help_text="可以两家都适用")


class EditSerializer(serializers.Serializer):
    key = serializers.CharField()
    label = serializers.CharField()


class PartingSerializer(serializers.Serializer):
    questions = QuestionSerializer(many=True)
    edits = EditSerializer(many=True, help_text="合并之后修改过的登记内容")


class PartingRequestSerializer(ReasonSerializer):
    answers = serializers.DictField(
        child=serializers.ChoiceField(["survivor", "loser", "both"]),
        default=dict,
        help_text="每一问归哪一家",
    )
    chosen = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="改归并入一方的登记内容"
    )


class PairViewSet(viewsets.GenericViewSet):
    serializer_class = PairSerializer
    pagination_class = LikeliestFirst
    filter_backends = ()

    def get_queryset(self):
        rows = DuplicatePair.objects.for_user(self.request.user, EDIT)
        return rows.select_related("first", "second", "federation")

    @extend_schema(
        summary="疑似重复",
        parameters=[OpenApiParameter("state", str, description="默认 open")],
        responses=PairSerializer(many=True),
    )
    def list(self, request):
        rows = self.get_queryset().filter(state=request.query_params.get("state", "open"))
        return self.get_paginated_response(
            PairSerializer(self.paginate_queryset(rows), many=True).data
        )

    @extend_schema(summary="一对疑似重复", responses=PairSerializer)
    def retrieve(self, request, pk):
        return Response(PairSerializer(get_object_or_404(self.get_queryset(), pk=pk)).data)

    @extend_schema(summary="判定不是重复", request=ReasonSerializer, responses=PairSerializer)
    def dismiss(self, request, pk):
        pair, asked = get_object_or_404(self.get_queryset(), pk=pk), _asked(ReasonSerializer, self)
        return Response(PairSerializer(dismiss_pair(by=request.user, pair=pair, **asked)).data)


class MergeViewSet(viewsets.GenericViewSet):
    serializer_class = MergeSerializer
    pagination_class = NewestFirst
    filter_backends = ()

    def get_queryset(self):
        rows = Merge.objects.for_user(self.request.user, EDIT)
        return rows.select_related("survivor__federation", "loser__federation", "federation")

    def one(self, uid):
        return get_object_or_404(self.get_queryset(), uid=uid)

    @extend_schema(summary="合并记录", responses=MergeSerializer(many=True))
    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(MergeSerializer(page, many=True).data)

    @extend_schema(
        summary="合并，或只看预览",
        request=MergeRequestSerializer,
        responses={200: OpenApiTypes.OBJECT, 201: MergeSerializer},
    )
    def create(self, request):
        asked = _asked(MergeRequestSerializer, self)
        rows = Organization.objects.for_user(request.user, EDIT)
        two = {name: get_object_or_404(rows, uid=asked.pop(name)) for name in ("survivor", "loser")}
        if asked.pop("dry_run"):
            return Response(merging.preview(by=request.user, **two))
        merge = merging.propose_merge(by=request.user, **two, **asked)
        return Response(MergeSerializer(merge).data, status=201)

    @extend_schema(summary="一项合并", responses=MergeSerializer)
    def retrieve(self, request, uid):
        return Response(MergeSerializer(self.one(uid)).data)

    @extend_schema(summary="复核同意", request=None, responses=MergeSerializer)
    def approve(self, request, uid):
        merge = merging.approve_merge(by=request.user, merge=self.one(uid))
        return Response(MergeSerializer(merge).data)

    @extend_schema(summary="不同意", request=ReasonSerializer, responses=MergeSerializer)
    def decline(self, request, uid):
        merge, asked = self.one(uid), _asked(ReasonSerializer, self)
        merge = merging.decline_merge(by=request.user, merge=merge, **asked)
        return Response(MergeSerializer(merge).data)

    @extend_schema(summary="撤销合并之前要判定的", responses=PartingSerializer)
    def questions(self, request, uid):
        merge = self.one(uid)
        done = merge.state == Merge.State.DONE
        plan = parting.plan(merge=merge) if done else {"questions": [], "edits": []}
        return Response(PartingSerializer(plan).data)

    @extend_schema(summary="撤销合并", request=PartingRequestSerializer, responses=MergeSerializer)
    def undo(self, request, uid):
        merge, asked = self.one(uid), _asked(PartingRequestSerializer, self)
        merge = parting.undo_merge(by=request.user, merge=merge, **asked)
        return Response(MergeSerializer(merge).data)


def _asked(serializer, view):
    found = serializer(data=view.request.data)
    found.is_valid(raise_exception=True)
    return dict(found.validated_data)


class RepairSerializer(serializers.Serializer):
    code = serializers.CharField()
    change = serializers.CharField(help_text="笔误所在")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="依据")


class CreditCodeView(APIView):
    @extend_schema(
        summary="可能想输入的统一社会信用代码",
        parameters=[OpenApiParameter("type", str), OpenApiParameter("region", str)],
        responses=RepairSerializer(many=True),
    )
    def get(self, request, code):
        """校验不符的代码，列出相差一处而校验相符的；只作提示，不代为更改。"""
        if not request.user.may_somewhere(Permission.ORG_VIEW):
            raise PermissionDenied("您没有查看社会组织名册的权限。")
        asked = request.query_params
        found = codes_meant(
            tidy_code(code), request.user, type=asked.get("type", ""), region=asked.get("region")
        )
        return Response({"results": RepairSerializer(found, many=True).data})


def addresses():
    pairs, merges = PairViewSet.as_view, MergeViewSet.as_view
    one, merge = "duplicates/<int:pk>/", "merges/<uuid:uid>/"
    return [
        path("duplicates/", pairs({"get": "list"}), name="api-duplicates"),
        path(one, pairs({"get": "retrieve"}), name="api-duplicate"),
        path(f"{one}dismiss/", pairs({"post": "dismiss"}), name="api-duplicate-dismiss"),
        path("merges/", merges({"get": "list", "post": "create"}), name="api-merges"),
        path(merge, merges({"get": "retrieve"}), name="api-merge"),
        path(f"{merge}approve/", merges({"post": "approve"}), name="api-merge-approve"),
        path(f"{merge}decline/", merges({"post": "decline"}), name="api-merge-decline"),
        path(f"{merge}undo/", merges({"get": "questions", "post": "undo"}), name="api-merge-undo"),
        path("credit-codes/<str:code>/", CreditCodeView.as_view(), name="api-credit-code"),
    ]
