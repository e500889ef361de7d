"""The network of the survey at the end of 2014, placed in the divisions of 江苏; the sites of
四川's group organizations and outdoor workers; and a few stations of 渝北 with all there is to one.

Numbers are the published ones (domain.md 7.4), names below the counties are made up; so are the
places, but for the division each lies in.
"""

import random
from datetime import date, timedelta
from itertools import count
from uuid import UUID

from django.db import connection, transaction

from orgs.bulk import copy_rows, new_keys
from stations import hours
from stations.demo.places import Points, below
from stations.demo.yubei import load_yubei
from stations.models import Housing, Station, StationName, Workforce
from unions.models import Federation, Region

COLUMNS = (
    *("id", "uid", "federation_id", "region_id", "name", "kind", "layer", "zone_grade", "host"),
    *("premises", "address", "longitude", "latitude", "hours", "phone", "brand", "counter"),
    *("windows", "facilities", "area", "capacity", "established_on", "opened_on", "closed_because"),
)
ZONES = ("经济开发区", "高新技术产业园", "工业集中区", "物流园区", "科技产业园")
VILLAGES = (
    *(
        "新华",
        "红星",
        "前进",
        "胜利",
        "团结",
        "和平",
        "幸福",
        "光明",
        "东风",
        "向阳",
        "振兴",
        "民主",
    ),
    *(
        "城东",
        "城西",
        "河东",
        "桥北",
        "滨湖",
        "临江",
        "长安",
        "永安",
        "太平",
        "双桥",
        "三里",
        "五里",
    ),
)
TRADES = (
    "纺织",
    "机械",
    "电子",
    "食品",
    "建材",
    "化工",
    "服装",
    "物流",
    "汽配",
    "家具",
    "印务",
    "光电",
)
FIRMS = (
    "华盛",
    "恒通",
    "远大",
    "金桥",
    "宏达",
    "天成",
    "百川",
    "鸿运",
    "正大",
    "中信达",
    "苏源",
    "海悦",
)
HALF, WHOLE = 7_416, 13_683
"""Sites in a union's office (54.2%), and all below the counties."""
BEFORE = 11_152
"""Those already open two years earlier: +22.7% since."""
GRADED = 121
BRANDS = ("15分钟之家", "户外劳动者歇脚点", "爱心驿站", "工会驿站")
DAY = hours.written(hours.parse("每天 07:00-22:00"))
OFFICE = hours.written(hours.parse("工作日 09:00-12:00、13:30-17:30"))


@transaction.atomic
def load(people):
    """Once."""
    if Station.objects.exists():
        return
    lots = random.Random(2014)  # noqa: S311 - a demonstration
    rows = [*jiangsu(lots), *sichuan(lots)]
    keys = new_keys(Station, len(rows))
    for key, row in zip(keys, rows, strict=True):
        row["id"] = key
    copy_rows(
        Station, COLUMNS, ([row.get(name, EMPTY.get(name)) for name in COLUMNS] for row in rows)
    )
    copy_rows(
        Housing,
        ("station_id", "premises", "valid_from", "note"),
        ((r["id"], r["premises"], r["opened_on"], "") for r in rows if r.get("premises")),
    )
    renamed(rows)
    count_workers(lots)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stations_station")
    load_yubei(people)


EMPTY = {
    **dict.fromkeys(("zone_grade", "host", "premises", "address", "phone", "brand", "counter"), ""),
    **{"windows": [], "facilities": [], "closed_because": ""},
}


def station(lots, place, at, **fields):
    uid = UUID(int=lots.getrandbits(128), version=4)
    longitude, latitude = (f"{degrees:.6f}" for degrees in at)
    return {
        "uid": str(uid),
        "federation_id": place.federation,
        "region_id": place.region,
        "longitude": longitude,
        "latitude": latitude,
        **fields,
    }


def jiangsu(lots):
    points, province = Points("32", lots), Federation.objects.get(code="32")
    towns = below("32", Region.Level.TOWNSHIP)
    counties = below("32", Region.Level.COUNTY)
    rows = [*zones(lots, counties, points)]
    for layer, number in (("township", 1_478), ("village", 4_467), ("enterprise", 7_349)):
        for n in range(number):
            town = towns[n % len(towns)]
            again = n // len(towns)
            rows.append(
                station(
                    lots,
                    town,
                    points.near(town, 0.002 if layer == "township" else 0.03),
                    kind="aid_station",
                    layer=layer,
                    **named(lots, layer, town, again),
                )
            )
    lots.shuffle(rows)
    opened(lots, rows)
    return [*rows, *centres(lots, province, counties, points)]


def zones(lots, counties, points):
    for n in range(389):
        county, zone = counties[n % len(counties)], ZONES[n // len(counties) % len(ZONES)]
        grade = "lower" if n >= GRADED else "national" if n % 6 == 0 else "provincial"
        yield station(
            lots,
            county,
            points.inside(county),
            kind="aid_station",
            layer="zone",
            zone_grade=grade,
            name=f"{county.name}{zone}工会帮扶服务中心",
            host=f"{county.name}{zone}总工会",
        )


def named(lots, layer, town, again):
    if layer == "township":
        suffix = "第二工会帮扶服务站" if again else "工会帮扶服务站"
        return {"name": f"{town.name}{suffix}", "host": f"{town.name}总工会"}
    if layer == "village":
        village = VILLAGES[(town.number + again) % len(VILLAGES)]
        kind = "社区" if town.name.endswith("街道") else "村"
        return {"name": f"{town.name}{village}{kind}工会帮扶服务点", "host": f"{village}{kind}工会"}
    firm = f"{town.county}{lots.choice(FIRMS)}{lots.choice(TRADES)}有限公司"
    return {"name": f"{firm}工会帮扶服务点", "host": firm}


def opened(lots, rows):
    """Since when, and how housed; both by the published counts."""
    first, late = date(2006, 1, 1), date(2013, 1, 1)
    others = ("own", "own", "government", "host")
    for n, row in enumerate(rows):
        begun, span = (first, 2_500) if n < BEFORE else (late, 700)
        row["opened_on"] = (begun + timedelta(days=lots.randrange(span))).replace(day=1)
    lots.shuffle(rows)
    for n, row in enumerate(rows):
        row["premises"] = "union_office" if n < HALF else others[n % 4]
        row["hours"] = OFFICE


def centres(lots, province, counties, points):
    """One of the province, 13 of its cities, one of every county and district, all by the end of
    2007; 7 cities and 68 counties and districts have renamed theirs, 11 and 35 have posts."""
    cities = below("32", Region.Level.PREFECTURE)
    for layer, places, first, renamed_of, posts in (
        ("city", cities, date(2003, 5, 1), 7, 11),
        ("county", counties, date(2005, 5, 1), 68, 35),
    ):
        for n, place in enumerate(places):
            service = n < renamed_of
            yield station(
                lots,
                place,
                points.inside(place),
                kind="service_centre" if service else "aid_centre",
                layer=layer,
                name=f"{place.name}{'职工服务中心' if service else '困难职工帮扶中心'}",
                former=f"{place.name}困难职工帮扶中心" if service else "",
                host=f"{place.name}总工会",
                premises="own",
                hours=OFFICE,
                windows=["aid", "law", "policy", "mutual", "jobs"],
                established_on=date(2008, 1, 1) if n < posts else None,
                opened_on=first + timedelta(days=7 * n),
            )
    yield station(
        lots,
        cities[0]._replace(federation=province.pk),
        points.inside(cities[0]),
        kind="aid_centre",
        layer="province",
        name="江苏省困难职工帮扶中心",
        premises="own",
        hours=OFFICE,
        opened_on=date(2002, 10, 1),
    )


def sichuan(lots):
    """1 + 14 + 100 centres of the group organizations, 400 points, 60 stations in the Tibetan
    prefectures; 1,715 rest points in 21 cities and prefectures."""
    points, province = Points("51", lots), Federation.objects.get(code="51")
    cities, counties = (
        below("51", level) for level in (Region.Level.PREFECTURE, Region.Level.COUNTY)
    )
    towns = below("51", Region.Level.TOWNSHIP)
    tibetan = [town for town in towns if town.code[:4] in ("5132", "5133")]
    first, number = date(2012, 3, 1), count()

    def group(place, kind, layer, name, at):
        return station(
            lots,
            place,
            at,
            kind=kind,
            layer=layer,
            name=name,
            hours=OFFICE,
            opened_on=first + timedelta(days=next(number) * 2),
        )

    top = cities[0]._replace(federation=province.pk)
    at = points.inside(cities[0])
    yield group(top, "group_centre", "province", "四川省群团组织社会服务中心", at)
    for layer, places in (("city", cities[:14]), ("county", counties[:100])):
        for place in places:
            name = f"{place.name}群团组织社会服务中心"
            yield group(place, "group_centre", layer, name, points.inside(place))
    for town in lots.sample(towns, 400):
        at = points.near(town, 0.01)
        yield group(town, "group_point", "township", f"{town.name}群团社会服务点", at)
    for town in lots.sample(tibetan, 60):
        at = points.near(town, 0.01)
        name = f"{town.name}藏区群团社会服务站"
        yield group(town, "tibetan_station", "township", name, at)
    for n in range(1_715):
        county = counties[n % len(counties)]
        brand = BRANDS[n % len(BRANDS)]
        road = VILLAGES[n * 7 % len(VILLAGES)]
        yield station(
            lots,
            county,
            points.near(county, 0.04),
            kind="rest_point",
            layer="county",
            name=f"{county.name}{road}路{brand}",
            brand=brand,
            host=f"{county.name}总工会",
            address=f"{county.name}{road}路{lots.randrange(1, 300)}号",
            hours=DAY,
            facilities=["seats", "water", "microwave", "charging"][: 2 + n % 3]
            + (["aed"] if n % 9 == 0 else []),
            area=10 + n % 40,
            capacity=6 + n % 24,
            premises="host",
            opened_on=date(2014, 1, 1) + timedelta(days=n),
        )


def renamed(rows):
    """What the renamed centres were called."""
    names = [
        StationName(
            station_id=row["id"],
            name=row["former"],
            kind="aid_centre",
            ended_on=date(2012, 6, 1) + timedelta(days=n * 3),
        )
        for n, row in enumerate(row for row in rows if row.get("former"))
    ]
    StationName.objects.bulk_create(names)


def count_workers(lots):
    """Of every county of the three provinces, at the end of 2013."""
    places = [place for code in ("32", "50", "51") for place in below(code, Region.Level.COUNTY)]
    Workforce.objects.bulk_create(
        Workforce(
            federation_id=place.federation,
            valid_from=date(2013, 12, 31),
            workers=lots.randrange(40, 480) * 1_000,
            source="演示数据",
        )
        for place in places
    )
