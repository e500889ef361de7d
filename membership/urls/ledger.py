from django.urls import path

from membership.views import ledger

urlpatterns = [
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export/", ledger.export, name="ledger_export"),
    path("ledger/returns/", ledger.hand_in, name="ledger_returns"),
    path("ledger/returns/<uuid:uid>/", ledger.return_page, name="ledger_return"),
    path("ledger/rows/<uuid:uid>/", ledger.row, name="ledger_row"),
    path("ledger/rows/<uuid:uid>/<slug:key>/", ledger.cell, name="ledger_cell"),
]
