"""Reads that span models: what stands at a date, who may be covered by whom, what a drive means."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Permission
from governance.models import Event
from governance.queries import corrections_about
from membership.models import Coverage, Drive, Eligibility
from orgs.models import Organization, OrganizationFacts
from unions.models import Federation, GrassrootsUnion


def facts_at(organizations, on):
    """``{organization id: its counted facts that day}``.

    Before the first day we know of, the first facts known stand in; without any, what is so now.
    """
    found = {}
    rows = OrganizationFacts.objects.known().filter(organization__in=[o.pk for o in organizations])
    for row in rows.order_by("valid_from"):
        if row.valid_from <= on or row.organization_id not in found:
            found[row.organization_id] = row
    return {o.pk: found.get(o.pk, o) for o in organizations}


def holding(rows, on):
    """Of a timeline in hand, the row that holds that day and the first that begins later."""
    now = later = None
    for row in rows:
        if row.valid_from <= on and (row.valid_to is None or row.valid_to > on):
            now = row
        elif row.valid_from > on and (later is None or row.valid_from < later.valid_from):
            later = row
    return now, later


def timelines(model, organizations):
    """``{organization id: its rows as now known, oldest first}`` in one query."""
    found = {o.pk: [] for o in organizations}
    rows = model.objects.known().filter(organization__in=list(found)).order_by("valid_from")
    if model is Coverage:
        rows = rows.counted().select_related("union", "recorder")
    for row in rows:
        found[row.organization_id].append(row)
    return found


def unions_within_reach(user):
    """The unions a person may name as covering: those at or below their own federations, and the
    industry and organ unions above, for these cover members far below the federation they are of.
    """
    heads = user.federations_granting(Permission.FOUNDING_EDIT)
    above = {code for head in heads for code in head.path.strip("/").split("/")}
    wide = (GrassrootsUnion.Kind.INDUSTRY, GrassrootsUnion.Kind.ORGAN)
    beside = (Federation.Kind.INDUSTRIAL, Federation.Kind.ORGAN)
    return GrassrootsUnion.objects.filter(
        Q(federation__in=Federation.objects.at_or_below(heads))
        | Q(kind__in=wide, federation__code__in=above)
        | Q(kind__in=wide, federation__kind__in=beside, federation__parent__code__in=above)
    )


def within_reach(rows, user):
    """Of rows about organizations, those whose organization the person may work on."""
    reach = Organization.objects.for_user(user, Permission.FOUNDING_EDIT)
    return rows.filter(organization__in=reach.order_by().values("pk"))


@dataclass(frozen=True)
class Loss:
    """What a union's end takes away: ``ending`` coverages, of these ``counted`` organizations that
    would count as covered by nobody, of these ``eligible`` ones that the founding rate then lacks.
    """

    ending: int
    counted: int
    eligible: int


def loss_of(union, on):
    """What becomes of the figures when this union ends that day."""
    rows = Coverage.objects.known().filter(union=union).valid(on)
    counted = rows.counted()
    organizations = Organization._base_manager.filter(pk__in=counted.values("organization"))
    found = assessed(on).filter(decision=Eligibility.Decision.ELIGIBLE)
    eligible = organizations.filter(living(), Exists(found))
    return Loss(rows.count(), counted.count(), eligible.count())


def covering(on=None):
    """A subquery of the counted coverage of the outer organization that day, as now known."""
    return (
        Coverage.objects.known()
        .valid(on or timezone.localdate())
        .counted()
        .filter(organization=OuterRef("pk"))
    )


def assessed(on=None):
    """The same for its assessment."""
    return (
        Eligibility.objects.known()
        .valid(on or timezone.localdate())
        .filter(organization=OuterRef("pk"))
    )


def living():
    """Registered and not ended: what can be eligible at all."""
    return Q(standing=Organization.Standing.REGISTERED) & ~Q(status__in=Organization.ENDED)


def in_drive(organizations, drive, *, segment=""):
    """Those of ``organizations`` that the drive, or one of its segments, is about."""
    chosen = drive.segment(segment) if segment else None
    if segment and chosen is None:
        return organizations.none()
    found = organizations.filter(chosen.rows() if chosen else drive.in_scope())
    if drive.federation.level != Federation.Level.NATIONAL:
        below = Federation.objects.at_or_below([drive.federation])
        found = found.filter(federation__in=below)
    return found


def of_state(organizations, state, *, forms=None, on=None):
    """``organizations`` cut down to one state of founding; an unknown state cuts nothing.

    ``forms`` are those that count (a drive's); all by default.
    """
    covered = covering(on)
    if forms is not None:
        covered = covered.filter(form__in=forms)
    eligible = Exists(assessed(on).filter(decision=Eligibility.Decision.ELIGIBLE))
    match state:
        case "eligible":
            return organizations.filter(eligible)
        case "ineligible":
            return organizations.filter(
                Exists(assessed(on).filter(decision=Eligibility.Decision.INELIGIBLE))
            )
        case "unassessed":
            return organizations.filter(living(), ~Exists(assessed(on)))
        case "covered":
            return organizations.filter(Exists(covered))
        case "uncovered":
            return organizations.filter(~Exists(covered))
        case "gap":
            return organizations.filter(eligible, ~Exists(covered))
    return organizations


def corrections_of_drive(drive, user):
    """What was corrected of a drive: its own columns, and its targets as its trail tells them."""
    notes = corrections_about(drive, user)
    if not user.is_staff_side:
        return notes
    for event in Event.objects.about(drive).filter(verb="drive.revise").select_related("actor"):
        before, after = event.detail["was"]["targets"], event.detail["targets"]
        if before != after:
            notes.append(
                {
                    "when": event.at,
                    "who": str(event.actor or "系统"),
                    "title": event.label,
                    "reason": event.reason,
                    "changes": [("目标", "；".join(before) or "—", "；".join(after) or "—")],
                }
            )
    return sorted(notes, key=lambda note: note["when"], reverse=True)


def current_drive(user):
    """The drive whose work is due now: the latest begun that the person's federations stand in."""
    return (
        Drive.objects.for_user(user, Permission.FOUNDING_VIEW).running(timezone.localdate()).first()
    )
