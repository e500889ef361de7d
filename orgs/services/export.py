"""What leaves the house is written down: by whom, how much, what for."""

from django.conf import settings
from django.db import transaction

from governance.trail import record
from jobs.services import ask_clearance, enqueue

MOST_AT_ONCE = 10_000


def needs_leave(count):
    """So many that a leader has to agree."""
    return 0 < settings.EXPORT_APPROVAL_ROWS < count


@transaction.atomic
def note_export(*, by, count, what="社会组织名册", purpose=""):
    record(by=by, verb="organizations.export", label=f"导出{what}", reason=purpose, rows=count)


@transaction.atomic
def export_later(*, by, posted, count, purpose, columns):
    """A list too long to wait for: a job writes it with the rights its requester then has. A very
    long one may be fetched only when a leader agrees."""
    job = enqueue(
        by=by,
        kind="orgs.export",
        title=f"导出社会组织名册（{count:,} 家）",
        arguments={"posted": posted, "purpose": purpose, "columns": columns},
        total=count,
    )
    if needs_leave(count):
        ask_clearance(by=by, job=job, purpose=purpose, rows=count)
    return job
