"""Founding cases over the interface: the same moves as on the pages, refused in the same words."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from accounts.roles import Permission
from membership.filters.founding import FoundingFilter
from membership.models import Coverage, Drive, FoundingCase, FoundingPerson, Obstruction
from membership.queries import unions_within_reach
from membership.requirements import of_step
from membership.services import founding
from membership.services.founding_steps import FIELDS
from membership.workflows.founding import FOUNDING, next_move
from orgs.models import Organization


class RequirementSerializer(serializers.Serializer):
    label = serializers.CharField()
    met = serializers.BooleanField()
    binding = serializers.BooleanField()
    lack = serializers.CharField()
    cite = serializers.CharField(source="rule.source", default="")


class FoundingUnitSerializer(serializers.Serializer):
    organization = serializers.UUIDField(source="organization.uid")
    name = serializers.CharField(source="organization.name")
    staff = serializers.IntegerField(allow_null=True)


class FoundingCaseSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid", read_only=True)
    status_display = serializers.CharField(source="get_status_display", read_only=True)
    form_display = serializers.CharField(source="get_form_display", read_only=True)
    federation = serializers.CharField(source="federation.code", read_only=True)
    approver = serializers.CharField(source="approver.code", read_only=True)
    drive = serializers.CharField(source="drive.code", default=None, read_only=True)
    overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = FoundingCase
        fields = [
            *("id", "name", "form", "form_display", "route", "status", "status_display"),
            *("federation", "approver", "drive", "joins", "due_on", "overdue", "mobilised_on"),
            *("founded_on", "approval_number"),
        ]


class FullFoundingCaseSerializer(FoundingCaseSerializer):
    units = FoundingUnitSerializer(many=True, read_only=True)
    next_move = serializers.SerializerMethodField()
    requirements = serializers.SerializerMethodField()
    fields_filled = serializers.SerializerMethodField(method_name="get_filled")

    class Meta(FoundingCaseSerializer.Meta):
        fields = [
            *FoundingCaseSerializer.Meta.fields,
            *("returned", "rules_code", "rules_version", "members", "women", "members_counted"),
            "units",
            *("next_move", "requirements", "fields_filled"),
        ]

    def get_next_move(self, case) -> str | None:
        return next_move(case)

    def get_requirements(self, case) -> RequirementSerializer(many=True):
        verb = next_move(case)
        return RequirementSerializer(of_step(verb, case) if verb else [], many=True).data

    def get_filled(self, case) -> dict:
        names = {name for of in FIELDS.values() for name in of}
        return {name: getattr(case, name) for name in sorted(names) if getattr(case, name)}


class OpenFoundingSerializer(serializers.Serializer):
    organizations = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=200
    )
    form = serializers.ChoiceField(choices=Coverage.Form.choices)
    name = serializers.CharField(max_length=150, required=False, allow_blank=True)
    union = serializers.IntegerField(required=False, help_text="并入的已有工会编号")
    route = serializers.ChoiceField(choices=FoundingCase.Route.choices, required=False)
    drive = serializers.SlugField(
        required=False, allow_null=True, help_text="专项行动代码；不写则按单位所属范围确定"
    )
    mobilised_on = serializers.DateField(required=False)
    wish = serializers.CharField(max_length=300, required=False, allow_blank=True)
    opinion = serializers.CharField(max_length=300, required=False, allow_blank=True)
    party_opinion = serializers.CharField(max_length=300, required=False, allow_blank=True)


class FoundingPersonSerializer(serializers.Serializer):
    body = serializers.ChoiceField(choices=FoundingPerson.Body.choices)
    duty = serializers.ChoiceField(choices=FoundingPerson.Duty.choices, required=False)
    person_name = serializers.CharField(max_length=40)
    female = serializers.BooleanField(required=False)
    post = serializers.CharField(max_length=60, required=False, allow_blank=True)
    bars = serializers.ListField(child=serializers.SlugField(), required=False)


class MoveFoundingSerializer(serializers.ModelSerializer):
    # What any move may bring along; what does not belong to it is left aside.

    reason = serializers.CharField(max_length=300, required=False)
    credit_code = serializers.CharField(max_length=18, required=False)
    organization = serializers.UUIDField(required=False, help_text="阻挠建会的单位")
    manner = serializers.ChoiceField(choices=Obstruction.Manner.choices, required=False)
    people = FoundingPersonSerializer(many=True, required=False)
    votes = serializers.DictField(
        child=serializers.IntegerField(min_value=0), required=False, help_text="{姓名编号: 票数}"
    )

    class Meta:
        model = FoundingCase
        fields = [
            *sorted({name for of in FIELDS.values() for name in of}),
            *("reason", "credit_code", "people", "votes", "organization", "manner"),
        ]
        extra_kwargs = {
            name: {"required": False, "allow_null": True}
            for name in {name for of in FIELDS.values() for name in of}
            if FoundingCase._meta.get_field(name).null
        }
        validators = []


class Newest(CursorPagination):
    page_size = 50
    ordering = ("-opened_at", "-pk")


@extend_schema_view(
    list=extend_schema(summary="建会事项"),
    retrieve=extend_schema(summary="一个建会事项，含下一步和还缺什么"),
)
class FoundingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = FoundingCaseSerializer
    lookup_field = "uid"
    lookup_value_regex = "[0-9a-f-]{36}"
    pagination_class = Newest
    filterset_class = FoundingFilter

    def get_queryset(self):
        rows = FoundingCase.objects.for_user(self.request.user, Permission.FOUNDING_VIEW)
        return rows.select_related("federation", "approver", "drive")

    def get_serializer_class(self):
        return FoundingCaseSerializer if self.action == "list" else FullFoundingCaseSerializer

    @extend_schema(
        summary="发起建会",
        request=OpenFoundingSerializer,
        responses={201: FullFoundingCaseSerializer},
    )
    def create(self, request):
        asked = OpenFoundingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = dict(asked.validated_data)
        uids = data.pop("organizations")
        rows = Organization.objects.for_user(request.user, Permission.FOUNDING_VIEW)
        rows = list(rows.filter(uid__in=uids).select_related("federation"))
        if len(rows) != len(set(uids)):
            raise serializers.ValidationError(
                {"organizations": "有的单位不存在，或不在您可见的范围内。"}
            )
        if union := data.pop("union", None):
            data["union"] = get_object_or_404(unions_within_reach(request.user), pk=union)
        if data.get("drive"):
            drives = Drive.objects.for_user(request.user, Permission.FOUNDING_VIEW)
            data["drive"] = get_object_or_404(drives, code=data["drive"])
        case = founding.open_case(by=request.user, organizations=rows, **data)
        return Response(FullFoundingCaseSerializer(case).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="办理一步",
        request=MoveFoundingSerializer,
        responses={200: FullFoundingCaseSerializer},
    )
    @action(detail=True, methods=["post"], url_path="moves/(?P<verb>[a-z_]+)")
    def move(self, request, uid, verb):
        case = self.get_object()
        if verb not in FOUNDING.moves:
            raise serializers.ValidationError({"verb": "没有这一步。"})
        asked = MoveFoundingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = {name: value for name, value in asked.validated_data.items() if value is not None}
        if "votes" in data:
            data["votes"] = {int(k): n for k, n in data["votes"].items() if k.isdecimal()}
        if "organization" in data:
            data["organization"] = get_object_or_404(case.organizations, uid=data["organization"])
        case = founding.move_case(by=request.user, case=case, verb=verb, **data)
        return Response(FullFoundingCaseSerializer(case).data)
