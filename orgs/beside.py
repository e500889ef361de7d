"""What a list may tell of an organization beside its own columns: its grade, how a year's
inspection ended, the counts of a year. Each becomes a row of its own, which goes again when the
list is taken back."""

from dataclasses import dataclass
from datetime import date

from orgs.golden import plain
from orgs.models import AnnualProfile, Grade, Inspection, Organization

COUNTS = ("staff_full_time", "staff_women", "party_members")
WITH_COUNTS = {"staff_total": "staff_count", "members": "member_count", "assets": "assets"}
"""Columns of a profile that a list gives in columns of the organization's own."""
MIRRORED = {**Organization.MIRRORED, "profiled_on": "as_of"}
"""Columns of the organization that its newest profile writes."""


@dataclass(frozen=True)
class Kind:
    """Rows of one model. ``fields`` are the list's names for its columns; ``needs`` those of them
    without which nothing can be written down, ``lack`` says so."""

    key: str
    model: type
    fields: dict
    tells: tuple
    needs: tuple = ()
    lack: str = ""


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "grades",
            Grade,
            {"grade_level": "level", "grade_on": "starts_on", "grade_until": "valid_until"},
            tells=("grade_level",),
            needs=("grade_on",),
            lack="没有评定日期，未登记等级",
        ),
        Kind(
            "inspections",
            Inspection,
            {"inspection_year": "year", "inspection_result": "result"},
            tells=("inspection_result",),
            needs=("inspection_year",),
            lack="没有写明年度，未登记结论",
        ),
        Kind(
            "profiles",
            AnnualProfile,
            {"profile_year": "year", **{name: name for name in COUNTS}},
            tells=COUNTS,
        ),
    )
}
FIELDS = {name: (kind, of) for kind in KINDS.values() for name, of in kind.fields.items()}
DATES = ("grade_on", "grade_until")
YEARS = ("inspection_year", "profile_year")
BY_YEAR = {"inspection_result": "inspection_year", **dict.fromkeys(COUNTS, "profile_year")}
"""Columns whose heading may say the year: 2023年度年检结论."""
LABELS = {
    "grade_level": "评估等级",
    "grade_on": "评估等级评定日期",
    "grade_until": "评估等级有效期至",
    "inspection_year": "年检年报年度",
    "inspection_result": "年检年报结论",
    "profile_year": "统计年度",
    "staff_full_time": "专职人员数",
    "staff_women": "女职工数",
    "party_members": "党员数",
}


def wording(name, value):
    """A plain value as people read it."""
    kind, of = FIELDS[name]
    choices = dict(kind.model._meta.get_field(of).choices or ())
    return choices.get(value) or str(value)


def told(values):
    """The kinds of which a row of a list tells enough to be written down."""
    for kind in KINDS.values():
        tells = any(values.get(name) is not None for name in kind.tells)
        if tells and all(values.get(name) for name in kind.needs):
            yield kind


def lacking(values):
    """``(field, what it lacks)`` of what a row tells, but not enough."""
    whole = {kind.key for kind in told(values)}
    for kind in KINDS.values():
        if kind.key not in whole:
            for name in kind.tells:
                if values.get(name) is not None:
                    yield name, kind.lack


def row_of(kind, values, organization, as_of):
    """The row that a list's values make, not yet judged. ``organization`` is it as the list leaves
    it; ``as_of`` the list's day."""
    said = {of: values[name] for name, of in kind.fields.items() if values.get(name) is not None}
    row = kind.model(organization=organization, **said)
    if kind.model is Inspection:
        row.regime = next(regime for regime, ends in row.RESULTS.items() if row.result in ends)
    elif kind.model is AnnualProfile:
        row.year = row.year or as_of.year
        row.as_of = as_of if row.year >= as_of.year else date(row.year, 12, 31)
        for of, name in WITH_COUNTS.items():
            setattr(row, of, values.get(name))
        if row.staff_total is None:
            row.staff_total = organization.staff_count
    return row


def content(row):
    """What a row says, plain, by which a later edit shows."""
    apart = {"id", "organization", "source", "recorded_at", "recorded_by", "batch", "supersedes"}
    return {
        field.attname: plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if field.name not in apart
    }
