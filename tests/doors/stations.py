"""Stations: kept by those who see to aid, seen by their unions, found by anybody."""

from tests.doors.kinds import LEADERS, NOBODY, ORGANIZERS, PUBLIC, SEEN, door
from tests.everybody import INSIDE

LOOKING = LEADERS | ORGANIZERS
"""Of the cast, those who see stations; none of it keeps them."""
one, sheet = "stations/<uuid:uid>", "stations/import/<uuid:uid>"
linkage, outlet = "stations/linkages/<uuid:uid>", "stations/outlets/<uuid:uid>"
DOORS = {
    "public/stations/": door(PUBLIC),
    "public/stations/<uuid:uid>/": door(PUBLIC, "station"),
    "stations/": door(LOOKING | {"station", "cq_audit"}),
    "stations/export/": door(LOOKING | {"station"}, post=True),
    "stations/new/": door(NOBODY),
    "stations/table/": door(LOOKING),
    "stations/table/export/": door(LOOKING, post=True),
    "stations/density/": door(LOOKING),
    "stations/workers/": door(NOBODY),
    "stations/map/": door(LOOKING),
    "stations/linkages/": door(LOOKING),
    "stations/linkages/export/": door(LOOKING, post=True),
    "stations/linkages/new/": door(NOBODY),
    f"{linkage}/end/": door(NOBODY, "linkage", sees=SEEN),
    "stations/outlets/": door(LOOKING),
    "stations/outlets/export/": door(LOOKING, post=True),
    "stations/outlets/new/": door(NOBODY),
    f"{outlet}/": door(SEEN, "outlet"),
    f"{outlet}/edit/": door(NOBODY, "outlet", sees=SEEN),
    "stations/import/": door(NOBODY),
    "stations/import/template/": door(NOBODY),
    f"{sheet}/": door(NOBODY, "station sheet"),
    f"{sheet}/errors/": door(NOBODY, "station sheet"),
    **{
        f"{sheet}/{verb}/": door(NOBODY, "station sheet", post=True)
        for verb in ("columns", "apply", "discard", "revert")
    },
    "stations/checks/<uuid:uid>/": door(SEEN, "station check"),
    "stations/checks/<uuid:uid>/confirm/": door(NOBODY, "station check", sees=SEEN, post=True),
    f"{one}/": door(SEEN, "station"),
    f"{one}/edit/": door(NOBODY, "station", sees=SEEN),
    f"{one}/posts/<int:pk>/end/": door(NOBODY, "station", "station post", sees=SEEN),
    f"{one}/<slug:verb>/": door(NOBODY, "station", "station act", sees=SEEN),
    "api/v1/^stations/$": door(INSIDE),
    "api/v1/^stations/table/$": door(LOOKING),
    "api/v1/^stations/density/$": door(LOOKING),
    "api/v1/^stations/(?P<uid>[0-9a-f-]{36})/$": door(SEEN, "station"),
    "api/v1/^linkages/$": door(INSIDE),
    "api/v1/^outlets/$": door(INSIDE),
}
