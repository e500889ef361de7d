from django.urls import path

from membership.views import obstructions as views

case = "obstructions/<uuid:uid>"
urlpatterns = [
    path("organizations/<uuid:uid>/obstructions/new/", views.report, name="obstruction_new"),
    path("obstructions/", views.obstruction_list, name="obstructions"),
    path("obstructions/export/", views.obstruction_export, name="obstructions_export"),
    path(f"{case}/", views.obstruction, name="obstruction"),
    path(f"{case}/facts/", views.add_facts, name="obstruction_facts"),
    path(f"{case}/publication/", views.publication, name="obstruction_publication"),
    path(f"{case}/letters/<slug:kind>/", views.letter, name="obstruction_letter"),
    path(f"{case}/<slug:verb>/", views.obstruction_move, name="obstruction_move"),
]
