from celery import shared_task
from celery.schedules import crontab
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import QueryDict

from accounts.roles import Permission
from jobs.registry import kind
from jobs.sheets import Column, dated, write_table
from membership.bulk import act_on, same_set
from membership.ledger import book
from membership.member_listing import MemberFilter, found, write
from membership.models import Drive, LedgerReturn, Member, Roster
from membership.services import returns, roster_transfers, rosters, transfers
from membership.services.bulk import act_on_many
from membership.services.canvass import lapse_reservations
from membership.services.effective import assess_all
from membership.services.terms import remind_all
from orgs import listing
from orgs.models import Organization
from orgs.selection import selected
from orgs.services.export import note_export

SCHEDULE = {
    "let reservations of organizations lapse": {
        "task": "membership.lapse_reservations",
        "schedule": 3600.0,
        "options": {"queue": "work", "expires": 3000},
    },
    "find out which unions work": {
        "task": "membership.assess_unions",
        "schedule": crontab(hour=1, minute=20),
        "options": {"queue": "work", "expires": 12 * 3600},
    },
    "remind of terms that run out": {
        "task": "membership.remind_of_terms",
        "schedule": crontab(hour=7, minute=30),
        "options": {"queue": "work", "expires": 12 * 3600},
    },
    "let transfers that nobody answers go up": {
        "task": "membership.escalate_transfers",
        "schedule": 3600.0,
        "options": {"queue": "work", "expires": 3000},
    },
}
HEADINGS = [
    Column(label="社会组织", width=40),
    Column(label="统一社会信用代码", width=22),
    Column(label="责任工会", width=24),
    Column(label="不能办理的原因", width=60),
]


@kind("membership.act_on_many", permission=Permission.FOUNDING_EDIT)
def act(run):
    """What an officer confirmed for more organizations than a page can wait for: exactly those."""
    posted = QueryDict(mutable=True)
    for name, values in run.arguments["posted"].items():
        posted.setlist(name, values)
    act = act_on(run.user, posted, run.arguments["act"], Permission.FOUNDING_EDIT)
    same_set(act.selection, posted.get("digest"))
    if not act.form.is_valid():
        raise ValidationError([error for errors in act.form.errors.values() for error in errors])
    done, refused = act_on_many(by=run.user, act=act, progress=run.progress)
    if refused:
        with run.result_file(dated("不能办理的社会组织")) as file:
            write_table(file, HEADINGS, rows_of(refused))
    return {"done": done, "refused": refused, "lines": [[a, str(b)] for a, b in act.lines()]}


def rows_of(refused, chunk=2_000):
    for at in range(0, len(refused), chunk):
        some = dict(refused[at : at + chunk])
        found = Organization._base_manager.select_related("federation").in_bulk(some)
        for key, reason in some.items():
            one = found[key]
            yield one.name, one.credit_code, one.federation.short_name, reason


@shared_task(name="membership.assess_unions", ignore_result=True)
def assess_unions():
    assess_all()


@shared_task(name="membership.remind_of_terms", ignore_result=True)
def remind_of_terms():
    remind_all()


@kind("membership.ledger_export", permission=Permission.ORG_EXPORT)
def export_ledger(run):
    """The ledger as a workbook that finds its way back."""
    posted = QueryDict(mutable=True)
    for name, values in run.arguments["posted"].items():
        posted.setlist(name, values)
    if not run.user.may_somewhere(Permission.FOUNDING_VIEW):
        raise PermissionDenied("您没有查看建会情况的权限。")
    drives = Drive.objects.for_user(run.user, Permission.FOUNDING_VIEW)
    drive = drives.get(code=run.arguments["drive"])
    selection = selected(run.user, Permission.ORG_EXPORT, posted)
    within = Organization.objects.for_user(run.user, Permission.FOUNDING_VIEW)
    keys = listing.keys_of(run.user, selection)
    with run.result_file(dated("建会台账")) as file:
        written = book.write(
            file,
            keys,
            drive=drive,
            user=run.user,
            purpose=run.arguments["purpose"],
            within=within,
            progress=run.progress,
        )
    note_export(by=run.user, count=written, what="建会台账", purpose=run.arguments["purpose"])
    return {"rows": written}


@kind("membership.ledger_read", permission=Permission.FOUNDING_EDIT)
def read_ledger(run):
    returned = LedgerReturn.objects.get(pk=run.arguments["return"], by=run.user)
    file = run.arguments["file"]
    returns.read_return(by=run.user, returned=returned, file=file, progress=run.progress)
    return {"return": str(returned.uid)}


@kind("membership.ledger_apply", permission=Permission.FOUNDING_EDIT)
def apply_ledger(run):
    returned = LedgerReturn.objects.get(pk=run.arguments["return"], by=run.user)
    try:
        with transaction.atomic():
            returns.apply_return(by=run.user, returned=returned, progress=run.progress)
    except ValidationError as refused:  # nothing was written; the person looks at it again
        returns.stopped(by=run.user, returned=returned, why=refused.messages[0])
    return {"return": str(returned.uid)}


@shared_task(name="membership.lapse_reservations", ignore_result=True)
def lapse():
    return lapse_reservations()


@shared_task(name="membership.escalate_transfers")
def escalate_transfers():
    return transfers.escalate_late()


def roster_of(run):
    """The list, if whoever handed it in may still take in lists there."""
    roster = Roster.objects.get(pk=run.arguments["roster"])
    if not run.user.may(Permission.MEMBER_EDIT, roster):
        raise PermissionDenied("只能为本级及下级工会导入会员名单。")
    return roster


@kind("membership.read_roster", permission=Permission.MEMBER_EDIT)
def read_roster(run):
    return rosters.read_roster(roster=roster_of(run), progress=run.progress)


@kind("membership.apply_roster", permission=Permission.MEMBER_EDIT)
def apply_roster(run):
    return rosters.apply_roster(by=run.user, roster=roster_of(run), progress=run.progress)


@kind("membership.ask_transfers", permission=Permission.MEMBER_EDIT)
def ask_transfers(run):
    roster = roster_of(run)
    return roster_transfers.ask_transfers(by=run.user, roster=roster, progress=run.progress)


@kind("membership.export_members", permission=Permission.MEMBER_EXPORT)
def export_members(run):
    """What the list showed, as its requester may see it now."""
    told = run.arguments
    if told["whole"] and not run.user.may_somewhere(Permission.PERSONAL_REVEAL):
        raise PermissionDenied("您无权导出完整的个人信息。")
    form = MemberFilter(QueryDict(told["query"]))
    asked = form.cleaned_data if form.is_valid() else {}
    rows = found(Member.objects.for_user(run.user, Permission.MEMBER_EXPORT), asked)
    with run.result_file(dated("会员名册")) as file:
        count = write(
            file,
            run.user,
            rows,
            purpose=told["purpose"],
            whole=told["whole"],
            progress=run.progress,
        )
    rosters.note_export(by=run.user, count=count, purpose=told["purpose"], whole=told["whole"])
    return {"rows": count}
