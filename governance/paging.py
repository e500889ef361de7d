"""Pages of long lists by key instead of by number: page 9,000 costs what the first one costs.

For querysets ordered by a time and then the key, newest first, as the trail is.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Slice:
    """``rows`` of one page, and the query-string values that lead on and back ("" if nowhere)."""

    rows: list
    next: str
    previous: str
    size: int

    @property
    def pager(self):
        """What the component ``{% pager %}`` takes."""
        return {"size": self.size, "next": self.next or None, "previous": self.previous or None}


def slice_by_time(rows, cursor="", *, size=50, field="at"):
    """One page of ``rows``. A cursor that is not one of ours means the first page."""
    backwards, position = _read(cursor)
    ordered = rows.order_by(f"-{field}", "-pk")
    if position:
        at, key = position
        side = "gt" if backwards else "lt"
        beyond = Q(**{f"{field}__{side}": at}) | Q(**{field: at, f"pk__{side}": key})
        ordered = ordered.filter(Q(**{f"{field}__{side}e": at}) & beyond)
    if backwards:
        ordered = ordered.reverse()
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    older = more or backwards
    newer = bool(position) and (more if backwards else True)
    return Slice(
        rows=found,
        next=_write("", found[-1], field) if found and older else "",
        previous=_write("-", found[0], field) if found and newer else "",
        size=size,
    )


def _write(direction, row, field):
    return f"{direction}{(getattr(row, field) - EPOCH) // timedelta(microseconds=1)}_{row.pk}"


def _read(cursor):
    text = cursor.removeprefix("-")
    at, _, key = text.partition("_")
    try:
        when = EPOCH + timedelta(microseconds=int(at))
        return cursor.startswith("-"), (when, int(key))
    except (ValueError, OverflowError):
        return False, None
