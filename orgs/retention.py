from django.db.models import Q

from orgs.models import Contact, ImportLine, Tie
from privacy import retention


def declare():
    retention.declare(
        "orgs.ImportLine",
        name="导入行的原始内容",
        days=730,
        why="核对数据来源；之后只留行号与结果",
        purge=forget_contents,
    )
    retention.declare(
        "orgs.Contact",
        name="已停用的联系人",
        days=365,
        why="停用后仅备查",
        purge=retention.older(Contact, "ended_on"),
    )
    retention.declare(
        "orgs.Tie",
        name="已结束的人员关系",
        days=5 * 365,
        why="回避期内须能核对利益冲突",
        purge=retention.older(Tie, "ended_on"),
    )


def forget_contents(before, dry_run):
    """The line stays, as lineage; what the row said goes, personal values among it."""
    told = ~Q(values={}) | Q(private__blank=False)
    lines = ImportLine.objects.filter(told, batch__created_at__lt=before)
    if dry_run:
        return lines.count()
    return lines.update(values={}, private="", errors=[])
