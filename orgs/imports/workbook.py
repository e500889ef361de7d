"""The rows that were not taken, back as a workbook: wrong cells red, the reason beside them."""

import json

from jobs.sheets import Header, Line, Table, write_errors
from orgs.imports.refusals import labels_of
from orgs.models import ImportLine


def write_error_workbook(file, batch):
    """Of the refused and the doubtful rows; corrected, it can be handed in again."""
    mapping = batch.mapping
    labels = tuple(mapping.get("labels", ()))
    fields = labels_of(batch)
    header = Header((1,), labels)
    lines, errors = [Line(1, labels)], []
    kept = batch.lines.filter(
        outcome__in=[ImportLine.Outcome.REFUSED, ImportLine.Outcome.SUSPICIOUS]
    )
    for number, line in enumerate(kept.order_by("sheet", "row"), 2):
        cells = json.loads(line.private).get("cells", ()) if line.private else ()
        lines.append(Line(number, tuple(cells)))
        where = f"（工作表“{line.sheet}”）" if line.sheet else ""
        for error in line.errors:
            errors.append(
                {
                    "row": number,
                    "column": fields.get(error["field"], ""),
                    "value": error["value"],
                    "message": f"原第{line.row}行{where}　{error['message']}",
                }
            )
    table = Table(
        name=batch.file_name,
        kind="xlsx",
        encoding="",
        sheet=mapping.get("sheet", ""),
        sheets=(),
        lines=lines,
        header=header,
    )
    return write_errors(file, table, errors, header=header)
