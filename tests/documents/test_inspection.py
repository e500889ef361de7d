import io
import struct
import zipfile
import zlib

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from docx import Document

from documents.services.attachments import inspect, tidy_name

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
JPEG += b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", 40, 30) + b"\x03" + b"\0" * 20 + b"\xff\xd9"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def png(width=8, height=8):
    def chunk(kind, body):
        crc = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IEND", b"")


def docx():
    out = io.BytesIO()
    Document().save(out)
    return out.getvalue()


def xlsx():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def archive(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(name.replace("__", "/").replace("_", "."), body)
    return out.getvalue()


def changed(raw, **parts):
    out = io.BytesIO(raw)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    return out.getvalue()


def symlink():
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a") as packed:
        entry = zipfile.ZipInfo("word/link")
        entry.external_attr = 0o120777 << 16
        packed.writestr(entry, "/etc/passwd")
    return out.getvalue()


@pytest.fixture
def judged(tmp_path):
    def judge(raw, name):
        (tmp_path / "upload").write_bytes(raw)
        return inspect(tmp_path / "upload", name)

    return judge


@pytest.mark.parametrize(
    ("raw", "name", "kind"),
    [
        (PDF, "批复.pdf", "application/pdf"),
        (docx(), "申请.docx", "wordprocessingml"),
        (xlsx(), "台账.XLSX", "spreadsheetml"),
        (archive(OFD_xml="<ofd/>"), "发票.ofd", "application/ofd"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧.doc", "application/msword"),
        (png(), "照片.png", "image/png"),
        (JPEG, "照片.jpg", "image/jpeg"),
        ("说明".encode("gb18030"), "说明.txt", "text/plain"),
    ],
)
def test_what_offices_exchange_is_taken(judged, raw, name, kind):
    assert kind in judged(raw, name)


@pytest.mark.parametrize(
    ("raw", "name", "why"),
    [
        (b"", "a.pdf", "空"),
        (b"MZ\x90", "a.exe", "不支持"),
        (SVG, "a.svg", "不支持"),
        (archive(a_txt="x"), "a.zip", "不支持"),
        (b"<html></html>", "a.html", "不支持"),
        (docx(), "a.docm", "不支持"),
        (SVG, "a.png", "不符"),
        (b"MZ\x90\0", "a.pdf", "不符"),
        (b"<html>%PDF-1.7</html>%%EOF", "a.pdf", "不符"),
        (PDF.replace(b"<<>>", b"<</S/JavaScript/JS(app.alert(1))>>", 1), "a.pdf", "脚本"),
        (PDF[:20], "a.pdf", "不符"),
        (png(50_000, 10), "a.png", "尺寸"),
        (png(9000, 9000), "a.png", "尺寸"),
        (png(), "a.jpg", "不符"),
        (JPEG[:20], "a.jpg", "不符|损坏"),
        (xlsx(), "a.docx", "不符"),
        (archive(a_txt="x"), "a.docx", "不符"),
        (b"PK\x03\x04 broken", "a.docx", "不符"),
        (changed(docx(), **{"word/vbaProject.bin": b"x"}), "a.docx", "宏"),
        (changed(docx(), **{"../../evil.xml": b"x"}), "a.docx", "不符"),
        (symlink(), "a.docx", "不符"),
        (changed(docx(), **{f"word/{n}.xml": b"" for n in range(5001)}), "a.docx", "炸弹"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "不符"),
        (OLE + "_VBA_PROJECT WordDocument".encode("utf-16-le"), "a.doc", "宏"),
        (OLE, "a.doc", "不符"),
        (SVG, "a.txt", "不符"),
        (b"\x00\x01\x02", "a.txt", "不符"),
        (b"#!/bin/sh\nrm -rf /", "a.txt", "不符"),
        (b"\x81\xff\xff", "a.csv", "不符"),
        (b"<!DOCTYPE html>", "a.csv", "不符"),
    ],
)
def test_what_is_not_harmless_in_kind_is_refused_in_words(judged, raw, name, why):
    """Test 34 of trust.md."""
    with pytest.raises(ValidationError, match=why):
        judged(raw, name)


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("批复.pdf", "批复.pdf"),
        ("C:\\Users\\王\\批复.pdf", "批复.pdf"),
        ("../../etc/passwd", "passwd"),
        ("照片\u202egnp.exe", "照片gnp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("", "附件"),
        (".pdf", "pdf"),
    ],
)
def test_names_lose_their_tricks(name, tidy):
    assert tidy_name(name) == tidy


def test_long_chinese_names_keep_their_suffix():
    name = tidy_name("很长的名字" * 40 + ".docx")
    assert name.endswith(".docx")
    assert len(name.encode()) <= 255
