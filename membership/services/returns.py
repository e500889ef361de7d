"""A ledger that comes back: handed in, compared cell by cell, chosen where two people wrote, and
written in one transaction."""

from datetime import UTC, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from documents.models import Attachment
from documents.services import attachments
from governance.trail import record, refuse
from jobs.services import enqueue
from jobs.sheets import TableRefused
from membership.ledger import book
from membership.ledger.cells import CELL
from membership.ledger.rows import rows_of
from membership.ledger.threeway import Verdict, compare
from membership.models import Drive, LedgerReturn
from membership.services.ground import hold
from membership.services.ledger import judge, people_named, write_cells
from orgs.models import Organization

Status = LedgerReturn.Status
STEP = 1_000
MOST_SHOWN = 500
"""So many conflicts are chosen one by one; beyond, all of them alike."""
NOT_YOURS = "您没有填写建会台账的权限。"


@transaction.atomic
def hand_in(*, by, file, drive):
    """Take a workbook in and have a job compare it. Gives the LedgerReturn."""
    heads = by.federations_granting(Permission.FOUNDING_EDIT)
    if not heads:
        refuse(by=by, verb="hand_in", subject=drive)
        raise PermissionDenied(NOT_YOURS)
    kept = attachments.upload(by=by, file=file, federation=heads[0], purpose="回传台账")
    made = LedgerReturn.objects.create(drive=drive, federation=heads[0], by=by, name=kept.name)
    record(by=by, verb="hand_in", label="回传台账", subject=made, federation=heads[0])
    enqueue(
        by=by,
        kind="membership.ledger_read",
        title=f"比对台账：{kept.name}",
        arguments={"return": made.pk, "file": kept.pk},
    )
    return made


@transaction.atomic
def read_return(*, by, returned, file, progress=lambda *_, **__: None):
    """Compare what came back with what stands here. Nothing is written but what was found."""
    file = Attachment.objects.get(pk=file, by=by)
    try:
        code, moment, came = book.read(file.content.file.path, file.name)
        drives = Drive.objects.for_user(by, Permission.FOUNDING_VIEW)
        drive = drives.filter(code=code).first()
        if drive is None:
            raise TableRefused("这份台账所属的专项行动不在您的范围内。")
    except TableRefused as refusal:
        returned.status, returned.refusal = Status.REFUSED, refusal.messages[0][:300]
    else:
        returned.drive, returned.rows, returned.status = drive, len(came), Status.READY
        returned.exported_at = datetime.fromtimestamp(moment, tz=UTC)
        returned.found = compared(by, came, progress)
    attachments.withdraw(by=by, attachment=file, reason="已比对")
    returned.save()
    return returned


def compared(by, came, progress):
    """What is to be written, what two people wrote, what is not taken."""
    found = {"changes": [], "conflicts": [], "errors": [], "same": 0}
    touched = {}
    for row in came:
        if row.refusal:
            found["errors"].append([row.number, row.name, "", "", row.refusal])
            continue
        for key, text in row.texts.items():
            try:
                said = CELL[key].parse(text)
            except ValidationError as wrong:
                if text != row.base[key]:
                    found["errors"].append(
                        [row.number, row.name, CELL[key].label, text, wrong.messages[0]]
                    )
                continue
            if said != row.base[key]:
                touched.setdefault(row.uid, (row, {}))[1][key] = said
    cells = [
        (uid, key, row.base[key], said, row.number, row.name)
        for uid, (row, texts) in touched.items()
        for key, said in texts.items()
    ]
    _sort_out(by, cells, found, progress)
    return found


def _sort_out(by, cells, found, progress=lambda *_, **__: None):
    """Put each cell ``(uid, key, base, said, number, name)`` where it belongs, as things stand."""
    people = people_named(by=by, texts=[(key, said) for _, key, _, said, _, _ in cells])
    by_row = {}
    for cell in cells:
        by_row.setdefault(cell[0], []).append(cell)
    uids = list(by_row)
    reach = Organization.objects.for_user(by, Permission.FOUNDING_EDIT)
    for at in range(0, len(uids), STEP):
        some = uids[at : at + STEP]
        rows = rows_of(reach.filter(uid__in=some).select_related("federation"))
        here = {str(row.organization.uid): row for row in rows}
        for uid in some:
            for _, key, base, said, number, name in by_row[uid]:
                row, label = here.get(uid), CELL[key].label
                if row is None:
                    why = "这家不在您可以办理的范围，或已并入其他登记。"
                    found["errors"].append([number, name, label, said, why])
                    continue
                now = CELL[key].read(row)
                verdict = compare(base, now, said)
                told = [uid, name, key, base, now, said, number]
                if verdict == Verdict.SAME:
                    found["same"] += 1
                elif why := judge(row=row, key=key, text=said, people=people):
                    found["errors"].append([number, name, label, said, why])
                elif verdict == Verdict.CONFLICT:
                    found["conflicts"].append(told)
                else:
                    found["changes"].append(told)
        progress(min(at + STEP, len(uids)), "正在比对", total=len(uids))


@transaction.atomic
def choose(*, by, returned, choices, rest=""):
    """Decide what two people wrote: ``{"<uid> <cell>": "here" | "file"}``; ``rest`` for all not
    named. Then a job writes. Every conflict must be decided."""
    returned = _own(by, returned)
    if returned.status != Status.READY:
        raise ValidationError(f"这份台账{returned.get_status_display()}，不能再确认。")
    taken, open_ones = [], 0
    for told in returned.found["conflicts"]:
        choice = choices.get(f"{told[0]} {told[2]}") or rest
        if choice == "file":
            taken.append(told)
        elif choice != "here":
            open_ones += 1
    if open_ones:
        raise ValidationError(f"还有 {open_ones} 处两边都改过，请逐处选择用哪一个。")
    returned.found["taken"] = [[told[0], told[2]] for told in taken]
    returned.status = Status.APPLYING
    returned.save(update_fields=["found", "status"])
    enqueue(
        by=by,
        kind="membership.ledger_apply",
        title=f"写入台账：{returned.name}",
        arguments={"return": returned.pk},
    )
    return returned


@transaction.atomic
def apply_return(*, by, returned, progress=lambda *_, **__: None):
    """Write it, all or nothing. Whatever somebody changed since the choice was made is put to the
    person again instead."""
    returned = _own(by, returned)
    if returned.status != Status.APPLYING:
        return returned
    found, taken = returned.found, {tuple(pair) for pair in returned.found.pop("taken", [])}
    chosen = [told for told in found["conflicts"] if (told[0], told[2]) in taken]
    wanted = [*found["changes"], *chosen]
    uids = {told[0] for told in wanted}
    reach = Organization.objects.for_user(by, Permission.FOUNDING_EDIT)
    held = hold(by=by, organizations=reach.filter(uid__in=uids), verb="ledger")
    again = {"changes": [], "conflicts": [], "errors": [], "same": 0}
    # what stood here when the person looked is the base now
    _sort_out(by, [(u, k, now, said, n, name) for u, name, k, _, now, said, n in wanted], again)
    if again["conflicts"] or again["errors"]:
        kept = {(told[0], told[2]) for told in again["conflicts"]}
        found["conflicts"] = [
            *again["conflicts"],
            *(t for t in found["conflicts"] if (t[0], t[2]) not in kept),
        ]
        found["changes"] = [t for t in found["changes"] if (t[0], t[2]) not in kept]
        found["errors"] += again["errors"]
        refused = {(e[1], e[2]) for e in again["errors"]}
        for part in ("changes", "conflicts"):
            found[part] = [t for t in found[part] if (t[1], CELL[t[2]].label) not in refused]
        found["again"] = len(again["conflicts"]) + len(again["errors"])
        returned.found, returned.status = found, Status.READY
        returned.save(update_fields=["found", "status"])
        return returned
    key_of = {str(o.uid): o.pk for o in held}
    changes = {}
    for uid, _, key, _, _, said, _ in again["changes"]:
        changes.setdefault(key_of[uid], {})[key] = said
    held = [o for o in held if o.pk in changes]
    count = 0
    for at in range(0, len(held), STEP):
        some = held[at : at + STEP]
        part = {o.pk: changes[o.pk] for o in some}
        batch = {"ledger_return": str(returned.uid), "of": len(held)}
        count += write_cells(by=by, rows=rows_of(some), changes=part, batch=batch)
        progress(min(at + STEP, len(held)), "正在写入", total=len(held))
    found.pop("again", None)
    returned.written, returned.status, returned.found = count, Status.APPLIED, found
    returned.decided_at = timezone.now()
    returned.save()
    record(by=by, verb="apply", label="写入回传台账", subject=returned, cells=count)
    return returned


@transaction.atomic
def stopped(*, by, returned, why):
    """The writing was refused as a whole: the person looks again, and reads why."""
    returned = _own(by, returned)
    returned.found["stopped"], returned.status = why, Status.READY
    returned.save(update_fields=["found", "status"])
    return returned


@transaction.atomic
def drop(*, by, returned):
    """Put it aside: nothing is written."""
    returned = _own(by, returned)
    if returned.status not in (Status.READY, Status.READING):
        raise ValidationError(f"这份台账{returned.get_status_display()}，不能放弃。")
    returned.status, returned.decided_at = Status.DROPPED, timezone.now()
    returned.save(update_fields=["status", "decided_at"])
    record(by=by, verb="drop", label="放弃回传台账", subject=returned)
    return returned


def _own(by, returned):
    returned = LedgerReturn.objects.select_for_update(of=("self",)).get(pk=returned.pk)
    if returned.by_id != by.pk or not by.may_somewhere(Permission.FOUNDING_EDIT):
        refuse(by=by, verb="ledger_return", subject=returned)
        raise PermissionDenied(NOT_YOURS)
    return returned
