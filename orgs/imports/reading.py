"""From an office's file to a listing: which sheets, which header, which columns.

Nothing here knows the register. What the lines below the header mean is in ``rows``; whether a
row is new is judged later.
"""

import hashlib
import re

from jobs.sheets import TableRefused, guess_header, plain, read_table
from orgs.bulk import kept_until_done
from orgs.imports.columns import LABELS, WORDS, columns_of
from orgs.imports.listing import Listing
from orgs.imports.rows import Reader, quietly, text_of
from orgs.imports.template import VERSION
from orgs.names import fold

MANUALS = re.compile(r"说明|字典|示例|样表|填报指南")
MOST_SHEETS = 8
STAMP = re.compile(r"社会组织导入模板[（( ]*(\d{4}-\d+)")
NO_HEADER = (
    "没有找到表头：请确认表中有“名称”“统一社会信用代码”等列名，或在导入页面指定表头所在的行。"
)


class HeaderUnknown(TableRefused):
    """No headings that we know: a person can say which row they are in and what they mean."""

    def __init__(self, table, header):
        super().__init__(NO_HEADER)
        header = header or guess_header(table.lines, ())
        self.mapping = {
            "sheet": table.sheet,
            "sheets": list(table.sheets),
            "header": [header.numbers[0], header.numbers[-1]] if header else [1, 1],
            "labels": list(header.labels) if header else [],
            "columns": {},
        }


@kept_until_done()
def read_listing(path, name, *, within, mapping=None, recall=None, progress=quietly):
    """Read an uploaded list for the federation it is taken in by. Raises TableRefused.

    ``mapping`` is a person's correction: ``{"sheet", "header": [first, last], "columns"}``.
    ``recall`` gives an earlier correction of lists under the same headings, by their signature.
    """
    table = read_table(path, name, words=WORDS)
    refuse_old_template(table)
    signature, guess, recalled = signature_of(table), table.header, ""
    if not mapping:
        mapping = recall(signature) if recall else {}
        recalled = mapping.get("note", "")
    if mapping.get("sheet") and mapping["sheet"] != table.sheet:
        table = read_table(path, name, words=WORDS, sheet=mapping["sheet"])
        guess = None
    header = table.headed(*mapping["header"]) if mapping.get("header") else table.header
    columns = _columns(table, header, mapping.get("columns"))
    if not columns:
        raise HeaderUnknown(table, header)
    listing = Listing(
        table.sheet, table.sheets, header.numbers, header.labels, columns, [], [], [], [], {}
    )
    listing.signature, listing.guessed, listing.recalled = signature, header == guess, recalled
    listing.hidden = table.hidden
    reader = Reader(within, listing)
    progress(0, "正在读取各行", total=len(table.lines))
    reader.take(table, header, columns, progress)
    others = [s for s in table.sheets if s != table.sheet and not MANUALS.search(s)]
    for other in others[:MOST_SHEETS]:
        try:
            more = read_table(path, name, words=WORDS, sheet=other)
        except TableRefused:  # an empty sheet beside the list
            continue
        again = _columns(more, more.header)
        if again and {"name", "credit_code"} <= set(again.values()):
            reader.take(more, more.header, again)
        else:
            listing.tables.append(more.lines)
            listing.said += [text_of(line) for line in more.lines]
    if not listing.rows:
        raise TableRefused("表头之下没有数据行。")
    return listing


def refuse_old_template(table):
    """Our own workbook, of a version whose columns are no longer ours. Raises TableRefused."""
    stamp = STAMP.search(table.stamp)
    if stamp and stamp[1] != VERSION:
        raise TableRefused(
            f"这是旧版导入模板（{stamp[1]}），栏目已有变化。请下载新版模板（{VERSION}），"
            "把数据粘贴过去后再上传。",
            code="template",
        )


def signature_of(table):
    """By what lists of one make are known: the words of their headings, in order."""
    header = table.header or guess_header(table.lines, ())
    labels = header.labels if header else ()
    return hashlib.sha256("\n".join(fold(plain(label)) for label in labels).encode()).hexdigest()


def _columns(table, header, chosen=None):
    """Only a header that names organizations is one: by name, or by a code they are known by."""
    if header is None:
        return {}
    if chosen is not None:
        found = {int(at): field for at, field in chosen.items() if field in LABELS}
    else:
        found = columns_of(grouped(table, header), table.data(header)[:50])
    return found if {"name", "credit_code"} & set(found.values()) else {}


def grouped(table, header):
    """The headings with what stands above them, as [(group, heading)]: 法定代表人 over 姓名."""
    upper, lower = (
        next(line for line in table.lines if line.number == number)
        for number in (header.numbers[0], header.numbers[-1])
    )
    if upper is lower:
        return [("", label) for label in header.labels]
    found, group = [], ""
    for at in range(len(header.labels)):
        group = upper[at] or (group if lower[at] else "")
        found.append((group, lower[at]) if lower[at] else ("", upper[at]))
    return found
