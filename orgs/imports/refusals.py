"""Why cells were refused, told by row, column, reason and what to do about it."""

from orgs.imports.columns import LABELS
from orgs.imports.hints import hint
from orgs.models import ImportLine
from orgs.services.importing import shown


def errors_of(batch, verdicts):
    """Every reason for which a row was refused, in the contract's words."""
    labels = labels_of(batch)
    return [
        _error(labels, v.row.sheet, v.row.number, name, shown(name, value), message, v.row.meant)
        for v in verdicts
        for name, value, message in v.row.errors
    ]


def errors_told(batch):
    """The same of a batch that was read before, from its lines."""
    labels = labels_of(batch)
    lines = batch.lines.filter(outcome=ImportLine.Outcome.REFUSED).order_by("sheet", "row")
    return [
        _error(labels, line.sheet, line.row, *error_of(error))
        for line in lines.only("sheet", "row", "errors")
        for error in line.errors
    ]


def error_of(kept):
    """What a line keeps of a reason: field, value, message, proposals."""
    return kept["field"], kept["value"], kept["message"], kept.get("meant", ())


def _error(labels, sheet, row, name, value, message, meant):
    return {
        **({"sheet": sheet} if sheet else {}),
        "row": row,
        "column": labels.get(name, ""),
        "value": value,
        "message": message,
        "hint": hint(name, message, meant),
    }


def labels_of(batch):
    """How the batch's file heads each field."""
    labels = batch.mapping.get("labels", [])
    found = {name: labels[int(at)] for at, name in batch.mapping.get("columns", {}).items()}
    return {**LABELS, **found}
