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
from django.utils import timezone

from accounts.roles import Permission
from documents.services.attachments import tidy_name
from jobs.services import enqueue
from jobs.sheets import TableRefused
from orgs.bulk import kept_until_done
from orgs.imports.asides import aside
from orgs.imports.doubts import doubts_of, some
from orgs.imports.judging import Judge, Outcome, missing_from
from orgs.imports.listing import Row
from orgs.imports.meanings import DATES
from orgs.imports.proposals import propose
from orgs.imports.reading import HeaderUnknown, read_listing
from orgs.imports.refusals import errors_of
from orgs.imports.repeats import doubt_repeats
from orgs.imports.rows import STEP, quietly
from orgs.imports.sums import warnings_of
from orgs.models import ImportBatch
from orgs.services.disappearances import note_missing
from orgs.services.importing import NOT_YOURS, keep_lines, open_batch, source_named
from orgs.services.mappings import recalled, remember
from orgs.services.writing import alone_in, write_verdicts

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
        file_name=tidy_name(file.name),
        digest=digest,
        file=file,
    )
    return ask_to_read(by=by, batch=batch, apply=apply)


@transaction.atomic
def ask_to_read(*, by, batch, mapping=None, apply=False):
    """Have the file read, or read again with its columns set right by a person."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.working or batch.status in (Status.APPLIED, Status.REVERTED) or not batch.file:
        raise ValidationError("这份名单正在处理或已处理完毕，不能重新读取。")
    batch.status = Status.READING
    batch.mapping = {**mapping, "corrected": True} if mapping else {}
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
    """Have a looked-at list written, but for the classes held back. ``chosen``: keys of doubtful
    lines that a person has confirmed, beside those confirmed before."""
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


@kept_until_done()
def read_batch(batch, *, path=None, progress=quietly):
    """Read and judge a batch's file and keep what became of each row; nothing else is changed.

    A file that is not taken leaves a batch that says why. Columns that a person has set right are
    remembered for the next list of this source under the same headings.
    """
    corrected = batch.mapping if "corrected" in batch.mapping else {}
    try:
        progress(0, "正在读取文件")
        listing = _listing(batch, path or batch.file.path, batch.file_name, progress, corrected)
    except TableRefused as refused:
        batch.status, batch.result = Status.FAILED, {"refused_whole": refused.messages[0]}
        if refused.code == "template":
            batch.result["template"] = True
        if isinstance(refused, HeaderUnknown):
            batch.mapping = refused.mapping
        batch.save()
        return batch.result
    if corrected:
        remember(batch=batch, listing=listing, by=batch.job.by if batch.job else batch.by)
    batch.mapping = mapping_of(listing)
    warnings = [*warnings_of(listing), *doubts_of(listing.rows), *aside(listing)]
    verdicts, missing = _judge(batch, listing.rows, progress=progress)
    result = _result(batch, verdicts, missing, warnings)
    progress(0, "正在保存比对结果")
    keep_lines(batch=batch, verdicts=verdicts, missing=missing, result=result)
    return result


@kept_until_done()
@transaction.atomic
def apply_batch(*, by, batch, chosen=(), reason="", force=False, progress=quietly):
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
    alone_in(batch.federation)
    verdicts, missing = _judge(batch, _rows_of(batch), lock=True, progress=progress)
    warnings = [w for w in batch.result.get("warnings", []) if w != batch.result.get("stopped")]
    looked = batch.lines.filter(confirmed=True) | batch.lines.filter(pk__in=chosen)
    keys = set(looked.values_list("sheet", "row"))
    progress(0, "正在写入名册")
    return _apply(by, batch, verdicts, missing, warnings, keys, reason, force)


@kept_until_done()
def import_file(*, by, path, name, source, federation, as_of, apply=False):
    """The command's way: read, judge and, if asked, write, in one go. Returns the result.

    Raises TableRefused when the file as a whole is not taken; nothing is then kept.
    """
    path = Path(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    given = {"source": source, "federation": federation}
    listing = _listing(ImportBatch(**given), path, name)
    warnings = [*warnings_of(listing), *doubts_of(listing.rows), *aside(listing)]
    with transaction.atomic():
        batch = open_batch(by=by, **given, as_of=as_of, file_name=name, digest=digest)
        batch.mapping = mapping_of(listing)
        if apply:
            alone_in(federation)
        verdicts, missing = _judge(batch, listing.rows, lock=apply)
        try:
            if apply:
                with transaction.atomic():
                    result = _apply(by, batch, verdicts, missing, warnings)
                return {**result, "errors": errors_of(batch, verdicts)}
            result = _result(batch, verdicts, missing, warnings)
        except BreakerTripped as tripped:
            result = _result(batch, verdicts, missing, [*tripped.messages, *warnings])
            result["stopped"] = tripped.messages[0]
        keep_lines(batch=batch, verdicts=verdicts, missing=missing, result=result)
        return {**result, "errors": errors_of(batch, verdicts)}


def _listing(batch, path, name, progress=quietly, corrected=None):
    return read_listing(
        path,
        name,
        within=batch.federation,
        mapping=corrected,
        recall=lambda signature: recalled(batch=batch, signature=signature),
        progress=progress,
    )


def _judge(batch, rows, *, lock=False, progress=quietly):
    progress(0, "正在与名册比对", total=len(rows))
    judge = Judge(
        within=batch.federation, as_of=batch.as_of, rows=rows, source=batch.source, lock=lock
    )

    def told(done):
        if not done % STEP:
            progress(done, "正在与名册比对")

    verdicts = judge.verdicts(rows, progress=told)
    doubt_repeats(verdicts, ours=judge.register.ours)
    propose((v.row for v in verdicts if v.row.errors), ours=judge.register.ours)
    missing = missing_from(
        within=batch.federation, source=batch.source, as_of=batch.as_of, verdicts=verdicts
    )
    return verdicts, list(missing.values_list("pk", flat=True))


def _apply(by, batch, verdicts, missing, warnings, chosen=frozenset(), reason="", force=False):
    if not force:
        _break(verdicts)
    result = _result(batch, verdicts, missing, warnings)
    at = timezone.now()
    written = write_verdicts(
        by=by,
        batch=batch,
        verdicts=verdicts,
        chosen=chosen,
        held=frozenset(batch.held),
        reason=reason,
        at=at,
    )
    result |= {"written": len(written), "reversible": True}
    keep_lines(
        batch=batch, verdicts=verdicts, missing=missing, result=result, applied=written, at=at
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
    held = [v.row.number for v in verdicts if v.held]
    if held:
        warnings = [
            f"有{len(held)}行的部分取值与更可信或更新的来源不同，已留存、未采用：第{some(held)}行。",
            *(w for w in warnings if "已留存、未采用" not in w),
        ]
    return {
        "batch": str(batch.uid),
        "rows": len(verdicts),
        **{outcome: counts[outcome] for outcome in ROW_OUTCOMES},
        "missing": len(missing),
        "held": len(held),
        "warnings": warnings,
    }


def mapping_of(listing):
    """How the file was understood, for a person to set right and for the words of its errors."""
    return {
        "sheet": listing.sheet,
        "sheets": list(listing.sheets),
        "header": [listing.header[0], listing.header[-1]],
        "labels": list(listing.labels),
        "columns": {str(at): name for at, name in listing.columns.items()},
        "recalled": listing.recalled,
        "signature": listing.signature,
    }


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
