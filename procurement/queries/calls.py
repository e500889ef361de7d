"""What a call is measured against, and what the lists count."""

from django.db.models import Count, Sum

from documents.models import Attachment
from procurement.models import Call


def announced(calls=None):
    """How many projects were called for and for how much in all (SC-02): of a project that was
    called for again the newest round counts."""
    rows = Call.objects.published() if calls is None else calls
    rows = rows.order_by()
    newest = rows.exclude(pk__in=rows.exclude(previous=None).values("previous"))
    return {
        "count": rows.count(),
        **newest.aggregate(
            projects=Count("project", distinct=True),
            amount=Sum("lots__ceiling"),
            buyers=Count("project__federation", distinct=True),
        ),
    }


def files_of(call):
    """Published with it, so anybody's to read."""
    return Attachment.objects.of(call).select_related("content")
