"""What a judged list tells beside the columns of the organizations, against what is on record."""

from collections import defaultdict
from types import SimpleNamespace

from django.core.exceptions import ValidationError

from orgs import beside
from orgs.bulk import Among
from orgs.models import AnnualProfile, Grade, ImportLine, Inspection, Organization

Outcome = ImportLine.Outcome
APART = ["organization", "source", "recorded_by", "supersedes"]


class Besides:
    """Adds to verdicts the grades, inspections and profiles their rows tell and nobody knows.

    What is on record of the same day or year stays; a list that says otherwise is held against it.
    But of the counts of one day the same source may think better: the later word supersedes.
    """

    def __init__(self, verdicts, *, as_of, source=None):
        self.as_of, self.source = as_of, source
        told = [v for v in verdicts if not beside.FIELDS.keys().isdisjoint(v.row.values)]
        self.verdicts = [
            v for v in told if v.outcome != Outcome.REFUSED and any(beside.told(v.row.values))
        ]
        keys = {v.organization.pk for v in self.verdicts if v.organization is not None}
        self.known = {key: defaultdict(list) for key in beside.KINDS}
        for key, rows in (
            ("grades", Grade.objects.all()),
            ("inspections", Inspection.objects.all()),
            ("profiles", AnnualProfile.objects.standing().order_by("as_of", "pk")),
        ):
            for row in rows.filter(Among("organization_id", keys)) if keys else ():
                self.known[key][row.organization_id].append(row)

    def add(self):
        for verdict in self.verdicts:
            self.add_to(verdict)

    def add_to(self, verdict):
        after = self.after(verdict)
        for kind in beside.told(verdict.row.values):
            row = beside.row_of(kind, verdict.row.values, after, self.as_of)
            known = self.known[kind.key][after.pk] if after.pk else ()
            if getattr(self, kind.key)(verdict, row, known):
                verdict.row.errors += wrong(kind, row, verdict.row.values)
                verdict.beside.append(row)
        if verdict.row.errors:
            verdict.outcome, verdict.beside = Outcome.REFUSED, []
            verdict.changes, verdict.difference, verdict.held = {}, {}, {}
            verdict.organization, verdict.reason = None, ""
        elif verdict.beside and verdict.outcome == Outcome.SAME:
            verdict.outcome = Outcome.CHANGED

    def after(self, verdict):
        """The organization as the list will leave it, of what matters here."""
        stands = verdict.organization
        names = ("type", "registered_on", "staff_count")
        found = {n: verdict.changes.get(n, getattr(stands, n, None)) for n in names}
        return Organization(pk=stands.pk if stands is not None else None, **found)

    # Each tells whether the row is new, and of organizations on record what is different.

    def grades(self, verdict, row, known):
        row.clean()
        same = next((g for g in known if g.starts_on == row.starts_on), None)
        if same is None:
            valid = [g for g in known if g.valid(self.as_of)]
            before = max(valid, key=lambda g: g.starts_on, default=None)
            self.differ(verdict, before, row, grade_level="level", grade_on="starts_on")
            return True
        if same.level != row.level:
            self.hold(verdict, "grade_level", same.level, row.level, same)
        return False

    def inspections(self, verdict, row, known):
        same = next((i for i in known if (i.year, i.regime) == (row.year, row.regime)), None)
        if same is None:
            self.differ(verdict, None, row, inspection_year="year", inspection_result="result")
            return True
        if same.result != row.result:
            self.hold(verdict, "inspection_result", same.result, row.result, same)
        return False

    def profiles(self, verdict, row, known):
        until = [p for p in known if p.year == row.year and p.as_of <= row.as_of]
        stands = until[-1] if until else None
        said = {n: getattr(row, n) for n in (*beside.COUNTS, *beside.WITH_COUNTS)}
        said = {n: value for n, value in said.items() if value is not None}
        if stands and all(getattr(stands, n) == value for n, value in said.items()):
            return False
        source = self.source and self.source.pk
        mine = [p for p in until if p.as_of == row.as_of and p.source_id == source]
        row.supersedes = mine[-1] if mine else None
        names = {n: n for n in beside.COUNTS if n in said}
        self.differ(verdict, stands, row, profile_year="year", **names)
        return True

    def differ(self, verdict, before, row, **names):
        if verdict.organization is not None:
            verdict.difference |= {
                name: (getattr(before, of, None), getattr(row, of)) for name, of in names.items()
            }

    def hold(self, verdict, name, stands, said, row):
        against = SimpleNamespace(
            source=row.source_id,
            as_of=getattr(row, "starts_on", row.recorded_at.date()),
            decided=False,
        )
        verdict.held[name] = (stands, said, against)


def wrong(kind, row, values):
    """What the rules of the row refuse, as errors of the list's own columns."""
    found = {}
    try:
        row.clean_fields(exclude=[*APART, "batch"])
        row.clean()
    except ValidationError as refused:
        found = {name: messages[0] for name, messages in refused.message_dict.items()}
    born, begins = row.organization.registered_on, getattr(row, "starts_on", None)
    begins = begins or getattr(row, "as_of", None)
    if born and begins and begins < born:
        found.setdefault("starts_on", f"不能早于成立登记日期 {born:%Y-%m-%d}。")
    if kind.model is Grade and row.valid_until and row.valid_until < row.starts_on:
        found.setdefault("valid_until", "有效期不能早于评定日期。")
    named = {of: name for name, of in kind.fields.items()} | beside.WITH_COUNTS
    first = next(name for name in kind.tells if values.get(name) is not None)
    return [
        (name, str(values.get(name) or ""), message)
        for of, message in found.items()
        for name in [named.get(of, first)]
    ]
