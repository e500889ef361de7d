"""Members: how they join, who they are, where they go."""

from tests.doors.kinds import ORGANIZERS, OURS, PUBLIC, door
from tests.everybody import INSIDE

code = "members/codes/<uuid:uid>"
application = "members/applications/<uuid:uid>"
transfer = "members/transfers/<uuid:uid>"
roster = "members/rosters/<uuid:uid>"
member = "members/<uuid:uid>"
ABOVE = {"cq_organizing"}
"""Those whom a transfer of 渝北's waits for."""
DOORS = {
    "join/<str:token>/": door(PUBLIC, "join token"),
    "join/status/": door(PUBLIC),
    "join/notice/": door(PUBLIC),
    "join/mine/": door(PUBLIC),
    "join/mine/withdraw/": door(PUBLIC, post=True),
    "join/mine/data/": door(PUBLIC),
    "join/received/<str:number>/": door(PUBLIC, "join receipt"),
    "members/": door(ORGANIZERS),
    "members/export/": door(ORGANIZERS),
    "members/rosters/": door(ORGANIZERS),
    "members/rosters/template/": door(ORGANIZERS),
    "members/transfers/": door(ORGANIZERS),
    "members/applications/": door(ORGANIZERS),
    "members/applications/approve/": door(ORGANIZERS, post=True),
    "members/codes/": door(ORGANIZERS),
    "members/codes/new/": door(ORGANIZERS),
    f"{code}/": door(OURS, "join code"),
    f"{code}/poster/": door(OURS, "join code"),
    f"{code}/screen/": door(OURS, "screen"),
    f"{code}/close/": door(OURS, "join code", post=True),
    f"{application}/": door(OURS, "application"),
    f"{application}/approve/": door(OURS, "application", post=True),
    f"{application}/return/": door(OURS, "application"),
    f"{application}/refuse/": door(OURS, "application"),
    f"{transfer}/": door(OURS, "transfer"),
    f"{transfer}/accept/": door(ABOVE, "transfer", sees=OURS, post=True),
    f"{transfer}/decline/": door(ABOVE, "transfer", sees=OURS),
    f"{transfer}/withdraw/": door(OURS, "transfer", post=True),
    f"{roster}/": door(OURS, "roster"),
    f"{roster}/apply/": door(OURS, "roster", post=True),
    f"{roster}/columns/": door(OURS, "roster", post=True),
    f"{roster}/transfers/": door(OURS, "roster", post=True),
    f"{roster}/discard/": door(OURS, "roster", post=True),
    f"{roster}/errors/": door(OURS, "roster"),
    f"{member}/": door(OURS, "member"),
    f"{member}/correct/": door(OURS, "member"),
    f"{member}/end/": door(OURS, "member"),
    f"{member}/transfer/": door(OURS, "member"),
    "members/<uuid:key>/erase/": door(OURS, "member"),
    "api/v1/members/": door(INSIDE),
    "api/v1/members/applications/": door(INSIDE),
    "api/v1/members/transfers/": door(INSIDE),
    f"api/v1/{member}/": door(OURS, "member"),
    f"api/v1/{application}/": door(OURS, "application"),
    f"api/v1/{application}/approve/": door(OURS, "application", post=True),
    f"api/v1/{application}/return/": door(OURS, "application", post=True),
    f"api/v1/{application}/refuse/": door(OURS, "application", post=True),
    f"api/v1/{transfer}/": door(OURS, "transfer"),
    f"api/v1/{transfer}/accept/": door(ABOVE, "transfer", sees=OURS, post=True),
    f"api/v1/{transfer}/decline/": door(ABOVE, "transfer", sees=OURS, post=True),
    f"api/v1/{transfer}/withdraw/": door(OURS, "transfer", post=True),
}
