from django.urls import path
from rest_framework.routers import SimpleRouter

from communications.api.views import (
    InboxView,
    NoticeViewSet,
    NotificationViewSet,
    PublicNoticeViewSet,
)

router = SimpleRouter()
router.register("notices", NoticeViewSet, basename="notice")
router.register("notifications", NotificationViewSet, basename="notification")
router.register("public/notices", PublicNoticeViewSet, basename="public-notice")
urlpatterns = [path("inbox/", InboxView.as_view()), *router.urls]
