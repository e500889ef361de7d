from django.db import transaction

from governance.trail import record


@transaction.atomic
def note_export(*, by, what, rows):
    """What leaves the house is written down."""
    federation = by.offices[0].federation if by.offices else None
    record(by=by, verb="membership.export", label=f"导出{what}", federation=federation, rows=rows)
