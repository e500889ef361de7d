"""A section of the page of an organization: particulars of one kind, those that stand and those
that are past, as people read them. ``orgs.particulars`` declares them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from accounts.roles import Permission
from orgs.extensions import once
from orgs.models import Organization

YES_NO = {True: "是", False: "否", None: ""}


@dataclass(frozen=True)
class Cell:
    """A column of a section: ``read(row)`` gives its value; ``level(row)`` marks it as a sign,
    ``link(row)`` leads on; ``masked`` names an encrypted column, masked with a way to see it."""

    label: str
    read: Callable = lambda row: ""
    num: bool = False
    masked: str = ""
    level: Callable | None = None
    link: Callable | None = None


@dataclass(frozen=True, kw_only=True)
class Section:
    key: str
    title: str
    model: type
    part: str
    order: int
    cells: tuple
    add: str
    newest: tuple = ("-starts_on", "-pk")
    past: Callable = lambda row: row.ended_on is not None and row.ended_on <= timezone.localdate()
    hints: Callable = lambda organization, rows: []
    end: str = ""
    corrected: bool = True
    removed: bool = True
    related: tuple = ()
    permission: str = Permission.ORG_VIEW
    note: str = ""
    one: bool = False
    """Only the newest stands; those before it are history."""
    kept: bool = False
    """Rows stay with a record that was merged away; whoever sees the survivor's sees them."""

    @property
    def noun(self):
        return self.model._meta.verbose_name

    def rows(self, organization, user):
        """Those of one organization a person may see, newest first."""
        rows = self.model.objects.for_user(user, self.permission).filter(organization=organization)
        gone = organization.records[1:] if self.kept else ()
        if gone and user.may(self.permission, organization):
            rows = rows | self.model.objects.filter(organization__in=gone)
        return rows.select_related("organization", *self.related).order_by(*self.newest)


def told(value):
    """A value as people read it."""
    if isinstance(value, bool) or value is None:
        return YES_NO[value]
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:%Y-%m-%d}" if hasattr(value, "strftime") else str(value)


def column(model, name, *, label="", num=False):
    """A cell that shows a column under its own name, a choice in words."""
    field = model._meta.get_field(name)
    if field.choices:
        return Cell(label or field.verbose_name, lambda row: getattr(row, f"get_{name}_display")())
    return Cell(label or field.verbose_name, lambda row: getattr(row, name), num=num)


def columns(model, *names):
    return tuple(column(model, name) for name in names)


def read(section, organization, user):
    """The rows a person may see, read once for a page however many of its parts ask."""

    def ask():
        rows = list(section.rows(organization, user))
        if section.key == "relations":
            name_counterparts(rows, user)
        return rows

    return once(organization, user, section.key, ask)


def shown(section, organization, user):
    """A section of the page: the rows that stand ``now`` and ``past`` ones, with their cells."""
    rows = read(section, organization, user)
    stand = [row for row in rows if not section.past(row)][: 1 if section.one else None]
    return {
        "section": section,
        "now": [(row, cells_of(section, row)) for row in stand],
        "past": [(row, cells_of(section, row)) for row in rows if row not in stand],
        "hints": section.hints(organization, rows),
    }


def cells_of(section, row):
    return [
        {
            "label": cell.label,
            "text": told(cell.read(row)),
            "num": cell.num,
            "masked": cell.masked,
            "level": cell.level(row) if cell.level else "",
            "url": cell.link(row) if cell.link else "",
        }
        for cell in section.cells
    ]


def name_counterparts(relations, user):
    """Let each relation say with whom; the register's own by name only to whoever may see it."""
    others = {row.other_id for row in relations if row.other_id}
    seen = Organization.objects.for_user(user, Permission.ORG_VIEW).filter(pk__in=others)
    known = {o.pk: o for o in seen.only("pk", "uid", "name")} if others else {}
    for row in relations:
        row.met = known.get(row.other_id)
        row.counterpart = row.met.name if row.met else row.body or "其他地区的社会组织"
