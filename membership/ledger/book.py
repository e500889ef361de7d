"""The ledger as a workbook that finds its way back.

Each row carries, in hidden columns, its key with the stamp of the export, what stood in the cells
one may write, and a seal over both. So rows may be sorted, left out, and columns moved; a row that
was bent, copied, or sorted away from its own key is known for it.
"""

import json
from dataclasses import dataclass

import xlsxwriter
from django.utils import timezone

from jobs.sheets import TableRefused, neutral, read_table
from membership.ledger.cells import CELLS
from membership.ledger.columns import COLUMNS
from membership.ledger.rows import rows_of
from privacy import signing

PURPOSE = "membership.ledger"
VERSION = "1"
KEY, BASE, SEAL = "行码（勿改）", "基准（勿改）", "校验（勿改）"
HIDDEN = (KEY, BASE, SEAL)
SHEET, MANUAL, WORDS = "台账", "填表说明", "字典"
STEP = 2_000
UNREAD = ("contact_phone", "initials", "folded_name", "residence", "activities")
"""Long columns of the register of which the ledger has nothing."""
FOREIGN = "这不是从本系统导出的建会台账，或隐藏的行码列已被删除。请重新导出后再填写。"
OTHER_VERSION = "这份台账是旧版格式，栏目已有变化。请重新导出后再填写。"
TELL = (
    "一、只有黄色表头的列可以填写，填好后在“建会台账”页面“回传台账”上传；其他列改了也不写入。",
    "二、行可以排序、筛选、删除（删除的行视为不改），列可以移动；不要改表头文字，不要删隐藏列。",
    "三、排序请选中整张表，只排部分列会使行码错位，错位的行不接收。",
    "四、导出之后别人在系统里也改了同一格的，上传后逐格列出，由您选用哪一个，不会互相覆盖。",
    "五、新增的行不接收，请先在名册中新建社会组织。",
    "六、日期写成 2026-03-31；原因写 N01 至 N13 或 N99；人员写“姓名（账号）”。",
)


def stamp(drive, at):
    return f"{VERSION}/{drive.code}/{int(at.timestamp())}"


def seal(key, base):
    return signing.seal(PURPOSE, f"{key}\n{base}").rpartition(".")[2]


def genuine(key, base, sealed):
    try:
        signing.unseal(PURPOSE, f"{key}\n{base}.{sealed}")
    except signing.BadCode:
        return False
    return True


def write(file, keys, *, drive, user, purpose, within, progress=None):
    """Write the rows of these organizations, in this order. Gives their number."""
    now = timezone.now()
    told = [
        ("导出人", user.name),
        ("导出时间", f"{timezone.localtime(now):%Y-%m-%d %H:%M}"),
        ("专项行动", drive.name),
        ("用途", purpose),
    ]
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    book.set_properties({"title": "建会台账", "comments": stamp(drive, now)})
    page = book.add_worksheet(SHEET)
    formats = _lay_out(book, page)
    mark, number = stamp(drive, now), 0
    for number, row in enumerate(_rows(keys, drive, within, progress), 1):
        cells = [row.organization.name, *(cell.read(row) for cell in CELLS)]
        base = json.dumps(cells, separators=(",", ":"))  # ASCII: no reader tidies it up
        key = f"{mark}/{row.organization.uid}"
        page.write_number(number, 0, number)
        page.write_string(number, 1, neutral(row.organization.name))
        for at, column in enumerate(COLUMNS, 2):
            if (value := column.text(row)) is not None and value != "":
                _put(page, number, at, column, value, formats)
        for offset, text in enumerate((key, base, seal(key, base)), len(COLUMNS) + 2):
            page.write_string(number, offset, text)
    last = len(COLUMNS) + 1 + len(HIDDEN)
    page.autofilter(0, 0, max(number, 1), last)
    _validate(page, max(number, 1))
    _tell(book, told)
    book.close()
    return number


def _rows(keys, drive, within, progress):
    for at in range(0, len(keys), STEP):
        some = keys[at : at + STEP]
        found = within.filter(pk__in=some).prefetch_related("federation", "region")
        found = found.defer(*UNREAD).in_bulk()
        yield from rows_of([found[key] for key in some if key in found], drive)
        if progress:
            progress(min(at + STEP, len(keys)), "正在导出", total=len(keys))


def _lay_out(book, page):
    plain = {"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    read = book.add_format({**plain, "bg_color": "#E9E7E1"})
    write = book.add_format({**plain, "bg_color": "#FFF2C4"})
    formats = {
        "text": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "align": "center"}),
        "whole": book.add_format({"num_format": "#,##0"}),
    }
    page.set_column(0, 0, 7)
    page.set_column(1, 1, 36, formats["text"])
    page.freeze_panes(1, 2)
    page.write_string(0, 0, "序号", read)
    page.write_string(0, 1, "名称", read)
    for number, column in enumerate(COLUMNS, 2):
        width = column.width or max(12, len(column.label) * 2 + 2)
        style = formats.get(column.kind, formats["text"])
        page.set_column(number, number, 26 if column.cell else width, style)
        page.write_string(0, number, column.label, write if column.cell else read)
    for number, label in enumerate(HIDDEN, len(COLUMNS) + 2):
        page.set_column(number, number, 10, formats["text"], {"hidden": True})
        page.write_string(0, number, label, read)
    return formats


def _put(page, number, at, column, value, formats):
    if column.kind == "whole":
        page.write_number(number, at, value, formats["whole"])
    elif column.kind == "date" and not isinstance(value, str):
        page.write_datetime(number, at, value, formats["date"])
    else:  # only what is written by hand need be told to stay text
        style = formats["text"] if column.cell else None
        page.write_string(number, at, neutral(str(value)), style)


def _validate(page, rows):
    at = 0
    for number, column in enumerate(COLUMNS, 2):
        if column.cell and column.cell.choices:
            letter = chr(ord("A") + at)
            source = f"={WORDS}!${letter}$2:${letter}${len(column.cell.choices) + 1}"
            rule = {"validate": "list", "source": source, "error_message": "请从下拉列表中选。"}
            page.data_validation(1, number, rows, number, rule)
            at += 1


def _tell(book, told):
    manual = book.add_worksheet(MANUAL)
    manual.set_column(0, 0, 100)
    lines = [*TELL, *(f"{label}：{value}" for label, value in told)]
    for number, line in enumerate(lines):
        manual.write_string(number, 0, neutral(line))
    words = book.add_worksheet(WORDS)
    chosen = [cell for cell in CELLS if cell.choices]
    for number in range(max(len(cell.choices) for cell in chosen) + 1):
        for at, cell in enumerate(chosen):
            if number <= len(cell.choices):
                words.write_string(number, at, cell.choices[number - 1] if number else cell.label)


@dataclass(frozen=True)
class Came:
    """One row that came back: ``texts`` and ``base`` by cell, or why it is not taken."""

    number: int
    name: str
    uid: str = ""
    texts: dict | None = None
    base: dict | None = None
    refusal: str = ""


def read(path, name):
    """``(drive code, moment of export as a number, [Came])`` of a workbook handed in.

    Raises TableRefused for what is no ledger of ours. Runs in a job: the file is opened in a
    sandbox, by ``jobs.sheets``.
    """
    if not name.lower().endswith(".xlsx"):
        raise TableRefused("请上传导出的 .xlsx 台账；另存为其他格式会丢失行码。")
    labels = ["名称", *(cell.label for cell in CELLS), *HIDDEN]
    table = read_table(path, name, words=labels)
    header = table.header
    at = {label: header.column(label) for label in labels} if header else {}
    if not at or any(at[label] is None for label in ("名称", *HIDDEN)):
        raise TableRefused(FOREIGN)
    came, seen, stamps = [], {}, set()
    for line in table.data():
        one = _row(line, at)
        if one.uid and not one.refusal:
            if one.uid in seen:
                first = came[seen[one.uid]]
                both = f"第 {first.number} 行与第 {one.number} 行是同一家，都没有接收。"
                came[seen[one.uid]] = Came(first.number, first.name, first.uid, refusal=both)
                one = Came(one.number, one.name, one.uid, refusal=both)
            else:
                seen[one.uid] = len(came)
                stamps.add(line[at[KEY]].rpartition("/")[0])
        came.append(one)
    if not stamps:
        raise TableRefused(FOREIGN)
    if len(stamps) > 1:
        raise TableRefused("表中有几次导出的行。请分别回传各次导出的台账。")
    version, code, moment = stamps.pop().split("/")
    if version != VERSION:
        raise TableRefused(OTHER_VERSION)
    return code, int(moment), came


def _row(line, at):
    name, key = line[at["名称"]], line[at[KEY]]
    base, sealed = line[at[BASE]], line[at[SEAL]]
    if not (key or base or sealed):
        return Came(line.number, name, refusal="这是新增的行，不接收；请先在名册中新建。")
    if not genuine(key, base, sealed):
        return Came(line.number, name, refusal="行码或基准被改动，不接收这一行。请重新导出。")
    stood = json.loads(base)
    if stood[0] != name:
        why = f"行码属于“{stood[0]}”，与名称不符：可能只对部分列排了序。"
        return Came(line.number, name, refusal=why)
    texts = {}
    for cell in CELLS:
        column = at[cell.label]
        if column is not None:
            texts[cell.key] = line[column]
    was = dict(zip((cell.key for cell in CELLS), stood[1:], strict=True))
    return Came(line.number, name, key.rpartition("/")[2], texts, was)
