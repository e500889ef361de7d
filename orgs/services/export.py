"""What leaves the house is written down."""

from django.db import transaction

from governance.trail import record

MOST_AT_ONCE = 10_000


@transaction.atomic
def note_export(*, by, count, what="社会组织名册"):
    record(by=by, verb="organizations.export", label=f"导出{what}", rows=count)
