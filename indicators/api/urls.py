from django.urls import path

from indicators.api.views import FigureView, IndicatorListView, RecordsView

urlpatterns = [
    path("indicators/", IndicatorListView.as_view(), name="api-indicators"),
    path("indicators/<str:code>/", FigureView.as_view(), name="api-figure"),
    path("indicators/<str:code>/records/", RecordsView.as_view(), name="api-records"),
]
