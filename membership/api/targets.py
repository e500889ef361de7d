"""Splits of targets over the interface: the acts of the pages, refused in the same words."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from accounts.roles import Permission
from membership.models import Drive, TargetPlan, TargetShare
from membership.models.drives import RESPONSIBLE
from membership.queries import reads_answer
from membership.services import targets as services
from membership.simulating import simulation
from unions.models import Federation


class ShareSerializer(serializers.ModelSerializer):
    federation = serializers.CharField(source="federation.code", read_only=True)
    name = serializers.CharField(source="federation.short_name", read_only=True)

    class Meta:
        model = TargetShare
        fields = [
            *("federation", "name", "eligible", "covered", "staff", "quota", "gap"),
            *("answer", "countered", "reason"),
        ]


class PlanSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid", read_only=True)
    drive = serializers.CharField(source="drive.code", read_only=True)
    federation = serializers.CharField(source="federation.code", read_only=True)

    class Meta:
        model = TargetPlan
        fields = [
            *("id", "drive", "federation", "due_on", "version", "status", "method", "quota"),
            *("as_of", "answer_by", "note", "created_at", "issued_at"),
        ]


class FullPlanSerializer(PlanSerializer):
    shares = serializers.SerializerMethodField()

    class Meta(PlanSerializer.Meta):
        fields = [*PlanSerializer.Meta.fields, "shares"]

    def get_shares(self, plan) -> ShareSerializer(many=True):
        shares = plan.shares.select_related("federation", "plan__federation")
        rows = ShareSerializer(shares, many=True).data
        for share, row in zip(shares, rows, strict=True):
            if not reads_answer(self.context["request"].user, share):
                row.update(countered=None, reason="")
        return rows


class DraftSerializer(serializers.Serializer):
    drive = serializers.CharField(help_text="行动代码")
    federation = serializers.CharField(help_text="分解工会的代码")
    due_on = serializers.DateField(help_text="目标日期")
    method = serializers.ChoiceField(choices=TargetPlan.Method.choices)
    quota = serializers.IntegerField(required=False, min_value=1, help_text="默认按上级要求")
    note = serializers.CharField(required=False, max_length=300, allow_blank=True)


class SimulateSerializer(serializers.Serializer):
    drive = serializers.CharField(help_text="行动代码")
    federation = serializers.CharField(help_text="分解工会的代码")
    due_on = serializers.DateField(help_text="目标日期")
    quota = serializers.IntegerField(required=False, min_value=1, help_text="默认按上级要求")
    depth = serializers.IntegerField(
        required=False,
        min_value=min(level for level, _ in RESPONSIBLE),
        max_value=max(level for level, _ in RESPONSIBLE),
        help_text="逐级分解到哪一级：2 省，3 市，4 县，5 乡；默认行动的责任层级",
    )


class SimulatedShareSerializer(serializers.Serializer):
    federation = serializers.CharField()
    name = serializers.CharField()
    eligible = serializers.IntegerField()
    covered = serializers.IntegerField()
    staff = serializers.IntegerField()
    quotas = serializers.DictField(
        child=serializers.IntegerField(), help_text="各种分解办法下的应覆盖（家）"
    )


class SimulatedSerializer(serializers.Serializer):
    asked = serializers.IntegerField(help_text="上级要求（家）")
    quota = serializers.IntegerField(help_text="按此测算（家）")
    plans = serializers.IntegerField(help_text="逐级下达会写多少个方案")
    shares = serializers.IntegerField(help_text="其中多少项任务")
    rows = SimulatedShareSerializer(many=True)


class QuotaSerializer(serializers.Serializer):
    federation = serializers.CharField()
    quota = serializers.IntegerField(min_value=0)


class QuotasSerializer(serializers.Serializer):
    shares = QuotaSerializer(many=True)


class ProposeSerializer(serializers.Serializer):
    answer_by = serializers.DateField(required=False, allow_null=True)


class AnswerSerializer(serializers.Serializer):
    federation = serializers.CharField(help_text="承担任务的工会")
    countered = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, help_text="建议数；不填即同意"
    )
    reason = serializers.CharField(required=False, max_length=300, allow_blank=True)


class Newest(CursorPagination):
    page_size = 100
    ordering = ("-created_at", "-pk")


FILTERS = [
    OpenApiParameter("drive", OpenApiTypes.STR, description="行动代码"),
    OpenApiParameter("federation", OpenApiTypes.STR, description="分解工会的代码"),
    OpenApiParameter("status", OpenApiTypes.STR, enum=TargetPlan.Status.values),
]


@extend_schema_view(
    list=extend_schema(summary="目标分解方案", parameters=FILTERS),
    retrieve=extend_schema(summary="一个分解方案及各家任务"),
)
class PlanViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = PlanSerializer
    lookup_field = "uid"
    pagination_class = Newest
    filter_backends = ()

    def get_serializer_class(self):
        return PlanSerializer if self.action == "list" else FullPlanSerializer

    def get_queryset(self):
        plans = TargetPlan.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        asked = self.request.query_params
        for name, field in (("drive", "drive__code"), ("federation", "federation__code")):
            if asked.get(name):
                plans = plans.filter(**{field: asked[name]})
        if asked.get("status"):
            plans = plans.filter(status=asked["status"])
        return plans.select_related("drive", "federation")

    def told(self, plan, code=status.HTTP_200_OK):
        context = self.get_serializer_context()
        return Response(FullPlanSerializer(plan, context=context).data, status=code)

    def asked(self, kind):
        serializer = kind(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def placed(self, kind):
        """What was asked, with the drive and the federation instead of their codes."""
        data, user = self.asked(kind), self.request.user
        drives = Drive.objects.for_user(user, Permission.FOUNDING_VIEW)
        reach = Federation.objects.for_user(user, Permission.FOUNDING_VIEW)
        data["drive"] = get_object_or_404(drives, code=data["drive"])
        data["federation"] = get_object_or_404(reach, code=data["federation"])
        return data

    @extend_schema(
        summary="测算各种分解办法，不写任何数据",
        request=SimulateSerializer,
        responses=SimulatedSerializer,
    )
    @action(detail=False, methods=["post"])
    def simulate(self, request):
        data = self.placed(SimulateSerializer)
        if not request.user.may_at(Permission.DRIVE_MANAGE, data["federation"]):
            raise PermissionDenied(services.NOT_YOURS)
        data.setdefault("depth", data["drive"].responsible_level)
        found = simulation(**data)
        rows = [
            {
                "federation": part.federation.code,
                "name": part.federation.short_name,
                **vars(part.basis),
                "quotas": quotas,
            }
            for part, quotas in found.rows
        ]
        return Response(SimulatedSerializer({**vars(found), "rows": rows}).data)

    @extend_schema(
        summary="测算并拟一版分解方案", request=DraftSerializer, responses={201: FullPlanSerializer}
    )
    def create(self, request):
        data = self.placed(DraftSerializer)
        return self.told(services.draft_plan(by=request.user, **data), status.HTTP_201_CREATED)

    @extend_schema(
        summary="手工调整各家任务", request=QuotasSerializer, responses=FullPlanSerializer
    )
    @action(detail=True, methods=["post"])
    def shares(self, request, uid):
        plan, wanted = self.get_object(), self.asked(QuotasSerializer)["shares"]
        keys = dict(plan.shares.values_list("federation__code", "pk"))
        quotas = {keys.get(item["federation"]): item["quota"] for item in wanted}
        return self.told(services.set_shares(by=request.user, plan=plan, quotas=quotas))

    @extend_schema(summary="征求意见", request=ProposeSerializer, responses=FullPlanSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request, uid):
        plan, data = self.get_object(), self.asked(ProposeSerializer)
        return self.told(services.propose_plan(by=request.user, plan=plan, **data))

    @extend_schema(summary="对本级任务反馈", request=AnswerSerializer, responses=FullPlanSerializer)
    @action(detail=True, methods=["post"])
    def answers(self, request, uid):
        plan, data = self.get_object(), self.asked(AnswerSerializer)
        shares = plan.shares.select_related("federation", "plan__federation")
        share = get_object_or_404(shares, federation__code=data.pop("federation"))
        services.answer_share(by=request.user, share=share, **data)
        return self.told(plan)

    @extend_schema(summary="下达", request=None, responses=FullPlanSerializer)
    @action(detail=True, methods=["post"])
    def issue(self, request, uid):
        return self.told(services.issue_plan(by=request.user, plan=self.get_object()))
