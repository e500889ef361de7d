from django.urls import path

from orgs.views import (
    appending,
    checks,
    choosing,
    disappearances,
    duplicates,
    editing,
    exchange,
    imports,
    merges,
    papers,
    particulars,
    registry,
    sources,
)
from privacy.views import erasures

app_name = "orgs"
one = "organizations/<uuid:uid>"
batch = "organizations/import/<uuid:uid>"
merge = "organizations/merges/<uuid:uid>"
urlpatterns = [
    path("organizations/", registry.listing_page, name="list"),
    path("organizations/facets/", registry.facets, name="facets"),
    path("organizations/offered/", choosing.offered, name="offered"),
    path("organizations/append/", appending.append, name="append"),
    path("organizations/append/openrefine/", appending.reconcile_help, name="reconcile_help"),
    path("organizations/exchange/", exchange.index, name="exchange"),
    path("organizations/exchange/receive/", exchange.receive, name="exchange_receive"),
    path("organizations/export/", registry.export, name="export"),
    path("organizations/new/", editing.create, name="create"),
    path("organizations/import/", imports.index, name="imports"),
    path("organizations/import/template/", imports.template, name="import_template"),
    path("organizations/sources/", sources.ranks, name="ranks"),
    path("organizations/sources/<int:pk>/remove/", sources.remove_rank, name="rank_remove"),
    path(f"{batch}/", imports.batch_page, name="import"),
    path(f"{batch}/classes/", imports.decide, name="import_classes"),
    path(f"{batch}/lines/", imports.confirm, name="import_lines"),
    path(f"{batch}/revert/", imports.revert, name="import_revert"),
    path(f"{batch}/columns/", imports.remap, name="import_columns"),
    path(f"{batch}/apply/", imports.apply, name="import_apply"),
    path(f"{batch}/discard/", imports.discard, name="import_discard"),
    path(f"{batch}/errors/", imports.errors, name="import_errors"),
    path("organizations/checks/", checks.index, name="checks"),
    path("organizations/checks/<slug:key>/", checks.one, name="check"),
    path("organizations/checks/<slug:key>/export/", checks.export, name="check_export"),
    *(
        path(
            f"organizations/checks/<slug:key>/{verb}/",
            checks.act,
            {"verb": verb},
            name=f"check_{verb}",
        )
        for verb in checks.ACTS
    ),
    path("organizations/missing/", disappearances.listing, name="missing"),
    path("organizations/missing/decide/", disappearances.decide, name="missing_decide"),
    path("organizations/<uuid:key>/erase/", erasures.ask, {"kind": "organization"}, name="erase"),
    path("organizations/duplicates/", duplicates.listing, name="duplicates"),
    path("organizations/duplicates/<int:pk>/", duplicates.one, name="duplicate"),
    path("organizations/merges/", merges.listing, name="merges"),
    path(f"{merge}/", merges.one, name="merge"),
    path(f"{merge}/approve/", merges.decide, {"verb": "approve"}, name="merge_approve"),
    path(f"{merge}/decline/", merges.decide, {"verb": "decline"}, name="merge_decline"),
    path(f"{merge}/undo/", merges.undo, name="merge_undo"),
    path(f"{one}/", registry.detail, name="detail"),
    path(f"{one}/record/", registry.record, name="record"),
    path(f"{one}/merge/", merges.merge_with, name="merge_with"),
    path(f"{one}/papers/", papers.papers, name="papers"),
    path(f"{one}/edit/", editing.edit, name="edit"),
    path(f"{one}/rename/", editing.Rename.as_view(), name="rename"),
    path(f"{one}/end/", editing.End.as_view(), name="end"),
    path(f"{one}/labour-field/", editing.DecideLabourField.as_view(), name="decide_labour_field"),
    path(f"{one}/sources/<slug:field>/", sources.choose, name="choose"),
    path(f"{one}/federation/", editing.Assign.as_view(), name="assign"),
    *particulars.addresses(one),
]
