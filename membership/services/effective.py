"""Effective coverage is found anew: every night, and at once where something was told."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from membership.effective import facts, flags, paper_unions
from membership.effective.kinds import vitality
from membership.effective.rules import FLAGS, Flag
from membership.models import EffectiveAssessment, Evidence, Organ, UnionStanding
from orgs.bulk import copy_rows
from unions.models import GrassrootsUnion

CHUNK = 2_000


def assess_all(on=None):
    """Every union in being, for a day (today): returns how many, and how many work."""
    on = on or timezone.localdate()
    close_ended(on)
    keys = list(GrassrootsUnion.objects.valid(on).order_by("pk").values_list("pk", flat=True))
    told = {"unions": len(keys), "effective": 0}
    for at in range(0, len(keys), CHUNK):
        told["effective"] += assess_some(keys[at : at + CHUNK], on)
    look_at_all(on)
    return told


@transaction.atomic
def assess_some(keys, on):
    """These unions, found anew that day and written where anything changed. Those that work."""
    held = GrassrootsUnion.objects.select_for_update(of=("self",), no_key=True)
    unions = held.filter(pk__in=keys).valid(on).select_related("federation").order_by("pk")
    read = facts.read(unions, on)
    found = {one.union.pk: flags.judge(one) for one in read}
    _write_flags(found, on)
    _write_standing(read, found, on)
    return sum(one[Flag.EFFECTIVE][0] for one in found.values())


def assess_one(union, on=None):
    """One union, as part of the act that told something of it."""
    assess_some([union.pk], on or timezone.localdate())


@transaction.atomic
def reassess(*, by, union):
    """On demand: somebody wants to see where the union stands now."""
    if not by.may_at(Permission.FOUNDING_EDIT, union.federation):
        refuse(by=by, verb="reassess", subject=union)
        raise PermissionDenied("只能办理本级及下级工会的基层工会。")
    assess_one(union)
    record(
        by=by,
        verb="reassess",
        label="重新评估有效覆盖",
        subject=union,
        federation=union.federation,
    )


def _write_flags(found, on):
    """Close what does not hold any more, and write what does instead; the rest goes on."""
    ended, mended, new = [], [], []
    rows = EffectiveAssessment.objects.filter(union__in=found, valid_to=None)
    standing = {(row.union_id, row.flag): row for row in rows}
    for union, told in found.items():
        for flag, (met, reason) in told.items():
            row = standing.get((union, flag))
            if row and (row.valid_from > on or (row.met, row.reason) == (met, reason)):
                continue  # found for a later day already, or nothing new
            if row and row.valid_from == on:
                row.met, row.reason = met, reason
                mended.append(row)
                continue
            if row:
                ended.append(row.pk)
            new.append((union, flag.value, met, reason, on))
    EffectiveAssessment.objects.filter(pk__in=ended).update(valid_to=on)
    EffectiveAssessment.objects.bulk_update(mended, ["met", "reason"], batch_size=500)
    copy_rows(EffectiveAssessment, ["union_id", "flag", "met", "reason", "valid_from"], new)


def _write_standing(read, found, on):
    rows = [_standing(one, found[one.union.pk], on) for one in read]
    later = UnionStanding.objects.filter(union__in=found, as_of__gt=on)
    later = set(later.values_list("pk", flat=True))
    names = [f.name for f in UnionStanding._meta.concrete_fields if not f.primary_key]
    UnionStanding.objects.bulk_create(
        [row for row in rows if row.pk not in later],
        batch_size=2_000,
        update_conflicts=True,
        unique_fields=["union"],
        update_fields=[name for name in names if name not in ("signals", "suspicion")],
    )


def _standing(one, told, on):
    organ = one.organs.get(Organ.Kind.COMMITTEE)
    unmet = [flag for flag in FLAGS if not told[flag][0]]
    works = [e for e in one.evidence if e[0] != Evidence.Kind.MEMBERS]
    return UnionStanding(
        union_id=one.union.pk,
        as_of=on,
        effective=told[Flag.EFFECTIVE][0],
        met=len(FLAGS) - len(unmet),
        unmet=unmet,
        organs_complete=told[Flag.E3][0],
        women_complete=not flags.women_lacks(one),
        term_ends_on=organ.term_ends_on if organ else None,
        workers=one.workers,
        members=one.members,
        last_evidence_on=works[0][1] if works else None,
        vitality=round(vitality([(e[0], e[1]) for e in one.evidence], on), 4),
    )


@transaction.atomic
def close_ended(on):
    """What was found of unions that are no more ends with them."""
    ended = GrassrootsUnion.objects.filter(dissolved_on__lte=on).order_by().values("pk")
    rows = EffectiveAssessment.objects.filter(valid_to=None, union__in=ended)
    rows.filter(valid_from__gte=on).delete()
    rows.update(valid_to=on)
    UnionStanding.objects.filter(union__in=ended).delete()


@transaction.atomic
def look_at_all(on=None):
    """What speaks for a look at a union, over all of them; on the row by which lists are read."""
    found = paper_unions.find(on or timezone.localdate())
    rows = list(UnionStanding.objects.select_for_update().filter(pk__in=found).order_by("pk"))
    for row in rows:
        row.signals = found[row.pk]
        row.suspicion = sum(signal["weight"] for signal in row.signals)
    gone = UnionStanding.objects.filter(suspicion__gt=0).exclude(pk__in=[row.pk for row in rows])
    gone.update(signals=[], suspicion=0)
    UnionStanding.objects.bulk_update(rows, ["signals", "suspicion"], batch_size=1_000)
    return len(rows)
