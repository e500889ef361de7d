"""Organizations that a source's whole list no longer has: noted, watched, decided by a person.

Nothing here ends an organization but an officer's word. ``note_missing`` and ``forget_missing`` are
called where a list is applied and where it is taken back.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from orgs.models import Disappearance, ImportBatch, ImportLine, Organization
from orgs.services.registration import OUTSIDE, end_organization

GRACE_DAYS = getattr(settings, "DISAPPEARANCE_GRACE_DAYS", 90)
BELIEVED_DAYS = 365
"""How long a source that goes on leaving out what was found to live is not asked again."""
Outcome = Disappearance.Outcome
MOST_AT_ONCE = 500


@transaction.atomic
def note_missing(*, by, batch, organizations):
    """After ``batch`` was applied: ``organizations`` (keys) are in the register and not in it.

    What an earlier list had lacked and this one has again has reappeared. An old list says
    nothing of organizations that a newer one of its source has. Returns how many were noted.
    """
    today = timezone.localdate()
    listed = ImportLine.objects.exclude(row=None).exclude(organization=None)
    back = (
        Disappearance.objects.open()
        .filter(source=batch.source, since__lte=batch.as_of)
        .filter(organization__in=listed.filter(batch=batch).values("organization"))
        .update(outcome=Outcome.REAPPEARED, closed_on=today, found_in=batch)
    )
    newer = listed.filter(
        batch__source=batch.source,
        batch__status=ImportBatch.Status.APPLIED,
        batch__as_of__gt=batch.as_of,
    )
    believed = Disappearance.objects.filter(
        source=batch.source,
        outcome=Outcome.LIVING,
        closed_on__gt=today - timedelta(BELIEVED_DAYS),
    )
    organizations = list(organizations)
    known = set(newer.filter(organization__in=organizations).values_list("organization", flat=True))
    known |= set(
        believed.filter(organization__in=organizations).values_list("organization", flat=True)
    )
    before = Disappearance.objects.filter(batch=batch).count()
    Disappearance.objects.bulk_create(
        [
            Disappearance(
                organization_id=pk,
                source=batch.source,
                batch=batch,
                since=batch.as_of,
                grace_until=today + timedelta(GRACE_DAYS),
            )
            for pk in organizations
            if pk not in known
        ],
        ignore_conflicts=True,  # lacking since an earlier list
        batch_size=2000,
    )
    noted = Disappearance.objects.filter(batch=batch).count() - before
    if noted or back:
        record(
            by=by,
            verb="disappearances",
            label="记录名单未列",
            subject=batch,
            noted=noted,
            reappeared=back,
        )
    return noted


@transaction.atomic
def forget_missing(*, by, batch):
    """When ``batch`` is taken back: what it noted was not said, what it ended is open again."""
    gone, _ = Disappearance.objects.open().filter(batch=batch).delete()
    again = list(
        Disappearance.objects.filter(found_in=batch, outcome=Outcome.REAPPEARED)
        .exclude(
            organization__in=Disappearance.objects.open()
            .filter(source=batch.source)
            .values("organization")
        )
        .values_list("pk", flat=True)
    )
    Disappearance.objects.filter(pk__in=again).update(outcome="", closed_on=None, found_in=None)
    if gone or again:
        record(
            by=by,
            verb="disappearances_back",
            label="撤销名单未列",
            subject=batch,
            forgotten=gone,
            reopened=len(again),
        )


@transaction.atomic
def decide(*, by, disappearances, outcome, reason, status="", on=None):
    """An officer says what became of organizations that a list lacks. ``ENDED`` ends them, with
    ``status`` and the day ``on``; the others only close the question. Returns how many."""
    if outcome not in (Outcome.ENDED, Outcome.ELSEWHERE, Outcome.LIVING):
        raise ValidationError({"outcome": "请选择核实结果。"})
    if len(reason.strip()) < 2:
        raise ValidationError({"reason": "请写明核实情况。"})
    if outcome == Outcome.ENDED and not (status and on):
        raise ValidationError({"on": "确认终止的，请选择注销或撤销登记，并填写终止日期。"})
    rows = list(
        disappearances.open()
        .order_by("pk")
        .select_for_update(of=("self",))
        .select_related("organization", "source")[: MOST_AT_ONCE + 1]
    )
    if len(rows) > MOST_AT_ONCE:
        raise ValidationError(f"一次最多办理 {MOST_AT_ONCE} 家，请分次办理。")
    _refuse_outside(by, rows)
    for row in rows:
        if outcome == Outcome.ENDED and not row.organization.ended:
            end_organization(
                by=by, organization=row.organization, status=status, on=on, reason=reason
            )
        record(
            by=by,
            verb="disappearance",
            label=f"名单未列：{Outcome(outcome).label}",
            subject=row.organization,
            reason=reason,
            source=row.source.code,
        )
    Disappearance.objects.filter(pk__in=[row.pk for row in rows]).update(
        outcome=outcome, closed_on=timezone.localdate(), closed_by=by, reason=reason[:300]
    )
    return len(rows)


def tidy():
    """Nightly: of organizations that have ended otherwise, nobody asks any more. Their number."""
    return (
        Disappearance.objects.open()
        .filter(organization__status__in=Organization.ENDED)
        .update(outcome=Outcome.ENDED, closed_on=timezone.localdate())
    )


def _refuse_outside(by, rows):
    keys = {row.organization_id for row in rows}
    ours = Organization.objects.for_user(by, Permission.ORG_EDIT).filter(pk__in=keys)
    if ours.count() != len(keys):
        outside = next(r for r in rows if not by.may(Permission.ORG_EDIT, r.organization))
        refuse(by=by, verb="disappearance", subject=outside.organization)
        raise PermissionDenied(OUTSIDE)
