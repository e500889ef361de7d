"""The demonstration's services: what 渝北's stations offer and did of late, four campaigns of 重庆,
money for aid, the answers of 江苏 from which tables 2 and 3 are reckoned, 四川's fund."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, cycle, islice

from django.db import transaction
from django.utils import timezone

from stations.models import (
    AidGuide,
    BrandProject,
    Fund,
    GroupAddition,
    Offering,
    ReturnedItem,
    ServiceItem,
    ServiceRecord,
    ServiceReturn,
    ServiceRound,
    Station,
    StationWorker,
)
from stations.services import campaigns, funds, guides, records
from unions.models import Federation

TABLE_2 = {
    **{"living": 112, "school": 112, "medical": 111, "training": 99, "petition": 98},
    **{"legal": 97, "placement": 90, "psychology": 77, "startup": 54, "loan": 30, "other": 12},
}
TABLE_3 = (
    *(("migrant", 195, 59), ("all", 164, 150), ("young", 58, 59)),
    *(("new_migrant", 30, 100), ("dispatched", 27, 70)),
)
"""Group, how many took it in, from which of them on: of the first 114, 59 took in none."""
ON, SINCE = date(2014, 12, 31), date(2011, 1, 1)
OFFERED = ("rest", "legal", "psychology", "placement", "living", "petition", "health")
BRANDS = (
    (
        "32",
        "职工疗休养",
        "health",
        "劳模、一线职工",
        "分批组织疗休养，省、市分级承担。",
    ),
    ("3212", "鹊之桥", "matchmaking", "单身职工", "为单身职工举办联谊，搭建婚恋交友平台。"),
    ("3205", "员工心理健康提升计划", "psychology", "企业员工", "进企业开讲座、做测评、接热线。"),
    (
        "320281",
        "3N·身边的关爱工程",
        "volunteering",
        "全体职工",
        "工会、企业、志愿者就近关爱。",
    ),
)
SEASONS = (
    ("warmth", "冬送温暖", "living", 42, 260),
    ("jobs", "春送岗位", None, 0, 1_800),
    ("cool", "夏送清凉", None, 0, 3_600),
    ("school", "金秋助学", "school", 96, 96),
)


@transaction.atomic
def load(people):
    """Once."""
    if Fund.objects.exists():
        return
    city, county = (Federation.objects.get(code=code) for code in ("50", "500112"))
    _money(people["cq-finance"], city)
    _sichuan(people["cq-finance"])
    _seasons(people["cq-assistance"], people["cq-finance"], city)
    _guides(people["cq-assistance"], city)
    _brands()
    _counters(people, county)
    _tables(people["js-organizing"])


def items():
    return {item.code: item for item in ServiceItem.objects.all()}


def _money(finance, city):
    fund = funds.open_fund(
        by=finance,
        federation=city,
        name="困难职工帮扶资金",
        purpose="生活、医疗、助学救助和慰问活动。",
        opened_on=date(2020, 1, 1),
    )
    day = timezone.localdate() - timedelta(days=300)
    for source, amount, party in (
        ("central", "3200000", "中央财政"),
        ("provincial", "1500000", "市财政局"),
        ("union", "2600000", "市总工会"),
        ("donation", "480000", "爱心企业"),
    ):
        funds.receive(
            by=finance, fund=fund, source=source, amount=Decimal(amount), on=day, party=party
        )


def _sichuan(finance):
    """1867.54 万元 for 7.9 万人 (四川省困难职工帮扶基金), entered at one go."""
    fund = Fund.objects.create(
        federation=Federation.objects.get(code="51"),
        name="四川省困难职工帮扶基金",
        opened_on=date(2014, 1, 1),
    )
    catalogue = items()
    for source, code, amount, persons in (
        ("central", "living", "9000000", 40_000),
        ("union", "medical", "7000000", 30_000),
        ("donation", "school", "2675400", 9_000),
    ):
        said = {"by": finance, "fund": fund, "source": source, "amount": Decimal(amount)}
        funds.book(direction="in", on=date(2014, 6, 1), **said)
        funds.book(item=catalogue[code], on=date(2014, 12, 1), persons=persons, **said)


def _seasons(officer, finance, city):
    today = timezone.localdate()
    fund = Fund.objects.get(federation=city)
    for n, (kind, words, _, households, persons) in enumerate(SEASONS):
        began = today - timedelta(days=280 - 70 * n)
        row = campaigns.plan(
            by=officer,
            federation=city,
            kind=kind,
            year=began.year,
            title=f"{began.year} 年{words}",
            starts_on=began,
            ends_on=began + timedelta(days=30),
            plan=f"市、区县两级联动开展{words}。",
        )
        row = campaigns.move(by=officer, campaign=row, verb="start")
        for k, place in enumerate(("空港工业园区", "轨道交通工地", "快递分拨中心")):
            act = campaigns.report(
                by=officer,
                campaign=row,
                on=began + timedelta(days=5 * k),
                place=place,
                volunteers=12 + k,
                persons=persons // 3,
                households=households // 3,
                money=Decimal(1000 * (households // 3)),
                goods=[{"name": "慰问品", "quantity": persons // 3, "value": 60 * (persons // 3)}],
            )
            if act.money and k < 2:
                campaigns.book(by=finance, act=act, fund=fund, source="union")
        if n < 3:
            campaigns.move(by=officer, campaign=row, verb="finish")


def _guides(officer, city):
    catalogue = items()
    own = {"by": officer, "federation": city, "starts_on": date(2024, 1, 1)}
    guides.enter_guide(**own, kind=AidGuide.Kind.PLAN, title="困难职工帮扶三年规划", body="略。")
    guides.enter_guide(
        **own,
        kind=AidGuide.Kind.PROCEDURE,
        title="困难职工帮扶申请程序",
        body="本人申请，基层工会初审，入户调查，家庭经济状况核对，公示，审批建档，帮扶，回访。",
    )
    guides.enter_guide(
        **own,
        kind=AidGuide.Kind.STANDARD,
        title="困难职工帮扶标准",
        rates=[
            {"item": catalogue[code], "most": Decimal(most), "per": "year", "condition": words}
            for code, most, words in (
                ("living", 12_000, "深度困难家庭"),
                ("medical", 30_000, "自付医疗费的一部分"),
                ("school", 5_000, "在读子女，每人"),
            )
        ],
    )


def _brands():
    catalogue = items()
    places = {f.code: f for f in Federation.objects.filter(code__in=[b[0] for b in BRANDS])}
    BrandProject.objects.bulk_create(
        BrandProject(
            federation=places[code], name=name, item=catalogue[item], groups=groups, summary=summary
        )
        for code, name, item, groups, summary in BRANDS
        if code in places
    )


def _counters(people, county):
    """Thirty stations offer something; of late they did it every other day. One item sleeps."""
    places = list(
        Station.objects.filter(federation__path__startswith=county.path, closed_on=None).order_by(
            "pk"
        )[:30]
    )
    if not places:
        return
    catalogue, clerk = items(), people["station"]
    if not StationWorker.objects.filter(user=clerk).exists():
        StationWorker.objects.create(
            station=places[0], user=clerk, source="hired", starts_on=date(2022, 1, 1)
        )
    codes = cycle(OFFERED)
    offered = {place: list(islice(codes, 3)) for place in places}
    offered[places[0]] = list(OFFERED)
    today = timezone.localdate()
    Offering.objects.bulk_create(
        [
            Offering(
                item=catalogue[code],
                federation=place.federation,
                station=place,
                starts_on=max(place.opened_on, today - timedelta(days=800)),
                hours="周一至周五 9:00—17:00",
            )
            for place, codes in offered.items()
            for code in codes
        ],
        ignore_conflicts=True,
    )
    rows = [
        ServiceRecord(
            station=place,
            federation_id=place.federation_id,
            item=catalogue[code],
            group=("outdoor", "migrant", "all")[k % 3],
            on=today - timedelta(days=back),
            persons=1 + (back + k) % 4,
            quantity=1 + (back + k) % 4,
            by=clerk,
        )
        for place, codes in offered.items()
        for k, code in enumerate(codes)
        if code != "petition"
        for back in range(k, 60, 4)
    ]
    records.keep(rows)


def _tables(by):
    """Answers for 2014: 114 unions on items, 356 unions and offices on groups."""
    province = Federation.objects.get(code="32")
    unions = Federation.objects.filter(path__startswith=province.path, valid_to=None)
    unions = [(f, None) for f in unions.order_by("path")[:109]]
    offices = Station.objects.filter(federation__path__startswith=province.path)
    offices = offices.select_related("federation").order_by("pk")[:360]
    places = list(chain(unions, ((office.federation, office) for office in offices)))
    if len(places) < 356:
        return
    catalogue = items()
    asked = {"federation": province, "on": ON, "since": SINCE, "due_on": date(2015, 3, 31)}
    asked["closed_on"] = date(2015, 4, 1)
    run = ServiceRound.objects.create(title="2014 年帮扶服务开展情况", **asked)
    answers = _answered(run, places[:114], by)
    ReturnedItem.objects.bulk_create(
        ReturnedItem(
            service_return=answer, item=catalogue[code], operating=k < n, persons=30 if k < n else 0
        )
        for code, n in TABLE_2.items()
        for k, answer in enumerate(answers)
    )
    groups = ServiceRound.objects.create(
        title="2011 年以来新增服务对象情况", asks_items=False, **asked
    )
    _answered(groups, places[:356], by)
    GroupAddition.objects.bulk_create(
        GroupAddition(
            federation=federation, station=station, group=group, added_on=date(2011 + k % 4, 6, 1)
        )
        for group, n, start in TABLE_3
        for k, (federation, station) in enumerate(places[start : start + n])
    )


def _answered(round, places, by):
    return ServiceReturn.objects.bulk_create(
        ServiceReturn(round=round, federation=federation, station=station, by=by)
        for federation, station in places
    )
