"""Canvassing and the ledger."""

from tests.doors.kinds import FOUNDERS, ORGANIZERS, OURS, SEEN, door
from tests.everybody import INSIDE

task, back = "canvass/tasks/<uuid:uid>/", "ledger/returns/<uuid:uid>/"
DOORS = {
    "api/v1/^canvass-tasks/$": door(INSIDE),
    "api/v1/^visits/$": door(INSIDE),
    "api/v1/ledger/": door(INSIDE),
    "canvass/": door(FOUNDERS),
    "canvass/rounds/": door(FOUNDERS),
    "canvass/reasons/": door(FOUNDERS),
    task: door(SEEN, "task"),
    f"{task}<slug:verb>/": door(OURS, "task", "close", sees=SEEN),
    "canvass/visits/<uuid:uid>/": door(SEEN, "visit"),
    "canvass/visits/<uuid:uid>/decide/": door(SEEN, "visit", post=True),
    "organizations/<uuid:uid>/visit/": door(SEEN, "org"),
    **{f"founding/{act}/": door(ORGANIZERS, post=True) for act in ("assign", "pair", "fill")},
    "ledger/": door(FOUNDERS),
    "ledger/export/": door(FOUNDERS, post=True),
    "ledger/returns/": door(ORGANIZERS),
    back: door({"yb_organizing"}, "return"),
    "ledger/rows/<uuid:uid>/": door(OURS, "org", sees=SEEN),
    "ledger/rows/<uuid:uid>/<slug:key>/": door(OURS, "org", "cell", sees=SEEN, post=True),
}
