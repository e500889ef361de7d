"""Surveys: answered in the open, looked at from above, worked on by the house whose they are."""

from tests.doors.kinds import PUBLIC, SEEN, VIEWERS, door
from tests.everybody import INSIDE

one = "surveys/<uuid:uid>"
link = f"{one}/links/<slug:slug>"
sheet = f"{one}/sheets/<uuid:sheet_uid>"
question = f"{one}/questions/<slug:code>"
group = f"{one}/groups/<slug:code>"
reading = f"{one}/readings/<int:pk>"
uid = r"(?P<uid>[^/.]+)"
LOOKING = VIEWERS - {"cq_audit"}
OURS = {"yb_organizing"}
"""Works on what 渝北 asks."""
EDITORS = {"cq_organizing", "yb_organizing", "js_organizing"}
HERE = {"sees": SEEN}
DOORS = {
    "s/anonymity/": door(PUBLIC),
    "s/<slug:slug>/": door(PUBLIC, "survey link"),
    "s/<slug:slug>/done/": door(PUBLIC, "survey link"),
    "public/surveys/": door(PUBLIC),
    "public/surveys/<uuid:uid>/": door(PUBLIC, "public survey"),
    "surveys/": door(LOOKING),
    "surveys/export/": door(LOOKING, post=True),
    "surveys/new/": door(EDITORS),
    f"{one}/": door(SEEN, "survey"),
    f"{one}/edit/": door(OURS, "survey", **HERE),
    f"{one}/publish/": door(set(), "survey", **HERE),
    f"{one}/close/": door(OURS, "survey", **HERE),
    f"{one}/reopen/": door(set(), "survey", **HERE),
    f"{one}/show/": door(set(), "survey", post=True, **HERE),
    f"{one}/amend/": door(OURS, "survey", post=True, **HERE),
    f"{one}/build/": door(SEEN, "survey"),
    f"{one}/preview/": door(SEEN, "survey"),
    f"{one}/quotas/": door(OURS, "survey", **HERE),
    f"{one}/groups/new/": door(OURS, "survey", **HERE),
    f"{group}/": door(OURS, "survey", "survey group", **HERE),
    f"{group}/drop/": door(OURS, "survey", "survey group", post=True, **HERE),
    f"{one}/questions/new/": door(OURS, "survey", **HERE),
    f"{question}/": door(OURS, "survey", "survey question", **HERE),
    f"{question}/drop/": door(OURS, "survey", "survey question", post=True, **HERE),
    f"{question}/shift/": door(OURS, "survey", "survey question", post=True, **HERE),
    f"{one}/readings/new/": door(OURS, "survey", **HERE),
    f"{reading}/": door(OURS, "survey", "survey reading", **HERE),
    f"{reading}/drop/": door(OURS, "survey", "survey reading", post=True, **HERE),
    f"{one}/links/new/": door(OURS, "survey", **HERE),
    f"{link}/": door(SEEN, "survey", "survey link"),
    f"{link}/poster/": door(SEEN, "survey", "survey link"),
    f"{link}/invite/": door(OURS, "survey", "survey list", **HERE),
    f"{link}/waiting/": door(OURS, "survey", "survey list", post=True, **HERE),
    f"{link}/close/": door(OURS, "survey", "survey link", post=True, **HERE),
    f"{one}/paper/": door(OURS, "survey", **HERE),
    f"{one}/paper/void/": door(OURS, "survey", **HERE),
    f"{one}/sheets/": door(OURS, "survey", **HERE),
    f"{one}/sheets/template/": door(OURS, "survey", **HERE),
    f"{sheet}/": door(OURS, "survey", "survey sheet", **HERE),
    f"{sheet}/apply/": door(OURS, "survey", "survey sheet", post=True, **HERE),
    f"{sheet}/discard/": door(OURS, "survey", "survey sheet", post=True, **HERE),
    f"{sheet}/withdraw/": door(OURS, "survey", "survey sheet", **HERE),
    f"{one}/fieldwork/new/": door(OURS, "survey", **HERE),
    f"{one}/fieldwork/<uuid:work_uid>/": door(OURS, "survey", "survey work", **HERE),
    f"{one}/results/": door(SEEN, "survey"),
    f"{one}/results/words/<slug:code>/": door(SEEN, "survey", "survey question"),
    f"{one}/results/compare/": door(SEEN, "survey"),
    f"{one}/report/xlsx/": door(SEEN, "survey", post=True),
    f"{one}/report/docx/": door(SEEN, "survey", post=True),
    "api/v1/^surveys/$": door(INSIDE),
    f"api/v1/^surveys/{uid}/$": door(SEEN, "survey"),
    f"api/v1/^surveys/{uid}/results/$": door(SEEN, "survey"),
}
