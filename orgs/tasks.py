from celery import shared_task
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict

from accounts.roles import Permission
from documents.models import Attachment
from jobs.registry import kind
from jobs.sheets import dated, write_table
from orgs import listing
from orgs.checks import findings_table
from orgs.exchange.files import write as write_exchange
from orgs.exchange.formats import find as find_form
from orgs.imports.batches import apply_batch, read_batch
from orgs.imports.workbook import write_whole_workbook
from orgs.models import ExchangeFile, ImportBatch, Organization
from orgs.reconciling.appending import append
from orgs.selection import selected
from orgs.services import disappearances
from orgs.services.appending import note_appended
from orgs.services.duplicates import look_for_duplicates
from orgs.services.exchange import NOT_YOURS as NOT_TO_SEND
from orgs.services.exchange import note_written
from orgs.services.export import note_export
from orgs.services.findings import run_checks
from orgs.services.importing import NOT_YOURS
from orgs.services.registration import refresh_current
from orgs.services.reverting import revert_batch

SCHEDULE = {
    "let organizations say what their history says of today": {
        "task": "orgs.refresh_current",
        "schedule": 3600.0,
        "options": {"queue": "work", "expires": 3000},
    },
    "look for duplicates in the register": {
        "task": "orgs.look_for_duplicates",
        "schedule": 24 * 3600.0,
        "options": {"queue": "work", "expires": 12 * 3600},
    },
    "look for what is amiss in the register": {
        "task": "orgs.run_checks",
        "schedule": 24 * 3600.0,
        "options": {"queue": "work", "expires": 12 * 3600},
    },
}


def batch_of(run):
    """The list, if whoever handed it in may still take in lists there."""
    batch = ImportBatch.objects.get(pk=run.arguments["batch"])
    if run.user is not None and not run.user.may(Permission.ORG_IMPORT, batch):
        raise PermissionDenied(NOT_YOURS)
    return batch


@kind("orgs.read_list", permission=Permission.ORG_IMPORT)
def read_list(run):
    batch = batch_of(run)
    result = read_batch(batch, progress=run.progress)
    if run.arguments.get("apply") and batch.status == ImportBatch.Status.PREVIEW:
        return _apply(run, batch)
    return result


@kind("orgs.apply_list", permission=Permission.ORG_IMPORT)
def apply_list(run):
    given = run.arguments
    batch = batch_of(run)
    return _apply(run, batch, chosen=given["chosen"], reason=given["reason"], force=given["force"])


def _apply(run, batch, **how):
    run.progress(0, "正在写入")
    try:
        with transaction.atomic():
            return apply_batch(by=run.user, batch=batch, progress=run.progress, **how)
    except ValidationError as refused:  # nothing was written; the person looks at it again
        batch.refresh_from_db()
        batch.status = ImportBatch.Status.PREVIEW
        batch.result["stopped"] = refused.messages[0]
        batch.save()
        return batch.result


@kind("orgs.revert_list", permission=Permission.ORG_IMPORT)
def revert_list(run):
    batch = batch_of(run)
    try:
        with transaction.atomic():
            return revert_batch(
                by=run.user,
                batch=batch,
                reason=run.arguments["reason"],
                progress=run.progress,
            )
    except ValidationError as refused:
        batch.refresh_from_db()
        batch.status = ImportBatch.Status.APPLIED
        batch.result["not_reverted"] = refused.messages[0]
        batch.save()
        return batch.result


@kind("orgs.error_workbook", permission=Permission.ORG_IMPORT)
def error_workbook(run):
    batch = batch_of(run)
    if not batch.file:
        raise ValidationError("这份名单已写入或放弃，原文件不再保存。")
    with run.result_file(dated("名单（错处标红）")) as file:
        return {"rows": write_whole_workbook(file, batch)}


@kind("orgs.export", permission=Permission.ORG_EXPORT)
def export(run):
    posted = QueryDict(mutable=True)
    for name, values in run.arguments["posted"].items():
        posted.setlist(name, values)
    selection = selected(run.user, Permission.ORG_EXPORT, posted)
    chosen = set(run.arguments["columns"])
    columns = [column for column in listing.columns(run.user) if column.key in chosen]
    purpose = run.arguments["purpose"]
    with run.result_file(dated("社会组织名册")) as file:
        written = listing.write(
            file, run.user, selection, columns, purpose=purpose, progress=run.progress
        )
    note_export(by=run.user, count=written, purpose=purpose)
    return {"rows": written}


@kind("orgs.export_findings", permission=Permission.ORG_EXPORT)
def export_findings(run):
    posted = QueryDict(mutable=True)
    for name, values in run.arguments["posted"].items():
        posted.setlist(name, values)
    key = run.arguments["key"]
    rows = findings_table.chosen(run.user, Permission.ORG_EXPORT, key, posted).rows
    with run.result_file(dated("数据问题")) as file:
        written = write_table(
            file, findings_table.COLUMNS, findings_table.sheet_rows(rows, progress=run.progress)
        )
    note_export(by=run.user, count=written, what="数据问题")
    return {"rows": written}


@kind("orgs.exchange", permission=Permission.ORG_EXPORT)
def exchange(run):
    made = ExchangeFile.objects.get(pk=run.arguments["file"])
    if not run.user.may_at(Permission.ORG_EXPORT, made.federation):
        raise PermissionDenied(NOT_TO_SEND)
    rows = Organization.objects.for_user(run.user, Permission.ORG_EXPORT)
    rows = rows.filter(federation__path__startswith=made.federation.path)
    form = find_form(made.form)
    with run.result_file(dated(form.title)) as file:
        written = write_exchange(file, form, rows, progress=run.progress)
        note_written(by=run.user, made=made, rows=written, file=file)
    return {"rows": written}


@kind("orgs.append", permission=Permission.ORG_EXPORT)
def append_columns(run):
    """Columns of the register for somebody's own table, as far as they may see them now."""
    given = run.arguments
    file = Attachment.objects.get(pk=given["file"], by=run.user)
    rows = Organization.objects.for_user(run.user, Permission.ORG_VIEW)
    stem = file.name.rpartition(".")[0]
    with run.result_file(dated(f"{stem}_附名册")) as out:
        told = append(
            file.content.file.path,
            file.name,
            out,
            user=run.user,
            rows=rows,
            keys=given["columns"],
            progress=run.progress,
        )
    note_appended(by=run.user, file=file, purpose=given["purpose"], keys=given["columns"], **told)
    return told


@shared_task(name="orgs.look_for_duplicates", ignore_result=True)
def look_for():
    return look_for_duplicates()


@shared_task(name="orgs.refresh_current", ignore_result=True)
def refresh():
    return refresh_current()


@shared_task(name="orgs.run_checks", ignore_result=True)
def check_register():
    disappearances.tidy()
    run_checks()
