"""The forms in which the register is sent to, and taken from, other registers (DRV-11, ACF-05)."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Q


@dataclass(frozen=True, kw_only=True)
class More:
    """A value that an upper app knows. ``read(organizations)`` gives ``{id: text}`` in a fixed
    number of queries; ``lacking(rows)`` those of ``rows`` where it ought to be and is not."""

    key: str
    read: Callable
    lacking: Callable
    permission: str


@dataclass(frozen=True, kw_only=True)
class Column:
    header: str
    field: str = ""
    more: str = ""
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Format:
    key: str
    version: str
    title: str
    source: str
    columns: tuple[Column, ...]

    @property
    def code(self):
        return f"{self.key} {self.version}"

    @property
    def stamp(self):
        """What stands in the first line of a file of this format."""
        return f"{self.title}（{self.code}）"


_more = {}


def register(*entries):
    for entry in entries:
        _more[entry.key] = entry


def more(key):
    return _more[key]


@cache
def formats():
    """All of them, the newest version of each first."""
    path = Path(__file__).with_name("formats.toml")
    told = tomllib.loads(path.read_text(encoding="utf-8"))["format"]
    for one in told:
        one["columns"] = tuple(Column(**column) for column in one["columns"])
    made = [Format(**one) for one in told]
    return tuple(sorted(made, key=lambda f: (f.key, [-int(n) for n in f.version.split(".")])))


def find(code):
    """The format of that code ("acftu 2026.1"), or None."""
    return next((f for f in formats() if f.code == code), None)


def texts(column, organizations):
    """``{id: text}`` of one column: codes as codes, dates as 2026-11-21, unknown as nothing."""
    if column.more:
        return more(column.more).read(organizations)
    return {o.pk: _plain(o, column.field) for o in organizations}


def _plain(organization, field):
    value = getattr(organization, field)
    if field == "region":
        return value.code if value else ""
    if isinstance(value, bool):
        return "是" if value else "否"
    shown = getattr(organization, f"get_{field}_display", None)
    return str(shown() if shown else "" if value is None else value)


def lacking(column, rows):
    """Those of ``rows`` that ought to say something in this column and do not."""
    if column.more:
        return more(column.more).lacking(rows)
    field = rows.model._meta.get_field(column.field)
    empty = Q(**{f"{column.field}__isnull": True}) if field.null else Q()
    if field.get_internal_type() in ("CharField", "TextField"):
        empty |= Q(**{column.field: ""})
    elif not field.null:
        return rows.none()
    if column.field == "credit_code":  # only who is registered has one
        empty &= Q(standing="registered")
    return rows.filter(empty)


def completeness(rows, form):
    """``(organizations, [(header, filled)])`` of the columns a format requires, what lacks most
    first, in 家 (R12, DRV-11)."""
    rows = rows.order_by()
    total = rows.count()
    wanted = [column for column in form.columns if column.required]
    told = [(column.header, total - lacking(column, rows).count()) for column in wanted]
    return total, sorted(told, key=lambda pair: pair[1])
