from django.urls import path

from governance.views import federations, trail

app_name = "governance"
urlpatterns = [
    path("trail/", trail.trail, name="trail"),
    path("trail/export/", trail.export, name="trail-export"),
    path("trail/<int:pk>/", trail.event, name="event"),
    path("federations/", federations.listing, name="federations"),
    path("federations/<str:code>/", federations.detail, name="federation"),
    path("federations/<str:code>/move/", federations.move, name="federation-move"),
    path("federations/<str:code>/rename/", federations.rename, name="federation-rename"),
    path("federations/<str:code>/found/", federations.found, name="federation-found"),
    path("federations/<str:code>/zone/", federations.found_zone, name="federation-zone"),
    path("federations/<str:code>/end/", federations.end, name="federation-end"),
]
