"""Needs: told in the open, looked at by those who gather them, beside what serves them."""

from tests.doors.kinds import LEADERS, NOBODY, PUBLIC, door
from tests.everybody import INSIDE

need = "procurement/needs/<uuid:uid>"
topic = "procurement/topics/<uuid:uid>"
channel = "procurement/needs/channels/<uuid:uid>"
sheet = "procurement/needs/sheets/<uuid:uid>"
uid = r"(?P<uid>[^/.]+)"
LOOKING = LEADERS
"""Of the cast, those who see needs; none of it gathers them."""
BUYING = LEADERS | {"cq_audit"}
DOORS = {
    "needs/notice/": door(PUBLIC),
    "needs/told/<str:number>/": door(PUBLIC, "need number"),
    "needs/<str:token>/": door(PUBLIC, "need token"),
    "portal/needs/": door({"delegate"}),
    "procurement/needs/": door(LOOKING),
    "procurement/needs/export/": door(LOOKING, post=True),
    "procurement/needs/new/": door(NOBODY),
    "procurement/needs/sort/": door(NOBODY),
    "procurement/needs/channels/": door(LOOKING),
    "procurement/needs/channels/new/": door(NOBODY),
    f"{channel}/": door(LOOKING, "need channel"),
    f"{channel}/poster/": door(LOOKING, "need channel"),
    f"{channel}/close/": door(NOBODY, "need channel", sees=LOOKING, post=True),
    "procurement/needs/sheets/": door(NOBODY),
    "procurement/needs/sheets/template/": door(NOBODY),
    f"{sheet}/": door(NOBODY, "need sheet"),
    f"{sheet}/apply/": door(NOBODY, "need sheet", post=True),
    f"{sheet}/discard/": door(NOBODY, "need sheet", post=True),
    f"{need}/": door(LOOKING, "need"),
    f"{need}/grade/": door(NOBODY, "need", sees=LOOKING),
    f"{need}/<slug:verb>/": door(NOBODY, "need", "answering", sees=LOOKING),
    "procurement/topics/": door(LOOKING),
    "procurement/topics/export/": door(LOOKING, post=True),
    "procurement/topics/new/": door(NOBODY),
    f"{topic}/": door(LOOKING, "topic"),
    f"{topic}/edit/": door(NOBODY, "topic", sees=LOOKING),
    f"{topic}/judge/": door(NOBODY, "topic", sees=LOOKING),
    f"{topic}/merge/": door(NOBODY, "topic", sees=LOOKING),
    f"{topic}/<slug:verb>/": door(NOBODY, "topic", "closing", sees=LOOKING),
    "procurement/supply/": door(LOOKING),
    "procurement/supply/export/": door(LOOKING, post=True),
    "procurement/matching/": door(BUYING),
    "procurement/matching/export/": door(BUYING, post=True),
    "procurement/guide/": door(BUYING),
    "api/v1/^needs/$": door(INSIDE),
    f"api/v1/^needs/{uid}/$": door(LOOKING, "need"),
    "api/v1/^need-topics/$": door(INSIDE),
    f"api/v1/^need-topics/{uid}/$": door(LOOKING, "topic"),
}
