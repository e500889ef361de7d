"""A merge taken back: two records again, and no edit made meanwhile is lost.

What came from one side goes back to it as it is now. What was written since belongs to a side
where that is sure: an edit to a row that came along goes with the row, whatever continues a row
stays with it. The rest is asked, piece by piece. Fields edited meanwhile stay with the survivor
unless chosen.
"""

import json
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record, refuse
from orgs import merging
from orgs.bitemporal import settle, stretches
from orgs.models import DuplicatePair, Merge, MergedRow, Organization, OrganizationAlias
from orgs.names import fold
from orgs.partings import Shared, shared_timeline
from orgs.services.history import COUNTED, standing_on
from orgs.services.merging import OUTSIDE, bare, locked, point, snapshot, tracks, whose

Side, Fate, State = MergedRow.Side, MergedRow.Fate, Merge.State
SURVIVOR, LOSER, BOTH = merging.SURVIVOR, merging.LOSER, "both"
REASON = "请填写撤销合并的原因。"
UNANSWERED = "还有{}项需要判定归属，请逐项选择。"
NEWER = "之后还有其他社会组织并入“{}”，请先撤销较晚的合并。"
ONWARD = "“{}”已并入其他社会组织，请先撤销那一次合并。"
TOGETHER = (
    ("status", "ended_on"),
    ("federation_id", "federation_assigned"),
    (
        *("labour_domains", "labour_field", "labour_field_basis"),
        *("labour_field_decided_on", "labour_field_decided_by_id"),
    ),
)
"""Fields that change hands together."""


@dataclass
class Question:
    """A row written since, of which nothing says whose it is."""

    key: str
    label: str
    words: str
    both: bool = False


@dataclass
class Edit:
    """A field that says something else than at the merge. ``names`` change hands together."""

    key: str
    label: str
    names: tuple
    then: object
    now: object


@dataclass
class Parting:
    """What un-merging would do: asked of people, then carried out."""

    merge: Merge
    answers: dict
    chosen: set
    questions: list = field(default_factory=list)
    edits: list = field(default_factory=list)
    rows: list = field(default_factory=list)  # (relation, key) that go to the loser
    timelines: list = field(default_factory=list)  # (relation, keys known, survivor's, loser's)

    @property
    def unanswered(self):
        return [q for q in self.questions if q.key not in self.answers]

    def side(self, key, label, words, *, both=False):
        """Whose a row is: as answered, else the survivor's until somebody says."""
        if not any(q.key == key for q in self.questions):
            self.questions.append(Question(key, label, words, both))
        answer = self.answers.get(key)
        if answer not in (SURVIVOR, LOSER, *([BOTH] if both else [])):
            self.answers.pop(key, None)
            answer = SURVIVOR
        return answer


def plan(*, merge, answers=None, chosen=()):
    """What is to be asked and done, with these answers so far; nothing is written."""
    parting = Parting(merge, dict(answers or {}), set(chosen))
    parting.edits = edits(merge)
    origins = _origins(merge)
    for relation in merging.relations(merging.Move):
        _route(parting, relation, origins)
    for relation in merging.relations(merging.Timeline):
        _share(parting, relation, origins)
    return parting


def edits(merge):
    """Fields of the survivor that say something else now than they did at the merge."""
    then, now = json.loads(merge.before or "{}"), json.loads(snapshot(merge.survivor))
    found, seen = [], set()
    for name in now:
        names = next((group for group in TOGETHER if name in group), (name,))
        if names in seen or name not in then:
            continue
        if any(then.get(n) != now[n] for n in names):
            seen.add(names)
            label = str(Organization._meta.get_field(names[0]).verbose_name)
            found.append(Edit(names[0], label, names, then.get(names[0]), now[names[0]]))
    return found


def _origins(merge):
    found = {}
    for row in merge.rows.all():
        found.setdefault(row.model, {})[row.object_key] = (row.side, row.fate)
    return found


def _route(parting, relation, origins):
    """Rows that moved go back; of those written since, what is sure goes by itself."""
    known = origins.get(relation.place, {})
    for row in relation.of(parting.merge.survivor).order_by("pk"):
        side, fate = known.get(str(row.pk), ("", ""))
        if not side:
            side = relation.route(row, parting.merge) if relation.route else ""
            side = side or _by_company(row, origins)
            key = f"{relation.place}:{row.pk}"
            side = side or parting.side(key, relation.name, relation.words(row))
        if side == LOSER and fate != Fate.MADE:
            parting.rows.append((relation, row.pk))


def _by_company(row, origins):
    """A row that refers to one whose origin is known belongs where that one does."""
    sides = set()
    for column in row._meta.concrete_fields:
        if column.remote_field and (known := origins.get(column.related_model._meta.label)):
            side, _ = known.get(str(getattr(row, column.attname)), ("", ""))
            sides.add(side)
    sides -= {""}
    return sides.pop() if len(sides) == 1 else ""


def _share(parting, relation, origins):
    """What became of a timeline that both had in common since the merge, moment by moment."""
    merge = parting.merge
    known = origins.get(relation.place, {})
    keys = {fate: [] for fate in Fate}
    for key, (_, fate) in known.items():
        keys[fate].append(int(key))
    of = relation.model._base_manager
    stood = tracks(relation, of.filter(pk__in=keys[Fate.STOOD]))
    closed = tracks(relation, of.filter(pk__in=keys[Fate.CLOSED]))
    rows = relation.of(merge.survivor)
    since = [r for r in rows if not r.recorded_to or r.recorded_to > merge.done_at]
    since = tracks(relation, since)
    passing = _made_by_others(merge, relation)
    chosen = {n for edit in parting.edits if edit.key in parting.chosen for n in edit.names}
    for track in dict.fromkeys([*stood, *closed, *since]):
        some = since.get(track, [])
        shared = Shared(bare(stood.get(track, ())), bare(closed.get(track, ())), relation.kin)

        def judge(row, relation=relation):
            if str(row.pk) in passing:
                return SURVIVOR
            key = f"{relation.place}:{row.pk}"
            return parting.side(key, relation.name, relation.words(row), both=not relation.kin)

        own, other = shared_timeline(
            shared,
            some,
            since=merge.done_at,
            judge=judge if relation.fills else None,
            chosen=chosen & {*COUNTED},
        )
        current = [row.pk for row in some if row.recorded_to is None]
        parting.timelines.append((relation, current, own, other))


def _made_by_others(merge, relation):
    """What another merge wrote into the survivor's timeline; it has taken that back since."""
    rows = MergedRow.objects.filter(model=relation.place, fate=Fate.MADE).exclude(merge=merge)
    return set(rows.filter(merge__survivor=merge.survivor).values_list("object_key", flat=True))


@transaction.atomic
def undo_merge(*, by, merge, reason, answers=None, chosen=()):
    """Two records again. ``answers`` says of each question whose the row is (``survivor``,
    ``loser``, of findings also ``both``), ``chosen`` which fields edited since go to the loser."""
    held = locked([merge.survivor_id, merge.loser_id])
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    merge.survivor, merge.loser = held[merge.survivor_id], held[merge.loser_id]
    _refuse(by, merge)
    if not reason.strip():
        raise ValidationError({"reason": REASON})
    parting = plan(merge=merge, answers=answers, chosen=chosen)
    if parting.unanswered:
        raise ValidationError(UNANSWERED.format(len(parting.unanswered)), code="unanswered")
    at = timezone.now()
    _carry_out(parting, at)
    merge.state, merge.undone_by, merge.undone_at = State.UNDONE, by, at
    merge.undo_reason, merge.answers = reason.strip(), parting.answers
    merge.save()
    _part_pair(merge, by, at)
    for subject in (merge.survivor, merge.loser):
        record(
            by=by,
            verb="undo_merge",
            label="撤销合并",
            subject=subject,
            reason=reason,
            merge=str(merge.uid),
            rows=len(parting.rows),
            answers=len(parting.questions),
        )
    return merge


def _refuse(by, merge):
    for organization in (merge.survivor, merge.loser):
        if not by.may_at(Permission.ORG_EDIT, organization.federation):
            refuse(by=by, verb="undo_merge", subject=organization)
            raise PermissionDenied(OUTSIDE)
    if merge.state != State.DONE:
        raise ValidationError(f"该合并{merge.get_state_display()}，不能撤销。", code="stale")
    if merge.survivor.merged_into_id:
        raise ValidationError(ONWARD.format(merge.survivor))
    later = Merge.objects.standing().filter(survivor=merge.survivor, done_at__gt=merge.done_at)
    if later.exists():
        raise ValidationError(NEWER.format(merge.survivor))


def _carry_out(parting, at):
    merge = parting.merge
    survivor, loser = merge.survivor, merge.loser
    loser.merged_into = None
    for relation, key in parting.rows:
        if not point(relation, key, loser):
            row = relation.model._base_manager.get(pk=key)
            raise ValidationError(f"“{loser}”已有同样的{relation.name}：{relation.words(row)}。")
    made = merge.rows.filter(model="orgs.OrganizationAlias", fate=Fate.MADE)
    keys = list(made.values_list("object_key", flat=True))
    OrganizationAlias.objects.filter(pk__in=keys).delete()
    for relation, current, own, other in parting.timelines:
        known = relation.of(survivor).filter(pk__in=current)
        settle(known, whose(own, survivor), at=at)
        settle(relation.of(loser).none(), whose(other, loser), at=at)
    _give_back_fields(parting, at)


def _give_back_fields(parting, at):
    """What was chosen to be the other's edit becomes it; the rest stays with the survivor."""
    survivor, loser = parting.merge.survivor, parting.merge.loser
    then = json.loads(parting.merge.before or "{}")
    for edit in parting.edits:
        if edit.key not in parting.chosen:
            continue
        for name in edit.names:
            column = Organization._meta.get_field(name)
            before, now = column.to_python(then[name]), getattr(survivor, name)
            if name in ("name", "credit_code"):
                _rename(survivor, loser, name, before)
            setattr(loser, name, now)
            setattr(survivor, name, before)
    for organization in (survivor, loser):
        organization.be_found()
        _reflect(organization)
    survivor.save()  # first: a credit code that goes over must be free
    loser.save()


def _rename(survivor, loser, scheme, before):
    """The alias that an edit of the survivor left behind is the other's."""
    old = getattr(loser, scheme)
    aliases = OrganizationAlias.objects.filter(scheme=scheme)
    until = timezone.localdate()
    for alias in aliases.filter(organization=survivor, value=before):
        until = alias.until
        alias.delete()
    if old:
        values = {"organization": loser, "scheme": scheme, "value": old}
        OrganizationAlias.objects.update_or_create(
            **values, defaults={"folded": fold(old), "until": until}
        )


def _reflect(organization):
    history = stretches(organization.facts.known().order_by("valid_from"))
    if history:
        for name, value in standing_on(history, timezone.localdate()).items():
            if name in COUNTED:
                setattr(organization, name, value)


def _part_pair(merge, by, at):
    """Whoever parts two says that they are two; it is not asked again for nothing."""
    first, second = sorted([merge.survivor_id, merge.loser_id])
    DuplicatePair.objects.filter(first=first, second=second).update(
        state=DuplicatePair.State.DISMISSED,
        decided_by=by,
        decided_at=at,
        reason=f"撤销合并：{merge.undo_reason}"[:300],
    )
