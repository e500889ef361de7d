"""Which column of an office's sheet is which field: guessed by its headings, set right by a person,
and taken up again when a sheet comes under the same headings."""

import hashlib
from dataclasses import dataclass

from jobs.sheets.read import TableRefused, read_table
from jobs.sheets.tables import Header, Table, guess_header, plain


@dataclass(frozen=True, slots=True)
class Columned:
    """A sheet whose columns are known: ``columns`` gives the place of each field that it has.
    ``mapping`` says how it was read, for a page to show and a person to set right."""

    table: Table
    header: Header
    columns: dict[str, int]
    mapping: dict

    @property
    def lines(self):
        return self.table.data(self.header)

    def label(self, field):
        """How the sheet heads a field; "" when it has no such column."""
        return self.header.labels[self.columns[field]] if field in self.columns else ""


class ColumnsUnknown(TableRefused):
    """A column that is asked for was not found: ``mapping`` says how the sheet was read, so that a
    person can say where its headings stand and which column is which."""

    def __init__(self, message, mapping):
        super().__init__(message)
        self.mapping = mapping


class Headings:
    """The columns that lists of one kind may have: ``{field: spellings}``, the first of which is
    its label, and the fields that no list may lack."""

    def __init__(self, spellings, *, asked):
        self.spellings, self.asked = spellings, asked
        self.labels = {field: words[0] for field, words in spellings.items()}
        self.words = [word for words in spellings.values() for word in words]

    def guess(self, header):
        """``{field: column}`` by the headings."""
        if header is None:
            return {}
        found = {field: header.column(*words) for field, words in self.spellings.items()}
        return {field: at for field, at in found.items() if at is not None}

    def read(self, path, name, *, mapping=None, recall=None) -> Columned:
        """Read an uploaded sheet. Raises TableRefused.

        ``mapping`` is a person's correction: ``{"sheet", "header": [first, last], "columns"}``, the
        columns by field, or left out where they are to be guessed; ``by`` says who made it and
        when. ``recall`` gives the mapping of an earlier sheet that a person has set right, by the
        signature of its headings, or None.
        """
        table = read_table(path, name, words=self.words)
        signature = signature_of(table)
        given = mapping or (recall and to_recall(recall(signature))) or {}
        if given.get("sheet") and given["sheet"] != table.sheet:
            table = read_table(path, name, words=self.words, sheet=given["sheet"])
        guess = table.header
        header = table.headed(*given["header"]) if given.get("header") else guess
        columns = given["columns"] if "columns" in given else self.guess(header)
        kept = {
            **described(table, header or guess_header(table.lines, ()), columns),
            "signature": signature,
            "guessed": header == guess,
            "corrected": bool(mapping),
            "by": given.get("by", ""),
        }
        if header is None:
            told = "”“".join(self.labels[field] for field in self.asked)
            raise ColumnsUnknown(f"没有找到表头：表中须有“{told}”各列。", kept)
        if lacking := [self.labels[field] for field in self.asked if field not in columns]:
            raise ColumnsUnknown(f"缺少“{'、'.join(lacking)}”列。", kept)
        return Columned(table, header, columns, kept)


def to_recall(mapping):
    """What of a corrected mapping holds for the next sheet of its make: where the headings stand
    only if the guess of that was wrong."""
    if not mapping:
        return None
    kept = ("columns", "by") if mapping["guessed"] else ("columns", "by", "sheet", "header")
    return {name: mapping[name] for name in kept}


def described(table, header, columns):
    return {
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "header": [header.numbers[0], header.numbers[-1]] if header else [1, 1],
        "labels": list(header.labels) if header else [],
        "columns": columns,
    }


def signature_of(table):
    """By what sheets of one make are known: the words of their headings, in order."""
    header = table.header or guess_header(table.lines, ())
    labels = header.labels if header else ()
    return hashlib.sha256("\n".join(map(plain, labels)).encode()).hexdigest()


def columns_of(mapping):
    """``[(at, heading, field or "")]``: what each column of a sheet was taken for."""
    taken = {at: field for field, at in mapping.get("columns", {}).items()}
    labels = mapping.get("labels", [])
    return [(at, label, taken.get(at, "")) for at, label in enumerate(labels) if label]
