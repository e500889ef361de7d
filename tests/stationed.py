"""Stations of a county, for the tests that open every door: one of everything around one."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from stations.services import around, ratings, sheets
from stations.services import stations as services
from stations.standards import standard_of
from tests.everybody import person
from tests.founding import NOWHERE

DAY = date(2021, 5, 1)


def stationed(say, *, code, here):
    """``{kind: (what is there, what is not)}``, kept by an officer of the county's aid."""
    officer = person(f"p{code}-aid", here.code, "assistance")
    worker = person(f"p{code}-worker", here.code, "station")
    # Where a station is and what it is called is told to everybody: it bears no mark.
    station = services.open_station(
        by=officer,
        federation=here,
        region=here.region,
        name=f"{here.short_name}工会驿站",
        kind="rest_point",
        layer="county",
        premises="own",
        longitude="106.630000",
        latitude="29.720000",
        opened_on=DAY,
    )
    answers = {item.key: True for item in standard_of(station).items}
    check = ratings.check_station(
        by=officer, station=station, checked_on=DAY, answers=answers, finding=say("检查情况")
    )
    post = services.post_worker(
        by=officer, station=station, user=worker, source="hired", starts_on=DAY
    )
    linkage = around.link(
        by=officer, federation=here, department="civil", matter=say("联动事项"), starts_on=DAY
    )
    outlet = around.open_outlet(
        by=officer,
        federation=here,
        region=here.region,
        kind="shop",
        name=say("爱心超市"),
        partner=say("合作单位"),
        discounts="九折",
        opened_on=DAY,
    )
    file = SimpleUploadedFile(
        f"{say('站点表')}.csv",
        f"名称,类别,层级,区划代码,启用日期\n{say('表中站点')},工会服务站,县级,{here.code},2020-01-01\n".encode(),
    )
    sheet = sheets.hand_in(by=officer, federation=here, file=file)
    return {
        "station": (str(station.uid), NOWHERE),
        "station act": ("close", "close"),
        "station check": (str(check.uid), NOWHERE),
        "station post": (str(post.pk), "999999999"),
        "station sheet": (str(sheet.uid), NOWHERE),
        "linkage": (str(linkage.uid), NOWHERE),
        "outlet": (str(outlet.uid), NOWHERE),
    }
