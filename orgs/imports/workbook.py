"""The list back as a workbook: wrong cells red, the reason and a hint beside them."""

import json

from jobs.sheets import Header, Line, Table, read_table, write_errors
from orgs.imports.columns import WORDS
from orgs.imports.hints import hint
from orgs.imports.refusals import labels_of
from orgs.models import ImportLine

DOUBTFUL = [ImportLine.Outcome.REFUSED, ImportLine.Outcome.SUSPICIOUS]


def write_error_workbook(file, batch):
    """Of the refused and the doubtful rows; corrected, it can be handed in again."""
    mapping = batch.mapping
    labels = tuple(mapping.get("labels", ()))
    header = Header((1,), labels)
    lines, errors = [Line(1, labels)], []
    kept = batch.lines.filter(outcome__in=DOUBTFUL)
    for number, line in enumerate(kept.order_by("sheet", "row"), 2):
        cells = json.loads(line.private).get("cells", ()) if line.private else ()
        lines.append(Line(number, tuple(cells)))
        where = f"（工作表“{line.sheet}”）" if line.sheet else ""
        errors += _errors(batch, line, number, f"原第{line.row}行{where}　")
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


def write_whole_workbook(file, batch):
    """The sheet as it came, all its rows, as long as the file is kept."""
    sheet, rows = batch.mapping.get("sheet", ""), batch.mapping["header"]
    table = read_table(batch.file.path, batch.file_name, words=WORDS, sheet=sheet)
    kept = batch.lines.filter(outcome__in=DOUBTFUL, sheet="").order_by("row")
    errors = [error for line in kept for error in _errors(batch, line, line.row)]
    return write_errors(file, table, errors, header=table.headed(*rows), whole=True)


def _errors(batch, line, number, before=""):
    fields = labels_of(batch)
    for error in line.errors:
        told = hint(error["field"], error["message"]) if error["field"] else ""
        yield {
            "row": number,
            "column": fields.get(error["field"], ""),
            "value": error["value"],
            "message": f"{before}{error['message']}{told}",
        }
