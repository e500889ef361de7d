"""Calls, what is asked about them, and the tables and texts they are composed of."""

from tests.doors.kinds import LEADERS, NOBODY, PUBLIC, door

BUYING = LEADERS | {"cq_audit"}
"""Of the cast, those who look on purchases of 重庆; none of it makes calls."""
one, shown = "procurement/calls/<uuid:uid>", "public/calls/<uuid:uid>"
scheme, text = "procurement/schemes/<uuid:uid>", "procurement/texts/<uuid:uid>"
tender = "api/v1/^tenders/(?P<uid>[0-9a-f-]{36})"
DOORS = {
    "procurement/calls/": door(BUYING),
    "procurement/calls/export/": door(BUYING, post=True),
    "procurement/projects/<uuid:uid>/call/": door(NOBODY, "project", sees=BUYING, post=True),
    f"{one}/": door(BUYING, "bid call"),
    f"{one}/edit/": door(NOBODY, "bid call", sees=BUYING),
    f"{one}/files/": door(NOBODY, "bid call", sees=BUYING, post=True),
    f"{one}/publish/": door(NOBODY, "bid call", sees=BUYING),
    f"{one}/amend/": door(NOBODY, "bid call", sees=BUYING),
    f"{one}/again/": door(NOBODY, "bid call", sees=BUYING, post=True),
    f"{one}/moves/<slug:verb>/": door(NOBODY, "bid call", "ending", sees=BUYING),
    "procurement/questions/<uuid:uid>/": door(NOBODY, "question", sees=BUYING),
    "public/calls/": door(PUBLIC),
    f"{shown}/": door(PUBLIC, "bid call"),
    f"{shown}/ask/": door(PUBLIC, "bid call"),
    f"{shown}/files/<uuid:file>/": door(PUBLIC, "reviewed", "call file"),
    "portal/calls/<uuid:uid>/ask/": door({"delegate"}, "bid call"),
    "procurement/schemes/": door(BUYING),
    "procurement/schemes/copy/": door(NOBODY, post=True),
    "procurement/schemes/standard/<slug:code>/": door(BUYING, "scheme code"),
    f"{scheme}/": door(BUYING, "scheme"),
    f"{scheme}/edit/": door(NOBODY, "scheme", sees=BUYING),
    f"{scheme}/<slug:verb>/": door(NOBODY, "scheme", "keeping", sees=BUYING, post=True),
    "procurement/texts/copy/": door(NOBODY, post=True),
    "procurement/texts/standard/<slug:code>/": door(BUYING, "text code"),
    f"{text}/": door(BUYING, "model text"),
    f"{text}/edit/": door(NOBODY, "model text", sees=BUYING),
    f"{text}/<slug:verb>/": door(NOBODY, "model text", "keeping", sees=BUYING, post=True),
    "api/v1/^tenders/$": door(PUBLIC),
    f"{tender}/$": door(PUBLIC, "bid call"),
    f"{tender}/ocds/$": door(PUBLIC, "bid call"),
}
