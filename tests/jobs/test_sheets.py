import datetime
import io
import random
import struct
import zipfile

import openpyxl
import pytest
import xlsxwriter

from jobs import sheets
from jobs.sheets import Column, TableRefused, read_table

WORDS = ["统一社会信用代码", "社会组织名称", "登记机关", "成立日期", "从业人数"]


@pytest.fixture
def workbook(tmp_path):
    """Save rows as an .xlsx and read it back."""

    def save(rows, name="名册.xlsx", **kwargs):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        path = tmp_path / name
        book.save(path)
        return read_table(path, name, words=WORDS, **kwargs)

    return save


def read(tmp_path, raw, name, words=WORDS):
    (tmp_path / "upload").write_bytes(raw)
    return read_table(tmp_path / "upload", name, words=words)


HEAD = ["统一社会信用代码", "社会组织名称", "成立日期", "从业人数"]
ROW = ["51500000MJ0000001X", "某某学会", datetime.date(2015, 3, 2), 12]


def test_a_plain_workbook(workbook):
    table = workbook([HEAD, ROW])
    assert table.header.labels == tuple(HEAD)
    (line,) = table.data()
    assert line.number == 2
    assert line.cells == ("51500000MJ0000001X", "某某学会", "2015-03-02", "12")
    assert line[9] == ""


def test_titles_blank_rows_and_notes_keep_the_sheets_own_numbers(workbook):
    table = workbook(
        [["社会组织名册"], [], ["填报单位：某区民政局", None, "2026年4月"], HEAD, ROW, [], ROW]
        + [["合计", None, None, 24], ["注：数据截至四月底"]]
    )
    assert table.header.numbers == (4,)
    assert [line.number for line in table.data()] == [5, 7, 8, 9]


def test_a_header_of_two_lines(workbook):
    table = workbook(
        [
            ["名册"],
            ["统一社会信用代码", "社会组织名称", "人员情况", None, "登记机关"],
            [None, None, "从业人数", "党员人数", None],
            ["51500000MJ0000001X", "某某学会", 12, 3, "市民政局"],
        ]
    )
    assert table.header.numbers == (2, 3)
    assert table.header.labels == (
        "统一社会信用代码",
        "社会组织名称",
        "从业人数",
        "党员人数",
        "登记机关",
    )
    assert table.header.column("党员人数") == 3
    assert [line.number for line in table.data()] == [4]


def test_the_guess_can_be_corrected(workbook):
    table = workbook([["甲", "乙"], ["代码", "名称"], ["1", "2"]])
    corrected = table.headed(2)
    assert corrected.labels == ("代码", "名称")
    assert [line.cells for line in table.data(corrected)] == [("1", "2")]


def test_labels_are_found_through_office_decoration(workbook):
    table = workbook(
        [["*统一社会信用代码（必填）", "社会组织 名称：", "成立日期"], ["1", "2", "3"]]
    )
    assert table.header.column("统一社会信用代码") == 0
    assert table.header.column("社会组织名称") == 1


def test_a_sheet_of_instructions_before_the_data_is_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append(["请按要求填写"])
    hidden = book.create_sheet("字典")
    hidden.sheet_state = "hidden"
    hidden.append(HEAD)
    data = book.create_sheet("名册")
    data.append(HEAD)
    data.append(ROW)
    book.save(tmp_path / "a.xlsx")
    table = read_table(tmp_path / "a.xlsx", "a.xlsx", words=WORDS)
    assert table.sheet == "名册"
    assert table.sheets == ("填表说明", "名册")
    with pytest.raises(TableRefused, match="没有名为"):
        read_table(tmp_path / "a.xlsx", "a.xlsx", sheet="字典")


def test_doubtful_cells_say_why(workbook):
    table = workbook([HEAD, [515000001234567890, "=A1&B1", "#N/A", 0.5], [None, "=1+1"]])
    first, second = table.data()
    assert "15 位" in first.doubt(0)
    assert "公式" in first.doubt(1)
    assert "出错" in first.doubt(2)
    assert first.doubt(3) is None
    assert first[3] == "0.5"
    assert second.number == 3


def test_every_formula_without_value_is_seen_wherever_the_stream_is_cut(workbook):
    rows = [[f"某某社会组织服务中心第{n}号", f"=A{n}&B{n}"] for n in range(1, 12_001)]
    lines = workbook([HEAD, *rows]).data()
    assert sum(1 in line.doubts for line in lines) == 12_000


def test_a_formula_with_its_stored_value_is_that_value(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    page = book.add_worksheet()
    page.write_row(0, 0, ["名称", "人数"])
    page.write_formula(1, 1, "=5+7", None, 12)
    page.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    page.write_formula(3, 1, '=""', None, "")
    page.write_string(3, 0, "某会")
    book.close()
    _, good, wrong, empty = read_table(tmp_path / "a.xlsx", "a.xlsx").lines
    assert (good[1], good.doubt(1)) == ("12", None)
    assert "出错" in wrong.doubt(1)
    assert empty.cells[0] == "某会"


def test_style_without_values_reaches_nowhere(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(ROW)
    for row in (500, 65536, 1048576):
        book.active.cell(row, 200).font = openpyxl.styles.Font(bold=True)
    book.save(tmp_path / "a.xlsx")
    assert len(read_table(tmp_path / "a.xlsx", "a.xlsx", words=WORDS).data()) == 1


TEXT = "统一社会信用代码,社会组织名称,成立日期\r\n51500000MJ0000001X,某某学会,2015-3-2\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_text_in_every_office_encoding(tmp_path, encoding):
    table = read(tmp_path, TEXT.encode(encoding), "名册.csv")
    assert table.header.labels[1] == "社会组织名称"
    assert table.data()[0].cells == ("51500000MJ0000001X", "某某学会", "2015-3-2")


def test_text_that_kept_or_lost_its_digits(tmp_path):
    raw = '名称\t代码\n甲\t="00123"\n乙\t5.15E+17\n'
    _, kept, lost = read(tmp_path, raw.encode("gbk"), "a.csv").lines
    assert kept[1] == "00123"
    assert "15 位" in lost.doubt(1)


def test_quoted_text_keeps_its_line_breaks_and_counts_as_one_row(tmp_path):
    table = read(tmp_path, '名称,地址\n"甲\n会",路\n乙,街\n'.encode(), "a.csv", words=())
    assert [(line.number, line[0]) for line in table.data()] == [(2, "甲\n会"), (3, "乙")]


def bomb(path, megabytes):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(megabytes):
                part.write(b" " * (1 << 20))


def packed(path, parts, **changes):
    """A small valid workbook with some of its parts changed or added."""
    source = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["名称", "代码"])
    book.active.append(["甲", "1"])
    book.save(source)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, body in parts.items():
            new.writestr(name, body)


SPARSE = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row>'
    '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
)
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({SHEET: SPARSE}, "范围过大"),
        ({SHEET: SPARSE.replace("<c r", "<!-- --><c  r")}, "范围过大"),
        ({SHEET: '<!DOCTYPE a [<!ENTITY b "c">]>' + SPARSE}, "DTD"),
        ({SHEET: "<worksheet"}, "打不开"),
        ({"xl/vbaProject.bin": b"macro"}, "宏"),
        ({"../evil.xml": "x"}, "越界"),
        ({"[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}, "宏"),
        ({f"xl/part{n}.xml": "x" for n in range(2001)}, "部件过多"),
    ],
)
def test_hostile_workbooks_are_refused_in_words(tmp_path, parts, why):
    """34 of trust.md: the sandbox may die, we do not."""
    packed(tmp_path / "a.xlsx", parts)
    with pytest.raises(TableRefused, match=why):
        read_table(tmp_path / "a.xlsx", "a.xlsx")


def test_the_sandbox_holds_when_the_guard_is_fooled(tmp_path):
    """A reader that aborts its process takes nothing with it (prefix and attribute tricks)."""
    fooling = SPARSE.replace('<row r="1048576">', "<row>").replace(
        'c r="XFD1048576"', "c r='XFD1048576'"
    )
    packed(tmp_path / "a.xlsx", {SHEET: fooling})
    with pytest.raises(TableRefused, match="打不开|范围过大"):
        read_table(tmp_path / "a.xlsx", "a.xlsx")


def test_a_zip_bomb_is_refused_without_being_unpacked(tmp_path):
    bomb(tmp_path / "a.xlsx", 400)
    with pytest.raises(TableRefused, match="压缩炸弹"):
        read_table(tmp_path / "a.xlsx", "a.xlsx")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.xlsm", b"PK\x03\x04", "只接受"),
        ("a.pdf", b"%PDF", "只接受"),
        ("a.xlsx", b"", "空"),
        ("a.xlsx", b"PK\x03\x04 truncated", "打不开"),
        ("a.xlsx", b"<html><table></table></html>", "不符"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        ("a.xlsx", OLE + "Workbook".encode("utf-16-le"), "不符"),
        ("a.xls", b"<html><table></table></html>", "不符"),
        ("a.xls", b"PK\x03\x04", "不符"),
        ("a.xls", OLE + "_VBA_PROJECT_CUR".encode("utf-16-le"), "宏"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le") + b"\0" * 600, "打不开"),
        ("a.csv", b"PK\x03\x04", "不符"),
        ("a.csv", b"<!DOCTYPE html><html>", "不符"),
        ("a.csv", b"a,b\n\x81\xff\xfe\xff\xff,1", "编码"),
        ("a.csv", b"a,b\n\x01\x02\x03,1", "不符"),
        ("a.csv", b",,,\n\n", "没有数据"),
    ],
)
def test_what_is_not_a_table_is_refused_in_words(tmp_path, name, raw, why):
    with pytest.raises(TableRefused, match=why):
        read(tmp_path, raw, name)


def test_random_damage_never_reaches_us(tmp_path):
    """Cut and bent files: each is read or refused, none breaks the reader's caller."""
    packed(tmp_path / "a.xlsx", {})
    good = (tmp_path / "a.xlsx").read_bytes()
    chance = random.Random(7)
    for _ in range(12):
        raw = bytearray(good[: chance.randrange(100, len(good))])
        for _ in range(20):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        try:
            read(tmp_path, bytes(raw), "a.xlsx")
        except TableRefused:
            continue


def test_two_hundred_thousand_rows_and_not_one_more(tmp_path):
    def lines(count):
        return ("名称,代码\n" + "".join(f"会{n},{n}\n" for n in range(count))).encode()

    assert len(read(tmp_path, lines(200_000), "a.csv", words=()).data()) == 200_000
    with pytest.raises(TableRefused, match="200,000"):
        read(tmp_path, lines(200_001), "a.csv", words=())


FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|'/C calc'!A0",
    "\t=1",
    "\r=1",
    "-",
    "=HYPERLINK(1)",
]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_exports_hold_no_formula_and_read_back_the_same(tmp_path, suffix):
    """36 of trust.md."""
    columns = [Column(label="代码"), Column(label="名称"), Column(label="日期", kind="date")]
    columns += [Column(label="人数", kind="whole")]
    rows = [("005151234567890123", text, datetime.date(2026, 4, 1), 1234) for text in FORMULAS]
    path = tmp_path / f"out{suffix}"
    with path.open("wb") as file:
        written = (sheets.write_table if suffix == ".xlsx" else sheets.write_csv)(
            file, columns, rows
        )
    assert written == len(FORMULAS)
    table = read_table(path, path.name, words=["代码", "名称"])
    assert [line[1] for line in table.data()] == [text.strip() for text in FORMULAS]
    assert {(line[0], line[2], line[3]) for line in table.data()} == {
        ("005151234567890123", "2026-04-01", "1234")
    }
    if suffix == ".xlsx":
        for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2):
            assert not any(at.data_type == "f" or at.hyperlink for at in row)
            assert row[1].value == "-" or row[1].value.startswith("'")
            assert row[0].data_type == "s"


def test_errors_go_back_in_the_sheet_they_came_in(workbook, tmp_path):
    table = workbook([["名册"], HEAD, ROW, ["bad", "某会", None, "x"], ROW])
    errors = [
        {"row": 4, "column": "统一社会信用代码", "value": "bad", "message": "应为 18 位。"},
        {"row": 4, "column": "从业人数", "value": "x", "message": "应为整数。"},
        {"row": 5, "column": "", "value": "", "message": "与第 3 行重复。"},
    ]
    assert sheets.write_errors(tmp_path / "e.xlsx", table, errors) == 2
    page = openpyxl.load_workbook(tmp_path / "e.xlsx").active
    rows = list(page.values)
    assert [row[0] for row in rows] == ["名册", "统一社会信用代码", "bad", ROW[0]]
    assert rows[1][4] == "错误说明"
    assert "第 4 行" in rows[2][4]
    assert "应为整数" in rows[2][4]
    assert page["A3"].fill.fgColor.rgb == "FFF8D7D3"
    assert page["B3"].fill.fgColor.rgb != "FFF8D7D3"
    again = read_table(tmp_path / "e.xlsx", "e.xlsx", words=WORDS)
    assert [line[0] for line in again.data()] == ["bad", ROW[0]]


def test_an_old_workbook(tmp_path):
    """BIFF8, written by hand: one sheet with a text and a number."""
    (tmp_path / "a.xls").write_bytes(old_workbook())
    table = read_table(tmp_path / "a.xls", "a.xls")
    assert [line.cells for line in table.lines] == [("名称", "12")]


def old_workbook():
    """A minimal .xls: a bare BIFF8 stream inside a one-stream OLE container."""

    def record(kind, body):
        return struct.pack("<HH", kind, len(body)) + body

    name = "名册"
    text = "名称"
    bof = record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0))
    sheet_name = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    head = bof + record(0x85, struct.pack("<IBB", 0, 0, 0) + sheet_name) + record(0x0A, b"")
    at = len(head)
    head = bof + record(0x85, struct.pack("<IBB", at, 0, 0) + sheet_name) + record(0x0A, b"")
    label = struct.pack("<HHHHB", 0, 0, 0, len(text), 1) + text.encode("utf-16-le")
    sheet = (
        record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
        + record(0x204, label)
        + record(0x203, struct.pack("<HHHd", 0, 1, 0, 12.0))
        + record(0x0A, b"")
    )
    stream = (head + sheet).ljust(8192, b"\0")
    sectors = len(stream) // 512
    header = OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    table = b"".join(struct.pack("<I", n) for n in chain).ljust(512, b"\xff")

    def entry(label, kind, start, size, child=0xFFFFFFFF):
        raw = label.encode("utf-16-le") + b"\0\0"
        body = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
        body += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
        return body + struct.pack("<IQ", start, size)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry("Workbook", 2, 2, len(stream))
    return header + table + directory.ljust(512, b"\0") + stream
