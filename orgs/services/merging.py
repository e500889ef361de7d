"""Two records of one organization made one: looked at first, by a second person where it weighs.

The record that goes keeps its row, its facts as they were known, and what is declared to stay with
it; all else goes to the survivor, and each row remembers where it came from (``parting`` takes it
back). A preview is the merge itself, done and rolled back: what it tells is computed, not guessed.
"""

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from orgs import merging
from orgs.bitemporal import settle, stretches
from orgs.models import DuplicatePair, Merge, MergedRow, Organization, OrganizationAlias
from orgs.names import fold
from orgs.overlays import filling
from unions.models import Federation

Side, Fate, State = MergedRow.Side, MergedRow.Fate, Merge.State
OUTSIDE = "只能合并本级及下级工会负责的社会组织；跨地区的，请由共同的上级工会办理。"
ITSELF = "请选择另一家社会组织，不能与自身合并。"
GONE = "“{}”已并入其他社会组织，请刷新页面查看最新情况。"
WAITING = "“{}”已在另一项合并中，请先办结。"
REASON = "请填写合并依据，如：现场核实为同一家、登记证书相同。"
OWN = "请由另一位工作人员复核，提出人不能复核自己提出的合并。"
CHANGED = "预览之后情况有变动，请按最新的预览重新核对。"
SNAPSHOT_BUT = {"id", "uid", "created_at", "folded_name", "initials", "merged_into_id"}


class _Looked(Exception):
    """The preview is over; everything is rolled back."""


def preview(*, by, survivor, loser, instead_of=None):
    """What merging would do, as a dict for pages and the API; nothing stays done. ``instead_of``
    is the proposal that one looks at once more."""
    told = {}
    try:
        with transaction.atomic():
            survivor, loser = hold(by=by, organizations=(survivor, loser), but=instead_of)
            Merge.objects.filter(pk=instead_of and instead_of.pk).update(state=State.DECLINED)
            merge = Merge(survivor=survivor, loser=loser, by=by)
            merge.federation = common_federation(survivor, loser)
            merge.done_at = timezone.now()
            merge.save()
            keys = [survivor.pk, loser.pk]
            before = merging.effects(keys, by)
            told = _carry_out(merge)
            after = merging.effects(keys, by)
            told["effects"] = [_effect(key, before, after) for key in {**before, **after}]
            raise _Looked
    except _Looked:
        return told


def _effect(key, before, after):
    place, figure, *_ = (after.get(key) or before[key])[:2]
    was, now = (found.get(key, ("", "", 0, 0))[2:] for found in (before, after))
    return {"place": place, "figure": figure, "before": list(was), "after": list(now)}


@transaction.atomic
def propose_merge(*, by, survivor, loser, reason, seen=None):
    """Merge, or where both sides carry weight put it before a second person. ``seen`` is the
    preview as the person saw it: where it no longer holds, nothing is done."""
    survivor, loser = hold(by=by, organizations=(survivor, loser))
    if not reason.strip():
        raise ValidationError({"reason": REASON})
    told = preview(by=by, survivor=survivor, loser=loser)
    if seen is not None and seen != digest(told):
        raise ValidationError(CHANGED, code="stale")
    merge = Merge.objects.create(
        survivor=survivor,
        loser=loser,
        federation=common_federation(survivor, loser),
        reason=reason.strip(),
        by=by,
        told=told,
    )
    if told["second"]:
        record(
            by=by,
            verb="propose_merge",
            label="提出合并，待复核",
            subject=survivor,
            reason=reason,
            loser=str(loser),
            merge=str(merge.uid),
        )
        return merge
    return _do(merge, by=by)


@transaction.atomic
def approve_merge(*, by, merge):
    """The second person looks, and it is done."""
    survivor, loser = hold(
        by=by, organizations=(merge.survivor, merge.loser), but=merge, verb="approve_merge"
    )
    merge = _waiting(merge)
    if merge.by_id == by.pk:
        raise ValidationError(OWN, code="own")
    merge.told = preview(by=by, survivor=survivor, loser=loser, instead_of=merge)
    merge.decided_by, merge.survivor, merge.loser = by, survivor, loser
    return _do(merge, by=by)


@transaction.atomic
def decline_merge(*, by, merge, reason):
    """Not the same, or not this way round: nothing happens. Whoever proposed may take it back."""
    hold(by=by, organizations=(merge.survivor, merge.loser), but=merge, verb="decline_merge")
    merge = _waiting(merge)
    if not reason.strip():
        raise ValidationError({"reason": "请填写不同意的原因。"})
    merge.state, merge.undo_reason = State.DECLINED, reason.strip()
    merge.decided_by = by if by.pk != merge.by_id else None
    merge.save()
    record(
        by=by,
        verb="decline_merge",
        label="不同意合并",
        subject=merge.survivor,
        reason=reason,
        loser=str(merge.loser),
    )
    return merge


def _waiting(merge):
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.state != State.PROPOSED:
        raise ValidationError(f"该合并{merge.get_state_display()}，请刷新页面。", code="stale")
    return merge


def hold(*, by, organizations, but=None, verb="merge"):
    """Lock both, in one order whoever asks, and look again: within reach, and still two."""
    keys = [o.pk for o in organizations]
    if len(set(keys)) != 2:
        raise ValidationError({"loser": ITSELF})
    held = locked(keys)
    for organization in held.values():
        if organization.merged_into_id:
            raise ValidationError(GONE.format(organization), code="stale")
        if not by.may(Permission.ORG_EDIT, organization):
            refuse(by=by, verb=verb, subject=organization)
            raise PermissionDenied(OUTSIDE)
    others = Merge.objects.filter(state=State.PROPOSED).exclude(pk=but and but.pk)
    for organization in held.values():
        if others.filter(loser=organization).exists():
            raise ValidationError(WAITING.format(organization), code="stale")
    return [held[key] for key in keys]


def locked(keys):
    """The rows by key, locked in the order of their keys."""
    rows = Organization._base_manager.select_for_update(of=("self",)).filter(pk__in=keys)
    return {row.pk: row for row in rows.select_related("federation").order_by("pk")}


def common_federation(one, other):
    """The lowest federation at or above both."""
    mine, theirs = (o.federation.path.strip("/").split("/") for o in (one, other))
    shared = [a for a, b in zip(mine, theirs, strict=False) if a == b]
    return Federation.objects.get(code=shared[-1])


def digest(told):
    """A preview in a few characters, for a form to bring back."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _do(merge, *, by):
    survivor, loser = merge.survivor, merge.loser
    merge.done_at, merge.state = timezone.now(), State.DONE
    merge.before = snapshot(survivor)
    told = _carry_out(merge)
    merge.told = {**told, "effects": merge.told.get("effects", [])}
    merge.save()
    told = {line["label"]: line["moved"] for line in told["lines"] if line.get("moved")}
    for subject, label in ((survivor, f"并入“{loser}”"), (loser, f"并入“{survivor}”")):
        verb = "merge" if subject is survivor else "merged_away"
        record(
            by=by,
            verb=verb,
            label=label[:100],
            subject=subject,
            reason=merge.reason,
            merge=str(merge.uid),
            moved=told,
        )
    return merge


def snapshot(organization):
    """What an organization says of itself, column by column."""
    values = {
        f.attname: getattr(organization, f.attname)
        for f in Organization._meta.concrete_fields
        if f.attname not in SNAPSHOT_BUT
    }
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)


def _carry_out(merge):
    """Everything to the survivor by what is declared of it; tells what went where."""
    survivor, loser = merge.survivor, merge.loser
    for relation in merging.relations():
        if relation.unless and relation.unless(relation.of(loser)).exists():
            raise ValidationError(relation.why, code="forbidden")
    rows, lines, second = [], [], []
    for relation in merging.relations(merging.Move):
        found, line = _move(merge, relation)
        rows, lines = rows + found, [*lines, line]
        if relation.both and line["moved"] and line["stood"]:
            second.append(relation.both)
    for relation in merging.relations(merging.Timeline):
        found, line = _join(merge, relation)
        rows, lines = rows + found, [*lines, line]
        if relation.both and line["moved"] + line["gave_way"] and line["stood"]:
            second.append(relation.both)
    rows += _alias(merge)
    lines += [
        {"label": relation.name, "kept": count, "why": relation.why}
        for relation in merging.relations(merging.Keep)
        if relation.why and (count := relation.of(loser).count())
    ]
    MergedRow.objects.bulk_create(rows)
    loser.merged_into = survivor
    loser.save(update_fields=["merged_into"])
    _close_pairs(merge)
    lines = [line for line in lines if any(v for k, v in line.items() if isinstance(v, int))]
    return {"lines": lines, "second": second}


def _note(merge, relation, key, side, fate):
    return MergedRow(merge=merge, model=relation.place, object_key=str(key), side=side, fate=fate)


def _move(merge, relation):
    stood = list(relation.of(merge.survivor).values_list("pk", flat=True))
    rows = [_note(merge, relation, key, Side.SURVIVOR, Fate.STOOD) for key in stood]
    moved = clashed = 0
    for row in relation.of(merge.loser).order_by("pk"):
        if point(relation, row.pk, merge.survivor):
            rows.append(_note(merge, relation, row.pk, Side.LOSER, Fate.MOVED))
            moved += 1
        else:
            rows.append(_note(merge, relation, row.pk, Side.LOSER, Fate.CLASHED))
            clashed += 1
    told = {"moved": moved, "clashed": clashed, "stood": len(stood)}
    return rows, {"label": relation.name, **told}


def point(relation, key, organization):
    """Let one row refer to the organization; False if it has the same already."""
    try:
        with transaction.atomic():
            found = relation.model._base_manager.filter(pk=key)
            found.update(**relation.pointing(organization))
    except IntegrityError:
        return False
    return True


def tracks(relation, rows):
    """Rows by what they exclude one another in."""
    found = {}
    for row in rows:
        found.setdefault(relation.track(row), []).append(row)
    return found


def bare(rows):
    """A timeline without whose it is."""
    timeline = stretches(sorted(rows, key=lambda row: row.valid_from))
    return [s._replace(values={**s.values, "organization_id": None}) for s in timeline]


def whose(timeline, organization):
    key = organization.pk
    return [s._replace(values={**s.values, "organization_id": key}) for s in timeline]


def _join(merge, relation):
    survivor, loser, at = merge.survivor, merge.loser, merge.done_at
    ours, theirs = (list(relation.of(o).known()) for o in (survivor, loser))
    rows = [_note(merge, relation, row.pk, Side.SURVIVOR, Fate.STOOD) for row in ours]
    rows += [_note(merge, relation, row.pk, Side.LOSER, Fate.CLOSED) for row in theirs]
    own = tracks(relation, ours)
    relation.of(loser).known().update(recorded_to=at)
    moved = gave_way = 0
    for track, some in tracks(relation, theirs).items():
        mine = bare(own.get(track, ()))
        more = filling(mine, bare(some)) if relation.fills else []
        kept = [s for s in bare(some) if any(_within(piece, s) for piece in more)]
        moved, gave_way = moved + len(kept), gave_way + len(some) - len(kept)
        known = relation.of(survivor).filter(pk__in=[row.pk for row in own.get(track, ())])
        whole = whose(sorted([*mine, *more]), survivor)
        made = settle(known, whole, at=at)
        rows += [_note(merge, relation, row.pk, Side.LOSER, Fate.MADE) for row in made]
    told = {"moved": moved, "gave_way": gave_way, "stood": len(ours)}
    return rows, {"label": relation.name, **told}


def _within(piece, stretch):
    return (
        piece.values == stretch.values
        and piece.valid_from >= stretch.valid_from
        and (stretch.valid_to is None or (piece.valid_to and piece.valid_to <= stretch.valid_to))
    )


def _alias(merge):
    """The names and numbers of the one that goes lead to the one that stays."""
    survivor, loser = merge.survivor, merge.loser
    schemes, today = OrganizationAlias.Scheme, timezone.localdate()
    rows = []
    for scheme, value in ((schemes.NAME, loser.name), (schemes.CREDIT_CODE, loser.credit_code)):
        if not value or value in (survivor.name, survivor.credit_code):
            continue
        alias, made = OrganizationAlias.objects.get_or_create(
            organization=survivor,
            scheme=scheme,
            value=value,
            defaults={"folded": fold(value), "until": today},
        )
        if made:
            relation = merging.Move("orgs.OrganizationAlias")
            rows.append(_note(merge, relation, alias.pk, Side.LOSER, Fate.MADE))
    return rows


def _close_pairs(merge):
    """This pair is decided; what else was suspected of the one that goes, the next comparison
    finds again of the one that stays."""
    pairs = DuplicatePair.objects
    first, second = sorted([merge.survivor.pk, merge.loser.pk])
    pairs.filter(first=first, second=second).update(
        state=DuplicatePair.State.MERGED,
        decided_by=merge.decided_by or merge.by,
        decided_at=merge.done_at,
        reason=merge.reason,
    )
    undecided = [DuplicatePair.State.OPEN, DuplicatePair.State.CROWDED]
    for column in ("first", "second"):
        pairs.filter(**{column: merge.loser.pk}, state__in=undecided).delete()
