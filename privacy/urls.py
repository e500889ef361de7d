from django.urls import path

from privacy.views import erasures, holds, retention, reveals

app_name = "privacy"
urlpatterns = [
    path("privacy/", retention.periods, name="periods"),
    path("privacy/reveal/<str:code>/", reveals.reveal, name="reveal"),
    path("privacy/retention/", retention.overview, name="retention"),
    path("privacy/holds/", holds.listing, name="holds"),
    path("privacy/holds/new/", holds.place, name="hold_place"),
    path("privacy/holds/<int:pk>/lift/", holds.lift, name="hold_lift"),
    path("privacy/erasures/", erasures.listing, name="erasures"),
    path("privacy/erasures/<uuid:uid>/", erasures.detail, name="erasure"),
    path("privacy/erasures/<uuid:uid>/decide/", erasures.decide, name="erasure_decide"),
]
