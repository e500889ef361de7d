"""Projects of purchase, their money and the rules they go by."""

from tests.doors.kinds import NOBODY, PUBLIC, door
from tests.everybody import INSIDE

BUYERS = {"acftu", "cq_leader", "cq_audit"}
"""Of those at the doors, who looks on at what 重庆 buys; nobody among them plans or pays."""
one, uid = "procurement/projects/<uuid:uid>", r"(?P<uid>[^/.]+)"
DOORS = {
    "procurement/": door(BUYERS),
    "procurement/projects/export/": door(BUYERS, post=True),
    "procurement/projects/new/": door(NOBODY),
    f"{one}/": door(BUYERS, "project"),
    f"{one}/edit/": door(NOBODY, "project", sees=BUYERS),
    f"{one}/contractor/": door(NOBODY, "project", sees=BUYERS),
    f"{one}/notice/": door(NOBODY, "project", sees=BUYERS, post=True),
    f"{one}/settle/": door(NOBODY, "project", sees=BUYERS, post=True),
    f"{one}/result/": door(NOBODY, "project", sees=BUYERS),
    f"{one}/rest/": door(NOBODY, "project", sees=BUYERS),
    f"{one}/moves/<slug:verb>/": door({"cq_leader"}, "project", "approving", sees=BUYERS),
    "procurement/budgets/": door(BUYERS),
    "procurement/budgets/export/": door(BUYERS, post=True),
    "procurement/budgets/new/": door(NOBODY),
    "procurement/budgets/<int:pk>/": door(BUYERS, "purchase line"),
    "procurement/budgets/<int:pk>/change/": door(NOBODY, "purchase line", sees=BUYERS),
    "procurement/headcount/": door(BUYERS),
    "procurement/headcount/new/": door(NOBODY),
    "procurement/headcount/<int:pk>/": door(BUYERS, "headcount"),
    "procurement/measures/": door(BUYERS),
    "procurement/measures/new/": door(NOBODY),
    "procurement/measures/<uuid:uid>/": door(BUYERS, "measure"),
    "procurement/measures/<uuid:uid>/revise/": door(NOBODY, "measure", sees=BUYERS),
    "procurement/measures/<uuid:uid>/end/": door(NOBODY, "measure", sees=BUYERS),
    "public/single-source/<uuid:uid>/": door(PUBLIC, "single source"),
    "api/v1/^projects/$": door(INSIDE),
    f"api/v1/^projects/{uid}/$": door(BUYERS, "project"),
    "api/v1/^budgets/$": door(INSIDE),
    "api/v1/^budgets/(?P<pk>[^/.]+)/$": door(BUYERS, "purchase line"),
}
