"""A list of members on its way in: handed over, read by a job, looked at, written or put aside.
And what leaves the house as a list."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.roles import Permission
from documents.services.attachments import tidy_name
from governance.trail import record, refuse
from jobs.services import ask_clearance, enqueue
from jobs.sheets import SUFFIXES, TableRefused, write_refused
from membership import rosters
from membership.models import Member, Roster, RosterLine
from membership.services.members import may_host
from orgs import papers_of_identity
from orgs.bulk import copy_rows, new_keys
from orgs.services.importing import forget_file
from privacy.masks import mask

Outcome, Status = RosterLine.Outcome, Roster.Status
MOST_AT_ONCE = 10_000
CHUNK = 5_000
KEPT = ("phone", "worker", "post", "employer", "name")
LINE = ("roster_id", "row", "outcome", "member_id", "errors", "private", "applied")
MEMBER = (
    *("id", "uid", "name", "name_index", "id_type", "id_number", "id_index", "phone"),
    *("phone_index", "worker", "post", "sex", "birth_year", "union_id", "federation_id"),
    *("employer", "channel", "joined_on", "in_union_since", "end_reason", "created_at"),
)


@transaction.atomic
def hand_in(*, by, union, file):
    """Take a file in and have it read by a job."""
    may_host(by=by, union=union)
    suffix = Path(file.name).suffix.lower()
    roster = Roster(union=union, by=by, file_name=tidy_name(file.name)[:255])
    kept = suffix if suffix in SUFFIXES else ""  # of others nothing is read but the name
    roster.file.save(f"{roster.uid}{kept}", file, save=False)
    roster.save()
    return ask_job(by, roster, "membership.read_roster", f"读取会员名单：{roster.file_name}")


@transaction.atomic
def ask_to_read(*, by, roster, mapping):
    """Have the file read again, with its columns set right by a person."""
    roster = held(by, roster)
    if roster.working or roster.status not in (Status.PREVIEW, Status.FAILED) or not roster.file:
        raise ValidationError("这份名单正在处理或已处理完毕，不能重新读取。")
    roster.status, roster.mapping = Status.READING, {**mapping, "corrected": True}
    return ask_job(by, roster, "membership.read_roster", f"读取会员名单：{roster.file_name}")


@transaction.atomic
def ask_to_apply(*, by, roster):
    """Have a list that was looked at written."""
    roster = held(by, roster)
    if not roster.open:
        raise ValidationError(f"这份名单{roster.get_status_display()}，不能写入。")
    roster.status = Status.APPLYING
    return ask_job(by, roster, "membership.apply_roster", f"写入会员名单：{roster.file_name}")


def ask_job(by, roster, kind, title):
    roster.job = enqueue(by=by, kind=kind, title=title, arguments={"roster": roster.pk})
    roster.save()
    return roster


def held(by, roster):
    roster = Roster.objects.select_for_update(of=("self",)).get(pk=roster.pk)
    if not by.may(Permission.MEMBER_EDIT, roster):
        refuse(by=by, verb="roster", subject=roster)
        raise PermissionDenied("只能为本级及下级工会导入会员名单。")
    return roster


def quietly(done, message="", total=None):
    """Progress that nobody asked for."""


@transaction.atomic
def read_roster(*, roster, progress=quietly):
    """Read and judge the file and keep what became of each row; nothing else is changed."""
    progress(0, "正在读取文件")
    try:
        said = roster.mapping if roster.mapping.get("corrected") else None
        roster.mapping, rows = rosters.read(roster.file.path, roster.file_name, said)
    except TableRefused as refused:
        roster.lines.all().delete()
        roster.mapping = getattr(refused, "mapping", {})
        roster.status, roster.result = Status.FAILED, {"refused_whole": refused.messages[0]}
        roster.save()
        return roster.result
    _keep(roster, rows, progress)
    roster.status = Status.PREVIEW
    roster.save()
    return roster.result


def _keep(roster, rows, progress):
    roster.lines.all().delete()
    judged = judge(roster.union, rows, progress)
    copy_rows(RosterLine, LINE, (_line(roster, row, *found) for row, found in judged))
    counts = Counter(outcome for _, (outcome, _) in judged)
    roster.result = {"rows": len(rows), **{o: counts[o] for o in Outcome.values}}


def judge(union, rows, progress=quietly):
    """``[(row, (outcome, member or None))]`` against the memberships as they stand."""
    judged = []
    for at in range(0, len(rows), CHUNK):
        some = rows[at : at + CHUNK]
        progress(at, "正在与会籍比对", total=len(rows))
        indexes = [Member.index_of(row.values.get("id_number", "")) for row in some]
        known = {
            (m.id_type, m.id_index): m
            for m in Member.objects.current().filter(id_index__in=set(indexes) - {""})
        }
        for row, index in zip(some, indexes, strict=True):
            member = known.get((row.values.get("id_type"), index)) if index else None
            judged.append((row, (_outcome(union, row, member), member)))
    return judged


def _outcome(union, row, member):
    if row.errors:
        return Outcome.REFUSED
    if member is None:
        return Outcome.NEW
    if member.union_id != union.pk:
        return Outcome.ELSEWHERE
    return Outcome.CHANGED if _changes(row, member) else Outcome.SAME


def _changes(row, member):
    """What the list says otherwise; what it leaves out stays."""
    told = {name: row.values[name] for name in KEPT if row.values.get(name)}
    return {name: value for name, value in told.items() if getattr(member, name) != value}


def _line(roster, row, outcome, member):
    errors = [
        {"field": name, "value": shown(name, value), "message": message}
        for name, value, message in row.errors
    ]
    if outcome == Outcome.ELSEWHERE:
        message = "此人已有会籍，应办理转会；可请本人扫码申请，或由原工会转出。"
        errors = [{"field": "id_number", "value": "", "message": message}]
    values = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.values.items()
    }
    private = json.dumps({"values": values, "cells": row.cells}, ensure_ascii=False)
    own = member.pk if member and outcome in (Outcome.SAME, Outcome.CHANGED) else None
    return roster.pk, row.number, outcome, own, errors, private, False


def shown(name, value):
    """A value as it may stand in results."""
    kinds = {"name": "name", "id_number": "id_number", "phone": "phone"}
    return mask(kinds[name], value) if name in kinds else value


@transaction.atomic
def apply_roster(*, by, roster, progress=quietly):
    """Judge the list again as things stand now, and write it: new members and what has changed.
    Whoever is a member elsewhere is left for a transfer."""
    roster = held(by, roster)
    may_host(by=by, union=roster.union)
    rows = []
    for line in roster.lines.exclude(outcome=Outcome.REFUSED):
        told = json.loads(line.private)
        values = told["values"]
        if values.get("joined_on"):
            values["joined_on"] = date.fromisoformat(values["joined_on"])
        rows.append(rosters.Row(line.row, values, [], tuple(told["cells"])))
    judged = judge(roster.union, rows, progress)
    progress(0, "正在写入")
    new = [row for row, (outcome, _) in judged if outcome == Outcome.NEW]
    keys = dict(zip((r.number for r in new), new_keys(Member, len(new)), strict=True))
    now, today = timezone.now(), timezone.localdate()
    copy_rows(Member, MEMBER, (_member(roster, row, keys[row.number], now, today) for row in new))
    for row, (outcome, member) in judged:
        if outcome == Outcome.CHANGED:
            for name, value in _changes(row, member).items():
                setattr(member, name, value)
            member.save()
    _settle(roster, judged, keys)
    written = len(new) + sum(outcome == Outcome.CHANGED for _, (outcome, _) in judged)
    roster.status, roster.applied_at = Status.APPLIED, now
    roster.result |= {"written": written}
    forget_file(roster)
    roster.save()
    record(
        by=by,
        verb="apply",
        label="写入会员名单",
        subject=roster,
        **{o: roster.result[o] for o in Outcome.values},
    )
    return roster.result


def _settle(roster, judged, keys):
    """The lines as written: where each came from and for whom it stands; what it said goes."""
    refused = roster.result[Outcome.REFUSED]
    counts = Counter(outcome for _, (outcome, _) in judged)
    roster.result |= {o: counts[o] for o in Outcome.values} | {"refused": refused}
    taken = [Outcome.NEW, Outcome.CHANGED, Outcome.SAME]
    kept = {
        row.number: _line(roster, row, outcome, member)
        for row, (outcome, member) in judged
        if outcome not in taken
    }
    roster.lines.exclude(outcome=Outcome.REFUSED).delete()
    copy_rows(
        RosterLine,
        LINE,
        (
            kept.get(row.number)
            or (
                *(roster.pk, row.number, outcome),
                *(keys.get(row.number) or member.pk, [], "", outcome != Outcome.SAME),
            )
            for row, (outcome, member) in judged
        ),
    )


def _member(roster, row, key, now, today):
    values, union = row.values, roster.union
    sex, born = papers_of_identity.told(values["id_type"], values["id_number"])
    phone = values.get("phone", "")
    joined = min(values.get("joined_on") or today, today)
    return (
        *(key, uuid4(), values["name"]),
        Member._meta.get_field("name_index").of_value(values["name"]),
        *(values["id_type"], values["id_number"], Member.index_of(values["id_number"])),
        *(phone, Member.phone_index_of(phone) if phone else ""),
        *(values.get("worker", Member.Worker.STAFF), values.get("post", ""), sex, born),
        *(union.pk, union.federation_id, values.get("employer", ""), Member.Channel.LIST),
        *(joined, joined, "", now),
    )


@transaction.atomic
def discard(*, by, roster):
    """Put a list aside unused: its file and what its rows said go, its numbers stay."""
    roster = held(by, roster)
    if roster.working or roster.status in (Status.APPLIED, Status.STOPPED):
        raise ValidationError("这份名单已写入或正在处理，不能放弃。")
    roster.status = Status.STOPPED
    forget_file(roster)
    roster.lines.all().delete()
    roster.save()
    record(by=by, verb="discard", label="放弃会员名单", subject=roster)
    return roster


def write_error_workbook(file, roster):
    """The rows that were not taken, as they came, with what is wrong: to correct and hand in."""
    left = roster.lines.filter(outcome__in=[Outcome.REFUSED, Outcome.ELSEWHERE], applied=False)
    return write_refused(
        file,
        ((f"原第{line.row}行", *_as_written(roster, line)) for line in left.order_by("row")),
        name=roster.file_name,
        labels=roster.mapping.get("labels", ()),
        sheet=roster.mapping.get("sheet", ""),
    )


def _as_written(roster, line):
    """``(cells, errors)`` of a row, the errors under the headings of its list."""
    labels, columns = roster.mapping.get("labels", ()), roster.mapping.get("columns", {})
    errors = [
        {
            "column": labels[columns[e["field"]]] if e["field"] in columns else "",
            "value": e["value"],
            "message": f"{e['message']}{rosters.HINTS.get(e['field'], '')}",
        }
        for e in line.errors
    ]
    return json.loads(line.private)["cells"] if line.private else (), errors


@transaction.atomic
def note_export(*, by, count, purpose, whole=False):
    label = "导出会员名册（含原文）" if whole else "导出会员名册"
    record(by=by, verb="members.export", label=label, reason=purpose, rows=count)


@transaction.atomic
def export_later(*, by, query, count, purpose, whole):
    """By a job, with the rights its requester then has; what is not masked, only after a leader
    has agreed."""
    job = enqueue(
        by=by,
        kind="membership.export_members",
        title=f"导出会员名册（{count:,} 人{'，含原文' if whole else ''}）",
        arguments={"query": query, "purpose": purpose, "whole": whole},
        total=count,
    )
    if whole:
        ask_clearance(by=by, job=job, purpose=purpose, rows=count)
    return job
