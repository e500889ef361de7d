from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.roles import Permission
from communications import inbox, services
from communications.api.serializers import (
    InboxSerializer,
    NoticeSerializer,
    NotificationSerializer,
    ReadCountSerializer,
    ReadSerializer,
)
from communications.models import Notice, Notification


class Newest(CursorPagination):
    page_size = 50
    ordering = ("-pk",)


class InboxView(APIView):
    @extend_schema(summary="待办任务", responses=InboxSerializer)
    def get(self, request):
        groups = inbox.groups(request.user)
        return Response(InboxSerializer({"results": groups}).data)


@extend_schema_view(
    list=extend_schema(summary="发给我的通知"), retrieve=extend_schema(summary="一份通知")
)
class NoticeViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = NoticeSerializer
    pagination_class = Newest
    filter_backends = ()

    def get_queryset(self):
        notices = Notice.objects.for_user(self.request.user, Permission.NOTICE_VIEW)
        return notices.select_related("federation")


@extend_schema_view(list=extend_schema(summary="公开的通知"))
class PublicNoticeViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = NoticeSerializer
    pagination_class = Newest
    permission_classes = (AllowAny,)
    authentication_classes = ()
    filter_backends = ()

    def get_queryset(self):
        return Notice.objects.public().select_related("federation")


@extend_schema_view(list=extend_schema(summary="给我的提醒"))
class NotificationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = NotificationSerializer
    pagination_class = Newest
    filter_backends = ()

    def get_queryset(self):
        return Notification.objects.for_user(self.request.user, "")

    @extend_schema(summary="标为已读", request=ReadSerializer, responses={200: ReadCountSerializer})
    @action(detail=False, methods=["post"])
    def read(self, request):
        rows = self.get_queryset()
        asked = ReadSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        if "ids" in asked.validated_data:
            rows = rows.filter(pk__in=asked.validated_data["ids"])
        return Response({"read": services.mark_read(by=request.user, notifications=rows)})
