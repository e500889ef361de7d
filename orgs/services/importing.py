"""What a judged list does to the register: everything at once, or nothing.

Thousands of rows go through the same rules as one (``registration``, ``history``), but are written
by COPY and in sets, with one line in the trail for the whole list.
"""

import json
from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from governance.trail import record
from orgs.bitemporal import differences, stretches
from orgs.bulk import copy_rows, new_keys, update_rows
from orgs.models import (
    ImportBatch,
    ImportLine,
    Organization,
    OrganizationAlias,
    OrganizationFacts,
    Source,
)
from orgs.names import fold, tidy_code
from orgs.services.history import COUNTED, first_history, next_history, standing_on
from privacy.masks import mask

Outcome = ImportLine.Outcome
APPLIES = {Outcome.NEW, Outcome.CHANGED, Outcome.RENAMED, Outcome.MOVED, Outcome.REVIVED}
COUNTED_OUT = "source-"
NOT_YOURS = "只能为本级及下级工会导入名单。"
WRITTEN = [
    f.attname for f in Organization._meta.concrete_fields if f.attname not in ("created_at",)
]
FACTS = ["organization_id", "valid_from", "valid_to", "recorded_from", *COUNTED]
PRIVATE = {"contact_phone": "phone"}
ALIASES = {
    "former_name": OrganizationAlias.Scheme.NAME,
    "certificate": OrganizationAlias.Scheme.CERTIFICATE,
    "organization_code": OrganizationAlias.Scheme.ORGANIZATION_CODE,
}


def open_batch(*, by, source, federation, as_of, file_name, digest, file=None):
    """A list handed in, not yet read. ``by`` is None only for an operator at the machine."""
    if by is not None and not by.may_at(Permission.ORG_IMPORT, federation):
        raise PermissionDenied(NOT_YOURS)
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": "名单日期不能晚于今天。"})
    batch = ImportBatch(
        by=by,
        source=source,
        federation=federation,
        as_of=as_of,
        file_name=file_name[:255],
        digest=digest,
    )
    if file is not None:
        batch.file.save(f"{batch.uid}{file_name[file_name.rfind('.') :]}", file, save=False)
    batch.save()
    return batch


def source_named(name):
    """The source of that name or given code; a new one if there is none. Codes that were counted
    out are nobody's to name: whoever tried them would read the names of others' lists."""
    code = "".join(c for c in tidy_code(name).lower() if c.isascii() and c.isalnum())[:40]
    given = Source.objects.exclude(code__startswith=COUNTED_OUT).filter(code=name)
    found = Source.objects.filter(name=name).first() or given.first()
    if found:
        return found
    if not code or Source.objects.filter(code=code).exists():
        code = f"{COUNTED_OUT}{uuid4().hex[:12]}"
    return Source.objects.get_or_create(code=code, defaults={"name": name})[0]


@transaction.atomic
def keep_lines(*, batch, verdicts, missing, result, status, applied=frozenset()):
    """The batch's lines as now judged, in place of those before."""
    batch.lines.all().delete()
    copy_rows(
        ImportLine,
        [
            "batch_id",
            "sheet",
            "row",
            "outcome",
            "organization_id",
            "values",
            "changes",
            "errors",
            "private",
            "applied",
            "held",
            "before",
            "stayed",
        ],
        (
            *(_line(batch, verdict, applied) for verdict in verdicts),
            *(
                (batch.pk, "", None, Outcome.MISSING, pk, {}, {}, [], "", False, {}, {}, {})
                for pk in missing
            ),
        ),
    )
    batch.result, batch.status = result, status
    if status == ImportBatch.Status.APPLIED:
        batch.applied_at = timezone.now()
        batch.file.delete(save=False)  # its rows are kept, personal values sealed
    batch.save()


@transaction.atomic
def write_verdicts(*, by, batch, verdicts, chosen=frozenset(), reason=""):
    """Write what the judged rows say: all but the doubtful, of these only the ``chosen`` rows.

    The caller has judged them under lock in this very transaction. Returns the numbers of the rows
    written (with their sheet).
    """
    taken = [
        v
        for v in verdicts
        if v.outcome in APPLIES
        or (v.outcome == Outcome.SUSPICIOUS and (v.row.sheet, v.row.number) in chosen)
    ]
    at = timezone.now()
    known = [v for v in taken if v.organization is not None]
    _insert(batch, [v for v in taken if v.organization is None], at)
    _change(batch, known, at)
    _keep_aliases([*taken, *(v for v in verdicts if v.outcome == Outcome.SAME)])
    counts = {o: sum(v.outcome == o for v in verdicts) for o in Outcome.values}
    record(
        by=by,
        verb="apply",
        label="写入名单",
        subject=batch,
        reason=reason,
        rows=len(verdicts),
        written=len(taken),
        **{name: count for name, count in counts.items() if count},
    )
    return {(v.row.sheet, v.row.number) for v in taken}


@transaction.atomic
def discard_batch(*, by, batch):
    """Put a list aside unused; its file goes, its numbers stay."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if not by.may(Permission.ORG_IMPORT, batch):
        raise PermissionDenied(NOT_YOURS)
    if batch.working or batch.status in (ImportBatch.Status.APPLIED, ImportBatch.Status.STOPPED):
        raise ValidationError("这份名单已写入或正在处理，不能放弃。")
    batch.status = ImportBatch.Status.STOPPED
    batch.file.delete(save=False)
    batch.lines.all().delete()
    batch.save()
    record(by=by, verb="discard", label="放弃名单", subject=batch)
    return batch


def found_by(batch, changes):
    """A list that says in which way an organization is of the labour field is a finding, too."""
    if not changes.get("labour_domains"):
        return changes
    return {
        "labour_field_basis": f"{batch.source.name}所列"[:200],
        "labour_field_decided_on": batch.as_of,
        **changes,
        "labour_field_decided_by_id": batch.by_id,
    }


def _insert(batch, verdicts, at):
    keys = new_keys(Organization, len(verdicts))
    facts = []
    rows = []
    for key, verdict in zip(keys, verdicts, strict=True):
        changes = found_by(batch, verdict.changes)
        fields = {n: v for n, v in changes.items() if n in WRITTEN}
        organization = Organization(pk=key, source=batch.source, **fields)
        organization.federation_assigned = "federation_id" not in verdict.row.derived
        organization.be_found()
        history = first_history(organization, batch.as_of)
        for name, value in standing_on(history, timezone.localdate()).items():
            setattr(organization, name, value)
        rows.append([getattr(organization, name) for name in WRITTEN])
        facts += history
        verdict.organization = organization
    copy_rows(Organization, WRITTEN, rows)
    _copy_facts(facts, at)


def _change(batch, verdicts, at):
    today = timezone.localdate()
    rows, facts, closes = [], [], []
    former = []
    for verdict in verdicts:
        organization, changes = verdict.organization, found_by(batch, verdict.changes)
        known = stretches(verdict.history) or first_history(organization, batch.as_of)
        after = next_history(known, organization, changes, batch.as_of)
        for field in ("name", "credit_code"):
            old = getattr(organization, field)
            if field in changes and old:
                former.append((organization.pk, field, old))
        for name, value in changes.items():
            setattr(organization, name, value)
        organization.source_id = organization.source_id or batch.source_id
        organization.be_found()
        for name, value in standing_on(after, today).items():
            if name != "organization_id":
                setattr(organization, name, value)
        inserts, gone = differences(verdict.history, after)
        facts += inserts
        closes += gone
        rows.append([getattr(organization, name) for name in WRITTEN])
    if rows:
        update_rows(Organization, WRITTEN, rows)
    OrganizationFacts.objects.filter(pk__in=closes).update(recorded_to=at)
    _copy_facts(facts, at)
    _add_aliases((pk, scheme, value, batch.as_of) for pk, scheme, value in former)


def _copy_facts(facts, at):
    copy_rows(
        OrganizationFacts,
        FACTS,
        (
            (
                f.values["organization_id"],
                f.valid_from,
                f.valid_to,
                at,
                *(f.values[name] for name in COUNTED),
            )
            for f in facts
        ),
    )


def _keep_aliases(verdicts):
    """Former names and older numbers that the list itself gives."""
    found = []
    for verdict in verdicts:
        for name, scheme in ALIASES.items():
            if value := verdict.row.values.get(name):
                found.append((verdict.organization.pk, scheme, value, None))
    _add_aliases(found)


def _add_aliases(aliases):
    OrganizationAlias.objects.bulk_create(
        [
            OrganizationAlias(
                organization_id=pk, scheme=scheme, value=value, folded=fold(value), until=until
            )
            for pk, scheme, value, until in aliases
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )


def _line(batch, verdict, applied):
    row = verdict.row
    private = {name: row.values[name] for name in PRIVATE if row.values.get(name)}
    if verdict.outcome in (Outcome.REFUSED, Outcome.SUSPICIOUS):
        private["cells"] = row.written
    if row.unreadable:
        private["unreadable"] = row.unreadable
    values = {n: _plain(v) for n, v in row.values.items() if n not in PRIVATE}
    if row.derived or row.coarse:
        values["_"] = {"derived": sorted(row.derived), "coarse": row.coarse}
    errors = [
        {"field": name, "value": shown(name, value), "message": message}
        for name, value, message in row.errors
    ]
    if verdict.reason:
        errors.append({"field": "", "value": "", "message": verdict.reason})
    return (
        batch.pk,
        row.sheet,
        row.number,
        verdict.outcome,
        verdict.organization.pk if verdict.organization is not None else None,
        values,
        {n: [_plain(shown(n, v)) for v in both] for n, both in verdict.difference.items()},
        errors,
        json.dumps(private, ensure_ascii=False) if private else "",
        (row.sheet, row.number) in applied,
        {},
        {},
        {},
    )


def shown(name, value):
    """A value as it may stand in results."""
    return mask(PRIVATE[name], value) if name in PRIVATE else value


def _plain(value):
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
