from django.urls import path

from stations.views import matches, relief_sheets

match = "stations/matches/<uuid:uid>"
sheet = "stations/relief/<uuid:uid>"
urlpatterns = [
    path("stations/matches/", matches.listing, name="matches"),
    path("stations/matches/export/", matches.export, name="matches_export"),
    path(f"{match}/", matches.one, name="match"),
    path(f"{match}/handle/", matches.handle, name="match_handle"),
    path(f"{match}/reopen/", matches.reopen, name="match_reopen"),
    path("stations/relief/", relief_sheets.listing, name="relief_sheets"),
    path("stations/relief/template/", relief_sheets.template, name="relief_template"),
    path(f"{sheet}/", relief_sheets.one, name="relief_sheet"),
    path(f"{sheet}/columns/", relief_sheets.remap, name="relief_columns"),
    path(f"{sheet}/errors/", relief_sheets.errors, name="relief_errors"),
    path(f"{sheet}/apply/", relief_sheets.settle, {"verb": "apply"}, name="relief_apply"),
    path(f"{sheet}/discard/", relief_sheets.settle, {"verb": "discard"}, name="relief_discard"),
]
