from django.urls import path

from membership.views import founding

one = "foundings/<uuid:uid>"
urlpatterns = [
    path("foundings/", founding.case_list, name="foundings"),
    path("foundings/new/", founding.create, name="founding_new"),
    path("foundings/export/", founding.export, name="founding_export"),
    path("organizations/<uuid:uid>/founding/", founding.of_organization, name="founding_of"),
    path(f"{one}/", founding.case, name="founding"),
    path(f"{one}/edit/", founding.revise, name="founding_edit"),
    path(f"{one}/files/", founding.files, name="founding_files"),
    path(f"{one}/papers/<slug:kind>/", founding.paper, name="founding_paper"),
    path(f"{one}/units/", founding.add_unit, name="founding_unit"),
    path(f"{one}/units/<int:pk>/remove/", founding.remove_unit, name="founding_unit_remove"),
    path(f"{one}/steps/<slug:verb>/", founding.step, name="founding_step"),
]
