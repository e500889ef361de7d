"""Whoever a list names and another union has: their transfers, asked for all at once."""

import json

from django.core.exceptions import ValidationError
from django.db import transaction

from governance.trail import record
from membership.models import Member, Roster, RosterLine, Transfer
from membership.services import transfers
from membership.services.members import may_host
from membership.services.rosters import ask_job, held, quietly

NOTE = "会员名单导入时提出。"
GONE = "此人现已无会籍，可在新的名单中写入。"


def waiting(roster):
    """The lines whose transfer nobody has asked for yet."""
    return roster.lines.filter(outcome=RosterLine.Outcome.ELSEWHERE, applied=False)


@transaction.atomic
def ask_for_all(*, by, roster):
    """Have a job ask for them."""
    roster = held(by, roster)
    may_host(by=by, union=roster.union)
    if roster.working or roster.status != Roster.Status.APPLIED:
        raise ValidationError("请先写入这份名单，再为其余的人提出转会。")
    if not waiting(roster).exists():
        raise ValidationError("这份名单没有须转会的人。")
    return ask_job(by, roster, "membership.ask_transfers", f"提出转会：{roster.file_name}")


@transaction.atomic
def ask_transfers(*, by, roster, progress=quietly):
    """Ask for each on their own: one that cannot be asked says why and stays, the others go on."""
    roster = held(by, roster)
    lines = list(waiting(roster).order_by("row"))
    counts = {"asked": 0, "moved": 0, "stuck": 0}
    for n, line in enumerate(lines):
        progress(n, "正在提出转会", total=len(lines))
        counts[_ask_for(by, roster, line)] += 1
    earlier = roster.result.get("transfers", {})
    told = {name: counts[name] + earlier.get(name, 0) for name in ("asked", "moved")}
    roster.result["transfers"] = {**told, "stuck": counts["stuck"]}
    roster.save(update_fields=["result"])
    record(by=by, verb="ask", label="为名单中的会员提出转会", subject=roster, **counts)
    return roster.result["transfers"]


def _ask_for(by, roster, line):
    said = json.loads(line.private)["values"]
    member = Member.objects.current().of_paper(said["id_type"], said["id_number"]).first()
    try:
        if member is None:
            raise ValidationError(GONE)
        if member.union_id == roster.union_id:
            return _done(line, "moved", "已在本会。")
        made = transfers.ask(by=by, member=member, to_union=roster.union, note=NOTE)
    except ValidationError as refused:
        line.errors = [_saying(" ".join(refused.messages))]
        line.save(update_fields=["errors"])
        return "stuck"
    if made.status == Transfer.Status.ACCEPTED:
        return _done(line, "moved", "已转入本会，会龄连续计算。")
    return _done(line, "asked", f"已提出转会，对方应于{made.due_on:%Y年%-m月%-d日}前答复。")


def _done(line, what, words):
    """The line has come to its end: what it said of the person goes."""
    line.applied, line.private, line.errors = True, "", [_saying(words)]
    line.save(update_fields=["applied", "private", "errors"])
    return what


def _saying(words):
    return {"field": "id_number", "value": "", "message": words}
