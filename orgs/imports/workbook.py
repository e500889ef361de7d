"""The list back as a workbook: wrong cells red, the reason and a hint beside them."""

import json

from jobs.sheets import read_table, write_errors, write_refused
from orgs.imports.columns import WORDS
from orgs.imports.hints import hint
from orgs.imports.refusals import error_of, labels_of
from orgs.models import ImportLine

DOUBTFUL = [ImportLine.Outcome.REFUSED, ImportLine.Outcome.SUSPICIOUS]


def write_error_workbook(file, batch):
    """Of the refused and the doubtful rows; corrected, it can be handed in again."""
    kept = batch.lines.filter(outcome__in=DOUBTFUL).order_by("sheet", "row")
    return write_refused(
        file,
        ((_where(line), _cells(line), _errors(batch, line)) for line in kept),
        name=batch.file_name,
        labels=batch.mapping.get("labels", ()),
        sheet=batch.mapping.get("sheet", ""),
    )


def _where(line):
    return f"原第{line.row}行" + (f"（工作表“{line.sheet}”）" if line.sheet else "")


def _cells(line):
    return json.loads(line.private).get("cells", ()) if line.private else ()


def write_whole_workbook(file, batch):
    """The sheet as it came, all its rows, as long as the file is kept."""
    sheet, rows = batch.mapping.get("sheet", ""), batch.mapping["header"]
    table = read_table(batch.file.path, batch.file_name, words=WORDS, sheet=sheet)
    kept = batch.lines.filter(outcome__in=DOUBTFUL, sheet="").order_by("row")
    errors = [{**error, "row": line.row} for line in kept for error in _errors(batch, line)]
    return write_errors(file, table, errors, header=table.headed(*rows), whole=True)


def _errors(batch, line):
    fields = labels_of(batch)
    for error in line.errors:
        name, _, message, meant = error_of(error)
        told = hint(name, message, meant) if name else ""
        yield {
            "column": fields.get(name, ""),
            "value": error["value"],
            "message": f"{message}{told}",
        }
