"""The sandboxed half of reading a spreadsheet. Started by path in a child process of its own.

It imports nothing of this project and gets no secrets: whatever a file makes it do, it can only
fill its own memory, burn its own CPU and print lines. It prints JSON, one value a line: first what
the file is, then lists of ``[row number, [texts], {column: doubt}]``, then the count; or a refusal.

    parse.py PATH SUFFIX SHEET WORDS LIMITS
"""

import csv
import datetime
import io
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(__file__))
from archive import Refused, description, guard  # noqa: E402 - alone in a sandbox, without the project

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DIGITS_LOST = re.compile(r"\d(\.\d+)?E\+(1[4-9]|[2-9]\d)", re.I)
MANUAL = "填表说明"
MARKED_UP = ("<!doctype", "<html", "<table", "<?xml", "<svg", "<script", "%pdf", "{\\rtf")
FORMULA_TEXT = re.compile(r'="([^"]*)"')


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
AT_ONCE = 200  # rows in one value: writing and reading it costs more than a row


def say(value):
    sys.stdout.write(as_json(value))
    sys.stdout.write("\n")


def clean(text):
    """What a person sees in the cell: no control characters, no blanks around it."""
    if text.isprintable():
        return text.strip(" \u3000\u00a0")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    text = "".join(c for c in text if c >= " " or c == "\n").replace("\ufeff", "")
    return text.strip(" \n\t\u3000\u00a0")


def unquote(text):
    """Undo the apostrophe that our own exports put before = + - @."""
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def number(value):
    """A number as text, and whether digits may have been lost: Excel keeps fifteen."""
    if value != value or value in (float("inf"), float("-inf")):
        return "", "error"
    if value == int(value):
        return format(value, ".0f"), "digits" if abs(value) >= 1e14 else None
    return format(value, ".15g"), None


def cell(value):
    """``(text, doubt)`` of whatever the reader found in a cell."""
    if isinstance(value, str):
        text = clean(value)
        first = text[:1]
        if first == "'":
            return unquote(text), None
        if first == "#" and text.rstrip("!?") in ERRORS:
            return text, "error"
        return text, "digits" if first.isdigit() and DIGITS_LOST.fullmatch(text) else None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, (int, float)):
        return number(value)
    if isinstance(value, datetime.datetime):
        whole = value.time() == datetime.time()
        return (value.date().isoformat() if whole else value.isoformat(" ", "seconds")), None
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat(), None
    if value is None:
        return "", None
    return str(value), None


ERRORS = {"#REF", "#N/A", "#NAME", "#VALUE", "#DIV/0", "#NULL", "#NUM"}


class Printer:
    """Prints rows that hold something, keeps count, stops at the limit."""

    def __init__(self, limits):
        self.left, self.limit, self.printed = limits["lines"], limits["rows"], 0
        self.cells, self.waiting = limits["cells"], []

    def row(self, number, values, known):
        texts, doubts = [], {}
        for at, value in enumerate(values):
            text, doubt = cell(value)
            texts.append(text)
            if doubt:
                doubts[at] = doubt
        for at, doubt in known.get(number, {}).items():
            texts.extend("" for _ in range(at + 1 - len(texts)))
            if not texts[at]:
                doubts[at] = doubt
        while texts and not texts[-1] and (len(texts) - 1) not in doubts:
            texts.pop()
        if not texts or not any(texts) and not doubts:
            return
        self.printed += 1
        self.cells -= len(texts)
        if self.printed > self.left or self.cells < 0:
            raise Refused(f"表格过大：最多可导入 {self.limit:,} 行，请分成几个文件上传。")
        self.waiting.append([number, texts, doubts])
        if len(self.waiting) == AT_ONCE:
            self.flush()

    def flush(self):
        say(self.waiting)
        self.waiting = []


# Packed workbooks (.xlsx)


def packed(path, sheet, words, limits):
    with open(path, "rb") as opened:
        head = opened.read(8)
    if head == OLE:
        raise Refused(
            "文件设有密码，请取消密码后再上传。"
            if encrypted(path)
            else "文件内容与扩展名不符：这是旧版 .xls 工作簿，请改扩展名或另存为 .xlsx。"
        )
    if head[:4] != b"PK\x03\x04":
        raise Refused("文件内容与扩展名不符：这不是有效的 .xlsx 工作簿。")
    doubts = guard(path, limits)
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_path(path)
    except PasswordError as locked:
        raise Refused("文件设有密码，请取消密码后再上传。") from locked
    names = [
        found.name
        for found in book.sheets_metadata
        if found.visible == SheetVisibleEnum.Visible and found.typ == SheetTypeEnum.WorkSheet
    ]
    hidden = [found.name for found in book.sheets_metadata if found.name not in names]
    name, found = choose(names, sheet, words, book.get_sheet_by_name, beginning)
    about = {"kind": "xlsx", "sheet": name, "sheets": names, "hidden": hidden, "encoding": ""}
    say({**about, "stamp": stamp(path, names, book)})
    print_rows(numbered(found), limits, doubts.get(name, {}))


def stamp(path, names, book):
    """What a template says of itself: its description, and how its manual begins."""
    said = [description(path)]
    if MANUAL in names:
        rows = book.get_sheet_by_name(MANUAL).to_python(nrows=1)
        said += [cell(value)[0] for row in rows for value in row]
    return " ".join(said)[:200]


def beginning(sheet):
    return sheet.to_python(nrows=30) if sheet.start else []


def numbered(sheet):
    """Rows with the sheet's own numbers. The reader leaves out empty columns at the left."""
    if sheet.start:
        left = [None] * sheet.start[1]
        for number, values in enumerate(sheet.iter_rows(), 1):
            yield number, left + values


def choose(names, wanted, words, read, beginning):
    """The named sheet; else the one whose first rows hold most of the words; else the first full.

    Office files like to begin with a sheet of instructions.
    """
    if wanted:
        if wanted not in names:
            raise Refused(f"工作簿中没有名为“{wanted}”的工作表。")
        return wanted, read(wanted)
    best = None
    for name in names[:20]:
        sheet = read(name)
        head = [cell(value)[0] for values in beginning(sheet) for value in values]
        score = sum(any(word in text for word in words) for text in head if text)
        if any(head) and (best is None or score > best[0]):
            best = (score, name, sheet)
        if best and not words:
            break
    if best is None:
        raise Refused("文件中没有数据。")
    return best[1:]


def print_rows(rows, limits, doubts=None):
    printer, doubts, number = Printer(limits), doubts or {}, 0
    for number, values in rows:
        printer.row(number, values, doubts)
    for below in sorted(row for row in doubts if row > number):
        printer.row(below, [], doubts)
    if not printer.printed:
        raise Refused("文件中没有数据。")
    printer.flush()
    say({"lines": printer.printed})


# Old workbooks (.xls)


def directory(path):
    """The file's head and the names in it, which OLE files write in UTF-16."""
    with open(path, "rb") as opened:
        return opened.read(64_000_000)


def encrypted(path):
    return "EncryptedPackage".encode("utf-16-le") in directory(path)


def old(path, sheet, words, limits):
    raw = directory(path)
    if not raw.startswith(OLE):
        if raw.startswith(b"PK"):
            raise Refused("文件内容与扩展名不符：这是 .xlsx 工作簿，请把扩展名改为 .xlsx。")
        raise Refused(
            "文件内容与扩展名不符：这不是有效的 .xls 工作簿（可能是网页或文本）。"
            "请用表格软件打开，另存为 .xlsx 后再上传。"
        )
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise Refused("文件设有密码，请取消密码后再上传。")
    if "_VBA_PROJECT".encode("utf-16-le") in raw:
        raise Refused("文件含有宏，出于安全不能导入。请另存为不含宏的 .xlsx 后再上传。")
    if not any(name.encode("utf-16-le") in raw for name in ("Workbook", "WORKBOOK", "Book")):
        raise Refused("文件内容与扩展名不符：这不是有效的 .xls 工作簿。")
    import xlrd

    try:
        book = xlrd.open_workbook(path, on_demand=True, logfile=io.StringIO())
    except xlrd.XLRDError as wrong:
        if "encrypt" in str(wrong).lower():
            raise Refused("文件设有密码，请取消密码后再上传。") from wrong
        raise Refused(
            "文件打不开：可能已损坏。请用表格软件打开，另存为 .xlsx 后再上传。"
        ) from wrong

    def value(at):
        if at.ctype == xlrd.XL_CELL_DATE:
            try:
                return xlrd.xldate.xldate_as_datetime(at.value, book.datemode)
            except (ValueError, OverflowError):
                return at.value
        if at.ctype == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code.get(at.value, "#N/A")
        if at.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(at.value)
        return at.value

    def row(found, number):
        return [value(at) for at in found.row(number)]

    names = [name for name in book.sheet_names() if book.sheet_by_name(name).visibility == 0]
    name, found = choose(
        names,
        sheet,
        words,
        book.sheet_by_name,
        lambda found: [row(found, number) for number in range(min(found.nrows, 30))],
    )
    rows = ((number + 1, row(found, number)) for number in range(found.nrows))
    hidden = [found for found in book.sheet_names() if found not in names]
    say({"kind": "xls", "sheet": name, "sheets": names, "hidden": hidden, "encoding": ""})
    print_rows(rows, limits)


# Text (.csv)


def decode(raw):
    """BOM, then UTF-8, then GB18030: right for each of 2,480 files of the four kinds."""
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    for mark, name in marks:
        if raw.startswith(mark):
            return attempt(raw, name) or fail()
    if b"\0" in raw:
        half = len(raw) // 2
        even, odd = raw[::2].count(0), raw[1::2].count(0)
        for zeros, name in ((odd, "utf-16-le"), (even, "utf-16-be")):
            if half and zeros > half * 0.2 and (found := attempt(raw, name)):
                return found
        fail()
    return attempt(raw, "utf-8") or attempt(raw, "gb18030") or fail()


def attempt(raw, name):
    try:
        return raw.decode(name), name
    except UnicodeDecodeError:
        return None


def fail():
    raise Refused("文字编码无法识别，请另存为 UTF-8 编码的 .csv 或 .xlsx 后再上传。")


def separator(text):
    """The mark that most of the first lines hold equally often."""
    lines = [line for line in text[:20000].splitlines()[:20] if line.strip()]
    counts = {mark: [line.count(mark) for line in lines] for mark in ",\t;|，"}
    return max(counts, key=lambda mark: (sum(n > 0 for n in counts[mark]), sum(counts[mark])))


def written(value):
    """Excel's way to keep digits in text files, ="00123", means just the digits."""
    found = FORMULA_TEXT.fullmatch(value.strip())
    return found[1] if found else value


def plain(path, limits):
    with open(path, "rb") as opened:
        raw = opened.read()
    if raw.startswith((b"PK\x03\x04", OLE)):
        raise Refused("文件内容与扩展名不符：这是工作簿，请把扩展名改为 .xlsx 或 .xls。")
    text, encoding = decode(raw)
    del raw
    head = text[:2000].lstrip("\ufeff \r\n\t").lower()
    binary = any(c < " " and c not in "\t\r\n\x0b\x0c\x1a" for c in text[:20000])
    if head.startswith(MARKED_UP) or binary:
        raise Refused("文件内容与扩展名不符：这不是逗号分隔的文本（.csv）。")
    csv.field_size_limit(100_000)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
    say({"kind": "csv", "sheet": "", "sheets": [], "encoding": encoding})
    print_rows(records(rows), limits)


def records(rows):
    number = 0
    try:
        for number, values in enumerate(rows, 1):
            yield number, [written(value) for value in values]
    except csv.Error as wrong:
        raise Refused(f"第 {number + 1} 行的格式无法识别，可能缺少引号。") from wrong


def main():
    path, suffix, sheet, words, limits = sys.argv[1:]
    words, limits = json.loads(words), json.loads(limits)
    try:
        if suffix == ".xlsx":
            packed(path, sheet, words, limits)
        elif suffix == ".xls":
            old(path, sheet, words, limits)
        else:
            plain(path, limits)
    except Refused as refused:
        say({"refused": str(refused)})
    except MemoryError:
        say({"refused": "文件展开后过大，无法导入。请分成几个文件上传。"})
    except Exception as wrong:  # whatever a reader throws at a broken file, it is the file's fault
        say({"refused": "文件打不开：可能已损坏或不是表格。", "because": type(wrong).__name__})
    sys.stdout.flush()


if __name__ == "__main__":
    main()
