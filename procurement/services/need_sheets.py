"""A table of needs on its way in: read, looked at, then written or put aside."""

from collections import Counter

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.roles import Permission
from documents.services.attachments import tidy_name
from governance.trail import record, refuse
from jobs.sheets import on_disk
from orgs.names import fold
from procurement import need_list
from procurement.models import Need, NeedSheet
from procurement.services.needs import keep, may_gather
from unions.models import Region

Status = NeedSheet.Status


def places_of(federation):
    """``{folded name or code: key}`` of the divisions where a federation gathers; two of one name
    are found by their codes alone."""
    rows = Region.objects.public().filter(pseudo=False, statistical_only=False, valid_to=None)
    rows = rows.filter(level__lte=Region.Level.TOWNSHIP)
    if federation.region:
        rows = rows.at_or_below(federation.region)
    else:
        rows = rows.filter(level__lte=Region.Level.COUNTY)
    told = list(rows.values_list("pk", "code", "name"))
    names = Counter(fold(name) for _, _, name in told)
    found = {fold(name): key for key, _, name in told if names[fold(name)] == 1}
    return found | {code: key for key, code, _ in told}


@transaction.atomic
def hand_in(*, by, federation, file):
    """Read a table and keep what its rows say, to be looked at. No need is written yet."""
    may_gather(by, federation)
    with on_disk(file) as (path, digest):
        rows, errors, count = need_list.read(path, file.name, places_of(federation))
    sheet = NeedSheet.objects.create(
        federation=federation,
        file_name=tidy_name(file.name)[:255],
        digest=digest,
        rows=rows,
        errors=errors,
        count=count,
        refused=count - len(rows),
        by=by,
    )
    record(by=by, verb="hand_in", label="上传需求表", subject=sheet, rows=count)
    return sheet


def held(by, sheet, doing):
    sheet = NeedSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not by.may(Permission.NEED_EDIT, sheet):
        refuse(by=by, verb=doing, subject=sheet)
        raise PermissionDenied("只能为本级及下级工会导入需求。")
    if sheet.status != Status.PREVIEW:
        raise ValidationError(f"这张表{sheet.get_status_display()}，不能再办理。", code="stale")
    return sheet


@transaction.atomic
def apply_sheet(*, by, sheet):
    """Write the rows that were read without fault; each need knows its sheet and row."""
    sheet = held(by, sheet, "apply")
    if not sheet.rows:
        raise ValidationError("没有可写入的行，请改正后重新上传。")
    same = NeedSheet.objects.filter(digest=sheet.digest, federation=sheet.federation)
    if same.filter(status=Status.APPLIED).exists():
        raise ValidationError("这个文件已经写入过。")
    for row in sheet.rows:
        fields = dict(row["fields"])
        region = fields.pop("region", None) or sheet.federation.region_id
        told_at = need_list.told_at(fields.pop("told_on", ""))
        keep(
            by=by,
            federation=sheet.federation,
            region_id=region,
            source=Need.Source.SHEET,
            sheet=sheet,
            sheet_row=row["row"],
            told_at=told_at,
            **fields,
        )
    written = len(sheet.rows)
    sheet.status, sheet.rows = Status.APPLIED, []
    sheet.save()
    record(by=by, verb="apply", label="写入需求表", subject=sheet, needs=written)
    return written


@transaction.atomic
def discard_sheet(*, by, sheet):
    sheet = held(by, sheet, "discard")
    sheet.status, sheet.rows, sheet.errors = Status.DISCARDED, [], []
    sheet.save()
    record(by=by, verb="discard", label="放弃需求表", subject=sheet)
    return sheet
