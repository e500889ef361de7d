"""Support and pressure: subsidies, cases of obstruction, the library, the gap."""

from tests.doors.kinds import (
    FOUNDERS,
    LEADERS,
    NOBODY,
    ORGANIZERS,
    OURS,
    SEEN,
    SEEN_ORG,
    VIEWERS,
    door,
)
from tests.everybody import INSIDE

one, case, text = "subsidies/<uuid:uid>", "obstructions/<uuid:uid>", "practices/<uuid:uid>"
uid = r"(?P<uid>[^/.]+)"
DOORS = {
    "subsidies/": door(INSIDE),
    "subsidies/export/": door(VIEWERS, post=True),
    "subsidies/new/": door(ORGANIZERS),
    "subsidies/budgets/": door(INSIDE),
    "subsidies/budgets/new/": door(NOBODY),
    "subsidies/budgets/<int:pk>/": door(SEEN_ORG - {"yb_organizing"}, "budget"),
    "subsidies/budgets/<int:pk>/change/": door(NOBODY, "budget", sees=SEEN_ORG - {"yb_organizing"}),
    "subsidies/kinds/": door(INSIDE),
    "subsidies/kinds/new/": door(NOBODY),
    "subsidies/kinds/<int:pk>/end/": door(
        NOBODY, "subsidy kind", sees=SEEN_ORG - {"yb_organizing"}, post=True
    ),
    f"{one}/": door(SEEN_ORG, "subsidy"),
    f"{one}/edit/": door(OURS, "subsidy", sees=SEEN_ORG),
    f"{one}/<slug:verb>/": door(OURS, "subsidy", "withdrawing", sees=SEEN_ORG),
    "unions/<int:pk>/subsidies/new/": door(OURS, "union"),
    "api/v1/^subsidies/$": door(INSIDE),
    f"api/v1/^subsidies/{uid}/$": door(SEEN_ORG, "subsidy"),
    "api/v1/^subsidies/budgets/$": door(INSIDE),
    "organizations/<uuid:uid>/obstructions/new/": door(OURS, "org"),
    "obstructions/": door(INSIDE),
    "obstructions/export/": door(FOUNDERS, post=True),
    f"{case}/": door(SEEN, "obstruction"),
    f"{case}/facts/": door(OURS, "obstruction", sees=SEEN),
    f"{case}/publication/": door(LEADERS, "obstruction", sees=SEEN),
    f"{case}/letters/<slug:kind>/": door(OURS, "obstruction", "advice", sees=SEEN, post=True),
    f"{case}/<slug:verb>/": door(OURS, "obstruction", "advising", sees=SEEN),
    "api/v1/^obstructions/$": door(INSIDE),
    f"api/v1/^obstructions/{uid}/$": door(SEEN, "obstruction"),
    "practices/": door(INSIDE),
    "practices/new/": door(ORGANIZERS),
    f"{text}/": door(SEEN, "practice"),
    f"{text}/edit/": door(OURS, "practice", sees=SEEN),
    f"{text}/files/": door(OURS, "practice", sees=SEEN, post=True),
    f"{text}/<slug:verb>/": door(OURS, "practice", "submitting", sees=SEEN),
    "api/v1/^practices/$": door(INSIDE),
    f"api/v1/^practices/{uid}/$": door(SEEN, "practice"),
    "founding/party-gap/": door(FOUNDERS),
    "founding/party-gap/export/": door(FOUNDERS, post=True),
}
