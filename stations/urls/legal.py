from django.urls import path

from stations.views import legal

matter = "stations/legal/<uuid:uid>"
urlpatterns = [
    path("stations/legal/", legal.listing, name="legal"),
    path("stations/legal/export/", legal.export, name="legal_export"),
    path("stations/legal/new/", legal.receive, name="legal_new"),
    path(f"{matter}/", legal.one, name="legal_one"),
    path(f"{matter}/ask-back/", legal.ask_back, name="legal_ask_back"),
    path(f"{matter}/decision/", legal.decision, name="legal_decision"),
    path(f"{matter}/<slug:verb>/", legal.move, name="legal_move"),
]
