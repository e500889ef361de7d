"""Spreadsheets that leave the house: ids keep their digits and nothing is a formula."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.utils import timezone

from jobs.sheets.tables import Header, Line, Table

FORMATS = {
    "text": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "whole": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00"},
    "percent": {"num_format": "0.00%"},
}
WIDTHS = {"text": 18, "date": 12, "whole": 10, "money": 14, "percent": 10}
HEAD = {
    "bold": True,
    "bg_color": "#F3EFE6",
    "bottom": 1,
    "border_color": "#B9B2A3",
    "text_wrap": True,
    "valign": "vcenter",
}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "yyyy-mm-dd",
}
DANGEROUS = ("=", "+", "-", "@")


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of an export. ``kind``: text (ids too), date, whole, money or percent."""

    label: str
    kind: str = "text"
    width: int | None = None


def neutral(text):
    """Text that a spreadsheet cannot take for a formula; reading it back undoes this."""
    text = text.lstrip("\t\r\n")
    return f"'{text}" if len(text) > 1 and text.startswith(DANGEROUS) else text


def dated(stem, suffix=".xlsx"):
    """'社会组织台账' -> '社会组织台账_20260401.xlsx'."""
    return f"{stem}_{timezone.localdate():%Y%m%d}{suffix}"


def write_table(
    file, columns: list[Column], rows: Iterable, *, sheet="数据", title="", about=()
) -> int:
    """Write an .xlsx to ``file`` (a path or an open binary file) row by row; the number of rows.

    ``rows`` yields sequences in the order of ``columns``; None is an empty cell. The header is
    frozen and filterable; a ``title`` stands above it in a merged line. ``about``, pairs of words,
    tells on a sheet of its own and at the foot of every printed page whose the file is.
    """
    book = xlsxwriter.Workbook(file, OPTIONS)
    page = book.add_worksheet(sheet[:31])
    head = book.add_format(HEAD)
    formats = {kind: book.add_format(style) for kind, style in FORMATS.items()}
    for at, column in enumerate(columns):
        width = column.width or max(WIDTHS[column.kind], len(column.label) * 2 + 2)
        page.set_column(at, at, width, formats[column.kind])
    top = 0
    if title:
        style = book.add_format({"bold": True, "font_size": 14, "align": "center"})
        page.merge_range(0, 0, 0, max(len(columns) - 1, 1), neutral(title), style)
        top = 1
    page.freeze_panes(top + 1, 1)
    for at, column in enumerate(columns):
        page.write_string(top, at, column.label, head)
    number = top
    for number, row in enumerate(rows, top + 1):
        for at, (column, value) in enumerate(zip(columns, row, strict=True)):
            _put(page, number, at, value, column.kind, formats[column.kind])
    page.autofilter(top, 0, max(number, top), max(len(columns) - 1, 0))
    if about:
        _tell(book, page, about, head)
    book.close()
    return number - top


def _tell(book, page, about, head):
    told = book.add_worksheet("导出说明")
    told.set_column(0, 0, 12)
    told.set_column(1, 1, 60)
    for at, (label, value) in enumerate(about):
        told.write_string(at, 0, label, head)
        told.write_string(at, 1, neutral(str(value)))
    foot = " ".join(str(value) for _, value in about[:2]).replace("&", "&&")
    page.set_footer(f"&L{foot[:200]}&R&P / &N")


def _put(page, number, at, value, kind, style):
    if value is None or value == "":
        return
    if kind == "date" and isinstance(value, (date, datetime)):
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value).replace(tzinfo=None)
        page.write_datetime(number, at, value, style)
    elif kind in ("whole", "money", "percent") and isinstance(value, (int, float, Decimal)):
        page.write_number(number, at, value, style)
    else:
        page.write_string(number, at, neutral(str(value))[:32767], style)


def write_csv(file, columns: list[Column], rows: Iterable) -> int:
    """The same as text that Excel and WPS open right: ``file`` is open for binary writing."""
    file.write(b"\xef\xbb\xbf")
    out = csv.writer(_Encoded(file))
    out.writerow([column.label for column in columns])
    count = 0
    for row in rows:
        out.writerow(["" if value is None else neutral(str(value)) for value in row])
        count += 1
    return count


class _Encoded:
    def __init__(self, file):
        self.file = file

    def write(self, text):
        return self.file.write(text.encode())


def write_errors(
    file, table: Table, errors: Iterable[Mapping], *, header: Header | None = None, whole=False
) -> int:
    """The uploaded sheet back, with what is wrong: red cells and a last column 错误说明.

    ``errors`` as in an import result: ``{"row", "column", "value", "message"}``, where ``row`` is
    the sheet's own number and ``column`` the heading as written ("" means the whole row). Titles
    and header stay, so that the corrected file can be uploaded again; of the data only the rows
    with errors, or with ``whole`` all. Gives the number of rows with errors.
    """
    header = header or table.header
    labels = list(header.labels) if header else []
    last = header.numbers[-1] if header else 0
    by_row = {}
    for error in errors:
        by_row.setdefault(error["row"], []).append(error)
    book = xlsxwriter.Workbook(file, OPTIONS)
    page = book.add_worksheet((table.sheet or "数据")[:31])
    head, text = book.add_format(HEAD), book.add_format(FORMATS["text"])
    wrong = book.add_format({**FORMATS["text"], "bg_color": "#F8D7D3", "font_color": "#8C1D18"})
    told = book.add_format({"font_color": "#B3261E", "text_wrap": True, "valign": "top"})
    end = max(table.width, len(labels))
    page.set_column(0, max(end - 1, 0), 18, text)
    page.set_column(end, end, 60)
    at_row = 0
    for line in table.lines:
        bad = by_row.get(line.number, [])
        if line.number > last and not (bad or whole):
            continue
        heading = bool(header) and line.number in header.numbers
        marked = {labels.index(error["column"]) for error in bad if error["column"] in labels}
        for at, value in enumerate(line.cells):
            if value or at in marked:
                style = head if heading else wrong if at in marked else text
                page.write_string(at_row, at, neutral(value)[:32767], style)
        for at in marked.difference(range(len(line.cells))):
            page.write_blank(at_row, at, None, wrong)
        if line.number == last:
            page.write_string(at_row, end, "错误说明", head)
            page.freeze_panes(at_row + 1, 0)
        elif bad:
            messages = [
                f"{error['column']}：{error['message']}" if error["column"] else error["message"]
                for error in bad
            ]
            page.write_string(at_row, end, f"第 {line.number} 行　" + "；".join(messages), told)
        at_row += 1
    book.close()
    return len(by_row)


def write_refused(file, rows: Iterable, *, name, labels, sheet="") -> int:
    """The rows that were not taken under their headings, to be corrected and handed in again.

    ``rows`` yields ``(where it stood, its cells, errors)``, the errors as above but for their row.
    """
    header = Header((1,), tuple(labels))
    lines, told = [Line(1, header.labels)], []
    for number, (where, cells, errors) in enumerate(rows, 2):
        lines.append(Line(number, tuple(cells)))
        told += [{**e, "row": number, "message": f"{where}　{e['message']}"} for e in errors]
    table = Table(name, "xlsx", "", sheet, (), lines, header)
    return write_errors(file, table, told, header=header)
