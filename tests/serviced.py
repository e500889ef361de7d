"""Services of a province, for the tests that open every door: one of everything."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.utils import timezone

from accounts.roles import Role
from stations.models import ServiceItem, Station
from stations.services import campaigns, funds, guides, items, offerings, records
from tests.everybody import person
from tests.founding import NOWHERE

serial = count(1)


def serviced(say, org, *, here):
    """``{kind: (what is there, what is not)}`` of one county: its officers do what officers do."""
    today = timezone.localdate()
    since, n = date(2020, 1, 1), next(serial)
    officer = person(f"p{here.code}-aid{n}", here.code, Role.ASSISTANCE)
    finance = person(f"p{here.code}-aid-money{n}", here.code, Role.FINANCE)
    station = Station.objects.create(
        federation=here,
        region=here.region,
        name=say("服务站"),
        kind="aid_station",
        layer="township",
        opened_on=since,
    )
    own = {"by": officer, "federation": here}
    item = items.add_item(
        **own, code=f"own-{here.code}", name=say("自设项目"), kind="service", active_from=since
    )
    offering = offerings.offer(
        by=officer, station=station, item=item, starts_on=since, hours=say("服务时间")
    )
    record = records.record_service(
        by=officer, station=station, uid=uuid4(), item=item, on=today, note=say("服务备注")
    )
    asked = offerings.open_round(**own, title=say("服务填报"), on=today, since=since, due_on=today)
    offerings.answer(by=officer, round=asked, federation=here, items={item: 9})
    living = ServiceItem.objects.get(code="living")
    guide = guides.enter_guide(
        **own,
        kind="standard",
        title=say("帮扶标准"),
        starts_on=since,
        rates=[{"item": living, "condition": say("标准条件"), "most": Decimal(1000)}],
    )
    brand = guides.enter_brand(**own, name=say("服务品牌"), item=item, summary=say("品牌做法"))
    planned = campaigns.plan(
        **own,
        kind="cool",
        year=today.year,
        title=say("送清凉"),
        starts_on=today - timedelta(days=9),
        ends_on=today,
    )
    campaigns.add_partner(by=officer, campaign=planned, organization=org, does=say("承担的事"))
    running = campaigns.move(by=officer, campaign=planned, verb="start")
    act = campaigns.report(
        by=officer,
        campaign=running,
        on=today,
        place=say("活动地点"),
        persons=30,
        money=Decimal(300),
        goods=[{"name": say("物资"), "quantity": 3}],
    )
    fund = funds.open_fund(
        by=finance,
        federation=here,
        name="困难职工帮扶资金",
        purpose=say("资金用途"),
        opened_on=since,
    )
    money = {"by": finance, "fund": fund, "source": "union"}
    entry = funds.receive(**money, amount=Decimal(1000), party=say("拨款单位"))
    told = funds.publish(by=finance, fund=fund, starts_on=since, ends_on=today)
    return {
        "serving station": (str(station.uid), NOWHERE),
        "service item": (item.code, "no-such-item"),
        "offering": (str(offering.uid), NOWHERE),
        "service record": (str(record.uid), NOWHERE),
        "service round": (str(asked.uid), NOWHERE),
        "aid guide": (str(guide.uid), NOWHERE),
        "brand project": (str(brand.uid), NOWHERE),
        "campaign": (str(running.uid), NOWHERE),
        "finishing": ("finish", "finish"),
        "campaign act": (str(act.uid), NOWHERE),
        "fund": (str(fund.uid), NOWHERE),
        "fund entry": (str(entry.uid), NOWHERE),
        "fund statement": (str(told.uid), NOWHERE),
    }
