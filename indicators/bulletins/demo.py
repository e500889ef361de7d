"""The demonstration's bulletins: two of 重庆 released, one of 渝北 waiting to be."""

from datetime import timedelta

from django.db import transaction

from indicators.bulletins.services import draft_bulletin, move_bulletin
from indicators.days import as_of
from indicators.models import Bulletin
from membership.models import Drive
from unions.models import Federation


@transaction.atomic
def load_bulletins(people):
    drive, latest = Drive.objects.filter(code="DRV-2023").first(), as_of()
    if drive is None or latest is None or Bulletin.objects.exists():
        return 0
    last = latest.replace(day=1) - timedelta(days=1)
    before = last.replace(day=1) - timedelta(days=1)
    city, county = (Federation.objects.get(code=code) for code in ("50", "500112"))
    for on in (before, last):
        row = draft_bulletin(by=people["cq-organizing"], federation=city, drive=drive, on=on)
        move_bulletin(by=people["cq-organizing"], bulletin=row, verb="submit")
        move_bulletin(by=people["cq-leader"], bulletin=row, verb="release")
    row = draft_bulletin(by=people["yb-organizing"], federation=county, drive=drive, on=last)
    move_bulletin(by=people["yb-organizing"], bulletin=row, verb="submit")
    return 3
