"""Bids: written and handed in by delegates, opened by holders of keys, read by those who buy."""

from tests.doors.kinds import LEADERS, NOBODY, PUBLIC, door

BIDDING = {"delegate"}
BUYING = LEADERS | {"cq_audit"}
"""Of the cast, those who look on purchases of 重庆."""
call, lot = "portal/calls/<uuid:uid>", "portal/calls/<uuid:uid>/lots/<int:number>"
bid, draft = "portal/bids/<uuid:uid>", "portal/drafts/<uuid:uid>"
file = f"{draft}/files/<uuid:file>"
DOORS = {
    "portal/calls/": door(BIDDING),
    f"{call}/": door(BIDDING, "bid call"),
    f"{lot}/begin/": door(BIDDING, "bid call", "lot number", post=True),
    f"{lot}/copy/": door(BIDDING, "bid call", "lot number", post=True),
    "portal/bids/": door(BIDDING),
    f"{bid}/": door(BIDDING, "own bid"),
    f"{bid}/receipt/": door(BIDDING, "own bid"),
    f"{bid}/<slug:verb>/": door(BIDDING, "own bid", "bid verb"),
    f"{draft}/": door(BIDDING, "bid draft"),
    f"{draft}/check/": door(BIDDING, "bid draft"),
    f"{draft}/copy/": door(BIDDING, "bid draft"),
    f"{draft}/discard/": door(BIDDING, "bid draft"),
    f"{draft}/attach/": door(BIDDING, "bid draft", post=True),
    f"{file}/": door(BIDDING, "bid draft", "draft file"),
    f"{file}/remove/": door(BIDDING, "bid draft", "draft file", post=True),
    f"{draft}/parts/<slug:key>/": door(BIDDING, "bid draft", "draft part"),
    "procurement/calls/<uuid:uid>/keys/": door(BUYING, "bid call"),
    "procurement/calls/<uuid:uid>/bids/": door(BUYING, "opened call"),
    "procurement/shares/<int:pk>/take/": door(NOBODY, "share", post=True),
    "procurement/shares/<int:pk>/bring/": door(NOBODY, "share", post=True),
    "procurement/bids/<uuid:uid>/": door(BUYING, "opened bid"),
    "procurement/bids/<uuid:uid>/files/<uuid:file>/": door(BUYING, "opened bid", "bid file"),
    "public/receipts/": door(PUBLIC),
    "public/receipts/verify_receipt.py": door(PUBLIC),
    "public/calls/<uuid:uid>/receipts/": door(PUBLIC, "opened call"),
}
