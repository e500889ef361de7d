"""Reads that span models: what stands at a date, who may be covered by whom, what a drive means."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Permission
from governance.models import Event
from governance.queries import corrections_about
from membership.models import Coverage, Drive, Eligibility, Member, TargetPlan, TargetShare
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


def counted_forms(drive=None):
    """The forms of coverage that count as founded: a drive's own, or those that count anywhere."""
    return drive.counted_forms if drive else Coverage.FOUNDING_FORMS


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


def in_preparation():
    """Unions that are being founded: members may join them, they cover nobody yet."""
    return GrassrootsUnion.objects.filter(
        founded_on=None, founding_cases__joins=False, founding_cases__founded_on=None
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


def without_union(organizations):
    """Of these, the ones with a Party organization and no union of any form (ZH-02, CQ-23)."""
    return organizations.filter(
        ~Exists(covering()),
        standing=Organization.Standing.REGISTERED,
        status=Organization.Status.NORMAL,
        has_party_org=True,
    )


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
    """What was corrected of a drive: its own columns, and its targets and phases as its trail
    tells them."""
    notes = corrections_about(drive, user)
    if not user.is_staff_side:
        return notes
    for event in Event.objects.about(drive).filter(verb="drive.revise").select_related("actor"):
        changes = []
        for name, label in (("targets", "目标"), ("phases", "阶段")):
            before, after = event.detail["was"].get(name, []), event.detail.get(name, [])
            if before != after:
                changes.append((label, "；".join(before) or "—", "；".join(after) or "—"))
        if changes:
            notes.append(
                {
                    "when": event.at,
                    "who": str(event.actor or "系统"),
                    "title": event.label,
                    "reason": event.reason,
                    "changes": changes,
                }
            )
    return sorted(notes, key=lambda note: note["when"], reverse=True)


def current_drive(user):
    """The drive whose work is due now: the latest begun that the person's federations stand in."""
    return (
        Drive.objects.for_user(user, Permission.FOUNDING_VIEW).running(timezone.localdate()).first()
    )


def asked_of(drive, federation, due_on):
    """The share of the plan issued above that a federation has to meet by a day; None without."""
    shares = TargetShare.objects.in_force().select_related("plan__federation")
    shares = shares.filter(plan__drive=drive, plan__due_on=due_on, federation=federation)
    return shares.exclude(plan__federation=federation).first()


def answers_for(user, share):
    """May this person agree to a share, or counter it? The federation that is given it answers,
    or one between it and the one that splits; to its own part the splitting one agrees itself."""
    splitting, given = share.plan.federation, share.federation
    heads = user.federations_granting(Permission.DRIVE_MANAGE)
    if splitting == given:
        return any(given.path.startswith(head.path) for head in heads)
    return any(
        given.path.startswith(head.path)
        and head.path.startswith(splitting.path)
        and head.path != splitting.path
        for head in heads
    )


def reads_answer(user, share):
    """What a federation says to its share is for itself, those above it and those who split."""
    places = (share.federation, share.plan.federation)
    return any(user.may_at(Permission.FOUNDING_VIEW, place) for place in places)


def standing_in(drive, user, permission):
    """Where in a drive a person stands: the federations on which they hold the permission, as far
    as the drive goes, the highest first. Who stands above it stands at its head."""
    heads = user.federations_granting(permission)
    inside = [f for f in heads if f.path.startswith(drive.federation.path)]
    if any(drive.federation.path.startswith(f.path) for f in heads):
        inside.append(drive.federation)
    return sorted({f.pk: f for f in inside}.values(), key=lambda f: (f.level, f.code))


def federation_in(drive, user, permission, code=""):
    """The federation of a drive that is asked for; without a code the highest the person has.
    None where there is none within their reach."""
    if not code:
        return next(iter(standing_in(drive, user, permission)), None)
    reach = Federation.objects.for_user(user, permission)
    return reach.filter(code=code, path__startswith=drive.federation.path).first()


def versions_of(plan):
    """All versions of one split, the newest first."""
    same = {"drive": plan.drive_id, "federation": plan.federation_id, "due_on": plan.due_on}
    return TargetPlan.objects.filter(**same).order_by("-version")


def compared(plan, before):
    """``[(federation, quota before or None, quota now or None)]`` of two versions."""
    found = {}
    for at, version in enumerate((before, plan)):
        for share in version.shares.select_related("federation"):
            row = found.setdefault(share.federation_id, [share.federation, None, None])
            row[at + 1] = share.quota
    return sorted(found.values(), key=lambda row: row[0].path)


def member_count(union):
    """How many members a union has today (工会法 art. 11 asks for a committee from 25 on)."""
    return Member.objects.current().filter(union=union).count()


def member_numbers(union):
    """``(members, women among them)`` on a union's roster today; women are those known as such."""
    rows = Member.objects.current().filter(union=union)
    found = rows.aggregate(members=Count("pk"), women=Count("pk", filter=Q(sex=Member.Sex.FEMALE)))
    return found["members"], found["women"]


def drive_of(organizations, on):
    """The newest drive by that day whose scope holds one of these organizations, or None."""
    rows = Organization._base_manager.filter(pk__in=[o.pk for o in organizations])
    drives = Drive.objects.running(on).select_related("federation")
    return next((drive for drive in drives if in_drive(rows, drive).exists()), None)


def union_coded(code):
    """The union in being that has this credit code, wherever it is, or None: whoever knows the code
    of a union knows of it."""
    if len(code) != 18:
        return None
    rows = GrassrootsUnion.objects.valid(timezone.localdate()).filter(credit_code=code)
    return rows.select_related("federation").first()


def given_below(drive, federation):
    """The federations directly below with what they were given last, and whether they split it."""
    plan = TargetPlan.objects.issued().filter(drive=drive, federation=federation).first()
    if plan is None:
        return []
    split = TargetPlan.objects.issued().filter(drive=drive, due_on=plan.due_on)
    split = set(split.filter(federation__parent=federation).values_list("federation", flat=True))
    shares = plan.shares.select_related("federation").order_by("federation__path")
    return [
        {"share": share, "split": share.federation_id in split}
        for share in shares
        if share.federation_id != federation.pk
    ]
