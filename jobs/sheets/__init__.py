"""Spreadsheets: read from anyone (in a sandbox), written for anyone (without formulas)."""

from jobs.sheets.columns import ColumnsUnknown, Headings, columns_of
from jobs.sheets.read import MOST_ROWS, SUFFIXES, TableRefused, on_disk, read_table
from jobs.sheets.tables import DOUBTS, Header, Line, Table, guess_header, plain
from jobs.sheets.write import (
    Column,
    dated,
    neutral,
    write_csv,
    write_errors,
    write_refused,
    write_table,
)

__all__ = [
    "DOUBTS",
    "MOST_ROWS",
    "SUFFIXES",
    "Column",
    "ColumnsUnknown",
    "Header",
    "Headings",
    "Line",
    "Table",
    "TableRefused",
    "columns_of",
    "dated",
    "guess_header",
    "neutral",
    "on_disk",
    "plain",
    "read_table",
    "write_csv",
    "write_errors",
    "write_refused",
    "write_table",
]
