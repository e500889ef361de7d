"""The tree of targets, and how a drive goes."""

from tests.doors.kinds import PUBLISHERS, SEEN, SEEN_ORG, VIEWERS, door
from tests.everybody import INSIDE

plan, one = "plans/<uuid:uid>", "api/v1/^plans/(?P<uid>[^/.]+)"
YUBEI = {"yb_organizing"}
DOORS = {
    "drives/<slug:code>/targets/": door(SEEN, "drive"),
    "drives/<slug:code>/targets/split/": door(SEEN, "drive"),
    "drives/<slug:code>/progress/": door(SEEN_ORG, "drive"),
    "drives/<slug:code>/progress/export/": door(SEEN, "drive", sees=SEEN_ORG, post=True),
    "api/v1/drives/<slug:code>/progress/": door(SEEN_ORG, "drive"),
    f"{plan}/": door(SEEN, "plan"),
    **{
        f"{plan}/{act}/": door(PUBLISHERS, "plan", sees=SEEN, post=True)
        for act in ("shares", "propose", "issue")
    },
    f"{plan}/answers/<slug:code>/": door(YUBEI, "plan", "share", sees=SEEN, post=True),
    f"{plan}/compare/<int:version>/": door(SEEN, "plan", "version"),
    "api/v1/^plans/$": door(INSIDE),
    "api/v1/^plans/simulate/$": door(INSIDE, post=True),
    "drives/priorities/": door(VIEWERS),
    f"{one}/$": door(SEEN, "plan"),
    **{f"{one}/{act}/$": door(SEEN, "plan", post=True) for act in ("shares", "answers")},
    **{
        f"{one}/{act}/$": door(PUBLISHERS, "plan", sees=SEEN, post=True)
        for act in ("propose", "issue")
    },
}
