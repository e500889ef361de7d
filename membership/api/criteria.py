from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from membership.api.serializers import WithdrawSerializer
from membership.criteria_shown import criteria_of
from membership.models import CriterionFinding
from membership.services.criteria import judge_criterion, withdraw_criterion
from orgs.models import Organization

VIEW = Permission.FOUNDING_VIEW


class CriterionFindingSerializer(serializers.ModelSerializer):
    criterion = serializers.CharField()
    assessor = serializers.StringRelatedField(read_only=True)

    class Meta:
        model = CriterionFinding
        fields = ["id", "criterion", "met", "evidence", "judged_on", "assessor"]
        fields += ["recorded_at", "voided_at", "void_reason"]


class CriterionSerializer(serializers.Serializer):
    criterion = serializers.CharField(source="key")
    label = serializers.CharField()
    met = serializers.BooleanField(allow_null=True, help_text="认定的结论；未认定的按名册资料")
    supposed = serializers.BooleanField(allow_null=True, help_text="按名册资料是否符合")
    reason = serializers.CharField()
    now = CriterionFindingSerializer(allow_null=True)
    past = CriterionFindingSerializer(many=True)


class CriteriaSerializer(serializers.Serializer):
    results = CriterionSerializer(many=True)


class JudgeSerializer(serializers.Serializer):
    criterion = serializers.CharField(help_text="、".join(CriterionFinding.Criterion.values))
    met = serializers.BooleanField()
    evidence = serializers.CharField(max_length=300, allow_blank=True)
    judged_on = serializers.DateField(required=False, help_text="默认今天")


class OfOneView(APIView):
    def organization(self, uid):
        seen = Organization.objects.for_user(self.request.user, VIEW)
        return get_object_or_404(seen.select_related("federation"), uid=uid)


@extend_schema_view(
    get=extend_schema(summary="建会条件逐项认定", responses=CriteriaSerializer),
    post=extend_schema(
        summary="认定一项建会条件",
        request=JudgeSerializer,
        responses={201: CriterionFindingSerializer},
    ),
)
class CriteriaView(OfOneView):
    def get(self, request, uid):
        rows = criteria_of(self.organization(uid), request.user, VIEW)
        return Response(CriteriaSerializer({"results": rows}).data)

    def post(self, request, uid):
        organization = self.organization(uid)
        asked = JudgeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        finding = judge_criterion(
            by=request.user, organization=organization, **asked.validated_data
        )
        return Response(CriterionFindingSerializer(finding).data, status=status.HTTP_201_CREATED)


class WithdrawCriterionView(OfOneView):
    @extend_schema(
        summary="撤回一项条件的认定",
        request=WithdrawSerializer,
        responses={200: CriterionFindingSerializer},
    )
    def post(self, request, uid, pk):
        findings = CriterionFinding.objects.for_user(request.user, VIEW)
        finding = get_object_or_404(findings, organization=self.organization(uid), pk=pk)
        asked = WithdrawSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        finding = withdraw_criterion(by=request.user, finding=finding, **asked.validated_data)
        return Response(CriterionFindingSerializer(finding).data)
