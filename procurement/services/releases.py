"""Telling the public each step in OCDS. Rows are only added, and never rewritten."""

import uuid

from django.utils import timezone

from procurement import ocds
from procurement.models import Call, Release

TAGS = {
    "tender": ["planning", "tender"],
    "amend": ["tenderAmendment"],
    "update": ["tenderUpdate"],
    "cancel": ["tenderCancellation"],
    "overturn": ["tenderCancellation"],
    "fail": ["tenderUpdate"],
    "open": ["tenderUpdate"],
    "propose": ["tenderUpdate", "award"],
    "award": ["award"],
    "award_update": ["awardUpdate"],
}


def release(call, step, at=None):
    """Write down what is public of a call at this step; called within the act it tells of.

    ``step`` is a key of TAGS: results are told with ``propose`` when their publicity begins,
    with ``award`` when they stand, with ``award_update`` when one is withdrawn or revoked.
    """
    at, uid = at or timezone.now(), uuid.uuid4()
    call = (
        Call.objects.select_related(
            "project__federation", "project__line", "project__union", "previous"
        )
        .prefetch_related("lots", "amendments")
        .get(pk=call.pk)
    )
    body = ocds.release(call, identity=str(uid), tags=TAGS[step], at=at)
    return Release.objects.create(call=call, uid=uid, tags=TAGS[step], at=at, body=body)
