"""How long what workers left beside their needs is kept: telephone numbers half a year, tables that
nobody wrote in a month. What was needed stays and is counted."""

from privacy import retention
from procurement.models import Need, NeedSheet


def declare():
    retention.declare(
        "procurement.Need",
        name="职工需求中的联系电话",
        days=180,
        why="就需求联系本人；之后只留需求",
        purge=forget_phones,
    )
    retention.declare(
        "procurement.NeedSheet",
        name="未写入的需求导入表的内容",
        days=30,
        why="核对后写入；之后只留行数",
        purge=forget_sheets,
    )


def forget_phones(before, dry_run):
    rows = Need.objects.filter(told_at__lt=before, phone__blank=False)
    return retention.in_pieces(rows, lambda rows: rows.update(phone=""), dry_run)


def forget_sheets(before, dry_run):
    rows = NeedSheet.objects.filter(created_at__lt=before, status=NeedSheet.Status.PREVIEW)
    return retention.in_pieces(rows, put_aside, dry_run)


def put_aside(rows):
    rows.update(status=NeedSheet.Status.DISCARDED, rows=[], errors=[])
