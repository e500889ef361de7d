"""A list as a file to keep; that it left the house is written down."""

from django.db import transaction

from governance.trail import record
from jobs.listing import sheet


@transaction.atomic
def taken_out(columns, lines, *, title, by):
    answer, number = sheet(columns, lines, title=title)
    federation = by.offices[0].federation if by.offices else None
    record(by=by, verb="stations.export", label=f"导出{title}", federation=federation, rows=number)
    return answer
