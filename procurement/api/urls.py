"""The API of purchases. Each noun adds its lines."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from procurement.api.experts import ExpertViewSet
from procurement.api.needs import NeedViewSet, TopicViewSet
from procurement.api.projects import BudgetViewSet, ProjectViewSet
from procurement.api.reviews import RankingView
from procurement.api.tenders import TenderViewSet

router = SimpleRouter()
router.register("budgets", BudgetViewSet, basename="budget")
router.register("experts", ExpertViewSet, basename="expert")
router.register("needs", NeedViewSet, basename="need")
router.register("need-topics", TopicViewSet, basename="need-topic")
router.register("projects", ProjectViewSet, basename="project")
router.register("tenders", TenderViewSet, basename="tender")
urlpatterns = [
    path("calls/<uuid:uid>/ranking/", RankingView.as_view(), name="api-ranking"),
    *router.urls,
]
