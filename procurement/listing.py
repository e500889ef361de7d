"""Lists as their address asks for them: sorted, paged, and taken out as a spreadsheet."""

from tempfile import TemporaryFile

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F
from django.http import FileResponse

from governance.trail import record
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


@transaction.atomic
def taken_out(columns, lines, *, title, by):
    """The list as a file to keep; that it left the house is written down."""
    answer, number = workbook(columns, lines, title=title)
    federation = by.offices[0].federation if by.offices else None
    record(
        by=by, verb="procurement.export", label=f"导出{title}", federation=federation, rows=number
    )
    return answer


def workbook(columns, lines, *, title):
    """The answer that is the file, and how many rows it has."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    number = write_table(file, columns, lines, title=title)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=dated(title)), number
