"""Tasks that rows of the lower floors give rise to; those floors know nothing of an inbox."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import Appointment
from accounts.roles import Permission
from communications.inbox import Tasks
from communications.models import Notice
from jobs.models import Clearance, Job
from orgs.models import Claim, CorrectionRequest, DuplicatePair, ImportBatch, Merge
from orgs.portal import Card

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


def pairs_waiting(user):
    """Those that nobody below answers for: the lowest federation above both is one's own."""
    heads = user.federations_granting(Permission.ORG_EDIT)
    rows = DuplicatePair.objects.for_user(user, Permission.ORG_EDIT).open()
    rows = rows.filter(federation__in=heads).select_related("first", "second")
    return rows.order_by("-score", "pk")


def merges_waiting(user):
    rows = Merge.objects.for_user(user, Permission.ORG_EDIT).waiting_for(user)
    return rows.select_related("survivor", "loser", "by").order_by("at")


def claims_waiting(user):
    rows = Claim.objects.for_user(user, Permission.DELEGATE_MANAGE)
    waiting = rows.filter(status=Claim.Status.SUBMITTED)
    return waiting.select_related("organization").order_by("due_on", "pk")


def corrections_waiting(user):
    rows = CorrectionRequest.objects.for_user(user, Permission.ORG_EDIT)
    waiting = rows.filter(status=CorrectionRequest.Status.SUBMITTED)
    return waiting.select_related("organization").order_by("due_on", "pk")


def first_due(rows):
    """By when the most pressing of them is to be settled, in words."""

    def due(user):
        first = rows(user).first()
        return f"最早一件应于{first.due_on.month}月{first.due_on.day}日前办结" if first else ""

    return due


def exports_waiting(user):
    rows = Clearance.objects.for_user(user, Permission.EXPORT_APPROVE).waiting()
    others = rows.exclude(job__by=user).select_related("job__by", "federation")
    return others.order_by("asked_at")


KINDS = (
    Tasks(
        key="exports",
        label="待批准的导出",
        rows=exports_waiting,
        template="communications/_task_clearance.html",
        permission=Permission.EXPORT_APPROVE,
        order=8,
    ),
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
        key="claims",
        label="待审核的组织认领",
        rows=claims_waiting,
        template="communications/_task_claim.html",
        permission=Permission.DELEGATE_MANAGE,
        unit="件",
        due=first_due(claims_waiting),
        more=lambda user: "/claims/",
        order=40,
    ),
    Tasks(
        key="corrections",
        label="待审核的资料更正",
        rows=corrections_waiting,
        template="communications/_task_correction.html",
        permission=Permission.ORG_EDIT,
        unit="件",
        due=first_due(corrections_waiting),
        more=lambda user: "/corrections/",
        order=45,
    ),
    Tasks(
        key="merges",
        label="待复核的合并",
        rows=merges_waiting,
        template="communications/_task_merge.html",
        permission=Permission.ORG_EDIT,
        more=lambda user: "/organizations/merges/?state=proposed",
        order=46,
    ),
    Tasks(
        key="pairs",
        label="待核查的疑似重复",
        rows=pairs_waiting,
        template="communications/_task_pair.html",
        permission=Permission.ORG_EDIT,
        unit="对",
        more=lambda user: "/organizations/duplicates/",
        order=60,
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


def notices_to(user, organization):
    """In an organization's workspace: what federations above it have to say to it."""
    above = organization.federation.path.strip("/").split("/")
    rows = Notice.objects.for_user(user, Permission.NOTICE_VIEW).filter(federation__code__in=above)
    return rows.select_related("federation").order_by("-published_at", "-pk")


CARDS = (
    Card(
        key="notices",
        title="通知公告",
        rows=notices_to,
        template="communications/_portal_notice.html",
        more="communications:notices",
        order=20,
    ),
)
