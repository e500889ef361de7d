"""Claims over the API, for officers. They are handed in on the page alone: a door that anybody may
write at without an account has its limits and its form there."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.response import Response

from accounts.roles import Duty, Permission
from orgs.api.corrections import Conflict, NewestFirst, ReturnSerializer
from orgs.models import Claim
from orgs.services import claims


class ClaimSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid", read_only=True)
    organization = serializers.UUIDField(source="organization.uid", read_only=True, default=None)

    class Meta:
        model = Claim
        fields = ["id", "number", "organization", "credit_code", "representative"]
        fields += ["representative_matches", "phone_matches", "name", "position", "status"]
        fields += ["submitted_at", "due_on", "decided_at", "answer"]
        read_only_fields = fields


class ApproveSerializer(serializers.Serializer):
    duty = serializers.ChoiceField(choices=Duty.choices, default=Duty.MANAGER)


class ClaimViewSet(viewsets.GenericViewSet):
    serializer_class = ClaimSerializer
    pagination_class = NewestFirst
    filter_backends = ()

    def get_queryset(self):
        rows = Claim.objects.for_user(self.request.user, Permission.DELEGATE_MANAGE)
        return rows.select_related("organization")

    @extend_schema(summary="组织认领列表", responses=ClaimSerializer(many=True))
    def list(self, request):
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(ClaimSerializer(page, many=True).data)

    @extend_schema(summary="一份认领", responses=ClaimSerializer)
    def retrieve(self, request, uid):
        return Response(ClaimSerializer(get_object_or_404(self.get_queryset(), uid=uid)).data)

    def act(self, service, uid, serializer):
        row = get_object_or_404(self.get_queryset(), uid=uid)
        asked = serializer(data=self.request.data)
        asked.is_valid(raise_exception=True)
        try:
            done = service(by=self.request.user, claim=row, **asked.validated_data)
        except ValidationError as refused:
            if getattr(refused, "code", "") == "stale":
                raise Conflict(refused) from refused
            raise
        return Response(ClaimSerializer(done).data)

    @extend_schema(summary="通过", request=ApproveSerializer, responses=ClaimSerializer)
    def approve(self, request, uid):
        return self.act(claims.approve, uid, ApproveSerializer)

    @extend_schema(summary="退回补正", request=ReturnSerializer, responses=ClaimSerializer)
    def send_back(self, request, uid):
        return self.act(claims.send_back, uid, ReturnSerializer)

    @extend_schema(summary="不予通过", request=ReturnSerializer, responses=ClaimSerializer)
    def refuse(self, request, uid):
        return self.act(claims.refuse, uid, ReturnSerializer)


def addresses():
    view, one = ClaimViewSet.as_view, "claims/<uuid:uid>/"
    return [
        path("claims/", view({"get": "list"}), name="api-claims"),
        path(one, view({"get": "retrieve"}), name="api-claim"),
        path(f"{one}approve/", view({"post": "approve"})),
        path(f"{one}return/", view({"post": "send_back"})),
        path(f"{one}refuse/", view({"post": "refuse"})),
    ]
