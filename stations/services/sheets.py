"""A list of stations on its way in: handed over, read by a job, looked at, then written, put aside
or taken back."""

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.roles import Permission
from documents.services.attachments import tidy_name
from governance.trail import record, refuse
from jobs.services import enqueue
from jobs.sheets import SUFFIXES, TableRefused, write_refused
from orgs.bulk import kept_until_done
from orgs.imports.rows import quietly
from orgs.services.importing import forget_file
from orgs.services.writing import alone_in
from stations import sheet_reading
from stations.models import Housing, Station, StationLine, StationSheet
from stations.services.stations import NOT_YOURS, may_keep

EDIT = Permission.STATION_EDIT
Status, Outcome = StationSheet.Status, StationLine.Outcome
BATCH, PIECE = 2_000, 500


@transaction.atomic
def hand_in(*, by, federation, file):
    """Take a list in and have it read by a job. No station changes yet."""
    may_keep(by, federation, "import_stations")
    sheet = StationSheet(
        federation=federation,
        file_name=tidy_name(file.name)[:255],
        digest=hashlib.file_digest(file, "sha256").hexdigest(),
        by=by,
    )
    suffix = Path(file.name).suffix.lower()
    kept = suffix if suffix in SUFFIXES else ""  # of others nothing is read but the name
    sheet.file.save(f"{sheet.uid}{kept}", file, save=False)
    sheet.save()
    record(by=by, verb="hand_in", label="上传站点表", subject=sheet)
    return _asked(by, sheet, "read", "读取站点表")


@transaction.atomic
def ask_to_read(*, by, sheet, mapping):
    """Have the file read again with its columns set right; lists that come under the same headings
    are read so from now on."""
    sheet = _held(by, sheet, "read")
    if not sheet.may_be_read_again:
        raise _late(sheet)
    noted = f"{by.name}于{timezone.localdate():%Y年%-m月%-d日}"
    sheet.status, sheet.mapping = Status.READING, {**mapping, "by": noted, "corrected": True}
    return _asked(by, sheet, "read", "读取站点表")


@transaction.atomic
def ask_to_apply(*, by, sheet):
    """Have a list that was looked at written."""
    sheet = _held(by, sheet, "apply")
    if not sheet.open:
        raise _late(sheet)
    if not sheet.result.get(Outcome.NEW) and not sheet.result.get(Outcome.CHANGED):
        raise ValidationError("没有可写入的行，请改正后重新上传。")
    _not_twice(sheet)
    sheet.status = Status.APPLYING
    return _asked(by, sheet, "apply", "写入站点表")


@transaction.atomic
def ask_to_revert(*, by, sheet):
    """Have a written list taken back."""
    sheet = _held(by, sheet, "revert")
    if not sheet.written:
        raise _late(sheet)
    if not sheet.may_be_undone:
        raise ValidationError("写入超过二十四小时，不能撤销。", code="late")
    sheet.status = Status.REVERTING
    return _asked(by, sheet, "revert", "撤销站点表")


@transaction.atomic
def discard_sheet(*, by, sheet):
    sheet = _held(by, sheet, "discard")
    if not sheet.may_be_read_again:
        raise _late(sheet)
    sheet.status = Status.DISCARDED
    forget_file(sheet)
    sheet.save()
    sheet.lines.all().delete()
    record(by=by, verb="discard", label="放弃站点表", subject=sheet)
    return sheet


def _held(by, sheet, doing):
    sheet = StationSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not by.may(EDIT, sheet):
        refuse(by=by, verb=doing, subject=sheet)
        raise PermissionDenied(NOT_YOURS)
    return sheet


def _late(sheet):
    return ValidationError(f"这张表{sheet.get_status_display()}，不能再办理。", code="stale")


def _not_twice(sheet):
    same = StationSheet.objects.filter(digest=sheet.digest, federation=sheet.federation)
    if same.filter(status__in=[Status.APPLIED, Status.REVERTING]).exists():
        raise ValidationError("这个文件已经写入过。")


def _asked(by, sheet, verb, title):
    sheet.job = enqueue(
        by=by,
        kind=f"stations.{verb}_sheet",
        title=f"{title}：{sheet.file_name}",
        arguments={"sheet": sheet.pk},
    )
    sheet.save()
    return sheet


@transaction.atomic
def read_sheet(*, sheet, progress=quietly):
    """Read the file and keep what its rows say, to be looked at."""
    sheet = StationSheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    sheet.lines.all().delete()
    try:
        with kept_until_done():
            sheet.mapping, lines = sheet_reading.read(
                sheet.file.path,
                sheet.file_name,
                sheet.federation,
                mapping=sheet.mapping if sheet.mapping.get("corrected") else None,
                recall=lambda signature: _recalled(sheet, signature),
                progress=progress,
            )
    except TableRefused as refused:
        sheet.mapping = getattr(refused, "mapping", {})
        sheet.status, sheet.result = Status.FAILED, {"refused_whole": refused.messages[0]}
    else:
        progress(0, "正在保存比对结果")
        _keep(sheet, lines)
        sheet.status = Status.PREVIEW
    sheet.save()
    return {"sheet": str(sheet.uid), **sheet.result}


def _recalled(sheet, signature):
    """How this house has last set right a list under the same headings."""
    alike = StationSheet.objects.filter(
        federation=sheet.federation, mapping__signature=signature, mapping__corrected=True
    )
    found = alike.exclude(pk=sheet.pk).exclude(status=Status.FAILED).order_by("-pk").first()
    return found and found.mapping


def _keep(sheet, lines):
    for line in lines:
        line.sheet = sheet
    StationLine.objects.bulk_create(lines, batch_size=BATCH)
    counts = Counter(sheet.lines.order_by().values_list("outcome", flat=True))
    rows = {"rows": counts.total(), **{o: counts[o] for o in Outcome.values}}
    sheet.result = rows


@transaction.atomic
def apply_sheet(*, by, sheet, progress=quietly):
    """Write what was read without fault, judged again against the stations as they are now; each
    line knows its station."""
    sheet = _held(by, sheet, "apply")
    if sheet.status not in (Status.PREVIEW, Status.APPLYING):
        raise _late(sheet)
    alone_in(sheet.federation)
    _not_twice(sheet)
    sound = sheet.lines.exclude(outcome=Outcome.REFUSED)
    lines = sheet_reading.judged_again(sound, sheet.federation)
    new = [line for line in lines if line.outcome == Outcome.NEW]
    changed = [line for line in lines if line.outcome == Outcome.CHANGED]
    progress(0, "正在写入", total=len(new) + len(changed))
    _open_all(new, progress)
    for done, line in enumerate(changed, len(new)):
        progress(done, "正在写入")
        _set(line.station, {name: said for name, (_, said) in line.changes.items()})
    sound.delete()
    _keep(sheet, lines)
    sheet.result["written"] = len(new) + len(changed)
    sheet.status, sheet.applied_at = Status.APPLIED, timezone.now()
    forget_file(sheet)
    sheet.save()
    record(
        by=by, verb="apply", label="写入站点表", subject=sheet, new=len(new), changed=len(changed)
    )
    return {"sheet": str(sheet.uid), **sheet.result}


def _open_all(lines, progress):
    for at in range(0, len(lines), BATCH):
        progress(at, "正在写入")
        some = lines[at : at + BATCH]
        stations = [Station(**_columns(line.values)) for line in some]
        Station.objects.bulk_create(stations)
        for line, station in zip(some, stations, strict=True):
            line.station = station
        Housing.objects.bulk_create(
            [
                Housing(station=station, premises=station.premises, valid_from=station.opened_on)
                for station in stations
                if station.premises
            ]
        )


def _columns(values):
    """A line's values as columns of the model."""
    keys = {"region": "region_id", "federation": "federation_id"}
    told = {keys.get(name, name): value for name, value in values.items()}
    if told.get("opened_on"):
        told["opened_on"] = date.fromisoformat(told["opened_on"])
    if told.get("hours"):
        told["hours"] = [tuple(span) for span in told["hours"]]
    return told


def _set(station, values):
    for name, value in _columns(values).items():
        setattr(station, name, value)
    station.save()
    if "premises" in values:
        _rehouse(station)


def _rehouse(station):
    """What a list says of premises holds from today."""
    today = timezone.localdate()
    station.housings.filter(valid_to=None, valid_from=today).delete()
    station.housings.filter(valid_to=None).update(valid_to=today)
    last = station.housings.filter(valid_to=today).first()
    if last and last.premises == station.premises:
        last.valid_to = None
        last.save()
    elif station.premises:
        Housing.objects.create(station=station, premises=station.premises, valid_from=today)


@transaction.atomic
def revert_sheet(*, by, sheet, progress=quietly):
    """Take a written list back within a day: what has been changed or used since stays, and is
    counted."""
    sheet = _held(by, sheet, "revert")
    if sheet.status not in (Status.APPLIED, Status.REVERTING):
        raise _late(sheet)
    written = sheet.lines.exclude(station=None).select_related("station")
    new = list(written.filter(outcome=Outcome.NEW))
    changed = list(written.filter(outcome=Outcome.CHANGED))
    progress(0, "正在撤销", total=len(new) + len(changed))
    back = 0
    for at in range(0, len(new), PIECE):
        progress(at, "正在撤销")
        some = [line.station for line in new[at : at + PIECE] if _same(line.station, line.values)]
        back += _removed([station.pk for station in some])
    for done, line in enumerate(changed, len(new)):
        progress(done, "正在撤销")
        if _same(line.station, {name: said for name, (_, said) in line.changes.items()}):
            _set(line.station, {name: kept for name, (kept, _) in line.changes.items()})
            back += 1
    stayed = len(new) + len(changed) - back
    sheet.status, sheet.result = Status.REVERTED, {**sheet.result, "back": back, "stayed": stayed}
    sheet.save()
    record(by=by, verb="revert", label="撤销站点表", subject=sheet, back=back, stayed=stayed)
    return {"sheet": str(sheet.uid), **sheet.result}


def _same(station, values):
    return all(sheet_reading.as_told(station, name) == said for name, said in values.items())


def _removed(keys):
    """How many of these are gone: all that nothing else refers to. Where something does, they are
    tried by halves."""
    try:
        with transaction.atomic():
            Station.objects.filter(pk__in=keys).delete()
    except ProtectedError:
        half = len(keys) // 2
        return _removed(keys[:half]) + _removed(keys[half:]) if half else 0
    return len(keys)


def write_error_workbook(file, sheet):
    """The rows that were not taken, as they came, with what is wrong: to correct and hand in."""
    refused = sheet.lines.filter(outcome=Outcome.REFUSED)
    return write_refused(
        file,
        ((f"原第{line.row}行", line.cells, map(_hinted, line.errors)) for line in refused),
        name=sheet.file_name,
        labels=sheet.mapping.get("labels", ()),
        sheet=sheet.mapping.get("sheet", ""),
    )


def _hinted(error):
    return {**error, "message": error["message"] + sheet_reading.HINTS.get(error["field"], "")}
