"""How long what others handed over is kept, and what applicants at law told of themselves."""

from datetime import timedelta

from django.db.models import Q

from privacy import retention
from stations.models import LegalService, ReliefRow, ReliefSheet

UNWRITTEN = timedelta(days=30)
WRITTEN = 365


def declare():
    retention.declare(
        "stations.ReliefRow",
        name="其他部门救助名单中的人员",
        days=30,
        why="名单写入后核对一个年度；没有写入的一个月。处理结果另留，不含个人信息",
        purge=forget_rows,
    )
    retention.declare(
        "stations.ReliefSheet",
        name="救助名单的原件和有误的行",
        days=30,
        why="原件写入或放弃后即删除，没有办理的一个月；有误的行退回提供部门改正。名单的依据和结果另留",
        purge=forget_files,
    )
    retention.declare(
        "stations.LegalService",
        name="法律服务申请人的个人信息",
        days=3650,
        why="法律援助案卷在办结后保存十年；之后只留事项和结果",
        purge=forget_applicants,
    )


def forget_rows(before, dry_run):
    """A year after the list was written; what nobody wrote, a month after it came."""
    written = before - timedelta(days=WRITTEN) + UNWRITTEN
    applied = Q(sheet__status=ReliefSheet.Status.APPLIED)
    rows = ReliefRow.objects.filter(
        applied & Q(sheet__applied_at__lt=written) | ~applied & Q(sheet__created_at__lt=before)
    )
    return retention.delete(rows, dry_run)


def forget_files(before, dry_run):
    """The sealed file of a list that nobody wrote, and the rows of it that were not taken; of a
    written one those rows, which the department had time to mend."""
    rows = ReliefSheet.objects.filter(created_at__lt=before)
    rows = rows.exclude(file="", wrong__blank=True)
    return retention.in_pieces(rows, without_file, dry_run)


def without_file(sheets):
    for sheet in sheets.exclude(file=""):
        sheet.file.delete(save=False)
    sheets.update(file="", wrong="")


def forget_applicants(before, dry_run):
    rows = LegalService.objects.filter(
        Q(closed_on__lt=before) | Q(closed_on=None, decided_on__lt=before), name__blank=False
    )
    return retention.in_pieces(rows, without_person, dry_run)


def without_person(rows):
    rows.update(name="", id_number="", id_index="", phone="")
