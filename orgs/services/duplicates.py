"""Suspected duplicates: looked for nightly, decided by people, and the decision remembered."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from orgs.duplicates.matching import find_pairs
from orgs.duplicates.traits import refresh_traits
from orgs.models import DuplicatePair, Traits
from orgs.services.merging import OUTSIDE

State = DuplicatePair.State
REASON = "请写明为什么不是重复，如：两地各自登记、证书和负责人均不同。"
LOCK = 7_261_014
"""The advisory lock of the one comparison under way."""


@transaction.atomic
def look_for_duplicates(*, progress=None):
    """Bring traits and pairs into step with the register; what was found and done. Nothing if
    somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return {}
    return {"changed": refresh_traits(progress=progress), **find_pairs(progress=progress)}


@transaction.atomic
def dismiss_pair(*, by, pair, reason):
    """Not one organization but two: who says so and why, until what identifies them changes."""
    pair = DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    if not by.may(Permission.ORG_EDIT, pair):
        refuse(by=by, verb="dismiss", subject=pair)
        raise PermissionDenied(OUTSIDE)
    if pair.state == State.MERGED:
        raise ValidationError("这两家已经合并；如合并有误，请撤销合并。", code="stale")
    if not reason.strip():
        raise ValidationError({"reason": REASON})
    refresh_traits(only=[pair.first_id, pair.second_id])
    pair.state, pair.reason = State.DISMISSED, reason.strip()
    pair.decided_by, pair.decided_at = by, timezone.now()
    pair.digest = digest_of(pair)
    pair.save()
    record(
        by=by,
        verb="dismiss",
        label="判定不是重复",
        subject=pair,
        federation=pair.federation,
        reason=reason,
        score=pair.score,
    )
    return pair


def digest_of(pair):
    """What identified the two when it was decided."""
    told = dict(
        Traits.objects.filter(pk__in=[pair.first_id, pair.second_id]).values_list("pk", "digest")
    )
    return f"{told.get(pair.first_id, '')} {told.get(pair.second_id, '')}"
