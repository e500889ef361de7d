"""Lists over the interface: handed in, read, looked at by class and line, written, taken back."""

from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser
from rest_framework.response import Response

from accounts.roles import Permission
from orgs.api.pages import InOrder, NewestFirst
from orgs.imports.batches import ask_to_apply, ask_to_read, hand_in
from orgs.imports.columns import LABELS
from orgs.imports.refusals import errors_told
from orgs.imports.showing import classes_of, columns_of, lines_of, without_those_gone, worded
from orgs.models import ImportBatch
from orgs.services.importing import NOT_YOURS, confirm_lines, decide_class, discard_batch
from orgs.services.reverting import ask_to_revert, may_revert
from unions.models import Federation

NOT_TO_REVERT = "这份名单不能由您撤销：只能撤销已写入的名单，超过二十四小时须有撤销权限。"


class ImportRequestSerializer(serializers.Serializer):
    file = serializers.FileField()
    source = serializers.CharField(max_length=100, help_text="名单来源")
    federation = serializers.CharField(help_text="导入工会编码")
    as_of = serializers.DateField(required=False, help_text="名单日期，默认今天")
    apply = serializers.BooleanField(default=False, help_text="读取后直接写入")


class ErrorSerializer(serializers.Serializer):
    sheet = serializers.CharField(required=False)
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()


class ImportSerializer(serializers.ModelSerializer):
    """Progress while it is read or written, then the result of every row."""

    batch = serializers.UUIDField(source="uid", read_only=True)
    source = serializers.CharField(source="source.name", read_only=True)
    federation = serializers.CharField(source="federation.code", read_only=True)
    progress = serializers.SerializerMethodField()
    refused_whole = serializers.SerializerMethodField(help_text="整份文件未被接受的原因")

    class Meta:
        model = ImportBatch
        fields = ["batch", "file_name", "source", "federation", "as_of", "status"]
        fields += ["progress", "refused_whole", "created_at", "applied_at"]
        read_only_fields = fields

    def get_progress(self, batch) -> dict:
        job = batch.job
        if job is None:
            return {}
        return {"state": job.state, "done": job.progress, "total": job.total}

    def get_refused_whole(self, batch) -> str:
        return batch.result.get("refused_whole", "")

    def to_representation(self, batch):
        told = super().to_representation(batch)
        if "rows" in batch.result:
            told |= {k: v for k, v in batch.result.items() if k != "batch"}
        return told


class ApplySerializer(serializers.Serializer):
    chosen = serializers.ListField(
        child=serializers.IntegerField(), default=list, help_text="已核实的存疑行的编号"
    )
    force = serializers.BooleanField(default=False, help_text="存疑过多时仍写入，须写明核对情况")
    reason = serializers.CharField(max_length=200, default="", allow_blank=True)


class RevertSerializer(serializers.Serializer):
    reason = serializers.CharField(max_length=200)


class ClassSerializer(serializers.Serializer):
    outcome = serializers.CharField(source="key")
    label = serializers.CharField()
    count = serializers.IntegerField()
    whole = serializers.BooleanField(default=False, help_text="可以整类写入或暂缓")
    held = serializers.BooleanField(default=False, help_text="已暂缓")


class ClassDecisionSerializer(serializers.Serializer):
    outcome = serializers.CharField()
    hold = serializers.BooleanField()


class ConfirmSerializer(serializers.Serializer):
    shown = serializers.ListField(child=serializers.IntegerField(), help_text="看过的行")
    confirmed = serializers.ListField(child=serializers.IntegerField(), help_text="其中属实的")


class ColumnSerializer(serializers.Serializer):
    at = serializers.IntegerField()
    heading = serializers.CharField()
    field = serializers.CharField(allow_blank=True)


class MappingSerializer(serializers.Serializer):
    sheet = serializers.CharField(default="", allow_blank=True)
    header = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        min_length=2,
        max_length=2,
        help_text="起止行号",
    )
    columns = serializers.DictField(
        child=serializers.ChoiceField(list(LABELS)), required=False, help_text="列序号对应的栏目"
    )


class LineSerializer(serializers.Serializer):
    """A line as the page tells it, in words."""

    id = serializers.IntegerField(source="line.pk")
    sheet = serializers.CharField(source="line.sheet")
    row = serializers.IntegerField(source="line.row", allow_null=True)
    outcome = serializers.CharField(source="line.outcome")
    confirmed = serializers.BooleanField(source="line.confirmed")
    name = serializers.CharField()
    credit_code = serializers.CharField(source="code")
    organization = serializers.UUIDField(source="line.organization.uid", allow_null=True)
    errors = serializers.JSONField(source="line.errors")
    hints = serializers.ListField(child=serializers.CharField())
    changes = serializers.SerializerMethodField(help_text="栏目、原值、新值")
    held = serializers.SerializerMethodField(help_text="未采用的取值")
    stayed = serializers.SerializerMethodField(help_text="撤销后保留的内容")

    def get_changes(self, item) -> list[dict]:
        return [
            {"field": label, "before": before, "after": after, "until": held.get("until", "")}
            for label, before, after, held in item["changes"]
        ]

    def get_held(self, item) -> list[dict]:
        return [
            {"field": label, "said": said, "now": now, "source": source}
            for label, said, now, _, source in item["held"]
        ]

    def get_stayed(self, item) -> list[dict]:
        return [{"field": label, "reason": why} for label, why in item["stayed"]]


class ImportViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Lists handed in within one's own reach."""

    serializer_class = ImportSerializer
    pagination_class = NewestFirst
    parser_classes = (JSONParser, MultiPartParser, FormParser)
    filter_backends = ()
    lookup_value_converter = "uuid"
    lookup_field = "uid"

    def get_queryset(self):
        rows = ImportBatch.objects.for_user(self.request.user, Permission.ORG_IMPORT)
        return rows.select_related("source", "federation", "job")

    @extend_schema(description="上传过的名单，新的在前。")
    def list(self, request):
        return super().list(request)

    @extend_schema(request=ImportRequestSerializer, responses={202: ImportSerializer})
    def create(self, request):
        """上传一份名单；后台读取，用返回的地址查询进度和结果。"""
        if not request.user.may_somewhere(Permission.ORG_IMPORT):
            raise PermissionDenied("您没有导入名单的权限。")
        asked = ImportRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        federation = Federation.objects.public().filter(code=values["federation"]).first()
        if federation is None:
            raise PermissionDenied(NOT_YOURS)
        batch = hand_in(
            by=request.user,
            file=values["file"],
            source=values["source"],
            federation=federation,
            as_of=values.get("as_of") or timezone.localdate(),
            apply=values["apply"],
        )
        url = reverse("api-import-detail", args=[batch.uid])
        return Response(ImportSerializer(batch).data, status=202, headers={"Location": url})

    @extend_schema(responses=ImportSerializer)
    def retrieve(self, request, uid):
        """进度；读完后为各类行数、提醒和逐行的问题。"""
        batch = get_object_or_404(self.get_queryset(), uid=uid)
        told = ImportSerializer(batch).data
        if "rows" in told:
            told["errors"] = errors_told(batch)
        return Response(told)

    def one(self, uid):
        return get_object_or_404(self.get_queryset(), uid=uid)

    def asked(self, serializer):
        found = serializer(data=self.request.data)
        found.is_valid(raise_exception=True)
        return found.validated_data

    @extend_schema(request=ApplySerializer, responses={202: ImportSerializer})
    def apply(self, request, uid):
        """写入比对过的名单；暂缓的类和未核实的存疑行不写入。后台进行。"""
        batch = ask_to_apply(by=request.user, batch=self.one(uid), **self.asked(ApplySerializer))
        return Response(ImportSerializer(batch).data, status=202)

    @extend_schema(request=RevertSerializer, responses={202: ImportSerializer})
    def revert(self, request, uid):
        """撤销已写入的名单，逐栏恢复原值。后台进行。"""
        batch = self.one(uid)
        if not may_revert(request.user, batch):
            raise PermissionDenied(NOT_TO_REVERT)
        batch = ask_to_revert(by=request.user, batch=batch, **self.asked(RevertSerializer))
        return Response(ImportSerializer(batch).data, status=202)

    @extend_schema(request=None, responses=ImportSerializer)
    def discard(self, request, uid):
        """放弃未写入的名单。"""
        batch = discard_batch(by=request.user, batch=self.one(uid))
        return Response(ImportSerializer(batch).data)

    @extend_schema(responses=ClassSerializer(many=True))
    def classes(self, request, uid):
        """各类各有多少行，是否写入。"""
        return self.told_classes(self.one(uid))

    @extend_schema(request=ClassDecisionSerializer, responses=ClassSerializer(many=True))
    def decide(self, request, uid):
        """写入或暂缓一整类。"""
        batch = self.one(uid)
        given = self.asked(ClassDecisionSerializer)
        return self.told_classes(decide_class(by=request.user, batch=batch, **given))

    def told_classes(self, batch):
        return Response({"results": ClassSerializer(classes_of(batch).values(), many=True).data})

    @extend_schema(
        parameters=[OpenApiParameter("outcome", str, description="类别，如 changed")],
        responses=LineSerializer(many=True),
    )
    def lines(self, request, uid):
        """逐行的比对结果。"""
        batch = self.one(uid)
        outcome = request.query_params.get("outcome", "")
        rows = lines_of(batch, outcome) if outcome else batch.lines.select_related("organization")
        pages = InOrder()
        page = pages.paginate_queryset(rows, request, view=self)
        without_those_gone(request.user, page)
        told = LineSerializer(worded(page, request.user), many=True).data
        return pages.get_paginated_response(told)

    @extend_schema(request=ConfirmSerializer, responses={204: None})
    def confirm(self, request, uid):
        """核实存疑的行：看过而未列入属实的，不写入。"""
        confirm_lines(by=request.user, batch=self.one(uid), **self.asked(ConfirmSerializer))
        return Response(status=204)

    @extend_schema(responses=ColumnSerializer(many=True))
    def columns(self, request, uid):
        """文件的各列被当作哪一栏。"""
        names = ("at", "heading", "field")
        found = [dict(zip(names, told, strict=True)) for told in columns_of(self.one(uid))]
        return Response({"results": ColumnSerializer(found, many=True).data})

    @extend_schema(request=MappingSerializer, responses={202: ImportSerializer})
    def remap(self, request, uid):
        """改正列对应，重新读取。"""
        batch = self.one(uid)
        batch = ask_to_read(by=request.user, batch=batch, mapping=self.asked(MappingSerializer))
        return Response(ImportSerializer(batch).data, status=202)


def addresses():
    view, one = ImportViewSet.as_view, "imports/<uuid:uid>/"
    lines = view({"get": "lines", "post": "confirm"})
    classes = view({"get": "classes", "post": "decide"})
    columns = view({"get": "columns", "post": "remap"})
    return [
        path("imports/", view({"get": "list", "post": "create"}), name="api-imports"),
        path(one, view({"get": "retrieve"}), name="api-import-detail"),
        path(f"{one}lines/", lines, name="api-import-lines"),
        path(f"{one}classes/", classes, name="api-import-classes"),
        path(f"{one}columns/", columns, name="api-import-columns"),
        path(f"{one}apply/", view({"post": "apply"}), name="api-import-apply"),
        path(f"{one}revert/", view({"post": "revert"}), name="api-import-revert"),
        path(f"{one}discard/", view({"post": "discard"}), name="api-import-discard"),
    ]
