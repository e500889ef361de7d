from django.urls import path
from rest_framework.routers import SimpleRouter

from membership.api.views import (
    CorrectCoverageView,
    CoverageView,
    DissolveView,
    DriveViewSet,
    EligibilityView,
    EndCoverageView,
    WithdrawAssessmentView,
    WithdrawCoverageView,
)

router = SimpleRouter()
router.register("drives", DriveViewSet, basename="drive")
organization = "organizations/<uuid:uid>"
urlpatterns = [
    path(f"{organization}/eligibility/", EligibilityView.as_view()),
    path(f"{organization}/eligibility/<int:pk>/withdraw/", WithdrawAssessmentView.as_view()),
    path(f"{organization}/coverage/", CoverageView.as_view()),
    path(f"{organization}/coverage/<int:pk>/end/", EndCoverageView.as_view()),
    path(f"{organization}/coverage/<int:pk>/correct/", CorrectCoverageView.as_view()),
    path(f"{organization}/coverage/<int:pk>/withdraw/", WithdrawCoverageView.as_view()),
    path("unions/<int:pk>/dissolve/", DissolveView.as_view()),
    *router.urls,
]
