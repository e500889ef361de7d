"""How long drafts of bids are kept, and files that were uploaded for them."""

from django.db.models import Q

from privacy import retention
from procurement.models import BidDraft, BidFile

DAYS = 30


def declare():
    retention.declare(
        "procurement.BidDraft",
        name="没有提交的申报草稿",
        days=DAYS,
        why="截止后已不能提交；留一个月供申报单位查看",
        purge=purge_drafts,
    )
    retention.declare(
        "procurement.BidFile",
        name="没有随申报提交的附件",
        days=DAYS,
        why="草稿已清理，附件不再有用",
        purge=purge_files,
    )


def purge_drafts(before, dry_run):
    from procurement.services import bid_files

    rows = BidDraft.objects.filter(lot__call__deadline__lt=before)
    if not dry_run:
        bid_files.let_go(BidFile.objects.filter(draft__in=rows))
    return retention.delete(rows, dry_run)


def purge_files(before, dry_run):
    """Their keys go with the rows, so what lies on disk is nobody's to read; it goes as well."""
    from procurement.services import bid_files

    rows = BidFile.objects.filter(draft=None, sent=False)
    rows = rows.filter(Q(done_at__lt=before) | Q(done_at=None, begun_at__lt=before))
    if not dry_run:
        bid_files.remove_from_disk(rows)
    return retention.delete(rows, dry_run)
