"""The register of organizations."""

from tests.doors.kinds import (
    FOUNDERS,
    LEADERS,
    NOBODY,
    ORGANIZERS,
    OURS,
    PUBLIC,
    SEEN,
    SEEN_ORG,
    VIEWERS,
    door,
)
from tests.everybody import INSIDE

one, batch = "organizations/<uuid:uid>", "organizations/import/<uuid:uid>"
DOORS = {
    # the register
    f"{one}/papers/": door(SEEN_ORG, "org"),
    f"{one}/record/": door(SEEN_ORG, "org"),
    "organizations/append/": door(FOUNDERS),
    "organizations/append/openrefine/": door(FOUNDERS),
    "organizations/exchange/": door(FOUNDERS),
    "api/v1/exchange/": door(FOUNDERS),
    "api/v1/exchange/formats/": door(FOUNDERS),
    "api/v1/exchange/<uuid:uid>/": door(SEEN, "sent"),
    "api/v1/reconcile/": door(INSIDE),
    "api/v1/reconcile/preview/": door(INSIDE),
    "api/v1/reconcile/suggest/<str:what>/": door(INSIDE, "suggested"),
    "api/v1/reconcile/properties/": door(INSIDE),
    "api/v1/reconcile/key/<str:key>/": door(PUBLIC, "key"),
    "api/v1/reconcile/key/<str:key>/preview/": door(PUBLIC, "key"),
    "api/v1/reconcile/key/<str:key>/suggest/<str:what>/": door(PUBLIC, "key", "suggested"),
    "api/v1/reconcile/key/<str:key>/properties/": door(PUBLIC, "key"),
    "organizations/exchange/receive/": door(ORGANIZERS),
    "api/v1/organizations/": door(INSIDE),
    "api/v1/organizations/<str:pk>/": door(SEEN_ORG, "org"),
    "api/v1/imports/": door(INSIDE),
    "api/v1/imports/<uuid:uid>/": door(OURS, "batch"),
    "api/v1/imports/<uuid:uid>/lines/": door(OURS, "batch"),
    "api/v1/imports/<uuid:uid>/classes/": door(OURS, "batch"),
    "api/v1/imports/<uuid:uid>/columns/": door(OURS, "batch"),
    "api/v1/imports/<uuid:uid>/apply/": door(OURS, "batch", post=True),
    "api/v1/imports/<uuid:uid>/revert/": door(NOBODY, "batch", post=True, sees=OURS),
    "api/v1/imports/<uuid:uid>/discard/": door(OURS, "batch", post=True),
    "api/v1/organizations/<uuid:uid>/sources/": door(OURS, "org"),
    "api/v1/organizations/<uuid:uid>/sources/<slug:field>/": door(
        OURS, "org", "said field", post=True
    ),
    "api/v1/sources/": door(ORGANIZERS),
    "api/v1/sources/ranks/": door(INSIDE),
    "api/v1/sources/ranks/<int:pk>/remove/": door(OURS, "rank", post=True),
    "api/v1/corrections/": door(INSIDE),
    "api/v1/corrections/<uuid:uid>/": door(OURS | {"delegate"}, "asked"),
    **{
        f"api/v1/corrections/<uuid:uid>/{act}/": door(
            who, "asked", sees=OURS | {"delegate"}, post=True
        )
        for act, who in (
            *(("evidence", {"delegate"}), ("submit", {"delegate"}), ("withdraw", {"delegate"})),
            *(("decide", OURS), ("return", OURS)),
        )
    },
    "api/v1/claims/": door(INSIDE),
    "api/v1/claims/<uuid:uid>/": door(OURS, "claim"),
    **{
        f"api/v1/claims/<uuid:uid>/{act}/": door(OURS, "claim", post=True)
        for act in ("approve", "return", "refuse")
    },
    "api/v1/checks/": door(INSIDE),
    "api/v1/checks/<slug:key>/findings/": door(INSIDE, "check"),
    "api/v1/disappearances/": door(INSIDE),
    "organizations/checks/": door(VIEWERS),
    "organizations/checks/<slug:key>/": door(VIEWERS, "check"),
    "organizations/checks/<slug:key>/export/": door(FOUNDERS, "check", post=True),
    "organizations/checks/<slug:key>/accept/": door(ORGANIZERS, "check", post=True),
    "organizations/checks/<slug:key>/assign/": door(ORGANIZERS, "check", post=True),
    "organizations/checks/<slug:key>/reopen/": door(ORGANIZERS, "check", post=True),
    "api/v1/duplicates/": door(INSIDE),
    "api/v1/duplicates/<int:pk>/": door(OURS, "pair"),
    "api/v1/duplicates/<int:pk>/dismiss/": door(OURS, "pair", post=True),
    "api/v1/merges/": door(INSIDE),
    "api/v1/merges/<uuid:uid>/": door(OURS, "merge"),
    "api/v1/merges/<uuid:uid>/approve/": door(OURS, "merge", post=True),
    "api/v1/merges/<uuid:uid>/decline/": door(OURS, "merge", post=True),
    "api/v1/merges/<uuid:uid>/undo/": door(OURS, "merge"),
    "api/v1/credit-codes/<str:code>/": door(VIEWERS, "code"),
    "organizations/duplicates/": door(ORGANIZERS),
    "organizations/duplicates/<int:pk>/": door(OURS, "pair"),
    "organizations/merges/": door(ORGANIZERS),
    "organizations/merges/<uuid:uid>/": door(OURS, "merge"),
    "organizations/merges/<uuid:uid>/approve/": door(OURS, "merge", post=True),
    "organizations/merges/<uuid:uid>/decline/": door(OURS, "merge", post=True),
    "organizations/merges/<uuid:uid>/undo/": door(OURS, "merge"),
    f"{one}/merge/": door(OURS, "org", sees=SEEN_ORG),
    "organizations/missing/": door(VIEWERS),
    "organizations/missing/decide/": door(ORGANIZERS, post=True),
    "organizations/": door(VIEWERS),
    "organizations/facets/": door(VIEWERS),
    "organizations/offered/": door(VIEWERS),
    "organizations/export/": door(FOUNDERS, post=True),
    "organizations/new/": door(ORGANIZERS),
    f"{one}/": door(SEEN_ORG, "org"),
    f"{one}/edit/": door(OURS, "org", sees=SEEN_ORG),
    f"{one}/rename/": door(OURS, "org", sees=SEEN_ORG),
    f"{one}/end/": door(OURS, "org", sees=SEEN_ORG),
    f"{one}/labour-field/": door(OURS, "org", sees=SEEN_ORG),
    f"{one}/federation/": door(OURS, "org", sees=SEEN_ORG),
    "organizations/import/": door(ORGANIZERS),
    "organizations/import/template/": door(INSIDE),
    f"{batch}/": door(OURS, "batch"),
    f"{batch}/columns/": door(OURS, "batch", post=True),
    f"{batch}/apply/": door(OURS, "batch", post=True),
    f"{batch}/discard/": door(OURS, "batch", post=True),
    f"{batch}/errors/": door(OURS, "batch"),
    f"{batch}/classes/": door(OURS, "batch", post=True),
    f"{batch}/lines/": door(OURS, "batch", post=True),
    f"{batch}/revert/": door(NOBODY, "batch", sees=OURS),
    "organizations/sources/": door(ORGANIZERS),
    "organizations/sources/<int:pk>/remove/": door(OURS, "rank", post=True),
    f"{one}/sources/<slug:field>/": door(OURS, "org", "said field", sees=SEEN_ORG),
}

ASSESSORS = LEADERS
"""Of the people, those who see stances in 渝北; none of them may edit there as well."""
KINDS = ("certificates", "aliases", "profiles", "grades", "inspections", "credit-marks")
KINDS += ("separations", "ties", "contacts", "relations")
for kind in (*KINDS, "branches"):
    # an officer of the province has written one of each, but a branch, which 民非 may not have
    who, sees = (OURS, SEEN_ORG) if kind in KINDS else (NOBODY, NOBODY)
    DOORS |= {
        f"api/v1/{one}/{kind}/": door(SEEN_ORG, "org"),
        f"{one}/{kind}/new/": door(OURS, "org", sees=SEEN_ORG),
        f"{one}/{kind}/<int:pk>/correct/": door(who, "org", kind, sees=sees),
    }
    if kind != "credit-marks":
        DOORS[f"{one}/{kind}/<int:pk>/remove/"] = door(who, "org", kind, sees=sees)
    if kind not in ("aliases", "profiles", "inspections", "separations"):
        DOORS[f"{one}/{kind}/<int:pk>/end/"] = door(who, "org", kind, sees=sees)
DOORS |= {
    f"{one}/description/": door(OURS, "org", sees=SEEN_ORG),
    f"api/v1/{one}/stances/": door(ASSESSORS, "org"),
    f"{one}/stances/new/": door(NOBODY, "org", sees=ASSESSORS),
}
