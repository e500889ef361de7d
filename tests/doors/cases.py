"""Founding cases."""

from tests.doors.kinds import FOUNDERS, ORGANIZERS, OURS, SEEN, door
from tests.everybody import INSIDE

one = "foundings/<uuid:uid>"
api = "api/v1/^foundings/(?P<uid>[0-9a-f-]{36})"
DOORS = {
    "foundings/": door(INSIDE),
    "foundings/new/": door(ORGANIZERS),
    "foundings/export/": door(FOUNDERS, post=True),
    "organizations/<uuid:uid>/founding/": door(SEEN, "org"),
    f"{one}/": door(SEEN, "case"),
    f"{one}/edit/": door(OURS, "case", sees=SEEN),
    f"{one}/files/": door(OURS, "case", sees=SEEN),
    f"{one}/papers/<slug:kind>/": door(OURS, "case", "case paper", sees=SEEN, post=True),
    f"{one}/units/": door(OURS, "case", sees=SEEN),
    f"{one}/units/<int:pk>/remove/": door(OURS, "case", "case unit", sees=SEEN, post=True),
    f"{one}/steps/<slug:verb>/": door(OURS, "case", "case verb", sees=SEEN),
    "api/v1/^foundings/$": door(INSIDE),
    f"{api}/$": door(SEEN, "case"),
    f"{api}/moves/(?P<verb>[a-z_]+)/$": door(OURS, "case", "case verb", sees=SEEN, post=True),
}
