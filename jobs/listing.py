"""Lists as their address asks for them: sorted, paged, and taken out as a spreadsheet."""

from tempfile import TemporaryFile

from django.core.paginator import Paginator
from django.db.models import F
from django.http import FileResponse

from jobs.sheets import dated, write_table

SIZES = {"10": 10, "20": 20, "50": 50, "100": 100}
MOST = 50_000


def ordered(rows, query, sorts, *, default):
    """``sorts`` names the columns one may sort by: ``{"name": "union__name"}``. Empty ones last."""
    asked = query.get("sort", "")
    asked = asked if asked.removeprefix("-") in sorts else default
    column, sign = F(sorts[asked.removeprefix("-")]), "-" if asked.startswith("-") else ""
    by = column.desc(nulls_last=True) if sign else column.asc(nulls_last=True)
    return rows.order_by(by, f"{sign}pk")


def page_of(rows, query):
    return Paginator(rows, SIZES.get(query.get("size"), 20)).get_page(query.get("page"))


def sheet(columns, lines, *, title, about=()):
    """``(answer, number of rows)``: the list as a file to keep."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    number = write_table(file, columns, lines, title=title, about=about)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated(title)), number
