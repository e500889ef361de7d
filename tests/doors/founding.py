"""Drives, founding and membership."""

from tests.doors.kinds import FOUNDERS, ORGANIZERS, OURS, PUBLISHERS, SEEN, door
from tests.everybody import INSIDE

one = "organizations/<uuid:uid>"
DOORS = {
    f"api/v1/{one}/eligibility/": door(SEEN, "org"),
    f"api/v1/{one}/coverage/": door(SEEN, "org"),
    **{
        f"api/v1/{one}/{row}/<int:pk>/{act}/": door(SEEN, "org", row, post=True)
        for row, act in (
            ("eligibility", "withdraw"),
            *(("coverage", act) for act in ("end", "correct", "withdraw")),
        )
    },
    "api/v1/^drives/$": door(INSIDE),
    "api/v1/^drives/(?P<code>[^/.]+)/$": door(SEEN, "drive"),
    "drives/": door(INSIDE),
    "drives/new/": door(FOUNDERS),
    "drives/<slug:code>/": door(SEEN, "drive"),
    "drives/<slug:code>/edit/": door(PUBLISHERS, "drive", sees=SEEN),
    "founding/assess/": door(ORGANIZERS, post=True),
    "founding/cover/": door(ORGANIZERS, post=True),
    "founding/results/<uuid:uid>/": door({"yb_organizing"}, "acted"),
    f"{one}/eligibility/": door(OURS, "org", sees=SEEN),
    f"{one}/eligibility/<int:pk>/withdraw/": door(OURS, "org", "eligibility", sees=SEEN),
    f"{one}/criteria/": door(SEEN, "org"),
    f"{one}/criteria/<slug:criterion>/": door(OURS, "org", "criterion", sees=SEEN),
    f"{one}/criteria/<int:pk>/withdraw/": door(OURS, "org", "criterion finding", sees=SEEN),
    f"api/v1/{one}/criteria/": door(SEEN, "org"),
    f"api/v1/{one}/criteria/<int:pk>/withdraw/": door(SEEN, "org", "criterion finding", post=True),
    f"{one}/coverage/": door(OURS, "org", sees=SEEN),
    f"{one}/coverage/end/": door(OURS, "org", sees=SEEN),
    f"{one}/coverage/<int:pk>/correct/": door(OURS, "org", "coverage", sees=SEEN),
    f"{one}/coverage/<int:pk>/void/": door(OURS, "org", "coverage", sees=SEEN),
}
