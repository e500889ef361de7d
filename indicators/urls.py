from django.urls import path

from indicators.views import bulletins, dashboard, definitions, progress, records, screen

app_name = "indicators"
one = "indicators/bulletins/<uuid:uid>"
urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/records/", records.listing, name="records"),
    path("dashboard/records/export/", records.export, name="records_export"),
    path("drives/<slug:code>/progress/", progress.drive_progress, name="progress"),
    path("drives/<slug:code>/progress/export/", progress.export, name="progress_export"),
    path("indicators/", definitions.catalogue, name="catalogue"),
    path("indicators/bulletins/", bulletins.bulletin_list, name="bulletins"),
    path("indicators/bulletins/export/", bulletins.bulletin_export, name="bulletins_export"),
    path("indicators/bulletins/new/", bulletins.bulletin_new, name="bulletin_new"),
    path(f"{one}/", bulletins.bulletin, name="bulletin"),
    path(f"{one}/edit/", bulletins.bulletin_edit, name="bulletin_edit"),
    path(f"{one}/redraw/", bulletins.bulletin_redraw, name="bulletin_redraw"),
    path(f"{one}/file/", bulletins.bulletin_file, name="bulletin_file"),
    path(f"{one}/<slug:verb>/", bulletins.bulletin_move, name="bulletin_move"),
    path("indicators/<str:code>/", definitions.definition, name="definition"),
    path("indicators/<str:code>/table.xlsx", definitions.sheet, name="sheet"),
    path("screen/", screen.screen, name="screen"),
]
