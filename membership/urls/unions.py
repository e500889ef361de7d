from django.urls import path

from membership.views import evidence, inspections, organs, unions

one = "unions/<int:pk>"
urlpatterns = [
    path("unions/", unions.unions, name="unions"),
    path("unions/export/", unions.unions_export, name="unions_export"),
    path(f"{one}/", unions.union_detail, name="union"),
    path(f"{one}/dissolve/", unions.dissolve, name="union_dissolve"),
    path(f"{one}/reassess/", unions.reassess, name="union_reassess"),
    path(f"{one}/affiliation/", unions.affiliate, name="affiliate"),
    path(f"{one}/organs/new/", organs.organ_add, name="organ_add"),
    path("unions/organs/<int:pk>/appoint/", organs.appoint, name="officer_appoint"),
    path("unions/officers/<int:pk>/relieve/", organs.relieve, name="officer_relieve"),
    path("unions/officers/<int:pk>/examine/", organs.examine, name="officer_examine"),
    path(f"{one}/evidence/new/", evidence.evidence_add, name="evidence_add"),
    path("unions/evidence/", evidence.evidence, name="evidence"),
    path("unions/evidence/export/", evidence.evidence_export, name="evidence_export"),
    path("unions/evidence/import/", evidence.evidence_import, name="evidence_import"),
    path("unions/evidence/<uuid:uid>/void/", evidence.evidence_void, name="evidence_void"),
    path("unions/inspections/", inspections.inspections, name="inspections"),
    path("unions/inspections/ask/", inspections.inspections_ask, name="inspections_ask"),
    path("unions/inspections/export/", inspections.inspections_export, name="inspections_export"),
    path("unions/inspections/<uuid:uid>/", inspections.inspection, name="inspection"),
]
