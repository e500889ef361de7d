"""A list is taken back: what it changed is as it was, field by field, whatever came later.

What somebody has changed since, or another source says as well, stays and is told. Organizations
that only this list knew disappear; those on which others have built stay.
"""

import json
from collections import Counter, defaultdict
from datetime import timedelta

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record
from jobs.services import enqueue
from orgs import beside, golden
from orgs.bitemporal import composed, course, differences, stretches
from orgs.models import ImportBatch, ImportLine, Organization, OrganizationAlias, OrganizationFacts
from orgs.services.beside import BesideTaken, repeat
from orgs.services.disappearances import forget_missing
from orgs.services.history import COUNTED, standing_on
from orgs.services.importing import NOT_YOURS
from orgs.services.writing import ALIASES, CREATED, WRITTEN, alone_in, copy_facts, update_changed

Status = ImportBatch.Status
FREELY = timedelta(hours=24)
LONGEST = timedelta(days=365)  # well before what lists replaced is forgotten (orgs.retention)
CHUNK = 2000
EDITED = "后来有改动"
MERGED = "后来与其他记录合并"
WITH_IT = {
    *("orgs.OrganizationFacts", "orgs.OrganizationAlias", "orgs.ImportLine", "orgs.Finding"),
    *("orgs.Disappearance", "orgs.Traits", "orgs.Statement", "indicators.Timeline"),
}
"""Rows that go with an organization or follow from it. Whatever else refers to one was built on
it: a table nobody has thought of here keeps the organization."""
AS_ONE = (
    ("name", "folded_name", "initials"),
    ("status", "ended_on"),
    (
        *("labour_domains", "labour_field", "labour_field_basis"),
        *("labour_field_decided_on", "labour_field_decided_by_id"),
    ),
    ("region_id", "federation_id", "federation_assigned"),
)


def may_revert(user, batch):
    """The importer for a day, later whoever holds the permission there."""
    if not (batch.in_register and batch.result.get("reversible")):
        return False
    if timezone.now() - batch.applied_at > LONGEST:
        return False
    own = batch.by_id == user.pk and timezone.now() - batch.applied_at < FREELY
    return user.may(Permission.ORG_IMPORT if own else Permission.ORG_REVERT, batch)


@transaction.atomic
def ask_to_revert(*, by, batch, reason):
    """Have a written list taken back by a job."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.working:
        raise ValidationError("这份名单正在处理，请稍候。")
    _refuse(by, batch, reason)
    batch.status = Status.REVERTING
    batch.job = enqueue(
        by=by,
        kind="orgs.revert_list",
        title=f"撤销名单：{batch.file_name}",
        arguments={"batch": batch.pk, "reason": reason},
    )
    batch.save()
    return batch


@transaction.atomic
def revert_batch(*, by, batch, reason, progress=lambda *_, **__: None):
    """Take a written list back, all of it or nothing. Returns what became of its rows."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    _refuse(by, batch, reason)
    alone_in(batch.federation)
    now = timezone.now()
    batch.status, batch.reverted_at = Status.REVERTED, now
    batch.save()  # from here on its lines say nothing any more
    lines = batch.lines.filter(applied=True).exclude(organization=None)
    keys = list(lines.order_by("organization_id").values_list("pk", flat=True))
    tally, stayed = Counter(restored=0, removed=0, stayed=0), []
    progress(0, "正在撤销", total=len(keys))
    for at in range(0, len(keys), CHUNK):
        taken = TakenBack(batch, lines.filter(pk__in=keys[at : at + CHUNK]), now)
        tally.update(taken.write())
        stayed += taken.stayed
        progress(at, "正在撤销")
    ImportLine.objects.bulk_update(stayed, ["stayed"], batch_size=1000)
    _forget_aliases(batch, stayed)
    forget_missing(by=by, batch=batch)
    tally["stayed"] = len(stayed)
    batch.result["reverted"] = dict(tally)
    batch.save()
    record(by=by, verb="revert", label="撤销名单", subject=batch, reason=reason, **tally)
    return batch.result["reverted"]


def _refuse(by, batch, reason):
    if not batch.in_register:
        raise ValidationError(f"这份名单{batch.get_status_display()}，不能撤销。")
    if not batch.result.get("reversible"):
        raise ValidationError("这份名单写入时没有留下原值，不能撤销。")
    if timezone.now() - batch.applied_at > LONGEST:
        raise ValidationError("写入已超过一年，不能整批撤销，请逐家更正。")
    if by is not None and not may_revert(by, batch):
        raise PermissionDenied(
            NOT_YOURS
            if not by.may(Permission.ORG_IMPORT, batch)
            else "写入已超过二十四小时或不是您导入的，请由有撤销权限的人办理。"
        )
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销的原因。"})


class TakenBack:
    """Some lines of a batch, with all that is needed to undo what they did."""

    def __init__(self, batch, lines, now):
        self.batch, self.now, self.today = batch, now, timezone.localdate()
        self.lines = {line.organization_id: line for line in lines}
        held = Organization._base_manager.filter(pk__in=self.lines).order_by("pk")
        self.organizations = {o.pk: o for o in held.select_for_update()}
        said = golden.said_of(self.lines)
        self.later = {
            pk: [s for s in several if s.recorded > batch.applied_at]
            for pk, several in said.items()
        }
        self.names = {}
        self.facts = defaultdict(list)
        rows = OrganizationFacts.objects.filter(
            Q(recorded_to=None) | Q(recorded_to__gte=batch.applied_at), organization__in=self.lines
        )
        for row in rows.order_by("valid_from"):
            self.facts[row.organization_id].append(row)
        self.beside = BesideTaken(batch, self.lines)
        self.stayed, self.rows, self.inserts, self.closes = [], [], [], []

    def write(self):
        created = {pk for pk, line in self.lines.items() if CREATED in line.before}
        known = [pk for pk in self.lines if pk not in created]
        apart = [pk for pk in known if self.organizations[pk].merged_into_id]
        reasons = self.built_on(created)
        self.beside.remove(self.lines.keys() - apart - reasons.keys())
        self.newest = self.beside.mirrored([pk for pk in known if pk not in apart])
        restored = sum(self.restore(pk) for pk in known)
        for pk, reason in reasons.items():
            self.stay(pk, {"_": reason})
        update_changed(self.rows)
        OrganizationFacts.objects.filter(pk__in=self.closes).update(recorded_to=self.now)
        copy_facts(self.inserts, self.now)
        gone = created - reasons.keys()
        Organization._base_manager.filter(pk__in=gone).delete()
        return Counter(restored=restored, removed=len(gone))

    def stay(self, pk, why):
        line = self.lines[pk]
        line.stayed = why
        self.stayed.append(line)

    def restore(self, pk):
        """Put back what the line changed, as far as nobody has touched it since."""
        line, organization, at = self.lines[pk], self.organizations[pk], self.batch.applied_at
        if organization.merged_into_id:
            self.stay(pk, {"_": MERGED})
            return False
        rows = self.facts[pk]
        before = stretches(r for r in rows if r.recorded_from < at)
        left = stretches(
            r for r in rows if r.recorded_from <= at and (not r.recorded_to or r.recorded_to > at)
        )
        known = [r for r in rows if r.recorded_to is None]
        now = stretches(known)
        pairs = {**line.before, **json.loads(line.private or "{}").get("before", {})}
        pairs = {n: pair for n, pair in pairs.items() if n in WRITTEN and n not in beside.MIRRORED}
        counted = set()
        if before:
            counted = {n for n in COUNTED if course(before, n) != course(left, n)}
        back, stayed = set(), {}
        for names in groups(counted | {n for n in pairs if not (before and n in COUNTED)}):
            why = next(filter(None, (self.why(pk, n, pairs, left, now) for n in names)), None)
            if why is None:
                back.update(names)
            else:
                stayed |= {n: why for n in names if n in golden.FIELDS}
        was = {name: getattr(organization, name) for name in WRITTEN}
        for name in back & pairs.keys():
            setattr(organization, name, golden.typed(name, pairs[name][0]))
        if pk in self.newest:
            repeat(organization, self.newest[pk])
        wanted = self.timeline(before, left, now, back)
        for name, value in standing_on(wanted, self.today).items() if wanted else ():
            if name != "organization_id":
                setattr(organization, name, value)
        inserts, closes = differences(known, wanted)
        self.inserts += inserts
        self.closes += closes
        changed = {name for name in WRITTEN if getattr(organization, name) != was[name]}
        self.rows.append((organization, changed))
        if stayed := stayed | self.beside.stay(pk, EDITED):
            self.stay(pk, stayed)
        return bool(back or self.beside.rows[pk])

    def timeline(self, before, left, now, back):
        """What counts, each value going the way it went before if it is to go back."""
        if not before or not now:
            return now
        if now == left and all(
            n in back or course(before, n) == course(left, n) for n in before[0].values
        ):
            return before
        courses = {n: course(before if n in back else now, n) for n in before[0].values}
        start = before if "registered_on" in back else now
        return composed(start[0].valid_from, now[-1].valid_to, courses)

    def why(self, pk, name, pairs, left, now):
        """Why a value stays as it is, or None."""
        if left and name in COUNTED:
            if course(left, name) != course(now, name):
                return EDITED
        elif golden.plain(getattr(self.organizations[pk], name)) != pairs[name][1]:
            return EDITED
        stands = golden.plain(getattr(self.organizations[pk], name))
        for said in self.later.get(pk, ()) if name in golden.FIELDS else ():
            if said.get(name) is not None and golden.alike(said.get(name), stands):
                return f"{self.source(said)}（{said.as_of}）也这样说"
        return None

    def source(self, said):
        if not self.names:
            sources = apps.get_model("orgs.Source").objects
            self.names = dict(sources.values_list("pk", "name"))
        return self.names[said.source]

    def built_on(self, keys):
        """Of organizations that the list made, those that others need by now: ``{key: why}``."""
        at = self.batch.applied_at
        reasons = {pk: f"另见于{self.source(s[-1])}" for pk, s in self.later.items() if s}
        for pk in keys:
            if any(row.recorded_from > at for row in self.facts[pk]):
                reasons.setdefault(pk, EDITED)
            if self.beside.edited[pk]:
                reasons.setdefault(pk, EDITED)
        for relation in Organization._meta.get_fields(include_hidden=True):
            if not (relation.auto_created and not relation.concrete):
                continue
            model, field = relation.related_model, relation.field.attname
            if model._meta.label in WITH_IT:
                continue
            found = model._base_manager.filter(**{f"{field}__in": keys})
            if any(model is kind.model for kind in beside.KINDS.values()):
                found = found.exclude(batch=self.batch)
            if model._meta.label == "orgs.DuplicatePair":
                found = found.exclude(state__in=["open", "crowded"])
            for pk in found.values_list(field, flat=True).distinct():
                reasons.setdefault(pk, f"已有{model._meta.verbose_name}")
        attached = apps.get_model("documents.Attachment").objects.filter(
            owner_type=Organization._meta.label_lower, owner_id__in=[str(pk) for pk in keys]
        )
        for pk in attached.values_list("owner_id", flat=True):
            reasons.setdefault(int(pk), "已有附件")
        return {pk: why for pk, why in reasons.items() if pk in keys}


def groups(names):
    """The names in parts that go back, or stay, as one."""
    rest = set(names)
    for together in AS_ONE:
        if part := [name for name in together if name in rest]:
            rest -= set(part)
            yield part
    yield from ([name] for name in sorted(rest))


def _forget_aliases(batch, stayed):
    """Old names and numbers that came with the list, but for those others give as well and those
    of organizations that keep what replaced them."""
    kept = {
        line.organization_id for line in stayed if {"_", "name", "credit_code"} & {*line.stayed}
    }
    aliases = list(OrganizationAlias.objects.filter(batch=batch).exclude(organization__in=kept))
    said = golden.said_of({alias.organization_id for alias in aliases})
    gone = [
        alias.pk
        for alias in aliases
        if not any(
            told.values.get(name) == alias.value
            for told in said.get(alias.organization_id, ())
            for name in ALIASES
        )
    ]
    OrganizationAlias.objects.filter(pk__in=gone).delete()
