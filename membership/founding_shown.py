"""How a founding case is shown: its line of steps, what comes next, its papers and files."""

from dataclasses import dataclass

from accounts.roles import Permission
from documents.models import Attachment, Paper
from governance.queries import events_about
from membership import law
from membership.founding_papers import AT, KINDS
from membership.models import FoundingCase, Obstruction
from membership.queries import member_numbers
from membership.requirements import of_step
from membership.services.founding_steps import APPLICANTS
from membership.workflows.founding import FORWARD, FOUNDING, next_move
from unions.models import Federation

S = FoundingCase.Status
DAYS = {
    S.MOBILISED: "mobilised_on",
    S.REQUESTED: "requested_on",
    S.CONSENTED: "consented_on",
    S.PREPARING: "group_on",
    S.RECRUITING: "recruiting_on",
    S.NOTICED: "notice_from",
    S.ELECTED: "meeting_on",
    S.REPORTED: "reported_on",
    S.FOUNDED: "founded_on",
    S.REGISTERED: "registered_on",
    S.FUNDED: "account_on",
    S.REGULAR: "regular_on",
}
JOINED = (S.MOBILISED, S.REQUESTED, S.FOUNDED, S.REGULAR)
"""The shorter line of whoever comes under a union that is there."""


ASKS_FIRST = ("form_group", "publicise", "elect")
"""Steps that are judged by what their own page asks: before, the rules are told, not lacks."""


JUDGED = {"consent": "request", "admit": "request", "approve": "elect"}
"""Whoever replies goes through what the step they reply to was asked for."""
NOT_IN_REPLY = {True: "founding-consent", False: "founding-approval"}
"""Which reply a request does not get: by whether it is to come under a union that is there."""


@dataclass(frozen=True)
class Step:
    label: str
    state: str  # done, now, ahead
    on: object = None


def line(case):
    order = JOINED if case.joins else FoundingCase.LINE
    at = order.index(case.stage) if case.stage in order else len(order)
    if case.stage == S.MERGED:
        at = -1
    return [
        Step(
            S(status).label,
            "done" if n < at else "now" if n == at else "ahead",
            getattr(case, DAYS[status]) if n <= at or case.stage == S.MERGED else None,
        )
        for n, status in enumerate(order)
    ]


COUNTED = (S.CONSENTED, S.PREPARING, S.RECRUITING, S.NOTICED)
"""While people join: the roster of the union in preparation is shown with its number."""


def roster(case, user):
    """How many have joined the union to be, and whether this person keeps its roster."""
    if case.joins or case.union is None or case.stage not in COUNTED:
        return None
    members, women = member_numbers(case.union)
    return {
        "members": members,
        "women": women,
        "may_see": user.may_at(Permission.MEMBER_VIEW, case.union.federation),
        "may_edit": user.may_at(Permission.MEMBER_EDIT, case.union.federation),
    }


def obstructions(case, user):
    """Cases against its organizations that began while it was under way, or are in hand."""
    rows = Obstruction.objects.for_user(user, Permission.OBSTRUCTION_VIEW)
    rows = rows.filter(organization__in=case.units.values("organization"))
    rows = rows.filter(reported_on__gte=case.mobilised_on) | rows.in_hand()
    return rows.select_related("organization").defer("facts")


def allowed(case, user):
    return {
        permission: user.may(permission, case)
        for permission in (Permission.FOUNDING_EDIT, Permission.FOUNDING_APPROVE)
    }


def rules_of(rules):
    """``[(whose, since when)]`` of the sets that a case is judged by."""
    since = dict(zip(rules.code.split("+"), rules.version.split("+"), strict=True))
    places = Federation.objects.public().filter(code__in=since).order_by("level")
    return [(place.short_name, since[place.code]) for place in places]


def shown(case, user):
    """What the page of a case tells a person."""
    may = allowed(case, user)
    verb = next_move(case)
    move = FOUNDING.moves.get(verb)
    own = verb in APPLICANTS and user.pk in [getattr(case, at) for at in APPLICANTS[verb]]
    aside = [
        (name, one.label)
        for name, one in FOUNDING.moves.items()
        if name not in FORWARD and case.status in one.sources and may[one.permission]
    ]
    papers = Paper.objects.for_user(user, "view").about(case).select_related("number__series")
    kinds = {kind.key: kind for kind in KINDS}
    besides = NOT_IN_REPLY[case.joins] if case.stage == S.REQUESTED else ""
    wanted = [
        kinds[key] for key in AT.get(case.stage, ()) if may[kinds[key].edit] and key != besides
    ]
    files = Attachment.objects.for_user(user, "seen").filter(
        owner_type=case._meta.label_lower, owner_id=str(case.pk), withdrawn_at=None
    )
    rules = law.frozen(case.rules_code, case.rules_version)
    return {
        "case": case,
        "steps": line(case),
        "stage_label": S(case.stage).label,
        "next_verb": verb,
        "next": move,
        "told": verb not in ASKS_FIRST,
        "next_items": of_step(JUDGED.get(verb, verb), case) if verb else [],
        "limit": rules.limit(case.status),
        "may_next": bool(move) and may[move.permission] and not own,
        "own": own,
        "approves": bool(move) and move.permission == Permission.FOUNDING_APPROVE,
        "may_edit": may[Permission.FOUNDING_EDIT],
        "aside": aside,
        "roster": roster(case, user),
        "obstructions": obstructions(case, user),
        "units": case.units.select_related("organization__federation", "instead_of"),
        "candidates": case.people.order_by("pk"),
        "papers": papers,
        "kinds": wanted,
        "attachments": files.select_related("content"),
        "events": events_about(case, user),
        "rules": rules,
        "rules_of": rules_of(rules),
    }
