"""Writing cells of the ledger: one typed on the page, many at once, a workbook that came back."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.roles import Permission
from governance.trail import record
from jobs.services import ask_clearance, enqueue
from membership.canvassing import people_for
from membership.ledger.cells import CELL, TASKS, account_of, value_of
from membership.ledger.rows import rows_of
from membership.ledger.threeway import Verdict, compare
from membership.models import CanvassTask, LedgerEntry
from membership.services import canvass
from membership.services.eligibility import assess_many
from membership.services.ground import batch_of, hold
from orgs.services.export import needs_leave

PLAN = ("planned_form", "planned_on", "next_step", "promised_on", "remark")
REASSIGNED = "在台账中改派"
CLEARED = "在台账中清空承办人"


class Moved(ValidationError):
    """Somebody else wrote the cell meanwhile; ``here`` is what stands there now."""

    def __init__(self, here):
        super().__init__(f"这一格刚被改为“{here or '空'}”，请核对后再改。", code="moved")
        self.here = here


@transaction.atomic
def keep_plan(*, by, organization, **values):
    """What a visit says of the next step; the visit itself is the act that is written down."""
    entry = LedgerEntry.objects.filter(organization=organization).first()
    entry = entry or LedgerEntry(organization=organization)
    for name, value in values.items():
        setattr(entry, name, value)
    if values:
        entry.full_clean(exclude=["organization"])
        entry.save()
    return entry


@transaction.atomic
def write_cell(*, by, organization, key, base, text):
    """One cell as typed on the page, ``base`` being what stood there when it was opened.

    Gives the text as it stands now. Raises Moved if somebody else wrote it otherwise meanwhile.
    """
    [organization] = hold(by=by, organizations=[organization], verb="ledger")
    [row] = rows_of([organization])
    text = CELL[key].parse(text)
    here = CELL[key].read(row)
    if compare(base, here, text) == Verdict.CONFLICT:
        raise Moved(here)
    if text != here:
        write_cells(by=by, rows=[row], changes={organization.pk: {key: text}})
        [row] = rows_of([organization])
    return CELL[key].read(row)


@transaction.atomic
def fill_many(*, by, organizations, batch=None, **texts):
    """The same texts into cells of many rows; cells not named stay."""
    held = hold(by=by, organizations=organizations, verb="ledger")
    texts = {key: CELL[key].parse(text) for key, text in texts.items()}
    rows = rows_of(held)
    write_cells(by=by, rows=rows, changes={o.pk: texts for o in held}, batch=batch)
    return held


def judge(*, row, key, text, people):
    """Why this text may not stand there, or "": ``people`` as ``people_named`` gives them."""
    if key == "reason":
        if row.eligibility is None:
            return "还没有认定建会条件，请先认定。"
        if row.eligibility.decision == "ineligible" and not text:
            return "暂不具备建会条件的，主要原因不能清空。"
        if text.startswith("N99") and not row.eligibility.note.strip():
            return "选择“其他”须写明情况，请在认定页面办理。"
    if key in TASKS:
        task = getattr(row, key)
        if not text:
            return ""
        person = people.get((key, account_of(text)))
        if person is None:
            return "没有这个人，或不在您可以分派的范围。"
        if not person.may_at(Permission.FOUNDING_VISIT, row.organization.federation):
            place = row.organization.federation.short_name
            return f"{person.name}不负责{place}，不能承办。"
        if row.organization.ended and not (task and task.is_held):
            return f"该组织已{row.organization.get_status_display()}，不再分派。"
    return ""


def people_named(*, by, texts):
    """``{(cell, account): person}`` of those the actor may send, for ``[(cell, text)]``."""
    found = {}
    for key, kind in TASKS.items():
        accounts = {account_of(text) for cell, text in texts if cell == key and text}
        if accounts:
            people = people_for(by, kind).filter(username__in=accounts)
            found |= {(key, person.username): person for person in people}
    return found


@transaction.atomic
def write_cells(*, by, rows, changes, batch=None):
    """``changes`` is ``{organization id: {cell: text}}``, parsed; the caller holds the rows.

    All or nothing; raises ValidationError for the first cell that may not be written so. Returns
    how many cells changed.
    """
    by_key = {row.organization.pk: row for row in rows}
    told = [(key, text) for cells in changes.values() for key, text in cells.items()]
    people = people_named(by=by, texts=told)
    plans, reasons, sent, count = {}, {}, {}, 0
    for pk, cells in changes.items():
        row = by_key[pk]
        for key, text in cells.items():
            if CELL[key].read(row) == text:
                continue
            if why := judge(row=row, key=key, text=text, people=people):
                raise ValidationError(f"{row.organization.name}，{CELL[key].label}：{why}")
            count += 1
            if key in PLAN:
                plans.setdefault(pk, {})[key] = text
            elif key == "reason":
                _gather_reason(reasons, row, text)
            else:
                sent.setdefault((key, text), []).append(row)
    batch = batch or batch_of(list(changes))
    _write_plans(by, by_key, plans, batch)
    for finding, organizations in reasons.items():
        decision, reason, others, note, evidence = finding
        assess_many(
            by=by,
            organizations=organizations,
            decision=decision,
            reason=reason,
            other_reasons=others,
            note=note,
            evidence=evidence,
            batch=batch,
        )
    for (key, text), held in sent.items():
        _send(by, key, people.get((key, account_of(text))), held, batch)
    return count


def _gather_reason(reasons, row, text):
    """The finding as it is, with another main reason."""
    now, code = row.eligibility, text.partition(" ")[0]
    others = tuple(sorted(set(now.other_reasons) - {code})) if code else ()
    finding = (now.decision, code, others, now.note, now.evidence)
    reasons.setdefault(finding, []).append(row.organization)


def _write_plans(by, rows, plans, batch):
    new, old = [], []
    for pk, cells in plans.items():
        entry = rows[pk].entry or LedgerEntry(organization=rows[pk].organization)
        for key, text in cells.items():
            setattr(entry, key, value_of(CELL[key], text))
        (old if entry.pk else new).append(entry)
    LedgerEntry.objects.bulk_create(new, batch_size=1_000)
    LedgerEntry.objects.bulk_update(old, PLAN, batch_size=1_000)
    for pk, cells in plans.items():
        record(
            by=by,
            verb="ledger",
            label="填写台账",
            subject=rows[pk].organization,
            cells=[CELL[key].label for key in cells],
            **batch,
        )


def _send(by, key, person, rows, batch):
    """The person of a task: assigned, changed for another, or the task given back."""
    free = []
    for row in rows:
        task = getattr(row, key)
        if task and task.is_held:
            task.organization = row.organization
            if person is None:
                canvass.release(by=by, task=task, reason=CLEARED)
            else:
                canvass.hand_over(by=by, task=task, to=person, note=REASSIGNED)
        elif person is not None:
            free.append(row.organization)
    if free:
        kind = CanvassTask.Kind(TASKS[key])
        canvass.assign_many(by=by, organizations=free, assignee=person, kind=kind, batch=batch)


@transaction.atomic
def export_later(*, by, drive, posted, count, purpose):
    """A job writes the workbook with the rights its requester then has; a very long one waits for
    a leader's word. What leaves the house is written down by the job."""
    job = enqueue(
        by=by,
        kind="membership.ledger_export",
        title=f"导出建会台账（{count:,} 家）",
        arguments={"posted": posted, "purpose": purpose, "drive": drive.code},
        total=count,
    )
    if needs_leave(count):
        ask_clearance(by=by, job=job, purpose=purpose, rows=count)
    return job
