"""What a judged list does to the register: everything at once, or nothing.

Thousands of rows go through the same rules as one (``registration``, ``history``), but are written
by COPY and in sets, with one line in the trail for the whole list. What a row replaces is noted on
its verdict, so that the list can be taken back (``reverting``).
"""

from operator import attrgetter
from uuid import uuid4

from django.db import connection, transaction
from django.db.models.base import ModelState
from django.utils import timezone

from governance.trail import record
from orgs.bitemporal import differences, stretches
from orgs.bulk import copy_rows, new_keys, update_rows
from orgs.models import ImportLine, Organization, OrganizationAlias, OrganizationFacts
from orgs.names import fold
from orgs.services.beside import mirror, write_beside
from orgs.services.history import COUNTED, first_history, next_history, standing_on
from orgs.services.importing import APPLIES
from unions.models import Federation

Outcome = ImportLine.Outcome
WRITTEN = [
    f.attname for f in Organization._meta.concrete_fields if f.attname not in ("created_at",)
]
as_written = attrgetter(*WRITTEN)
FACTS = ["organization_id", "valid_from", "valid_to", "recorded_from", *COUNTED]
ALIASES = {
    "former_name": OrganizationAlias.Scheme.NAME,
    "certificate": OrganizationAlias.Scheme.CERTIFICATE,
    "organization_code": OrganizationAlias.Scheme.ORGANIZATION_CODE,
}
CREATED = "_created"  # stands among what a line replaced where the line made the organization
LISTS = 0x115  # the advisory locks that writing lists takes


def alone_in(federation):
    """Let lists for one territory, or for one within the other, be written one after another.

    Rows that both bring are then new to the first alone; those without a code, nothing else would
    keep from being entered twice. Held until the transaction ends.
    """
    above = Federation.objects.ancestors_of(federation).values_list("pk", flat=True)
    with connection.cursor() as cursor:
        for key in above:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LISTS, key])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LISTS, federation.pk])


@transaction.atomic
def write_verdicts(
    *, by, batch, verdicts, chosen=frozenset(), held=frozenset(), reason="", at=None
):
    """Write what the judged rows say: all but the doubtful, of these only the ``chosen`` rows, and
    nothing of the classes ``held`` back.

    The caller has judged them under lock in this very transaction. Returns the numbers of the rows
    written (with their sheet).
    """
    taken = [
        v
        for v in verdicts
        if (v.outcome in APPLIES and v.outcome not in held)
        or (v.outcome == Outcome.SUSPICIOUS and (v.row.sheet, v.row.number) in chosen)
    ]
    at = at or timezone.now()
    known = [v for v in taken if v.organization is not None]
    _insert(batch, [v for v in taken if v.organization is None], at)
    _change(batch, known, at)
    write_beside(by=by, batch=batch, verdicts=taken, at=at)
    _keep_aliases(batch, [*taken, *(v for v in verdicts if v.outcome == Outcome.SAME)])
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
    today, blank = timezone.localdate(), Organization()
    facts, rows = [], []
    for key, verdict in zip(keys, verdicts, strict=True):
        changes = found_by(batch, verdict.changes)
        fields = {n: v for n, v in changes.items() if n in WRITTEN}
        organization = _like(blank, id=key, source_id=batch.source_id, **fields)
        organization.federation_assigned = "federation_id" not in verdict.row.derived
        organization.be_found()
        history = first_history(organization, batch.as_of)
        for name, value in standing_on(history, today).items():
            setattr(organization, name, value)
        verdict.organization, verdict.before = organization, {CREATED: (False, True)}
        mirror(verdict)
        rows.append(as_written(organization))
        facts += history
    copy_rows(Organization, WRITTEN, rows)
    copy_facts(facts, at)


def _like(blank, **values):
    """A new organization, made as loading one makes it: ten times quicker than by its own hands."""
    made = Organization.__new__(Organization)
    made.__dict__ |= {**blank.__dict__, "_state": ModelState(), "uid": uuid4(), **values}
    return made


def _change(batch, verdicts, at):
    today = timezone.localdate()
    changed, facts, closes = [], [], []
    former = []
    for verdict in verdicts:
        organization, changes = verdict.organization, found_by(batch, verdict.changes)
        was = as_written(organization)
        known = stretches(verdict.history) or first_history(organization, batch.as_of)
        after = next_history(known, organization, changes, batch.as_of, verdict.until)
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
        mirror(verdict)
        inserts, gone = differences(verdict.history, after)
        facts += inserts
        closes += gone
        now = zip(WRITTEN, was, as_written(organization), strict=True)
        verdict.before = {name: (old, new) for name, old, new in now if old != new}
        changed.append((organization, verdict.before.keys()))
    update_changed(changed)
    OrganizationFacts.objects.filter(pk__in=closes).update(recorded_to=at)
    copy_facts(facts, at)
    _add_aliases(batch, ((pk, scheme, value, batch.as_of) for pk, scheme, value in former))


def update_changed(organizations):
    """Write the columns that differ: ``(organization, attnames)`` each."""
    columns = ["id", *sorted(set().union(*(names for _, names in organizations)) - {"id"})]
    if len(columns) > 1:
        rows = ([getattr(o, name) for name in columns] for o, names in organizations if names)
        update_rows(Organization, columns, rows)


def copy_facts(facts, at):
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


def _keep_aliases(batch, verdicts):
    """Former names and older numbers that the list itself gives."""
    found = []
    for verdict in verdicts:
        for name, scheme in ALIASES.items():
            if value := verdict.row.values.get(name):
                found.append((verdict.organization.pk, scheme, value, None))
    _add_aliases(batch, found)


def _add_aliases(batch, aliases):
    OrganizationAlias.objects.bulk_create(
        [
            OrganizationAlias(
                organization_id=pk,
                scheme=scheme,
                value=value,
                folded=fold(value),
                until=until,
                batch=batch,
            )
            for pk, scheme, value, until in aliases
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
