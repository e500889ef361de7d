from django.db.models import Q

from orgs.models import ImportLine
from privacy import retention


def declare():
    retention.declare(
        "orgs.ImportLine",
        name="导入行的原始内容",
        days=730,
        why="核对数据来源；之后只留行号与结果",
        purge=forget_contents,
    )


def forget_contents(before, dry_run):
    """The line stays, as lineage; what the row said goes, personal values among it."""
    told = ~Q(values={}) | Q(private__blank=False)
    lines = ImportLine.objects.filter(told, batch__created_at__lt=before)
    if dry_run:
        return lines.count()
    return lines.update(values={}, private="", errors=[])
