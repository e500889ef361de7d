"""What is this file, judged by its content? Started by path in a sandbox, alone.

Prints ``{"suffix", "media_type"}`` or ``{"refused"}``. Allowed is what offices exchange; whatever
is not known to be harmless in kind is not taken: archives, programs, pages, drawings with script.

    inspection.py PATH SUFFIX
"""

import json
import struct
import sys
import zipfile

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_PIXELS = 60_000_000
MOST_SIDE = 20_000
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    ".pdf": "application/pdf",
    ".docx": OFFICE + "wordprocessingml.document",
    ".xlsx": OFFICE + "spreadsheetml.sheet",
    ".pptx": OFFICE + "presentationml.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".ofd": "application/ofd",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
STREAMS = {".doc": "WordDocument", ".xls": "Workbook", ".ppt": "PowerPoint Document"}
UNLIKE = "文件内容与扩展名不符，请核对后重新上传。"
MACROS = "文件含有宏，出于安全不能上传。请另存为不含宏的文件。"


class Refused(Exception):
    """The reason, in the user's words."""


def judge(path, suffix):
    if suffix not in TYPES:
        raise Refused("不支持这种文件。可上传 PDF、OFD、Word、Excel、PPT、图片（PNG、JPG）和文本。")
    with open(path, "rb") as file:
        raw = file.read()
    if not raw:
        raise Refused("文件是空的。")
    known = magic(raw)
    if suffix == ".pdf":
        need(raw[:1024].lstrip().startswith(b"%PDF-") and b"%%EOF" in raw[-2048:])
        if any(word in raw for word in (b"/JavaScript", b"/Launch")):
            raise Refused("PDF 内含脚本，出于安全不能上传。请重新打印为 PDF 后上传。")
    elif suffix == ".png":
        need(".png" in known and raw[12:16] == b"IHDR")
        size(*struct.unpack(">II", raw[16:24]))
    elif suffix in (".jpg", ".jpeg"):
        need({".jpg", ".jpeg"} & known and raw.startswith(b"\xff\xd8\xff"))
        size(*jpeg_size(raw))
    elif suffix in PARTS:
        packed(path, PARTS[suffix])
    elif suffix == ".ofd":
        packed(path, "OFD.xml")
    elif suffix in STREAMS:
        need(raw.startswith(OLE) and STREAMS[suffix].encode("utf-16-le") in raw)
        if "_VBA_PROJECT".encode("utf-16-le") in raw or "Macros".encode("utf-16-le") in raw:
            raise Refused(MACROS)
    else:
        text(raw)
    return {"suffix": suffix, "media_type": TYPES[suffix]}


def magic(raw):
    """Every extension that the content's signature may stand for."""
    import puremagic

    try:
        return {found.extension for found in puremagic.magic_string(raw[:65536])}
    except (puremagic.PureError, ValueError):
        return set()


def need(right):
    if not right:
        raise Refused(UNLIKE)


def size(width, height):
    if not width or not height or max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise Refused("图片尺寸过大，请缩小后再上传。")


def jpeg_size(raw):
    at = 2
    while at + 9 < len(raw):
        if raw[at] != 0xFF:
            break
        mark, length = raw[at + 1], struct.unpack(">H", raw[at + 2 : at + 4])[0]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", raw[at + 5 : at + 9])
            return width, height
        at += 2 + length
    raise Refused(UNLIKE)


def packed(path, part):
    """An office file is an archive with certain parts: of sane size, inside itself, no program."""
    if not zipfile.is_zipfile(path):
        raise Refused(UNLIKE)
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        names = [entry.filename.replace("\\", "/") for entry in parts]
        need(part in names)
        for entry, name in zip(parts, names, strict=True):
            if entry.flag_bits & 1:
                raise Refused("文件设有密码，请取消密码后再上传。")
            if name.startswith("/") or ".." in name.split("/"):
                raise Refused(UNLIKE)
            if "vbaproject" in name.lower() or name.lower().endswith((".exe", ".js", ".bat")):
                raise Refused(MACROS)
            if (entry.external_attr >> 16) & 0o170000 == 0o120000:
                raise Refused(UNLIKE)
        if len(parts) > 5000 or sum(entry.file_size for entry in parts) > 1_000_000_000:
            raise Refused("文件解压后过大，疑似压缩炸弹，已拒绝上传。")


def text(raw):
    encodings = ("utf-16",) if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            found = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused(UNLIKE)
    need(not any(c < " " and c not in "\t\r\n\x0c" for c in found))
    head = found[:1000].lstrip("\ufeff \r\n\t").lower()
    need(not head.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script", "#!")))


def main():
    _, path, suffix = sys.argv
    try:
        told = judge(path, suffix)
    except Refused as refused:
        told = {"refused": str(refused)}
    except Exception as wrong:  # broken files break readers; that is the file's fault
        told = {"refused": "文件已损坏，无法识别。", "because": type(wrong).__name__}
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
