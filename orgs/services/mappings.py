"""Columns that a person has set right are taken up again for the next list of the same make."""

from django.db import transaction
from django.utils import timezone

from orgs.models import RememberedMapping


@transaction.atomic
def remember(*, by, batch, listing):
    """How the columns of lists under these headings are to be read, for this source and federation.

    The rows of the header are kept only where the guess of them was wrong.
    """
    header = [] if listing.guessed else [listing.sheet, listing.header[0], listing.header[-1]]
    RememberedMapping.objects.update_or_create(
        federation=batch.federation,
        source=batch.source,
        signature=listing.signature,
        defaults={
            "header": header,
            "columns": {str(at): name for at, name in listing.columns.items()},
            "by": by,
            "at": timezone.now(),
        },
    )


def recalled(*, batch, signature):
    """``{"columns", "sheet", "header", "note"}`` as somebody set them right, or {}."""
    kept = (
        RememberedMapping.objects.filter(
            federation=batch.federation, source=batch.source, signature=signature
        )
        .select_related("by")
        .first()
    )
    if kept is None:
        return {}
    who = kept.by.name if kept.by else "系统"
    found = {
        "columns": kept.columns,
        "note": f"{who}于{timezone.localtime(kept.at):%Y年%-m月%-d日}",
    }
    if kept.header:
        found["sheet"], *found["header"] = kept.header
    return found
