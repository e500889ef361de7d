"""Members over the API: everything personal is masked, as it is on lists."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status, viewsets
from rest_framework.response import Response

from accounts.roles import Permission
from membership import member_listing
from membership.api.joining_serializers import (
    ApplicationSerializer,
    AskTransferSerializer,
    JoinSerializer,
    MemberSerializer,
    NoteSerializer,
    PlaceSerializer,
    RefuseSerializer,
    TransferSerializer,
)
from membership.models import Application, JoinCode, Member, Transfer
from membership.queries import union_coded
from membership.services import joining, reviewing, transfers
from orgs.api.corrections import Conflict, NewestFirst
from unions.models import GrassrootsUnion


class Rows(viewsets.GenericViewSet):
    pagination_class = NewestFirst
    filter_backends = ()
    model = None
    related = ()

    def get_queryset(self):
        rows = self.model.objects.for_user(self.request.user, Permission.MEMBER_VIEW)
        return rows.select_related(*self.related)

    def listed(self, rows):
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.serializer_class(page, many=True).data)

    def one(self, uid):
        return get_object_or_404(self.get_queryset(), uid=uid)

    def retrieve(self, request, uid):
        return Response(self.serializer_class(self.one(uid)).data)

    def done(self, service, **given):
        try:
            row = service(by=self.request.user, **given)
        except ValidationError as refused:
            if getattr(refused, "code", "") == "stale":
                raise Conflict(refused) from refused
            raise
        return Response(self.serializer_class(self.one(row.uid)).data)

    def union(self, key, anywhere=""):
        """One of those within reach, by number; or, for letting somebody go, any by its code."""
        rows = GrassrootsUnion.objects.for_user(self.request.user, Permission.MEMBER_EDIT)
        found = rows.select_related("federation").filter(pk=key).first() if key else None
        found = found or (union_coded(anywhere) if anywhere else None)
        if found is None:
            raise ValidationError({"union": "没有找到这个工会。"})
        return found


class MemberViewSet(Rows):
    serializer_class = MemberSerializer
    model = Member
    related = ("union", "federation", "organization")

    @extend_schema(
        summary="会员名册（个人信息已遮盖）",
        parameters=[
            OpenApiParameter("union", OpenApiTypes.INT, description="基层工会"),
            OpenApiParameter("state", description="空、pool、leaving、ended 或 all"),
            OpenApiParameter("worker", description="职工类别"),
        ],
        responses=MemberSerializer(many=True),
    )
    def list(self, request):
        form = member_listing.MemberFilter(request.query_params)
        asked = form.cleaned_data if form.is_valid() else {}
        return self.listed(member_listing.found(self.get_queryset(), asked))

    @extend_schema(summary="一位会员（个人信息已遮盖）", responses=MemberSerializer)
    def retrieve(self, request, uid):
        return super().retrieve(request, uid)


class ApplicationViewSet(Rows):
    serializer_class = ApplicationSerializer
    model = Application
    related = ("code__union__federation", "code__federation", "member", "transfer")

    @extend_schema(summary="入会申请列表", responses=ApplicationSerializer(many=True))
    def list(self, request):
        return self.listed(self.get_queryset())

    @extend_schema(summary="一份入会申请", responses=ApplicationSerializer)
    def retrieve(self, request, uid):
        return super().retrieve(request, uid)

    @extend_schema(
        summary="代职工提交入会申请",
        description="供工会自己的手机应用使用：须有办会员的权限，并已取得本人同意。",
        request=JoinSerializer,
        responses={201: ApplicationSerializer},
    )
    def create(self, request):
        asked = JoinSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        codes = JoinCode.objects.for_user(request.user, Permission.MEMBER_EDIT)
        code = codes.select_related("federation", "union").filter(slug=given.pop("code")).first()
        if code is None:
            if not request.user.may_somewhere(Permission.MEMBER_EDIT):
                raise PermissionDenied("您没有办理入会的权限。")
            raise ValidationError({"code": "没有这个入会码。"})
        row = joining.submit(by=request.user, code=code, ticked=given.pop("consent"), **given)
        data = ApplicationSerializer(self.one(row.uid)).data
        return Response(data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="通过", request=PlaceSerializer, responses=ApplicationSerializer)
    def approve(self, request, uid):
        application = self.one(uid)
        asked = PlaceSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        key = asked.validated_data.get("union")
        union = self.union(key) if key else None
        return self.done(reviewing.approve, application=application, union=union)

    @extend_schema(summary="退回补正", request=NoteSerializer, responses=ApplicationSerializer)
    def send_back(self, request, uid):
        application, asked = self.one(uid), NoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self.done(reviewing.send_back, application=application, **asked.validated_data)

    @extend_schema(summary="不予通过", request=RefuseSerializer, responses=ApplicationSerializer)
    def refuse(self, request, uid):
        application, asked = self.one(uid), RefuseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self.done(reviewing.refuse, application=application, **asked.validated_data)


class TransferViewSet(Rows):
    serializer_class = TransferSerializer
    model = Transfer
    related = ("member", "from_union", "to_union", "from_federation", "to_federation", "answering")

    @extend_schema(summary="会籍转接列表", responses=TransferSerializer(many=True))
    def list(self, request):
        return self.listed(self.get_queryset())

    @extend_schema(summary="一件会籍转接", responses=TransferSerializer)
    def retrieve(self, request, uid):
        return super().retrieve(request, uid)

    @extend_schema(summary="提出会籍转接", request=AskTransferSerializer)
    def create(self, request):
        asked = AskTransferSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        members = Member.objects.for_user(request.user, Permission.MEMBER_VIEW)
        member = members.filter(uid=given.pop("member")).first()
        if member is None:
            if not request.user.may_somewhere(Permission.MEMBER_EDIT):
                raise PermissionDenied("您没有办理转接的权限。")
            raise ValidationError({"member": "没有找到这位会员。"})
        to_union = self.union(given.pop("to_union", None), given.pop("to_union_code", ""))
        row = transfers.ask(by=request.user, member=member, to_union=to_union, **given)
        data = TransferSerializer(self.one(row.uid)).data
        return Response(data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="同意转接", request=None, responses=TransferSerializer)
    def accept(self, request, uid):
        return self.done(transfers.accept, transfer=self.one(uid))

    @extend_schema(summary="不同意转接", request=NoteSerializer, responses=TransferSerializer)
    def decline(self, request, uid):
        transfer, asked = self.one(uid), NoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return self.done(transfers.decline, transfer=transfer, **asked.validated_data)

    @extend_schema(summary="撤回转接", request=None, responses=TransferSerializer)
    def take_back(self, request, uid):
        return self.done(transfers.take_back, transfer=self.one(uid))


def addresses():
    rows, one = {"get": "list"}, {"get": "retrieve"}
    applications, transfers_ = ApplicationViewSet.as_view, TransferViewSet.as_view
    at = "members/applications/<uuid:uid>"
    moved = "members/transfers/<uuid:uid>"
    return [
        path("members/", MemberViewSet.as_view(rows), name="api-members"),
        path("members/applications/", applications({**rows, "post": "create"})),
        path(f"{at}/", applications(one)),
        path(f"{at}/approve/", applications({"post": "approve"})),
        path(f"{at}/return/", applications({"post": "send_back"})),
        path(f"{at}/refuse/", applications({"post": "refuse"})),
        path("members/transfers/", transfers_({**rows, "post": "create"})),
        path(f"{moved}/", transfers_(one)),
        path(f"{moved}/accept/", transfers_({"post": "accept"})),
        path(f"{moved}/decline/", transfers_({"post": "decline"})),
        path(f"{moved}/withdraw/", transfers_({"post": "take_back"})),
        path("members/<uuid:uid>/", MemberViewSet.as_view(one)),
    ]
