"""Who qualifies, what was decided, what is held against it, who is barred, what stands out."""

from tests.doors.kinds import LEADERS, NOBODY, PUBLIC, door

BUYING = LEADERS | {"cq_audit"}
"""Of the cast, those who look on purchases of 重庆; none of it decides."""
asked, one = "procurement/calls/<uuid:uid>/qualification", "procurement/qualification/<uuid:uid>"
decision, award = "procurement/calls/<uuid:uid>/decision", "procurement/awards/<uuid:uid>"
objection, ban = "procurement/objections/<uuid:uid>", "procurement/bans/<uuid:uid>"
DOORS = {
    f"{asked}/": door(BUYING, "reviewed"),
    f"{asked}/examine/": door(NOBODY, "reviewed", sees=BUYING, post=True),
    f"{asked}/tell/": door(NOBODY, "reviewed", sees=BUYING, post=True),
    f"{one}/": door(BUYING, "qualification"),
    f"{one}/checks/<slug:key>/": door(NOBODY, "qualification", "check", sees=BUYING),
    f"{one}/rest/": door(NOBODY, "qualification", sees=BUYING),
    f"{one}/<slug:verb>/": door(NOBODY, "qualification", "judging", sees=BUYING),
    "procurement/projects/<uuid:uid>/opinions/new/": door(NOBODY, "project", sees=BUYING),
    f"{decision}/": door(BUYING, "reviewed"),
    f"{decision}/meeting/": door(NOBODY, "reviewed", sees=BUYING),
    f"{decision}/bids/<uuid:bid>/": door(NOBODY, "reviewed", "decided bid", sees=BUYING),
    f"{decision}/<slug:verb>/": door(NOBODY, "reviewed", "deciding", sees=BUYING),
    f"{award}/cancel/": door(NOBODY, "award", sees=BUYING, post=True),
    f"{award}/withdraw/": door(NOBODY, "award", sees=BUYING),
    "public/awards/": door(PUBLIC),
    "public/awards/<uuid:uid>/": door(PUBLIC, "decision"),
    "public/awards/<uuid:uid>/objection/": door(PUBLIC, "decision"),
    "procurement/objections/": door(BUYING),
    f"{objection}/": door(BUYING, "objection"),
    f"{objection}/answer/": door(NOBODY, "objection", sees=BUYING),
    "procurement/bans/": door(BUYING),
    "procurement/bans/new/": door({"acftu", "cq_leader"}),
    f"{ban}/": door(BUYING, "ban"),
    f"{ban}/lift/": door({"cq_leader"}, "ban", sees=BUYING),
    "procurement/flags/": door(BUYING),
    "procurement/flags/<int:pk>/note/": door(BUYING, "flag"),
    "portal/results/": door({"delegate"}),
    "portal/results/<uuid:uid>/cure/": door({"delegate"}, "qualification"),
    "portal/results/<uuid:uid>/scores/": door(NOBODY, "qualification"),
    "portal/results/letters/<uuid:uid>/": door({"delegate"}, "letter"),
    "portal/results/letters/<uuid:uid>/page/": door({"delegate"}, "letter"),
    "portal/objections/<uuid:uid>/new/": door({"delegate"}, "bid call", sees=PUBLIC),
}
