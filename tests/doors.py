"""Every address of the product: how to fill it in with things of 渝北, and who may open it."""

import re
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

from tests.everybody import INSIDE, PEOPLE
from tests.province import province


def furnish(people):
    """``{kind: Thing}``: one of everything, all of it of 渝北 or of 重庆 above it."""
    made = province(
        "50",
        "500112",
        chief=people["cq_organizing"],
        officer=people["yb_organizing"],
        delegate=people["delegate"],
    )
    return made.things


def routes(resolver=None, before=""):
    """Every route as Django writes it, once."""
    found = {}
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            found[route] = entry
        else:
            found |= routes(entry, route)
    return found


HOLE = re.compile(r"<[^>]+>|\(\?P<\w+>(?:[^()\[\]]|\[[^\]]*\])*\)")


@dataclass(frozen=True)
class Door:
    """``who`` may open it; ``things`` fill the holes of its address, in order. Whoever is not of
    ``sees`` is not to learn whether the thing is there. ``post``: it takes POST alone. ``writes``:
    the tables in which opening it leaves something."""

    who: frozenset
    things: tuple = ()
    sees: frozenset = frozenset()
    post: bool = False
    writes: frozenset = frozenset()

    def address(self, route, things, which="there"):
        values = iter(self.things)
        filled = HOLE.sub(lambda _: getattr(things[next(values)], which), route)
        return "/" + re.sub(r"[\\^$]", "", filled)


def door(who, *things, sees=(), post=False, writes=()):
    who = frozenset(who)
    return Door(who, things, who | frozenset(sees), post, frozenset(writes))


PUBLIC = set(PEOPLE)
NOBODY = set()
ORGANIZERS = {"cq_organizing", "yb_organizing", "js_organizing"}
LEADERS = {"acftu", "cq_leader"}
VIEWERS = LEADERS | ORGANIZERS | {"cq_audit"}
FOUNDERS = LEADERS | ORGANIZERS
OURS = {"cq_organizing", "yb_organizing"}
"""Of the officers, those whose subtree holds 渝北."""
SEEN = LEADERS | OURS
"""Of those who see founding, those who see it in 渝北."""
SEEN_ORG = SEEN | {"cq_audit"}
ADMINS = {"security_admin", "system_admin"}
CARERS = ORGANIZERS | ADMINS
SEEN_PERSON = OURS | ADMINS
KEEPERS = ADMINS | {"auditor", "cq_audit"}
HOLDERS = {"security_admin", "cq_audit"}
PUBLISHERS = LEADERS | {"cq_organizing"}

DOORS = {
    # for machines
    "healthz": door(PUBLIC),
    "readyz": door(PUBLIC),
    "metrics": door(PUBLIC),  # from this machine; tests/liaison/test_health.py
    "events/grant/": door(INSIDE),
    "csp-report/": door(PUBLIC, post=True),
    # the interface
    "api/schema/": door(PUBLIC),
    "api/docs/": door(PUBLIC),
    "api/v1/^regions/$": door(INSIDE),
    "api/v1/^regions/(?P<code>[0-9a-z-]+)/$": door(INSIDE, "region"),
    "api/v1/^federations/$": door(INSIDE),
    "api/v1/^federations/(?P<code>[0-9a-z-]+)/$": door(INSIDE, "federation"),
    "api/v1/me/": door(INSIDE),
    "api/v1/inbox/": door(INSIDE),
    "api/v1/^notices/$": door(INSIDE),
    "api/v1/^notices/(?P<pk>[^/.]+)/$": door(NOBODY, "draft"),
    "api/v1/^notifications/$": door(INSIDE),
    "api/v1/^notifications/read/$": door(INSIDE, post=True),
    "api/v1/^public/notices/$": door(PUBLIC),
    "api/v1/organizations/<uuid:uid>/eligibility/": door(SEEN, "org"),
    "api/v1/organizations/<uuid:uid>/coverage/": door(SEEN, "org"),
    **{
        f"api/v1/organizations/<uuid:uid>/{row}/<int:pk>/{act}/": door(SEEN, "org", row, post=True)
        for row, act in (
            ("eligibility", "withdraw"),
            *(("coverage", act) for act in ("end", "correct", "withdraw")),
        )
    },
    "api/v1/^drives/$": door(INSIDE),
    "api/v1/^drives/(?P<code>[^/.]+)/$": door(SEEN, "drive"),
    "api/v1/indicators/": door(INSIDE),
    "api/v1/indicators/<str:code>/": door(VIEWERS, "indicator"),
    "api/v1/indicators/<str:code>/records/": door(VIEWERS, "indicator"),
    # files and document numbers
    "documents/<uuid:uid>/": door({"cq_organizing"}, "file"),
    "documents/numbers/": door(INSIDE),
    "documents/papers/": door(INSIDE),
    "documents/papers/new/": door(ORGANIZERS),
    "documents/papers/<uuid:uid>/": door(SEEN_ORG, "paper"),
    "documents/papers/<uuid:uid>/edit/": door(OURS, "paper", sees=SEEN_ORG),
    "documents/papers/<uuid:uid>/file/": door(SEEN_ORG, "paper"),
    "documents/papers/<uuid:uid>/issue/": door(SEEN_ORG, "paper", post=True),
    "documents/papers/<uuid:uid>/void/": door(SEEN_ORG, "paper"),
    "documents/templates/": door(ORGANIZERS),
    "documents/templates/new/": door(ORGANIZERS),
    "documents/templates/<int:pk>/": door(OURS, "form"),
    "documents/templates/<int:pk>/retire/": door(OURS, "form", post=True),
    # maps, trail, personal values
    r"^boundaries/(?P<name>china|line|[0-9]{2})\.json$": door(PUBLIC, "boundary"),
    "trail/": door(INSIDE),
    "trail/export/": door(INSIDE, writes={"governance_event"}),
    "trail/<int:pk>/": door({"yb_organizing", "cq_audit", "auditor"}, "event"),
    "privacy/": door(PUBLIC),
    "privacy/retention/": door(KEEPERS),
    "privacy/holds/": door(KEEPERS),
    "privacy/holds/new/": door(HOLDERS),
    "privacy/holds/<int:pk>/lift/": door(HOLDERS, "hold"),
    "privacy/erasures/": door(ORGANIZERS | KEEPERS),
    "privacy/erasures/<uuid:uid>/": door(OURS | KEEPERS, "erasure"),
    "privacy/erasures/<uuid:uid>/decide/": door({"security_admin"}, "erasure", sees=OURS | KEEPERS),
    "organizations/<uuid:key>/erase/": door(OURS, "org"),
    "accounts/people/<str:key>/erase/": door(OURS, "person"),
    "privacy/reveal/<str:code>/": door({"yb_organizing"}, "reveal"),
    # the line of command
    "federations/": door({"system_admin"}),
    "federations/<str:code>/": door({"system_admin"}, "federation"),
    "federations/<str:code>/move/": door({"system_admin"}, "federation"),
    "federations/<str:code>/rename/": door({"system_admin"}, "federation"),
    "federations/<str:code>/found/": door({"system_admin"}, "federation"),
    "federations/<str:code>/zone/": door({"system_admin"}, "federation"),
    "federations/<str:code>/end/": door({"system_admin"}, "federation"),
    # one's own account
    "": door(INSIDE),
    "search/": door(INSIDE),
    "accounts/login/": door(PUBLIC),
    "accounts/logout/": door(INSIDE, post=True),
    "accounts/session/": door(INSIDE),
    "accounts/inactive/": door(PUBLIC),
    "accounts/forgotten/": door(PUBLIC),
    "accounts/link/": door(NOBODY),
    "accounts/link/<str:token>/": door(PUBLIC, "link"),
    "accounts/login/passkey/": door(INSIDE),
    "accounts/code/": door(INSIDE),
    "accounts/again/": door(INSIDE),
    "accounts/again/code/": door(INSIDE),
    "accounts/again/passkey/": door(INSIDE),
    "accounts/me/": door(INSIDE),
    "accounts/me/security/": door(INSIDE),
    "accounts/me/security/enrol/": door(INSIDE),
    "accounts/me/password/": door(INSIDE),
    "accounts/me/sessions/end/": door(INSIDE, post=True),
    "accounts/me/sessions/<str:name>/end/": door(NOBODY, "session", post=True),
    "accounts/me/factors/": door(INSIDE),
    "accounts/me/factors/totp/": door(INSIDE),
    "accounts/me/factors/totp/remove/": door(NOBODY),
    "accounts/me/factors/passkeys/": door(INSIDE),
    "accounts/me/factors/passkeys/add/": door(INSIDE),
    "accounts/me/factors/passkeys/<int:pk>/remove/": door(NOBODY, "passkey"),
    "accounts/me/factors/codes/": door(NOBODY),
    "accounts/me/factors/codes/renew/": door(INSIDE),
    "accounts/lists/<slug:name>/": door(INSIDE, "list", post=True),
    "accounts/lists/<slug:name>/views/": door(INSIDE, "list", post=True),
    "accounts/views/<int:pk>/drop/": door({"yb_organizing"}, "view", post=True),
    "accounts/views/<int:pk>/begin/": door({"yb_organizing", "station"}, "view", post=True),
    # people and their offices
    "accounts/roles/": door(INSIDE),
    "accounts/people/": door(CARERS),
    "accounts/people/new/": door(ORGANIZERS | {"system_admin"}),
    "accounts/people/dormant/disable/": door({"system_admin"}),
    "accounts/people/<str:username>/": door(SEEN_PERSON, "person"),
    "accounts/people/<str:username>/appoint/": door(
        OURS | {"security_admin"}, "person", sees=SEEN_PERSON
    ),
    "accounts/people/<str:username>/disable/": door({"system_admin"}, "person", sees=SEEN_PERSON),
    "accounts/people/<str:username>/enable/": door({"system_admin"}, "person", sees=SEEN_PERSON),
    "accounts/people/<str:username>/link/": door(
        OURS | {"system_admin"}, "person", sees=SEEN_PERSON
    ),
    "accounts/people/<str:username>/unlock/": door({"security_admin"}, "person", sees=SEEN_PERSON),
    "accounts/people/<str:username>/factors/": door({"security_admin"}, "person", sees=SEEN_PERSON),
    "accounts/offices/<int:pk>/end/": door(OURS, "office"),
    "accounts/offices/<int:pk>/deputize/": door(OURS, "office"),
    "accounts/offices/<int:pk>/hand-over/": door(OURS, "office"),
    "delegates/": door(ORGANIZERS),
    "delegates/new/": door(ORGANIZERS),
    "delegates/<int:pk>/end/": door(OURS, "delegate"),
    "delegates/<int:pk>/duty/": door(OURS, "delegate"),
    "delegates/<int:pk>/link/": door(OURS, "delegate"),
    "delegates/invitations/<uuid:uid>/": door(OURS, "invitation"),
    "delegates/invitations/<uuid:uid>/revoke/": door(OURS, "invitation", post=True),
    # organizations' own people, and who answers them
    "claim/": door(PUBLIC),
    "claim/received/<receipt:number>/": door(PUBLIC, "receipt"),
    "claim/status/": door(PUBLIC),
    "claim/mine/": door(PUBLIC),
    "claim/mine/withdraw/": door(PUBLIC, post=True),
    "claims/": door(ORGANIZERS),
    "claims/<uuid:uid>/": door(OURS, "claim"),
    "claims/<uuid:uid>/<slug:verb>/": door(OURS, "claim", "approve"),
    "corrections/": door(ORGANIZERS),
    "corrections/<uuid:uid>/": door(OURS, "asked"),
    "corrections/<uuid:uid>/return/": door(OURS, "asked"),
    "portal/": door({"delegate"}),
    "portal/invitation/": door(NOBODY),
    "portal/invitation/accept/": door(NOBODY, post=True),
    "portal/invitation/<str:token>/": door(PUBLIC, "invited"),
    "portal/hand-over/<int:pk>/<slug:outcome>/": door(
        NOBODY, "hand over", "declined", sees={"delegate"}, post=True
    ),
    "portal/corrections/<uuid:uid>/": door({"delegate"}, "asked"),
    "portal/corrections/<uuid:uid>/check/": door({"delegate"}, "asked"),
    "portal/corrections/<uuid:uid>/withdraw/": door({"delegate"}, "asked"),
    "portal/corrections/<uuid:uid>/leave-out/<slug:field>/": door(
        {"delegate"}, "asked", "field", post=True
    ),
    "portal/corrections/<uuid:uid>/parts/<slug:key>/": door({"delegate"}, "asked", "part"),
    "portal/<uuid:uid>/": door({"delegate"}, "org"),
    "portal/<uuid:uid>/people/": door({"delegate"}, "org"),
    "portal/<uuid:uid>/people/invite/": door(NOBODY, "org", sees={"delegate"}),
    "portal/<uuid:uid>/hand-over/": door(NOBODY, "org", sees={"delegate"}),
    "portal/<uuid:uid>/corrections/": door({"delegate"}, "org", post=True),
    # work and messages
    "jobs/": door(INSIDE),
    "jobs/<uuid:uid>/": door({"yb_organizing"}, "job"),
    "jobs/<uuid:uid>/clearance/": door(LEADERS, "cleared"),
    "jobs/<uuid:uid>/state/": door({"yb_organizing"}, "job"),
    "jobs/<uuid:uid>/cancel/": door({"yb_organizing"}, "job", post=True),
    "jobs/<uuid:uid>/retry/": door({"yb_organizing"}, "job", post=True),
    "jobs/<uuid:uid>/result/": door({"yb_organizing"}, "job", writes={"governance_event"}),
    "jobs/quarantine/": door({"system_admin"}),
    "jobs/quarantine/act/": door({"system_admin"}, post=True),
    "jobs/quarantine/<uuid:uid>/": door({"system_admin"}, "poison"),
    "communications/": door(INSIDE),
    "communications/notifications/": door(INSIDE),
    "communications/notifications/read/": door(INSIDE, post=True),
    "communications/notices/": door(INSIDE),
    "communications/notices/new/": door(FOUNDERS),
    "communications/notices/<int:pk>/": door(PUBLISHERS, "draft"),
    "communications/notices/<int:pk>/edit/": door(PUBLISHERS, "draft"),
    "communications/notices/<int:pk>/<slug:verb>/": door(PUBLISHERS, "draft", "withdraw"),
    "public/": door(PUBLIC),
    "public/notices/<int:pk>/": door(PUBLIC, "public"),
    # founding
    "drives/": door(INSIDE),
    "drives/new/": door(FOUNDERS),
    "drives/<slug:code>/": door(SEEN, "drive"),
    "drives/<slug:code>/edit/": door(PUBLISHERS, "drive", sees=SEEN),
    "unions/<int:pk>/": door(SEEN, "union"),
    "unions/<int:pk>/dissolve/": door(OURS, "union", sees=SEEN),
    "api/v1/unions/<int:pk>/dissolve/": door(SEEN, "union"),
    "founding/assess/": door(ORGANIZERS, post=True),
    "founding/cover/": door(ORGANIZERS, post=True),
    "founding/results/<uuid:uid>/": door({"yb_organizing"}, "acted"),
}
one, batch = "organizations/<uuid:uid>", "organizations/import/<uuid:uid>"
DOORS |= {
    # the register
    f"{one}/papers/": door(SEEN_ORG, "org"),
    "organizations/append/": door(FOUNDERS),
    "organizations/append/openrefine/": door(FOUNDERS),
    "organizations/exchange/": door(FOUNDERS),
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
    # figures
    "dashboard/": door(VIEWERS),
    "dashboard/records/": door(VIEWERS),
    "dashboard/records/export/": door(FOUNDERS, post=True),
    "indicators/": door(VIEWERS),
    "indicators/<str:code>/": door(VIEWERS, "indicator"),
    "indicators/<str:code>/table.xlsx": door(VIEWERS, "indicator"),
    "screen/": door(VIEWERS),
    f"{one}/eligibility/": door(OURS, "org", sees=SEEN),
    f"{one}/eligibility/<int:pk>/withdraw/": door(OURS, "org", "eligibility", sees=SEEN),
    f"{one}/coverage/": door(OURS, "org", sees=SEEN),
    f"{one}/coverage/end/": door(OURS, "org", sees=SEEN),
    f"{one}/coverage/<int:pk>/correct/": door(OURS, "org", "coverage", sees=SEEN),
    f"{one}/coverage/<int:pk>/void/": door(OURS, "org", "coverage", sees=SEEN),
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
