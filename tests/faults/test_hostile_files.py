"""Test 34 of trust.md: forty kinds of hostile file, as lists and as attachments.

Each is handled as its line says: refused in words that match, or taken with nothing harmful left
of it. Whatever it does, it does to a sandbox; this process neither dies nor swells.
"""

import csv
import io
import resource
import time
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from documents.antivirus import scan
from documents.services.attachments import inspect, tidy_name
from jobs.sheets import TableRefused, read_table
from orgs.imports.batches import hand_in
from tests import make
from tests.documents.test_attachments import Scanner
from tests.documents.test_inspection import EICAR, PDF, SVG, changed, docx, png, symlink
from tests.jobs.test_sheets import OLE, SHEET, SPARSE, bomb, packed

HEAD = ["名称", "统一社会信用代码", "类型"]
LONG = "很长的名单名称" * 36  # 252 characters, 756 bytes
CODE = "52500112MJ0000001X"


def parts(**over):
    """A small workbook with parts replaced or added; ``__`` stands for ``/``."""

    def make_it(folder):
        named = {name.replace("__", "/"): body for name, body in over.items()}
        packed(folder / "made.xlsx", named)
        return (folder / "made.xlsx").read_bytes()

    return make_it


def flagged(attribute, value):
    """A workbook one of whose entries carries what no office writes."""

    def make_it(folder):
        packed(folder / "plain.xlsx", {})
        out = io.BytesIO()
        with zipfile.ZipFile(folder / "plain.xlsx") as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name))
            entry = zipfile.ZipInfo("xl/extra.xml")
            setattr(entry, attribute, value)
            new.writestr(entry, "x")
        return out.getvalue()

    return make_it


def locked(folder):
    """The flag that says an entry is encrypted, set in the directory by hand."""
    raw = bytearray(parts()(folder))
    at = raw.index(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


def twice(folder):
    packed(folder / "plain.xlsx", {})
    out = io.BytesIO((folder / "plain.xlsx").read_bytes())
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def blank_bomb(folder):
    bomb(folder / "made.xlsx", 400)
    return (folder / "made.xlsx").read_bytes()


def string_bomb(folder):
    """One long shared string, pointed at from a million cells."""
    cells = '<c t="s"><v>0</v></c>' * 200
    rows = f"<row>{cells}</row>" * 5000
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"
    strings = f'<sst {space} count="1"><si><t>{"会" * 30_000}</t></si></sst>'
    return parts(**{SHEET.replace("/", "__"): sheet, "xl__sharedStrings.xml": strings})(folder)


def inner_archive(folder):
    """A bomb inside a part that no sheet refers to: nothing ever opens it."""
    bomb(folder / "inner.zip", 60)
    inner = (folder / "inner.zip").read_bytes()
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.append(["某会", CODE, "社会团体"])
    book.save(folder / "outer.xlsx")
    return changed((folder / "outer.xlsx").read_bytes(), **{"xl/embeddings/a.zip": inner})


LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {c} "{("&" + p + ";") * 10}">' for p, c in ("ab", "bc", "cd", "de"))
    + "]><workbook>&e;</workbook>"
)


def table(rows, suffix=".csv", encoding="utf-8"):
    def make_it(folder):
        out = io.StringIO()
        csv.writer(out).writerows([HEAD, *rows])
        return out.getvalue().encode(encoding)

    return make_it


def book(*rows, name="made.xlsx"):
    def make_it(folder):
        made = openpyxl.Workbook()
        for row in (HEAD, *rows):
            made.active.append(row)
        made.save(folder / name)
        return (folder / name).read_bytes()

    return make_it


def raw(content):
    return lambda folder: content


LISTS = {
    # kind: (name it comes under, how it is made, the words that refuse it)
    "zip bomb": ("a.xlsx", blank_bomb, "压缩炸弹"),
    "bomb of shared strings": ("a.xlsx", string_bomb, "过大|损坏"),
    "sparse extent": ("a.xlsx", parts(**{SHEET.replace("/", "__"): SPARSE}), "范围过大"),
    "zip slip": ("a.xlsx", parts(**{"..__..__evil.xml": "x"}), "越界"),
    "zip slip with backslashes": ("a.xlsx", parts(**{"xl\\..\\..\\evil.xml": "x"}), "越界"),
    "absolute path": ("a.xlsx", parts(**{"__etc__cron.d__x": "x"}), "越界"),
    "symlink": ("a.xlsx", flagged("external_attr", 0o120777 << 16), "结构异常"),
    "parts of one name": ("a.xlsx", twice, "重名"),
    "too many parts": ("a.xlsx", parts(**{f"xl__p{n}.xml": "" for n in range(2001)}), "部件过多"),
    "DTD in a sheet": (
        "a.xlsx",
        parts(**{SHEET.replace("/", "__"): '<!DOCTYPE a [<!ENTITY b "c">]>' + SPARSE}),
        "DTD",
    ),
    "billion laughs": (
        "a.xlsx",
        parts(**{"xl__workbook.xml": LAUGHS}),
        "DTD",
    ),
    "DTD in UTF-16": (
        "a.xlsx",
        parts(**{"xl__workbook.xml": LAUGHS.encode("utf-16")}),
        "DTD",
    ),
    "macros under another name": ("a.xlsx", parts(**{"xl__vbaProject.bin": b"x"}), "宏"),
    "macro content type": (
        "a.xlsx",
        parts(**{"[Content_Types].xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}),
        "宏",
    ),
    "macro sheet": ("a.xlsx", parts(**{"xl__macrosheets__sheet1.xml": "x"}), "宏"),
    "xlsm": ("a.xlsm", parts(), "只接受"),
    "macros in an old workbook": (
        "a.xls",
        raw(OLE + "_VBA_PROJECT_CUR Workbook".encode("utf-16-le")),
        "宏",
    ),
    "password": ("a.xlsx", raw(OLE + "EncryptedPackage".encode("utf-16-le")), "密码"),
    "encrypted entry": ("a.xlsx", locked, "密码"),
    "truncated archive": ("a.xlsx", raw(b"PK\x03\x04 truncated"), "打不开"),
    "page named as a workbook": ("a.xls", raw(b"<html><table></table></html>"), "不符"),
    "drawing with script": ("a.csv", raw(SVG), "不符"),
    "program named as text": ("a.csv", raw(b"\x7fELF\x02\x01\x01\x00"), "不符"),
    "undecodable text": ("a.csv", raw(b"a,b\n\x81\xff\xfe\xff\xff,1"), "编码"),
    "one enormous cell": ("a.csv", table([["会" * 150_000, CODE, ""]]), "无法识别|打不开"),
    "EICAR": ("a.csv", raw(EICAR), None),
    "archive in an archive": ("a.xlsx", inner_archive, None),
    "formula without a value": ("a.xlsx", book(["=cmd|'/C calc'!A0", CODE, "社会团体"]), None),
    "text that begins like a formula": (
        "a.csv",
        table([['=HYPERLINK("http://x","某会")', CODE, "社会团体"]]),
        None,
    ),
    "name of 756 bytes": (f"{LONG}.csv", table([["某会", CODE, "社会团体"]]), None),
    "name that reads backwards": (
        "名单\u202evsc.xlsx\u202c.csv",
        table([["某会", CODE, "社会团体"]]),
        None,
    ),
    "name that is a path": ("..\\..\\etc/cron.csv", table([["某会", CODE, "社会团体"]]), None),
}
ATTACHMENTS = {
    "SVG with script": ("a.svg", SVG, "不支持"),
    "SVG named as a picture": ("a.png", SVG, "不符"),
    "PDF that is a script, too": ("a.pdf", b"/*" + PDF + b"*/alert(1)", "不符"),
    "PDF with JavaScript": (
        "a.pdf",
        PDF.replace(b"<<>>", b"<</S/JavaScript/JS(app.alert(1))>>", 1),
        "脚本",
    ),
    "picture of 50,000 pixels": ("a.png", png(50_000, 10), "尺寸"),
    "program named as a document": ("a.pdf", b"MZ\x90\0", "不符"),
    "document with a symlink": ("a.docx", symlink(), "不符"),
    "document with macros": ("a.docx", changed(docx(), **{"word/vbaProject.bin": b"x"}), "宏"),
}


def test_there_are_forty():
    assert len({*LISTS, *ATTACHMENTS}) == 40


@pytest.fixture
def unharmed():
    """This process is there afterwards, no larger than before, within a minute."""
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    yield
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 1024 * 1024, f"{grown} KiB"
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("kind", LISTS)
def test_a_hostile_list_is_refused_in_words_or_loses_its_sting(kind, tmp_path, unharmed):
    name, maker, words = LISTS[kind]
    content = maker(tmp_path)
    (tmp_path / "upload").write_bytes(content)
    kept = tidy_name(name)
    assert not set(kept) & set("/\\\u202e\u202c\0")
    assert len(kept.encode()) <= 255
    if words:
        with pytest.raises(TableRefused, match=words):
            read_table(tmp_path / "upload", kept, words=HEAD)
        return
    lines = read_table(tmp_path / "upload", kept, words=HEAD).data()
    if kind == "formula without a value":
        assert "公式" in lines[0].doubt(0)
    elif kind == "text that begins like a formula":
        assert lines[0][0].startswith("=")  # stays text; exports put an apostrophe before it
    elif kind != "EICAR":
        assert [line[1] for line in lines] == [CODE]


@pytest.mark.parametrize("kind", ATTACHMENTS)
def test_a_hostile_attachment_is_refused_in_words(kind, tmp_path, unharmed):
    name, content, words = ATTACHMENTS[kind]
    (tmp_path / "upload").write_bytes(content)
    with pytest.raises(ValidationError, match=words):
        inspect(tmp_path / "upload", name)


def test_eicar_is_known_to_the_scanner(settings):
    with Scanner() as url:
        settings.CLAMD_URL = url
        assert scan(io.BytesIO(EICAR)) == "Eicar-Test-Signature"
        assert scan(io.BytesIO(PDF)) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [k for k in LISTS if k.startswith("name ")])
def test_names_are_kept_without_their_tricks(kind, tmp_path):
    """On disk it goes under a number; people read the name, and only the name."""
    name, maker, _ = LISTS[kind]
    officer = make.officer("50")
    file = SimpleUploadedFile("x.csv", maker(tmp_path))
    file.name, file._name = name, name
    batch = hand_in(
        by=officer,
        file=file,
        source="名单",
        federation=make.federation("50"),
        as_of=make.date(2024, 1, 1),
    )
    assert not set(batch.file_name) & set("/\\\u202e\u202c")
    assert len(batch.file_name) <= 255
    assert batch.file_name.endswith(".csv")
    assert batch.file.name.endswith(f"{batch.uid}.csv")
