from django.urls import path
from rest_framework.routers import SimpleRouter

from membership.api import members
from membership.api.canvass import LedgerView, TaskViewSet, VisitViewSet
from membership.api.criteria import CriteriaView, WithdrawCriterionView
from membership.api.founding import FoundingViewSet
from membership.api.obstructions import ObstructionViewSet
from membership.api.practices import PracticeViewSet
from membership.api.subsidies import SubsidyBudgetViewSet, SubsidyViewSet
from membership.api.targets import PlanViewSet
from membership.api.unions import (
    EffectiveView,
    EvidenceView,
    OrgansView,
    UnionsView,
    UnionView,
    VoidEvidenceView,
)
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
router.register("foundings", FoundingViewSet, basename="founding")
router.register("plans", PlanViewSet, basename="plan")
router.register("canvass-tasks", TaskViewSet, basename="canvass-task")
router.register("visits", VisitViewSet, basename="visit")
router.register("obstructions", ObstructionViewSet, basename="obstruction")
router.register("practices", PracticeViewSet, basename="practice")
router.register("subsidies/budgets", SubsidyBudgetViewSet, basename="subsidy-budget")
router.register("subsidies", SubsidyViewSet, basename="subsidy")
organization = "organizations/<uuid:uid>"
urlpatterns = [
    path(f"{organization}/eligibility/", EligibilityView.as_view()),
    path(f"{organization}/eligibility/<int:pk>/withdraw/", WithdrawAssessmentView.as_view()),
    path(f"{organization}/criteria/", CriteriaView.as_view()),
    path(f"{organization}/criteria/<int:pk>/withdraw/", WithdrawCriterionView.as_view()),
    path(f"{organization}/coverage/", CoverageView.as_view()),
    path(f"{organization}/coverage/<int:pk>/end/", EndCoverageView.as_view()),
    path(f"{organization}/coverage/<int:pk>/correct/", CorrectCoverageView.as_view()),
    path(f"{organization}/coverage/<int:pk>/withdraw/", WithdrawCoverageView.as_view()),
    path("unions/", UnionsView.as_view()),
    path("unions/<int:pk>/", UnionView.as_view()),
    path("unions/<int:pk>/effective/", EffectiveView.as_view()),
    path("unions/<int:pk>/organs/", OrgansView.as_view()),
    path("unions/<int:pk>/evidence/", EvidenceView.as_view()),
    path("unions/evidence/<uuid:uid>/void/", VoidEvidenceView.as_view()),
    path("unions/<int:pk>/dissolve/", DissolveView.as_view()),
    *members.addresses(),
    path("ledger/", LedgerView.as_view(), name="api-ledger"),
    *router.urls,
]
