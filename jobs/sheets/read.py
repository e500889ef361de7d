import hashlib
import json
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ValidationError

from jobs import sandbox
from jobs.sheets.tables import Line, Table, guess_header

PARSER = Path(__file__).with_name("parse.py")
SUFFIXES = (".xlsx", ".xls", ".csv")
MOST_ROWS = 200_000
MOST_BYTES = 50 * 1024 * 1024
SECONDS, CPU_SECONDS, MEMORY = 120, 90, 1536 * 1024 * 1024
LIMITS = {
    "rows": MOST_ROWS,
    "lines": MOST_ROWS + 100,  # titles, headers and notes are not rows
    "cells": 12_000_000,
    "extent": 40_000_000,
    "parts": 2000,
    "unpacked": 1_500_000_000,
    "ratio": 150,
}


class TableRefused(ValidationError):
    """The file as a whole is not taken: a bomb, a macro, a password, garbage, too many rows."""


def read_table(path, name, *, words=(), sheet="") -> Table:
    """Read an uploaded spreadsheet (.xlsx, .xls, .csv) in a sandbox. Raises TableRefused.

    ``path``  where the bytes are; ``name`` the name it came under (its suffix must fit the bytes).
    ``words`` headings that one hopes to find: by them the sheet and the header are chosen.
    ``sheet`` the sheet to read instead; ``""`` chooses (never a hidden one).

    The Table has ``lines`` (``line.number`` is the sheet's own row number, ``line[i]`` the text of
    a cell, ``line.doubt(i)`` why it cannot be trusted: a formula without value, more than fifteen
    digits, an error), ``header`` (a guess, or None; ``table.headed(row[, row])`` corrects it) and
    ``data(header=None)``, the lines below it, 合计 rows and notes included.

    Dates come as ISO text, whole numbers without a point, texts trimmed and otherwise as written.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise TableRefused("只接受 .xlsx、.xls 和 .csv 文件，请另存为其中一种后再上传。")
    size = Path(path).stat().st_size
    if not size:
        raise TableRefused("文件是空的。")
    if size > MOST_BYTES:
        raise TableRefused(f"文件超过 {MOST_BYTES // 1024 // 1024} MB，请分成几个文件上传。")
    told = sandbox.lines(
        PARSER,
        str(Path(path).resolve()),
        suffix,
        sheet,
        json.dumps(list(words), ensure_ascii=False),
        json.dumps(LIMITS),
        seconds=SECONDS,
        cpu=CPU_SECONDS,
        memory=MEMORY,
    )
    about, lines = {}, []
    try:
        for value in told:
            if isinstance(value, list):
                lines += [
                    Line(number, tuple(cells), _columns(doubts)) for number, cells, doubts in value
                ]
            elif "refused" in value:
                raise TableRefused(value["refused"])
            else:
                about |= value
    except sandbox.SandboxFailed as failed:
        raise TableRefused("文件打不开：可能已损坏，或展开后过大。") from failed
    if about.get("lines") != len(lines):
        raise TableRefused("文件打不开：可能已损坏。")
    table = Table(
        name=name,
        kind=about["kind"],
        encoding=about["encoding"],
        sheet=about["sheet"],
        sheets=tuple(about["sheets"]),
        lines=lines,
        header=guess_header(lines, words),
        hidden=tuple(about.get("hidden", ())),
        stamp=about.get("stamp", ""),
    )
    if len(table.data()) > MOST_ROWS:
        raise TableRefused(f"表格过大：最多可导入 {MOST_ROWS:,} 行，请分成几个文件上传。")
    return table


@contextmanager
def on_disk(upload):
    """``(path, digest)`` of a small upload that is read at once, for as long as that takes."""
    digest = hashlib.sha256()
    with NamedTemporaryFile() as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
            digest.update(chunk)
        copy.flush()
        yield copy.name, digest.hexdigest()


NOTHING = {}


def _columns(doubts):
    return {int(at): doubt for at, doubt in doubts.items()} if doubts else NOTHING
