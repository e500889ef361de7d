"""Pages of long lists by key instead of by number: page 9,000 costs what the first one costs.

For querysets ordered by one column and then the key. Where the column may be empty, empty ones
come last going down and first going up, as an index ``(column DESC NULLS LAST, id DESC)`` has them.
"""

import base64
import json
from dataclasses import dataclass, replace

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, F, Func, Value


@dataclass(frozen=True)
class Slice:
    """``rows`` of one page, and the query-string values that lead on and back ("" if nowhere);
    ``total`` of all pages, or ``over`` that many, if they were to be counted."""

    rows: list
    next: str
    previous: str
    size: int
    total: int | None = None
    over: bool = False

    @property
    def pager(self):
        """What the component ``{% pager %}`` takes."""
        told = {"size": self.size, "next": self.next or None, "previous": self.previous or None}
        return told if self.total is None else {**told, "total": self.total, "over": self.over}


@dataclass(frozen=True)
class Order:
    """A column and its direction; "pk" alone orders by key."""

    column: str = "pk"
    descending: bool = True
    unknown: bool = False

    @classmethod
    def of(cls, model, column, *, descending):
        field = model._meta.pk if column == "pk" else model._meta.get_field(column)
        return cls(column, descending, unknown=field.null)

    def reverse(self):
        return replace(self, descending=not self.descending)

    def applied(self, rows):
        key = "-pk" if self.descending else "pk"
        if self.column == "pk":
            return rows.order_by(key)
        if not self.unknown:
            return rows.order_by(f"-{self.column}" if self.descending else self.column, key)
        by = F(self.column)
        by = by.desc(nulls_last=True) if self.descending else by.asc(nulls_first=True)
        return rows.order_by(by, key)

    def beyond(self, rows, value, key):
        """What comes after a position, as sets that follow one another: each is one stretch of
        the index, which no OR would be."""
        side = "lt" if self.descending else "gt"
        after = rows.filter(**{f"pk__{side}": key})
        if self.column == "pk":
            return [after]
        nameless, named = {f"{self.column}__isnull": True}, {f"{self.column}__isnull": False}
        if value is None:
            rest = [] if self.descending else [rows.filter(**named)]
            return [after.filter(**nameless), *rest]
        sign = "<" if self.descending else ">"
        column = rows.model._meta.get_field(self.column)
        known = rows.filter(Beyond(F(self.column), F("pk"), Value(value, column), key, sign=sign))
        return [known, rows.filter(**nameless)] if self.unknown and self.descending else [known]


class Beyond(Func):
    """``(column, key) < (value, key)``: compared as a pair, which an index of both answers."""

    output_field = BooleanField()
    template = "%(expressions)s"
    arity = 4

    def __init__(self, column, key, value, at, *, sign):
        super().__init__(column, key, value, Value(at), sign=sign)

    def as_sql(self, compiler, connection, **extra):
        parts = [compiler.compile(part) for part in self.source_expressions]
        (a, b, c, d), given = [sql for sql, _ in parts], [v for _, vs in parts for v in vs]
        return f"({a}, {b}) {self.extra['sign']} ({c}, {d})", given


def slice_by(rows, order, cursor="", *, size=50, most=0):
    """One page of ``rows``. A cursor that is not one of ours means the first page.

    Up to ``most`` rows are counted on the first page; the cursors take the number along, for
    counting costs more than turning a page.
    """
    backwards, position, count = _read(cursor, rows.model, order)
    if most and count is None:
        count = count_to(most, rows)
    going = order.reverse() if backwards else order
    found = []
    for part in going.beyond(rows, *position) if position else [rows]:
        found += going.applied(part)[: size + 1 - len(found)]
        if len(found) > size:
            break
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    later = more or backwards
    earlier = bool(position) and (more if backwards else True)
    return Slice(
        rows=found,
        next=_write("", found[-1], order, count) if found and later else "",
        previous=_write("-", found[0], order, count) if found and earlier else "",
        size=size,
        total=min(count, most) if most else None,
        over=bool(most) and count > most,
    )


def slice_by_time(rows, cursor="", *, size=50, field="at"):
    """Newest first, as the trail is."""
    return slice_by(rows, Order(field, descending=True), cursor, size=size)


def count_to(most, rows):
    """How many rows there are; one more than ``most`` stands for any that are more."""
    return rows.order_by()[: most + 1].count()


def after(row, order, count=None):
    """The cursor of the page that follows this row."""
    return _write("", row, order, count)


def _write(direction, row, order, count):
    value = None if order.column == "pk" else getattr(row, order.column)
    position = [None if value is None else str(value), row.pk]
    words = json.dumps(position if count is None else [*position, count], ensure_ascii=False)
    return direction + base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


def _read(cursor, model, order):
    """Whether it leads backwards, its ``(value, key)`` and the rows counted before, if they were;
    no position for what is no cursor of ours."""
    text = cursor.removeprefix("-")
    try:
        value, key, *told = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if value is not None:
            value = model._meta.get_field(order.column).to_python(value)
        elif order.column != "pk" and not order.unknown:
            return False, None, None
        return cursor.startswith("-"), (value, int(key)), abs(int(told[0])) if told else None
    except (ValueError, TypeError, OverflowError, ValidationError, FieldDoesNotExist):
        return False, None, None
