from django.urls import path

from stations.views import around, finder, network, sheets, stations

here = "stations"
one, sheet = f"{here}/<uuid:uid>", f"{here}/import/<uuid:uid>"
linkage, outlet = f"{here}/linkages/<uuid:uid>", f"{here}/outlets/<uuid:uid>"
urlpatterns = [
    path("public/stations/", finder.find, name="find"),
    path("public/stations/<uuid:uid>/", finder.shown, name="public_station"),
    path(f"{here}/", stations.listing, name="stations"),
    path(f"{here}/export/", stations.export, name="stations_export"),
    path(f"{here}/new/", stations.create, name="station_new"),
    path(f"{here}/table/", network.table, name="table"),
    path(f"{here}/table/export/", network.table_export, name="table_export"),
    path(f"{here}/density/", network.density, name="density"),
    path(f"{here}/workers/", network.workers, name="workers"),
    path(f"{here}/map/", network.where, name="map"),
    path(f"{here}/linkages/", around.linkages, name="linkages"),
    path(f"{here}/linkages/export/", around.linkages_export, name="linkages_export"),
    path(f"{here}/linkages/new/", around.link, name="linkage_new"),
    path(f"{linkage}/end/", around.unlink, name="linkage_end"),
    path(f"{here}/outlets/", around.outlets, name="outlets"),
    path(f"{here}/outlets/export/", around.outlets_export, name="outlets_export"),
    path(f"{here}/outlets/new/", around.outlet_new, name="outlet_new"),
    path(f"{outlet}/", around.outlet, name="outlet"),
    path(f"{outlet}/edit/", around.outlet_edit, name="outlet_edit"),
    path(f"{here}/import/", sheets.listing, name="sheets"),
    path(f"{here}/import/template/", sheets.template, name="sheet_template"),
    path(f"{sheet}/", sheets.one, name="sheet"),
    path(f"{sheet}/errors/", sheets.errors, name="sheet_errors"),
    path(f"{sheet}/columns/", sheets.remap, name="sheet_columns"),
    path(f"{sheet}/apply/", sheets.settle, {"verb": "apply"}, name="sheet_apply"),
    path(f"{sheet}/discard/", sheets.settle, {"verb": "discard"}, name="sheet_discard"),
    path(f"{sheet}/revert/", sheets.settle, {"verb": "revert"}, name="sheet_revert"),
    path(f"{here}/checks/<uuid:uid>/", stations.check, name="check"),
    path(f"{here}/checks/<uuid:uid>/confirm/", stations.confirm, name="check_confirm"),
    path(f"{one}/", stations.one, name="station"),
    path(f"{one}/edit/", stations.revise, name="station_edit"),
    path(f"{one}/posts/<int:pk>/end/", stations.end_post, name="post_end"),
    path(f"{one}/<slug:verb>/", stations.do, name="station_do"),
]
