from django.urls import path
from rest_framework.routers import SimpleRouter

from membership.api.views import CoverageView, DriveViewSet, EligibilityView

router = SimpleRouter()
router.register("drives", DriveViewSet, basename="drive")
urlpatterns = [
    path("organizations/<uuid:uid>/eligibility/", EligibilityView.as_view()),
    path("organizations/<uuid:uid>/coverage/", CoverageView.as_view()),
    *router.urls,
]
