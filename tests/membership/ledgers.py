"""A ledger in tests: exported, worked on, handed in again."""

import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs.models import Job
from jobs.runner import run
from membership import tasks  # noqa: F401  declares the kinds, as a worker does
from membership.ledger import book
from membership.ledger.cells import CELL
from membership.ledger.rows import rows_of
from membership.services import returns
from orgs.models import Organization


def exported(user, drive, orgs):
    file = io.BytesIO()
    within = Organization.objects.all()
    keys = [o.pk for o in orgs]
    book.write(file, keys, drive=drive, user=user, purpose="核对", within=within)
    file.seek(0)
    return openpyxl.load_workbook(file)


def columns_of(page):
    return {cell.value: cell.column for cell in page[1]}


def put(page, row, key, value):
    page.cell(row, columns_of(page)[CELL[key].label]).value = value


def handed_in(user, drive, workbook, name="台账.xlsx"):
    file = io.BytesIO()
    workbook.save(file)
    upload = SimpleUploadedFile(name, file.getvalue())
    made = returns.hand_in(by=user, file=upload, drive=drive)
    run(Job.objects.get(kind="membership.ledger_read", arguments__return=made.pk).uid)
    made.refresh_from_db()
    return made


def applied(user, returned, **choices):
    returns.choose(by=user, returned=returned, choices=choices)
    run(Job.objects.filter(kind="membership.ledger_apply").latest("pk").uid)
    returned.refresh_from_db()
    return returned


def stands(org, key):
    [row] = rows_of([Organization.objects.get(pk=org.pk)])
    return CELL[key].read(row)
