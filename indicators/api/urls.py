from django.urls import path
from rest_framework.routers import SimpleRouter

from indicators.api.bulletins import BulletinViewSet
from indicators.api.progress import ProgressView
from indicators.api.views import FigureView, IndicatorListView, RecordsView

router = SimpleRouter()
router.register("bulletins", BulletinViewSet, basename="bulletin")
urlpatterns = [
    *router.urls,
    path("drives/<slug:code>/progress/", ProgressView.as_view(), name="api-progress"),
    path("indicators/", IndicatorListView.as_view(), name="api-indicators"),
    path("indicators/<str:code>/", FigureView.as_view(), name="api-figure"),
    path("indicators/<str:code>/records/", RecordsView.as_view(), name="api-records"),
]
