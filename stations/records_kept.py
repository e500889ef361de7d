"""How long it is kept who was served: card numbers two years, to tell persons from visits; the
services themselves stay and are counted."""

from privacy import retention
from stations.models import ServiceRecord


def declare():
    retention.declare(
        "stations.ServiceRecord",
        name="服务记录中的会员卡号",
        days=730,
        why="核对会员、统计受益人数；之后只留服务本身",
        purge=forget_cards,
    )


def forget_cards(before, dry_run):
    rows = ServiceRecord.objects.filter(at__lt=before, card__blank=False)
    return retention.in_pieces(rows, lambda rows: rows.update(card="", card_index=""), dry_run)
