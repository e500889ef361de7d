"""What the ledger knows of organizations, read a page at a time in a fixed number of queries."""

from dataclasses import dataclass

from django.db.models import Count, Q

from membership.models import (
    CanvassTask,
    Coverage,
    Eligibility,
    FoundingCase,
    FoundingUnit,
    LedgerEntry,
    Member,
    Visit,
)
from membership.queries import counted_forms
from orgs.models import AnnualProfile, Organization

FIGURES = ("staff_full_time", "staff_women", "party_members")
STATES = {
    "founded": ("已建会", "good"),
    "ineligible": ("不具备条件", "done"),
    "none": ("未分派", "caution"),
}


@dataclass
class Row:
    """One line of the ledger. What there is none of is None."""

    organization: Organization
    eligibility: Eligibility | None = None
    coverage: Coverage | None = None
    entry: LedgerEntry | None = None
    officer: CanvassTask | None = None
    leader: CanvassTask | None = None
    visit: Visit | None = None
    case: FoundingCase | None = None
    profile: AnnualProfile | None = None
    roster: tuple = (0, None)
    counted: bool = False
    key_class: str = ""

    @property
    def standing(self):
        """Of the union that covers it, as found last night; None before the first night."""
        return getattr(self.coverage.union, "standing", None) if self.coverage else None

    @property
    def members(self):
        """Of the whole union: by its roster where there is one, else as it reported."""
        return self.roster[0] or (self.standing.members if self.standing else None)

    @property
    def women_members(self):
        """None where the roster does not say who is one."""
        return self.roster[1]

    @property
    def workers(self):
        """Of the whole union; of one that is an organization's own, that organization's staff."""
        told = self.standing.workers if self.standing else None
        own = self.coverage and self.coverage.form == Coverage.Form.SINGLE
        return told or (self.organization.staff_count if own else None)

    @property
    def state(self):
        """How far it is, in a word, and how that is marked."""
        if self.counted:
            return STATES["founded"]
        task = self.officer
        unfit = self.eligibility and self.eligibility.decision == Eligibility.Decision.INELIGIBLE
        if unfit and not (task and task.is_open):
            return STATES["ineligible"]
        if task is None or task.state == CanvassTask.State.CANCELLED:
            return STATES["none"]
        if task.is_late:
            return f"{task.get_state_display()}（逾期）", "bad"
        return task.get_state_display(), "plain" if task.is_held else "caution"

    @property
    def reasons(self):
        found = self.eligibility
        return [c for c in (found.reason, *found.other_reasons) if c] if found else []


def rows_of(organizations, drive=None):
    """``[Row]`` of organizations in hand; what counts as founded is the drive's to say."""
    forms = counted_forms(drive)
    kinds = [s for s in drive.segments if not s.within] if drive else []
    rows = {o.pk: Row(o, key_class=class_of(o, kinds)) for o in organizations}
    keys = list(rows)
    for found in Eligibility.objects.known().valid().filter(organization__in=keys):
        rows[found.organization_id].eligibility = found
    covered = Coverage.objects.known().valid().counted().filter(organization__in=keys)
    for found in covered.select_related("union__standing"):
        row = rows[found.organization_id]
        row.coverage, row.counted = found, found.form in forms
    rosters = rosters_of({row.coverage.union_id for row in rows.values() if row.coverage})
    for row in rows.values():
        if row.coverage:
            row.roster = rosters.get(row.coverage.union_id, (0, None))
    profiles = AnnualProfile.objects.standing().filter(organization__in=keys)
    profiles = profiles.order_by("organization", "-as_of", "-pk").distinct("organization")
    for found in profiles.only("organization_id", *FIGURES):
        rows[found.organization_id].profile = found
    for found in LedgerEntry.objects.filter(organization__in=keys):
        rows[found.organization_id].entry = found
    tasks = CanvassTask.objects.filter(organization__in=keys).select_related("assignee")
    for found in tasks.order_by("pk"):
        kind = "leader" if found.kind == CanvassTask.Kind.LEADER else "officer"
        before = getattr(rows[found.organization_id], kind)
        if before is None or found.is_open or not before.is_open:
            setattr(rows[found.organization_id], kind, found)
    visits = Visit.objects.filter(organization__in=keys).order_by("organization", "-on", "-pk")
    for found in visits.distinct("organization").select_related("by"):
        rows[found.organization_id].visit = found
    units = FoundingUnit.objects.filter(organization__in=keys).select_related("case")
    for unit in units.order_by("pk"):
        rows[unit.organization_id].case = unit.case
    return list(rows.values())


def rosters_of(unions):
    """``{union id: (members, women among them)}`` of those that keep a roster here."""
    women, unknown = Count("pk", filter=Q(sex=Member.Sex.FEMALE)), Count("pk", filter=Q(sex=""))
    members = Member.objects.current().filter(union__in=unions).order_by().values_list("union")
    found = members.annotate(every=Count("pk"), women=women, unknown=unknown)
    return {
        union: (every, None if unknown == every else women)
        for union, every, women, unknown in found
    }


def class_of(organization, segments):
    """重点类别: the first segment of the drive that it is of; each organization counts once."""
    for segment in segments:
        if all(getattr(organization, name) in v for name, v in segment.criteria.items()):
            return segment.code
    return "C"
