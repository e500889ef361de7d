"""Unions: the list, one with its organs and evidence, and looks at what may be paper."""

from tests.doors.kinds import FOUNDERS, ORGANIZERS, OURS, SEEN, door
from tests.everybody import INSIDE

one, api = "unions/<int:pk>", "api/v1/unions/<int:pk>"
DOORS = {
    "unions/": door(FOUNDERS),
    "unions/export/": door(FOUNDERS, post=True),
    f"{one}/": door(SEEN, "union"),
    **{
        f"{one}/{act}/": door(OURS, "union", sees=SEEN)
        for act in ("dissolve", "affiliation", "organs/new", "evidence/new")
    },
    f"{one}/reassess/": door(OURS, "union", sees=SEEN, post=True),
    "unions/organs/<int:pk>/appoint/": door(OURS, "organ", sees=SEEN),
    "unions/officers/<int:pk>/relieve/": door(OURS, "officer", sees=SEEN),
    "unions/officers/<int:pk>/examine/": door(OURS, "officer", sees=SEEN),
    "unions/evidence/": door(FOUNDERS),
    "unions/evidence/export/": door(FOUNDERS, post=True),
    "unions/evidence/import/": door(ORGANIZERS),
    "unions/evidence/<uuid:uid>/void/": door(OURS, "evidence", sees=SEEN),
    "unions/inspections/": door(FOUNDERS),
    "unions/inspections/ask/": door(ORGANIZERS, post=True),
    "unions/inspections/export/": door(FOUNDERS, post=True),
    "unions/inspections/<uuid:uid>/": door(SEEN, "inspection"),
    "api/v1/unions/": door(INSIDE),
    **{
        f"{api}/{part}": door(SEEN, "union")
        for part in ("", "dissolve/", "effective/", "organs/", "evidence/")
    },
    "api/v1/unions/evidence/<uuid:uid>/void/": door(SEEN, "evidence", post=True),
}
