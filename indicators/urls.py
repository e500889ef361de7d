from django.urls import path

from indicators.views import dashboard, definitions, records, screen

app_name = "indicators"
urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/records/", records.listing, name="records"),
    path("dashboard/records/export/", records.export, name="records_export"),
    path("indicators/", definitions.catalogue, name="catalogue"),
    path("indicators/<str:code>/", definitions.definition, name="definition"),
    path("indicators/<str:code>/table.xlsx", definitions.sheet, name="sheet"),
    path("screen/", screen.screen, name="screen"),
]
