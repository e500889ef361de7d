"""Spreadsheets: read from anyone (in a sandbox), written for anyone (without formulas)."""

from jobs.sheets.read import MOST_ROWS, SUFFIXES, TableRefused, read_table
from jobs.sheets.tables import DOUBTS, Header, Line, Table, guess_header, plain
from jobs.sheets.write import (
    Column,
    dated,
    neutral,
    write_csv,
    write_errors,
    write_table,
)

__all__ = [
    "DOUBTS",
    "MOST_ROWS",
    "SUFFIXES",
    "Column",
    "Header",
    "Line",
    "Table",
    "TableRefused",
    "dated",
    "guess_header",
    "neutral",
    "plain",
    "read_table",
    "write_csv",
    "write_errors",
    "write_table",
]
