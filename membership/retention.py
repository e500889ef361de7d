"""How long persons are kept: applicants half a year, members ten years after they left, officers
of unions five."""

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat

from membership.models import Application, Member, Officer, RosterLine
from privacy import retention

FORGOTTEN = "（已删除）"
NOBODY = {"name": FORGOTTEN, "id_number": "", "id_index": "", "phone": "", "phone_index": ""}


def declare():
    retention.declare(
        "membership.Application",
        name="已办结的入会申请中的个人信息",
        days=180,
        why="答复本人和核对；通过的已在会籍中",
        purge=forget_applicants,
    )
    retention.declare(
        "membership.Member",
        name="已终止的会籍中的个人信息",
        days=3650,
        why="重新入会时接续和核对会龄",
        purge=forget_members,
    )
    retention.declare(
        "membership.RosterLine",
        name="会员名单各行的原始内容",
        days=90,
        why="核对导入结果；之后只留行号与结果",
        purge=forget_lines,
    )
    retention.declare(
        "membership.Officer",
        name="离任的工会干部姓名",
        days=5 * 365,
        why="核对任职与换届；之后只留职务和任期",
        purge=forget_officers,
    )


def forget_applicants(before, dry_run):
    over = Q(decided_at__lt=before) | Q(
        status__in=[Application.Status.WITHDRAWN, Application.Status.RETURNED],
        submitted_at__lt=before,
    )
    rows = Application.objects.filter(over, id_number__blank=False)
    return retention.in_pieces(rows, blank_applicants, dry_run)


def forget_members(before, dry_run):
    rows = Member.objects.filter(ended_on__lt=before.date(), id_number__blank=False)
    return retention.in_pieces(rows, blank_members, dry_run)


def forget_lines(before, dry_run):
    rows = RosterLine.objects.filter(roster__created_at__lt=before)
    rows = rows.filter(Q(private__blank=False) | ~Q(errors=[]))
    return retention.in_pieces(rows, blank_lines, dry_run)


def forget_officers(before, dry_run):
    over = Q(ended_on__lt=before.date()) | Q(organ__ended_on__lt=before.date())
    rows = Officer.objects.filter(over, person_name__blank=False)
    return retention.in_pieces(rows, blank_officers, dry_run)


def blank_applicants(rows):
    """The application stays, with its number and what became of it."""
    rows.update(**NOBODY, employer="", post="")


def blank_members(rows):
    """The membership stays and is counted on."""
    rows.update(**NOBODY, name_index="", employer="", post="", sex="", birth_year=None)


def blank_lines(rows):
    rows.update(private="", errors=[])


def blank_officers(rows):
    """That somebody held the post stays; the index is one of nobody."""
    nobody = Concat(Value("erased-"), Cast("pk", CharField()))
    rows.update(person_name="", person_index=nobody)
