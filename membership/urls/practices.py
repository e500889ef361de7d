from django.urls import path

from membership.views import gap, practices

urlpatterns = [
    path("practices/", practices.practice_list, name="practices"),
    path("practices/new/", practices.practice_new, name="practice_new"),
    path("practices/<uuid:uid>/", practices.practice, name="practice"),
    path("practices/<uuid:uid>/edit/", practices.practice_edit, name="practice_edit"),
    path("practices/<uuid:uid>/files/", practices.practice_file, name="practice_file"),
    path("practices/<uuid:uid>/<slug:verb>/", practices.practice_move, name="practice_move"),
    path("founding/party-gap/", gap.party_gap, name="party_gap"),
    path("founding/party-gap/export/", gap.party_gap_export, name="party_gap_export"),
]
