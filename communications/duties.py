"""Tasks that rows of the lower floors give rise to; those floors know nothing of an inbox."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment
from accounts.roles import Permission
from communications.inbox import Tasks
from communications.models import Notice
from jobs.models import Job
from orgs.models import ImportBatch

EXPIRING_DAYS = 30


def imports_waiting(user):
    rows = ImportBatch.objects.for_user(user, Permission.ORG_IMPORT)
    waiting = rows.filter(status=ImportBatch.Status.PREVIEW)
    return waiting.select_related("source", "federation", "by").order_by("created_at")


def offices_ending(user):
    today = timezone.localdate()
    rows = Appointment.objects.for_user(user, Permission.APPOINTMENT_MANAGE)
    soon = rows.filter(ends_on__range=(today, today + timedelta(EXPIRING_DAYS)), stands_in_for=None)
    return soon.exclude(user=user).select_related("user", "federation").order_by("ends_on")


def lists_in_hand(*, user, federation):
    """Lists read and not yet written, of whoever handed them in."""
    rows = ImportBatch.objects.filter(by=user, status=ImportBatch.Status.PREVIEW)
    return rows.filter(federation__path__startswith=federation.path)


def drafts_in_hand(*, user, federation):
    rows = Notice.objects.filter(author=user, status=Notice.Status.DRAFT)
    return rows.filter(federation__path__startswith=federation.path)


IN_HAND = (
    ("待确认的导入", lists_in_hand, "by"),
    ("通知草稿", drafts_in_hand, "author"),
)
"""What stands in a person's name and goes to their successor: (label, rows, column)."""


def jobs_set_aside(user):
    rows = Job.objects.for_user(user, Permission.JOB_MANAGE).quarantined()
    return rows.select_related("by").order_by("finished_at")


KINDS = (
    Tasks(
        key="jobs",
        label="隔离的作业",
        rows=jobs_set_aside,
        template="communications/_task_job.html",
        permission=Permission.JOB_MANAGE,
        unit="项",
        more=lambda user: reverse("jobs:quarantine"),
        order=5,
    ),
    Tasks(
        key="imports",
        label="待确认的导入",
        rows=imports_waiting,
        template="communications/_task_import.html",
        permission=Permission.ORG_IMPORT,
        unit="份",
        order=10,
        of_office=False,
    ),
    Tasks(
        key="offices",
        label="即将届满的任职",
        rows=offices_ending,
        template="communications/_task_office.html",
        permission=Permission.APPOINTMENT_MANAGE,
        unit="人",
        order=80,
    ),
)
