"""The API of surveys."""

from rest_framework.routers import SimpleRouter

from surveys.api.surveys import SurveyViewSet

router = SimpleRouter()
router.register("surveys", SurveyViewSet, basename="survey")
urlpatterns = [*router.urls]
