"""A list's way through the house, as rows: the batch opened, its lines kept, or put aside.

What it does to the register is in ``writing``, how it is taken back in ``reverting``.
"""

import json
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record
from jobs.sheets import SUFFIXES
from orgs.bulk import copy_rows
from orgs.golden import PRIVATE, plain
from orgs.models import ImportBatch, ImportLine, Source
from orgs.names import tidy_code
from privacy.masks import mask

Outcome = ImportLine.Outcome
Status = ImportBatch.Status
APPLIES = {Outcome.NEW, Outcome.CHANGED, Outcome.RENAMED, Outcome.MOVED, Outcome.REVIVED}
COUNTED_OUT = "source-"
NOT_YOURS = "只能为本级及下级工会导入名单。"
AS_JSON_HAS_IT = {str, int, bool, list}
LINE = (
    *("batch_id", "sheet", "row", "outcome", "organization_id", "values", "changes", "errors"),
    *("private", "applied", "confirmed", "held", "before", "stayed"),
)


def open_batch(*, by, source, federation, as_of, file_name, digest, file=None):
    """A list handed in, not yet read. ``by`` is None only for an operator at the machine."""
    if by is not None and not by.may_at(Permission.ORG_IMPORT, federation):
        raise PermissionDenied(NOT_YOURS)
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": "名单日期不能晚于今天。"})
    batch = ImportBatch(
        by=by,
        source=source,
        federation=federation,
        as_of=as_of,
        file_name=file_name[:255],
        digest=digest,
    )
    if file is not None:
        suffix = Path(file_name).suffix.lower()
        kept = suffix if suffix in SUFFIXES else ""  # of others nothing is read but the name
        batch.file.save(f"{batch.uid}{kept}", file, save=False)
    batch.save()
    return batch


def source_named(name):
    """The source of that name or given code; a new one if there is none. Codes that were counted
    out are nobody's to name: whoever tried them would read the names of others' lists. What
    officers and organizations say here themselves is no list."""
    code = "".join(c for c in tidy_code(name).lower() if c.isascii() and c.isalnum())[:40]
    lists = Source.objects.exclude(code__in=Source.OWN)
    given = lists.exclude(code__startswith=COUNTED_OUT).filter(code=name)
    found = lists.filter(name=name).first() or given.first()
    if found:
        return found
    if not code or Source.objects.filter(code=code).exists():
        code = f"{COUNTED_OUT}{uuid4().hex[:12]}"
    return Source.objects.get_or_create(code=code, defaults={"name": name})[0]


@transaction.atomic
def keep_lines(*, batch, verdicts, missing, result, applied=frozenset(), at=None):
    """The batch's lines as now judged, in place of those before. ``at`` is when they were written:
    the very time by which what they wrote is found again."""
    confirmed = set(batch.lines.filter(confirmed=True).values_list("sheet", "row"))
    batch.lines.all()._raw_delete(batch._state.db)  # nothing refers to lines not yet applied
    nothing = (False, False, {}, {}, {})
    copy_rows(
        ImportLine,
        LINE,
        (
            *(_line(batch, verdict, applied, confirmed) for verdict in verdicts),
            *(
                (batch.pk, "", None, Outcome.MISSING, pk, {}, {}, [], "", *nothing)
                for pk in missing
            ),
        ),
    )
    batch.result, batch.status = result, Status.APPLIED if at else Status.PREVIEW
    if at:
        batch.applied_at = at
        forget_file(batch)  # its rows are kept, personal values sealed
    batch.save()


def forget_file(batch):
    """Let the batch's file go once that is certain: what is rolled back has its file still."""
    if batch.file:
        storage, name = batch.file.storage, batch.file.name
        transaction.on_commit(lambda: storage.delete(name))
        batch.file = ""


@transaction.atomic
def discard_batch(*, by, batch):
    """Put a list aside unused; its file goes, its numbers stay."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not by.may(Permission.ORG_IMPORT, batch):
        raise PermissionDenied(NOT_YOURS)
    written = (Status.APPLIED, Status.STOPPED, Status.REVERTING, Status.REVERTED)
    if batch.working or batch.status in written:
        raise ValidationError("这份名单已写入或正在处理，不能放弃。")
    batch.status = Status.STOPPED
    forget_file(batch)
    batch.lines.all().delete()
    batch.save()
    record(by=by, verb="discard", label="放弃名单", subject=batch)
    return batch


def _open(by, batch):
    """The batch under lock, if it still waits to be written and the person may decide."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not by.may(Permission.ORG_IMPORT, batch):
        raise PermissionDenied(NOT_YOURS)
    if not batch.open:
        raise ValidationError(f"这份名单{batch.get_status_display()}，不能再核对。")
    return batch


@transaction.atomic
def decide_class(*, by, batch, outcome, hold):
    """Let a whole class of rows be written, or hold it back."""
    batch = _open(by, batch)
    if outcome not in APPLIES:
        raise ValidationError("这一类不能整类写入，请逐条核对。")
    batch.held = sorted({*batch.held, outcome} if hold else {*batch.held} - {outcome})
    batch.save(update_fields=["held"])
    return batch


@transaction.atomic
def confirm_lines(*, by, batch, shown, confirmed):
    """A person has looked at doubtful lines (keys): those ``confirmed`` will be written, too."""
    batch = _open(by, batch)
    doubtful = batch.lines.filter(outcome=Outcome.SUSPICIOUS, pk__in=shown)
    doubtful.filter(pk__in=confirmed).update(confirmed=True)
    doubtful.exclude(pk__in=confirmed).update(confirmed=False)


def _line(batch, verdict, applied, confirmed):
    row, where = verdict.row, (verdict.row.sheet, verdict.row.number)
    private = {name: said for name in PRIVATE if (said := row.values.get(name))}
    if verdict.outcome in (Outcome.REFUSED, Outcome.SUSPICIOUS):
        private["cells"] = row.written
    if row.unreadable:
        private["unreadable"] = row.unreadable
    if sealed := {n: v for n, v in verdict.before.items() if n in PRIVATE}:
        private["before"] = sealed
    values = {
        n: v if type(v) in AS_JSON_HAS_IT else plain(v)
        for n, v in row.values.items()
        if n not in PRIVATE
    }
    if row.derived or row.coarse:
        values["_"] = {"derived": sorted(row.derived), "coarse": row.coarse}
    errors = [
        {"field": name, "value": shown(name, value), "message": message}
        for name, value, message in row.errors
    ]
    for error in errors:
        if row.meant and error["field"] == "credit_code":
            error["meant"] = row.meant
    if verdict.reason:
        errors.append({"field": "", "value": "", "message": verdict.reason})
    return (
        batch.pk,
        *where,
        verdict.outcome,
        verdict.organization.pk if verdict.organization is not None else None,
        values,
        {n: [plain(shown(n, v)) for v in both] for n, both in verdict.difference.items()},
        errors,
        json.dumps(private, ensure_ascii=False) if private else "",
        where in applied,
        where in confirmed,
        _held(verdict),
        {n: [plain(v) for v in pair] for n, pair in verdict.before.items() if n not in PRIVATE},
        {},
    )


def _held(verdict):
    """What the line says and the register does not take, or takes for a while only."""
    found = {
        name: {
            "now": plain(shown(name, told[0])),
            "said": plain(shown(name, told[1])),
            "source": told[2].source,
            "as_of": plain(told[2].as_of),
            "decided": told[2].decided,
        }
        for name, told in verdict.held.items()
        if told
    }
    return found | {name: {"until": plain(day)} for name, day in verdict.until.items()}


def shown(name, value):
    """A value as it may stand in results."""
    return mask(PRIVATE[name], value) if name in PRIVATE else value
