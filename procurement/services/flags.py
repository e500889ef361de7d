"""Looking at purchases for red flags. It informs; no act waits for it and none is refused by it."""

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from procurement import flags
from procurement.models import Call, Flag

log = structlog.get_logger(__name__)
WRITTEN = ("result", "reason", "missing", "changed_at", "note", "noted_by", "noted_at", "looked_at")


@transaction.atomic
def look(call):
    """Ask every rule about a call and keep the answers; an answer that changed asks for a new
    note. Returns how many are raised."""
    known = {flag.key: flag for flag in Flag.objects.filter(call=call)}
    now, found = timezone.now(), []
    for rule, verdict in flags.look(call):
        flag = known.get(rule.key) or Flag(project=call.project, call=call, key=rule.key)
        said = (verdict.result, verdict.reason, verdict.missing)
        if said != (flag.result, flag.reason, flag.missing):
            flag.result, flag.reason, flag.missing = said
            flag.changed_at, flag.note, flag.noted_by, flag.noted_at = now, "", None, None
        flag.looked_at = now
        found.append(flag)
    Flag.objects.bulk_create([flag for flag in found if flag.pk is None])
    Flag.objects.bulk_update([flag for flag in found if flag.key in known], WRITTEN)
    return Flag.objects.filter(call=call, result="fail").count()


def look_at_all():
    """Every night: calls that are under way or were awarded within the year."""
    looked = 0
    for call in Call.objects.exclude(status="draft").select_related("project__federation"):
        try:
            look(call)
        except Exception:  # noqa: BLE001 - one purchase must not keep the others from being seen
            log.exception("flags.failed", call=call.pk)
        else:
            looked += 1
    return {"looked": looked, "raised": Flag.objects.raised().count()}


@transaction.atomic
def note(*, by, flag, text):
    """Say what was found behind a flag; it stays raised."""
    if not by.may(Permission.PURCHASE_VIEW, flag):
        refuse(by=by, verb="note", subject=flag)
        raise PermissionDenied("您无权说明这一预警。")
    flag = Flag.objects.select_for_update(of=("self",)).get(pk=flag.pk)
    flag.note, flag.noted_by, flag.noted_at = text.strip(), by, timezone.now()
    flag.full_clean()
    flag.save()
    record(by=by, verb="note", label="说明预警", subject=flag, rule=flag.key)
    return flag
