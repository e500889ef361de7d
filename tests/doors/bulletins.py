"""Bulletins: released ones are read up and down the line, drafts at the desk alone."""

from tests.doors.kinds import FOUNDERS, LEADERS, PUBLISHERS, VIEWERS, door
from tests.everybody import INSIDE

one, uid = "indicators/bulletins/<uuid:uid>", r"(?P<uid>[^/.]+)"
DESK = PUBLISHERS
DOORS = {
    "indicators/bulletins/": door(INSIDE),
    "indicators/bulletins/export/": door(VIEWERS, post=True),
    "indicators/bulletins/new/": door(FOUNDERS - LEADERS),
    f"{one}/": door(DESK, "bulletin"),
    f"{one}/edit/": door(DESK - LEADERS, "bulletin", sees=DESK),
    f"{one}/redraw/": door(DESK - LEADERS, "bulletin", sees=DESK, post=True),
    f"{one}/file/": door(DESK, "bulletin"),
    f"{one}/<slug:verb>/": door(DESK - LEADERS, "bulletin", "submitting", sees=DESK),
    "api/v1/^bulletins/$": door(INSIDE),
    f"api/v1/^bulletins/{uid}/$": door(DESK, "bulletin"),
}
