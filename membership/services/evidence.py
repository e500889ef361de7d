"""Evidence is written down, and taken back when it was a mistake."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.trail import record
from membership.effective.kinds import KINDS
from membership.models import Evidence
from membership.services.effective import assess_one, assess_some
from membership.services.ground import need_reason
from membership.services.organs import hold_union
from unions.models import GrassrootsUnion


def draft(*, by, union, kind, held_on, numbers=None, note="", ends_on=None):
    """A piece of evidence, looked over and not yet written. Raises ValidationError by field."""
    if kind not in KINDS:
        raise ValidationError({"kind": "请选择记录类别。"})
    if held_on is None:
        raise ValidationError({"held_on": "请填写日期。"})
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": "日期不能晚于今天。"})
    if union.founded_on and held_on < union.founded_on:
        raise ValidationError(
            {"held_on": f"日期不能早于工会成立日期 {union.founded_on:%Y-%m-%d}。"}
        )
    evidence = Evidence(
        union=union,
        kind=kind,
        held_on=held_on,
        ends_on=ends_on,
        numbers=KINDS[kind].read(numbers or {}),
        note=note.strip(),
        by=by,
    )
    evidence.full_clean(exclude=["by", "numbers"])
    return evidence


@transaction.atomic
def record_evidence(*, by, union, **fields):
    """A union did something, or has it: write it down. Its flags are found anew at once."""
    union = hold_union(by=by, union=union, verb="record_evidence")
    evidence = draft(by=by, union=union, **fields)
    evidence.save()
    record(
        by=by,
        verb="record_evidence",
        label=f"登记{evidence.get_kind_display()}",
        subject=union,
        federation=union.federation,
        kind=evidence.kind,
        held_on=str(evidence.held_on),
        numbers=evidence.numbers,
    )
    assess_one(union)
    return evidence


@transaction.atomic
def record_many(*, by, drafts, file_name=""):
    """What a list told of many unions: all of it or nothing. Unions are locked in one order.

    ``drafts`` are fields of ``record_evidence`` with their ``union``.
    """
    unions = {fields["union"].pk: fields["union"] for fields in drafts}
    held = {
        pk: hold_union(by=by, union=unions[pk], verb="record_evidence") for pk in sorted(unions)
    }
    rows = [draft(by=by, **{**fields, "union": held[fields["union"].pk]}) for fields in drafts]
    Evidence.objects.bulk_create(rows)
    for pk, union in held.items():
        record(
            by=by,
            verb="record_evidence",
            label="导入运行记录",
            subject=union,
            federation=union.federation,
            rows=sum(row.union_id == pk for row in rows),
            file=file_name,
        )
    assess_some(list(held), timezone.localdate())
    return rows


@transaction.atomic
def void_evidence(*, by, evidence, reason):
    """Take back what was a mistake. The row stays, with who took it back and why."""
    need_reason(reason, "撤回记录")
    union = hold_union(by=by, union=evidence.union, verb="void_evidence")
    evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
    if evidence.voided_at:
        raise ValidationError("这条记录已经撤回。", code="stale")
    evidence.voided_at, evidence.void_reason = timezone.now(), reason.strip()[:200]
    evidence.save(update_fields=["voided_at", "void_reason"])
    record(
        by=by,
        verb="void_evidence",
        label=f"撤回{evidence}",
        subject=union,
        federation=union.federation,
        reason=reason,
    )
    assess_one(union)
    return evidence


def unions_named(user, permission, names):
    """``{name: union}`` of those within reach, for lists; a name of two unions is of none."""
    rows = GrassrootsUnion.objects.for_user(user, permission).filter(
        name__in=names, dissolved_on=None
    )
    found = {}
    for union in rows.select_related("federation"):
        found.setdefault(union.name, []).append(union)
    return {name: some[0] for name, some in found.items() if len(some) == 1}
