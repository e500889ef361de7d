"""A list of another department on its way in: handed over, read by a job, looked at, then taken
for comparison or put aside. Until then its file lies sealed, for its columns to be set right."""

import hashlib
import json
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from documents.services.attachments import tidy_name
from governance.trail import record, refuse
from governance.workflow import save
from jobs.services import enqueue
from jobs.sheets import SUFFIXES, TableRefused, write_refused
from orgs.bulk import copy_rows, kept_until_done
from orgs.imports.rows import quietly
from orgs.names import fold
from orgs.services.importing import forget_file
from privacy import sealed_files
from stations import relief_list
from stations.models import ReliefRow, ReliefSheet
from unions.models import Federation

CHECK = Permission.RELIEF_CHECK
Status = ReliefSheet.Status
FILE = "stations.reliefsheet.file"
ROW = (
    *("sheet_id", "row", "federation_id", "name", "id_number", "id_index", "phone", "employer"),
    *("worker", "need", "program", "amount", "starts_on", "ends_on"),
)


@transaction.atomic
def hand_in(*, by, federation, file, content, source, ground, as_of):
    """Take a list in, with the ground on which it was given, and have it read by a job."""
    if federation not in by.federations_granting(CHECK):
        refuse(by=by, verb="hand_in_relief", subject=federation)
        raise PermissionDenied("只能为本级工会导入救助名单。")
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": "数据截至日期不能晚于今天。"})
    if len(ground.strip()) < 4:
        raise ValidationError({"ground": "请写明提供名单的依据（文件、文号或协议）。"})
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    suffix = Path(file.name).suffix.lower()
    sheet = ReliefSheet(
        federation=federation,
        content=content,
        source=source,
        ground=ground.strip(),
        as_of=as_of,
        file_name=tidy_name(file.name)[:255],
        digest=digest,
        by=by,
    )
    kept = suffix if suffix in SUFFIXES else ""  # of others nothing is read but the name
    sheet.file.save(f"{sheet.uid}{kept}", sealed_files.sealed(file, context=FILE), save=False)
    sheet.save()
    record(by=by, verb="hand_in", label="上传救助名单", subject=sheet, source=source, ground=ground)
    return _asked(by, sheet, "stations.read_relief", "读取救助名单")


@transaction.atomic
def ask_to_read(*, by, sheet, mapping):
    """Have the file read again with its columns set right; lists of this department under the same
    headings are read so from now on."""
    sheet = held(by, sheet, "read")
    if not (sheet.may_be_read_again and sheet.file):
        raise ValidationError("这份名单正在处理或已处理完毕，不能重新读取。", code="stale")
    noted = f"{by.name}于{timezone.localdate():%Y年%-m月%-d日}"
    sheet.status, sheet.mapping = Status.READING, {**mapping, "by": noted, "corrected": True}
    sheet.errors, sheet.wrong, sheet.count, sheet.refused = [], "", 0, 0
    return _asked(by, sheet, "stations.read_relief", "读取救助名单")


def _asked(by, sheet, kind, title):
    sheet.job = enqueue(
        by=by,
        kind=kind,
        title=f"{title}：{sheet.file_name}",
        arguments={"sheet": sheet.pk},
    )
    sheet.save()
    return sheet


def places_of(federation):
    """``{folded name or code: key}`` of the unions that may be responsible for a row: this one and
    those below it, by their own names and those of their divisions."""
    rows = Federation.objects.public().filter(path__startswith=federation.path, valid_to=None)
    rows = rows.filter(level__lte=Federation.Level.COUNTY)
    found = {}
    for key, *names in rows.values_list("pk", "code", "name", "short_name", "region__name"):
        for name in filter(None, names):
            found.setdefault(fold(name), set()).add(key)
    return {name: keys.pop() for name, keys in found.items() if len(keys) == 1}


@transaction.atomic
def read_sheet(*, sheet, progress=quietly):
    """Read the file and keep its rows sealed; nothing is compared yet."""
    sheet = ReliefSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if sheet.status != Status.READING:
        return {"rows": sheet.count}
    sheet.rows.all().delete()
    with kept_until_done(), sealed_files.opened(sheet.file, context=FILE) as path:
        try:
            sheet.mapping, rows, sheet.errors = relief_list.read(
                path,
                sheet.file_name,
                source=sheet.source,
                places=places_of(sheet.federation),
                mapping=sheet.mapping if sheet.mapping.get("corrected") else None,
                recall=lambda signature: _recalled(sheet, signature),
                progress=progress,
            )
        except TableRefused as refused:
            sheet.mapping = getattr(refused, "mapping", {})
            sheet.status, sheet.count, sheet.refused, sheet.wrong = Status.FAILED, 0, 0, ""
            sheet.errors = [{"row": "", "column": "", "value": "", "message": refused.messages[0]}]
        else:
            _keep(sheet, rows, progress)
    sheet.save()
    return {"rows": sheet.count, "refused": sheet.refused, "sheet": str(sheet.uid)}


def _recalled(sheet, signature):
    """How this house has last set right a list of this department under the same headings."""
    alike = ReliefSheet.objects.filter(
        federation=sheet.federation,
        source=sheet.source,
        mapping__signature=signature,
        mapping__corrected=True,
    )
    found = alike.exclude(pk=sheet.pk).exclude(status=Status.FAILED).order_by("-pk").first()
    return found and found.mapping


def _keep(sheet, rows, progress):
    good = [row for row in rows if not row.errors]
    progress(0, "正在加密保存", total=len(good))
    copy_rows(ReliefRow, ROW, _told(sheet, good, progress))
    told = {error["row"] for error in sheet.errors}
    wrong = [(row.number, row.cells) for row in rows if row.number in told]
    sheet.wrong = json.dumps(wrong, ensure_ascii=False) if wrong else ""
    sheet.count, sheet.refused = len(rows), len(rows) - len(good)
    sheet.status = Status.PREVIEW


def _told(sheet, rows, progress):
    for done, row in enumerate(rows):
        progress(done, "正在加密保存")
        yield sealed(sheet, row)


def sealed(sheet, row):
    values = row.values
    return (
        *(sheet.pk, row.number, values.get("place", sheet.federation_id)),
        *(values["name"], values["id_number"], index_of(values["id_number"])),
        *(values.get("phone", ""), values.get("employer", "")),
        *(values.get("worker", ReliefRow.Worker.UNKNOWN), values["need"]),
        *(values.get("program", ""), values.get("amount", 0)),
        *(values["starts_on"], values.get("ends_on")),
    )


def index_of(number):
    return ReliefRow._meta.get_field("id_index").of_value(number)


def held(by, sheet, doing):
    sheet = ReliefSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not by.may(CHECK, sheet):
        refuse(by=by, verb=doing, subject=sheet)
        raise PermissionDenied("只能办理本级工会导入的救助名单。")
    return sheet


@transaction.atomic
def ask_to_apply(*, by, sheet):
    """Take a list that was looked at for comparison, and have it compared by a job."""
    sheet = held(by, sheet, "apply")
    if sheet.status != Status.PREVIEW:
        raise ValidationError(f"这份名单{sheet.get_status_display()}，不能写入。", code="stale")
    if sheet.count == sheet.refused:
        raise ValidationError("没有可写入的行，请改正后重新上传。")
    sheet.status, sheet.applied_at = Status.APPLIED, timezone.now()
    forget_file(sheet)
    save(sheet)
    rows = sheet.count - sheet.refused
    record(by=by, verb="apply", label="写入救助名单", subject=sheet, rows=rows)
    return _asked(by, sheet, "stations.match_relief", "核对救助名单")


@transaction.atomic
def discard(*, by, sheet):
    """Put a list aside unused: what its rows said goes, its numbers stay."""
    sheet = held(by, sheet, "discard")
    if not sheet.may_be_read_again:
        raise ValidationError(f"这份名单{sheet.get_status_display()}，不能放弃。", code="stale")
    sheet.rows.all().delete()
    sheet.status, sheet.wrong = Status.DISCARDED, ""
    forget_file(sheet)
    sheet.save()
    record(by=by, verb="discard", label="放弃救助名单", subject=sheet)
    return sheet


@transaction.atomic
def write_error_workbook(*, by, file, sheet):
    """The rows that were not taken, as the department wrote them, with what is wrong: to be sent
    back and handed in again. Who took them out is written down."""
    if not by.may(CHECK, sheet):
        raise PermissionDenied("只能办理本级工会导入的救助名单。")
    found = {}
    for error in sheet.errors:
        hint = relief_list.HINTS.get(error.get("field"), "")
        found.setdefault(error["row"], []).append({**error, "message": error["message"] + hint})
    wrong = json.loads(sheet.wrong) if sheet.wrong else []
    write_refused(
        file,
        ((f"原第{row}行", cells, found[row]) for row, cells in wrong),
        name=sheet.file_name,
        labels=sheet.mapping.get("labels", ()),
        sheet=sheet.mapping.get("sheet", ""),
    )
    record(by=by, verb="take_out", label="下载有误的行", subject=sheet, rows=len(wrong))
