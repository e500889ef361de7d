"""Where a delegate writes and hands in bids; where holders of keys and officers come to them."""

from django.urls import path

from procurement.views import bids, keys, portal_bids, portal_drafts

urlpatterns = [
    path("portal/calls/", portal_bids.calls, name="portal_calls"),
    path("portal/calls/<uuid:uid>/", portal_bids.call, name="portal_call"),
    path(
        "portal/calls/<uuid:uid>/lots/<int:number>/begin/", portal_bids.begin, name="portal_begin"
    ),
    path(
        "portal/calls/<uuid:uid>/lots/<int:number>/copy/",
        portal_bids.begin_from_copy,
        name="portal_from_copy",
    ),
    path("portal/bids/", portal_bids.mine, name="portal_bids"),
    path("portal/bids/<uuid:uid>/", portal_bids.bid, name="portal_bid"),
    path("portal/bids/<uuid:uid>/receipt/", portal_bids.receipt, name="portal_receipt"),
    path("portal/bids/<uuid:uid>/<slug:verb>/", portal_bids.change, name="portal_bid_change"),
    path("portal/drafts/<uuid:uid>/", portal_drafts.draft, name="draft"),
    path("portal/drafts/<uuid:uid>/check/", portal_drafts.check, name="portal_check"),
    path("portal/drafts/<uuid:uid>/copy/", portal_drafts.copy, name="portal_copy"),
    path("portal/drafts/<uuid:uid>/discard/", portal_drafts.discard, name="portal_discard"),
    path("portal/drafts/<uuid:uid>/attach/", portal_drafts.attach, name="portal_attach"),
    path("portal/drafts/<uuid:uid>/files/<uuid:file>/", portal_drafts.piece, name="portal_piece"),
    path(
        "portal/drafts/<uuid:uid>/files/<uuid:file>/remove/",
        portal_drafts.detach,
        name="portal_detach",
    ),
    path("portal/drafts/<uuid:uid>/parts/<slug:key>/", portal_drafts.part, name="portal_part"),
    path("procurement/calls/<uuid:uid>/keys/", keys.call_keys, name="call_keys"),
    path("procurement/calls/<uuid:uid>/bids/", bids.call_bids, name="call_bids"),
    path("procurement/shares/<int:pk>/take/", keys.take, name="share_take"),
    path("procurement/shares/<int:pk>/bring/", keys.bring, name="share_bring"),
    path("procurement/bids/<uuid:uid>/", bids.bid, name="bid"),
    path("procurement/bids/<uuid:uid>/files/<uuid:file>/", bids.file, name="bid_file"),
    path("public/receipts/", keys.receipt_check, name="receipt_check"),
    path("public/receipts/verify_receipt.py", keys.receipt_script, name="receipt_script"),
    path("public/calls/<uuid:uid>/receipts/", keys.published, name="public_receipts"),
]
