"""渝北's own stations, kept through the services: a renamed centre, rest points with checks and
stars, a base with its card, linked departments, outlets, and the account that works at one."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import Role
from stations.hours import parse
from stations.models import Benefit, Station, UseDay
from stations.services import around, ratings
from stations.services import stations as services
from stations.standards import standard_of
from unions.models import Federation

F = Station.Facility
BASIC = [F.SEATS, F.WATER, F.MICROWAVE, F.FIRST_AID, F.AIR, F.CHARGING]
POINTS = (
    ("空港驿站", "空港园区服务中心一楼", 106.6446, 29.7203, 45, 30, [*BASIC, F.AED, F.TOILET], 5),
    ("回兴街道工会驿站", "宝圣大道112号", 106.6297, 29.6871, 24, 15, BASIC, 4),
    ("两路老城爱心驿站", "双龙大道58号", 106.6322, 29.7189, 15, 8, [F.SEATS, F.WATER], 3),
    ("龙塔街道歇脚点", "黄龙路7号", 106.5489, 29.6035, 8, 5, [F.SEATS, F.WATER], 2),
    ("创新经济走廊骑手驿站", "仙桃街道数据谷东路", 106.5591, 29.7422, 30, 20, BASIC, 4),
)
DEPARTMENTS = (
    ("labour", "就业困难职工信息互通，招聘会进站点"),
    ("civil", "低保、临时救助对象信息比对"),
    ("personnel", "职业技能培训名额共享"),
    ("education", "困难职工子女入学和助学衔接"),
    ("health", "大病救助信息互通，健康体检进站点"),
    ("justice", "法律援助工作站，律师每周坐班"),
    ("u_rights", "困难职工建档帮扶，站点日常管理"),
    ("u_law", "劳动争议调解窗口"),
    ("u_women", "爱心妈咪小屋"),
    ("u_finance", "站点经费拨付和监督"),
)
OUTLETS = (
    ("shop", "渝北爱心超市", "渝北区某连锁超市", "困难职工凭卡九折，米面油每月一次八折"),
    ("pharmacy", "两路爱心药店", "重庆某药房连锁", "常用药九五折，免费测血压"),
    ("school", "渝北爱心培训学校", "渝北区某职业培训学校", "工会会员学费减半"),
)
CARD = {
    "finance": "免开卡费、年费，跨行取款每月前两笔免费",
    "information": "会籍和转接查询",
    "aid": "帮扶资金直接入卡",
    "training": "职工夜校报名",
    "mutual": "医疗互助保障缴费和给付",
    "jobs": "招聘信息推送",
    "insurance": "社会保险缴费查询",
    "culture": "文体场馆预约",
    "discounts": "合作商户优惠",
}


def load_yubei(people):
    chief = people["cq-assistance"]
    here = Federation.objects.select_related("region").get(code="500112")
    keeper = officer_of(here)
    centre = services.open_station(
        by=keeper,
        federation=here,
        region=here.region,
        name="渝北区困难职工帮扶中心",
        kind="aid_centre",
        layer="county",
        premises="union_office",
        address="双凤桥街道义学路",
        longitude="106.631200",
        latitude="29.718000",
        hours=parse("工作日 09:00-12:00、14:00-17:30"),
        phone="023-12351",
        windows=["aid", "law", "policy", "mutual", "jobs", "benefits"],
        established_on=date(2009, 3, 1),
        recorded_from=date(2024, 1, 1),
        opened_on=date(2006, 5, 1),
    )
    services.rename_station(
        by=keeper,
        station=centre,
        name="渝北区职工服务中心",
        kind="service_centre",
        on=date(2016, 7, 1),
        document="渝北工发〔2016〕21号",
    )
    services.rehouse_station(by=keeper, station=centre, premises="own", on=date(2018, 5, 1))
    services.report_year(
        by=keeper, station=centre, year=2025, served=8_460, funds=1_260_000, transferred=3, hired=4,
        established=5, volunteers=20,
    )  # fmt: skip
    for department, matter in DEPARTMENTS:
        around.link(
            by=keeper,
            federation=here,
            department=department,
            matter=matter,
            starts_on=date(2019, 1, 1),
        )
    for kind, name, partner, discounts in OUTLETS:
        around.open_outlet(
            by=keeper,
            federation=here,
            region=here.region,
            station=centre,
            kind=kind,
            name=name,
            partner=partner,
            discounts=discounts,
            opened_on=date(2020, 5, 1),
        )
    base = services.open_station(
        by=keeper,
        federation=here,
        region=here.region,
        name="渝北区工会会员服务基地",
        kind="member_base",
        layer="county",
        premises="own",
        address="双龙湖街道工人文化宫",
        longitude="106.640900",
        latitude="29.712500",
        hours=parse("周二至周日 09:00-21:00"),
        opened_on=date(2019, 5, 1),
    )
    for function, words in CARD.items():
        around.grant_benefit(
            by=keeper,
            station=base,
            function=Benefit.Function(function),
            words=words,
            starts_on=date(2019, 5, 1),
        )
    points = rest_points(keeper, chief, here)
    station_account(people, keeper, points[0])
    used([centre, *points[:3]])


def officer_of(here):
    """Whoever keeps the county's stations; what they find, the city settles."""
    user, made = User.objects.get_or_create(username="yb-aid", defaults={"name": "马兰"})
    if made:
        user.set_unusable_password()
        user.save()
        Appointment.objects.create(
            user=user,
            federation=here,
            role=Role.ASSISTANCE,
            title="权益保障部干事",
            starts_on="2023-01-01",
            basis="演示数据",
        )
    return user


def rest_points(keeper, chief, here):
    """Five; the checks of the first three are settled and their stars given, two wait."""
    today, found = timezone.localdate(), []
    for name, address, x, y, area, capacity, facilities, stars in POINTS:
        point = services.open_station(
            by=keeper,
            federation=here,
            region=here.region,
            name=name,
            kind="rest_point",
            layer="township",
            premises="host",
            address=address,
            longitude=f"{x:.6f}",
            latitude=f"{y:.6f}",
            hours=parse("全天" if stars == 5 else "每天 07:00-22:00"),
            brand="工会驿站",
            area=area,
            capacity=capacity,
            facilities=[str(facility) for facility in facilities],
            recorded_from=date(2024, 1, 1),
            opened_on=date(2021, 5, 1),
        )
        items = [item.key for item in standard_of(point).items]
        lacking = items[: 5 - stars]
        check = ratings.check_station(
            by=keeper,
            station=point,
            checked_on=today - timedelta(days=40),
            answers={key: key not in lacking for key in items},
            finding="现场查看，设施可用。",
        )
        found.append(point)
        if len(found) <= 3:
            ratings.confirm_check(by=chief, check=check)
            ratings.rate_station(
                by=chief, station=point, year=today.year, stars=stars, reason="年度评定"
            )
    ratings.honour_station(
        by=keeper,
        station=found[0],
        title="最美工会户外劳动者服务站点",
        year=2024,
        given_by="中华全国总工会",
    )
    return found


def station_account(people, keeper, point):
    worker = people["station"]
    if Appointment.objects.current().filter(user=worker, role=Role.STATION).exists():
        services.post_worker(
            by=keeper, station=point, user=worker, source="hired", starts_on=date(2023, 1, 1)
        )


def used(stations):
    """Served somebody every week since last spring; the others have not, for a year and more."""
    today = timezone.localdate()
    UseDay.objects.bulk_create(
        UseDay(station=station, day=today - timedelta(days=7 * week))
        for station in stations
        for week in range(30)
    )
