"""The way of a list through the house: handed in, read, looked at, written, or put aside."""

import hashlib
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from jobs.services import enqueue
from jobs.sheets import TableRefused
from orgs.imports.columns import LABELS
from orgs.imports.doubts import doubts_of, some
from orgs.imports.judging import Judge, Outcome, missing_from
from orgs.imports.reading import DATES, Row, read_listing
from orgs.imports.sums import warnings_of
from orgs.models import ImportBatch
from orgs.services.disappearances import note_missing
from orgs.services.importing import (
    NOT_YOURS,
    keep_lines,
    open_batch,
    shown,
    source_named,
    write_verdicts,
)

ROW_OUTCOMES = [o for o in Outcome.values if o != Outcome.MISSING]
BREAKER_SHARE = getattr(settings, "IMPORT_BREAKER_SHARE", 0.05)
BREAKER_FLOOR = getattr(settings, "IMPORT_BREAKER_FLOOR", 10)
Status = ImportBatch.Status


class BreakerTripped(ValidationError):
    """So much would end, or is doubtful, that the list is more likely wrong than the register."""


@transaction.atomic
def hand_in(*, by, file, source, federation, as_of, apply=False):
    """Take a file in and have it read by a job; with ``apply`` also written. Returns the batch."""
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    batch = open_batch(
        by=by,
        source=source_named(source),
        federation=federation,
        as_of=as_of,
        file_name=Path(file.name).name,
        digest=digest,
        file=file,
    )
    return ask_to_read(by=by, batch=batch, apply=apply)


@transaction.atomic
def ask_to_read(*, by, batch, mapping=None, apply=False):
    """Have the file read, or read again with its columns set right by a person."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.working or batch.status == Status.APPLIED or not batch.file:
        raise ValidationError("这份名单正在处理或已处理完毕，不能重新读取。")
    batch.status, batch.mapping = Status.READING, mapping or {}
    batch.job = enqueue(
        by=by,
        kind="orgs.read_list",
        title=f"读取名单：{batch.file_name}",
        arguments={"batch": batch.pk, "apply": apply},
    )
    batch.save()
    return batch


@transaction.atomic
def ask_to_apply(*, by, batch, chosen=(), reason="", force=False):
    """Have a looked-at list written. ``chosen``: keys of doubtful lines a person has confirmed."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not batch.open:
        raise ValidationError(f"这份名单{batch.get_status_display()}，不能写入。")
    if force and not reason:
        raise ValidationError({"reason": "请写明核对情况后再写入。"})
    batch.status = Status.APPLYING
    batch.job = enqueue(
        by=by,
        kind="orgs.apply_list",
        title=f"写入名单：{batch.file_name}",
        arguments={"batch": batch.pk, "chosen": list(chosen), "reason": reason, "force": force},
    )
    batch.save()
    return batch


def read_batch(batch, *, path=None, progress=lambda *_, **__: None):
    """Read and judge a batch's file and keep what became of each row; nothing else is changed.

    A file that is not taken leaves a batch that says why.
    """
    path = path or batch.file.path
    try:
        progress(0, "正在读取文件")
        listing = read_listing(
            path, batch.file_name, within=batch.federation, mapping=batch.mapping
        )
    except TableRefused as refused:
        batch.status, batch.result = Status.FAILED, {"refused_whole": refused.messages[0]}
        batch.save()
        return batch.result
    progress(0, "正在比对", total=len(listing.rows))
    batch.mapping = mapping_of(listing)
    warnings = [*warnings_of(listing), *doubts_of(listing.rows), *aside(listing)]
    verdicts, missing = _judge(batch, listing.rows)
    result = _result(batch, verdicts, missing, warnings)
    keep_lines(
        batch=batch, verdicts=verdicts, missing=missing, result=result, status=Status.PREVIEW
    )
    return result


@transaction.atomic
def apply_batch(*, by, batch, chosen=(), reason="", force=False):
    """Judge a looked-at batch again, as the register is now, and write it. Returns the result.

    ``chosen`` are the lines (keys) in doubt that a person has confirmed. ``force`` lets a person
    who gives a reason past the breaker.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if by is not None and not by.may(Permission.ORG_IMPORT, batch):
        raise PermissionDenied(NOT_YOURS)
    if batch.status not in (Status.PREVIEW, Status.APPLYING):
        raise ValidationError(f"这份名单{batch.get_status_display()}，不能写入。")
    if force and not reason.strip():
        raise ValidationError({"reason": "请写明核对情况后再写入。"})
    verdicts, missing = _judge(batch, _rows_of(batch), lock=True)
    warnings = [w for w in batch.result.get("warnings", []) if w != batch.result.get("stopped")]
    keys = set(batch.lines.filter(pk__in=chosen).values_list("sheet", "row"))
    return _apply(by, batch, verdicts, missing, warnings, keys, reason, force)


def import_file(*, by, path, name, source, federation, as_of, apply=False):
    """The command's way: read, judge and, if asked, write, in one go. Returns the result.

    Raises TableRefused when the file as a whole is not taken; nothing is then kept.
    """
    path = Path(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    listing = read_listing(path, name, within=federation)
    warnings = [*warnings_of(listing), *doubts_of(listing.rows), *aside(listing)]
    with transaction.atomic():
        batch = open_batch(
            by=by, source=source, federation=federation, as_of=as_of, file_name=name, digest=digest
        )
        batch.mapping = mapping_of(listing)
        verdicts, missing = _judge(batch, listing.rows, lock=apply)
        if not apply:
            result = _result(batch, verdicts, missing, warnings)
            keep_lines(
                batch=batch,
                verdicts=verdicts,
                missing=missing,
                result=result,
                status=Status.PREVIEW,
            )
            return {**result, "errors": errors_of(batch, verdicts)}
        try:
            with transaction.atomic():
                result = _apply(by, batch, verdicts, missing, warnings)
        except BreakerTripped as tripped:
            result = _result(batch, verdicts, missing, [*tripped.messages, *warnings])
            result["stopped"] = tripped.messages[0]
            keep_lines(
                batch=batch,
                verdicts=verdicts,
                missing=missing,
                result=result,
                status=Status.PREVIEW,
            )
        return {**result, "errors": errors_of(batch, verdicts)}


def _judge(batch, rows, *, lock=False):
    judge = Judge(within=batch.federation, as_of=batch.as_of, rows=rows, lock=lock)
    verdicts = [judge.verdict(row) for row in rows]
    missing = missing_from(
        within=batch.federation, source=batch.source, as_of=batch.as_of, verdicts=verdicts
    )
    return verdicts, list(missing.values_list("pk", flat=True))


def _apply(by, batch, verdicts, missing, warnings, chosen=frozenset(), reason="", force=False):
    if not force:
        _break(verdicts)
    result = _result(batch, verdicts, missing, warnings)
    written = write_verdicts(by=by, batch=batch, verdicts=verdicts, chosen=chosen, reason=reason)
    result["written"] = len(written)
    keep_lines(
        batch=batch,
        verdicts=verdicts,
        missing=missing,
        result=result,
        status=Status.APPLIED,
        applied=written,
    )
    note_missing(by=by, batch=batch, organizations=missing)
    return result


def _break(verdicts):
    doubtful = sum(v.outcome == Outcome.SUSPICIOUS for v in verdicts)
    ends = sum(v.ends for v in verdicts)
    if doubtful + ends >= BREAKER_FLOOR and doubtful + ends > BREAKER_SHARE * len(verdicts):
        raise BreakerTripped(
            f"名单共{len(verdicts)}行，其中存疑{doubtful}行、由在册变为注销或撤销{ends}行，"
            f"超过{BREAKER_SHARE:.0%}，为防误导入，本次未写入任何一行。请核对名单后再导入。"
        )


def _result(batch, verdicts, missing, warnings):
    counts = Counter(v.outcome for v in verdicts)
    return {
        "batch": str(batch.uid),
        "rows": len(verdicts),
        **{outcome: counts[outcome] for outcome in ROW_OUTCOMES},
        "missing": len(missing),
        "warnings": warnings,
    }


def errors_of(batch, verdicts):
    """Every reason for which a row was refused, in the contract's words."""
    labels = labels_of(batch)
    return [
        {
            **({"sheet": v.row.sheet} if v.row.sheet else {}),
            "row": v.row.number,
            "column": labels.get(name, ""),
            "value": shown(name, value),
            "message": message,
        }
        for v in verdicts
        for name, value, message in v.row.errors
    ]


def errors_told(batch):
    """The same of a batch that was read before, from its lines."""
    labels = labels_of(batch)
    lines = batch.lines.filter(outcome=Outcome.REFUSED).order_by("sheet", "row")
    return [
        {
            **({"sheet": line.sheet} if line.sheet else {}),
            "row": line.row,
            "column": labels.get(error["field"], ""),
            "value": error["value"],
            "message": error["message"],
        }
        for line in lines.only("sheet", "row", "errors")
        for error in line.errors
    ]


def labels_of(batch):
    """How the batch's file heads each field."""
    labels = batch.mapping.get("labels", [])
    found = {name: labels[int(at)] for at, name in batch.mapping.get("columns", {}).items()}
    return {**LABELS, **found}


def mapping_of(listing):
    """How the file was understood, for a person to set right and for the words of its errors."""
    return {
        "sheet": listing.sheet,
        "sheets": list(listing.sheets),
        "header": [listing.header[0], listing.header[-1]],
        "labels": list(listing.labels),
        "columns": {str(at): name for at, name in listing.columns.items()},
    }


def aside(listing):
    """What was not taken in of rows that were: nothing is left out without a word."""
    found = []
    for name, words in listing.left_aside.items():
        most = sorted(words.items(), key=lambda pair: -len(pair[1]))[:8]
        told = "、".join(f"“{word}”（{len(n)}行：第{some(n)}行）" for word, n in most)
        found.append(f"“{listing.label(name)}”列有无法识别的取值，已留空：{told}。")
    for name, words in listing.unsaid.items():
        rows = [where for places in words.values() for where in places]
        told = "、".join(f"“{word}”" for word in words)
        found.append(
            f"“{listing.label(name)}”列有{len(rows)}行写的是{told}，已留空：第{some(rows)}行。"
        )
    for name, rows in listing.unreadable.items():
        found.append(
            f"“{listing.label(name)}”列有{len(rows)}行写得不完整或有误，已留空，"
            f"原文留在导入行中：第{some(rows)}行。"
        )
    if rows := listing.unfounded:
        found.append(
            f"“{listing.label('labour_field')}”列有{len(rows)}行填“是”而未写明属于哪个方面，"
            f"未作认定：第{some(rows)}行。"
        )
    if listing.unread:
        told = "、".join(f"“{label}”（{count}行有内容）" for label, count in listing.unread.items())
        found.append(f"以下各列没有对应的栏目，未导入：{told}。需要的，请在“列对应”中指定。")
    return [*sheets_read(listing), *found]


def sheets_read(listing):
    """Of several sheets, which were read as lists and which were not."""
    others = [s for s in listing.sheets if s not in listing.listed]
    found = []
    if len(listing.sheets) > 1:
        read = "、".join(f"“{sheet}”" for sheet in listing.listed)
        rest = "、".join(f"“{sheet}”" for sheet in others)
        told = f"；{rest}不是名单，未导入" if rest else ""
        found.append(f"文件有{len(listing.sheets)}个工作表：已读取{read}{told}。")
    if listing.hidden:
        told = "、".join(f"“{sheet}”" for sheet in listing.hidden)
        found.append(f"隐藏的工作表未读取：{told}。")
    return found


def _rows_of(batch):
    rows = []
    for line in batch.lines.exclude(row=None).order_by("sheet", "row"):
        values = dict(line.values)
        how = values.pop("_", {})
        private = json.loads(line.private) if line.private else {}
        cells = private.pop("cells", ())
        unreadable = private.pop("unreadable", {})
        for name in DATES:
            if values.get(name):
                values[name] = date.fromisoformat(values[name])
        if values.get("assets"):
            values["assets"] = Decimal(values["assets"])
        refused = line.outcome == Outcome.REFUSED
        rows.append(
            Row(
                sheet=line.sheet,
                number=line.row,
                values={**values, **private},
                derived=set(how.get("derived", ())),
                coarse=how.get("coarse", {}),
                errors=[(e["field"], e["value"], e["message"]) for e in line.errors if refused],
                written=tuple(cells),
                unreadable=unreadable,
            )
        )
    return rows
