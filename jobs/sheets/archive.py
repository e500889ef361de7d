"""The guard before a packed workbook: looked through as a stream, before any reader opens it.

Part of the sandboxed script ``parse.py``, which finds it beside itself; imports nothing of ours.
"""

import os
import re
import zipfile

EMPTY_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?(?:/>|>\s*</(?:\w+:)?c>)")
EMPTY_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?(?:/>|>\s*</(?:\w+:)?row>)")
ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\br=\"(\d+)\"")
FAR_COLUMN = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=\"([A-Z]{2,3})\d+\"")
VALUELESS = re.compile(
    rb"<(?:\w+:)?c\b([^>]*?)>\s*<(?:\w+:)?f\b(?:[^>]*?/>|[^>]*?>[^<]*</(?:\w+:)?f>)\s*"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v[^>]*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
WRONG = re.compile(rb"<(?:\w+:)?c\b([^>]*?\bt=\"e\"[^>]*)>")
AT_A_GLANCE = re.compile(rb'r="(\d+)"'), re.compile(rb'r="([A-Z]{2,3})\d')
"""All rows and far columns, and perhaps more: a tenth of the time of looking which are empty."""
REFERENCE = re.compile(rb"\br=\"([A-Z]{1,3})(\d+)\"")

DESCRIPTION = re.compile(r"<dc:description>([^<]*)</dc:description>")
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.I)


class Refused(Exception):
    """The file as a whole is not taken; the reason is in the user's words."""


def column_number(letters):
    """'A' -> 0, 'AA' -> 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def guard(path, limits):
    """Look through the archive as a stream before any reader opens it."""
    archive = zipfile.ZipFile(path)
    parts = archive.infolist()
    if len(parts) > limits["parts"]:
        raise Refused("文件内部结构异常（部件过多），无法导入。")
    names = [part.filename for part in parts]
    if len(set(names)) != len(names):
        raise Refused("文件内部结构异常（部件重名），无法导入。")
    for part in parts:
        name = part.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/"):
            raise Refused("文件内部结构异常（路径越界），无法导入。")
        if (part.external_attr >> 16) & 0o170000 == 0o120000:
            raise Refused("文件内部结构异常（含有链接），无法导入。")
        if part.flag_bits & 1:
            raise Refused("文件设有密码，请取消密码后再上传。")
        if "vbaproject" in name.lower() or name.lower().startswith("xl/macrosheets/"):
            raise Refused("文件含有宏，出于安全不能导入。请另存为不含宏的 .xlsx 后再上传。")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused("文件内容与扩展名不符：这不是有效的 .xlsx 工作簿。")
    unpacked, size, doubts = 0, max(os.path.getsize(path), 1), {}
    for part in parts:
        watch = Extent(limits) if SHEET.match(part.filename) else None
        for chunk in chunks(archive, part):
            unpacked += len(chunk)
            if unpacked > limits["unpacked"] or (
                unpacked > 20_000_000 and unpacked > limits["ratio"] * size
            ):
                raise Refused("文件解压后过大，疑似压缩炸弹，已拒绝导入。")
            if watch:
                watch.feed(chunk)
        if watch:
            doubts[part.filename] = watch.close()
            if watch.too_far:  # unless what is far away are cells that hold nothing
                exact = Extent(limits, exact=True)
                for chunk in chunks(archive, part):
                    exact.feed(chunk)
                exact.close()
                if exact.too_far:
                    raise Refused(
                        "工作表的范围过大（远处有孤立的单元格），请删去多余行列后再上传。"
                    )
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types:
        raise Refused("文件含有宏，出于安全不能导入。请另存为不含宏的 .xlsx 后再上传。")
    return {name: doubts.get(part, {}) for name, part in sheet_parts(archive).items()}


def chunks(archive, part):
    """A part unpacked, piece by piece; XML that brings definitions of its own is refused."""
    first = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    with archive.open(part) as stream:
        while chunk := stream.read(1 << 20):
            if first:
                flat = chunk[:65536].replace(b"\0", b"").upper()
                if b"<!DOCTYPE" in flat or b"<!ENTITY" in flat:
                    raise Refused("文件内含外部定义（DTD），出于安全不能导入。")
                first = False
            yield chunk


def description(path):
    """The workbook's own description; no DTD came this far."""
    archive = zipfile.ZipFile(path)
    if "docProps/core.xml" not in archive.namelist():
        return ""
    found = DESCRIPTION.search(archive.read("docProps/core.xml").decode("utf-8", "replace"))
    return found[1] if found else ""


class Extent:
    """How far a sheet reaches, which formulas carry no value and which went wrong.

    Read off its XML as it passes by; the reader tells none of the three. Cells and rows that hold
    nothing count only where it is not measured exactly.
    """

    def __init__(self, limits, *, exact=False):
        self.limits, self.rest, self.rows, self.columns = limits, b"", 0, 26
        self.exact, self.doubts = exact, {}

    @property
    def too_far(self):
        return self.rows * self.columns > self.limits["extent"]

    def feed(self, chunk):
        text = self.rest + chunk
        ends = [text.rfind(tag) + len(tag) for tag in (b"</row>", b":row>", b"</c>", b":c>")]
        end = max(ends)
        if end < 6:  # none of them
            if len(text) > 32_000_000:
                raise Refused("文件内部结构异常，疑似压缩炸弹，已拒绝导入。")
            self.rest = text
            return
        self.look(text[:end])
        self.rest = text[end:]

    def close(self):
        self.look(self.rest)
        return self.doubts

    def doubt(self, attributes, kind):
        if at := REFERENCE.search(attributes):
            self.doubts.setdefault(int(at[2]), {})[column_number(at[1])] = kind

    def look(self, text):
        if b"<f" in text or b":f" in text:
            for found in VALUELESS.finditer(text):
                attributes, value = found.groups()
                if not (value and b't="str"' in attributes):
                    self.doubt(attributes, "formula")
        if b't="e"' in text:
            for found in WRONG.finditer(text):
                self.doubt(found[1], "error")
        if self.exact:
            text = EMPTY_ROW.sub(b"", EMPTY_CELL.sub(b"", text))
        rows, columns = (ROW, FAR_COLUMN) if self.exact else AT_A_GLANCE
        self.rows = max([self.rows, *map(int, rows.findall(text))])
        far = set(columns.findall(text))
        self.columns = max([self.columns, *(column_number(letters) + 1 for letters in far)])


def sheet_parts(archive):
    """``{sheet name: part}`` as the workbook tells it."""
    import xml.etree.ElementTree as ElementTree  # noqa: S405 - no DTD came this far

    def attributes(name, tag):
        for element in ElementTree.fromstring(archive.read(name)).iter():  # noqa: S314
            if element.tag.rpartition("}")[2] == tag:
                yield {key.rpartition("}")[2]: value for key, value in element.attrib.items()}

    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in attributes("xl/_rels/workbook.xml.rels", "Relationship")
    }
    parts = {}
    for sheet in attributes("xl/workbook.xml", "sheet"):
        target = targets.get(sheet.get("id"), "")
        parts[sheet.get("name")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts
