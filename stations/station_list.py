"""Stations as rows of a sheet, and who may be posted at one."""

from django.utils import timezone

from accounts.models import Appointment
from accounts.roles import Role
from jobs.sheets import Column

TITLES = [
    Column(label="站点编号"),
    Column(label="名称", width=40),
    Column(label="类别", width=22),
    Column(label="层级"),
    Column(label="开发区级别"),
    Column(label="责任工会编码"),
    Column(label="责任工会", width=26),
    Column(label="区划代码"),
    Column(label="所在区划", width=18),
    Column(label="主办单位", width=26),
    Column(label="场地", width=22),
    Column(label="地址", width=40),
    Column(label="经度"),
    Column(label="纬度"),
    Column(label="开放时间", width=40),
    Column(label="服务电话"),
    Column(label="品牌"),
    Column(label="服务窗口", width=30),
    Column(label="设施", width=40),
    Column(label="面积（平方米）", kind="whole"),
    Column(label="可容纳人数（人）", kind="whole"),
    Column(label="启用日期", kind="date"),
    Column(label="关停日期", kind="date"),
    Column(label="星级", kind="whole"),
    Column(label="规范化"),
]


def cells_of(station):
    return (
        station.number,
        station.name,
        station.get_kind_display(),
        station.get_layer_display(),
        station.get_zone_grade_display(),
        station.federation.code,
        station.federation.short_name,
        station.region.code,
        station.region.name,
        station.host,
        station.get_premises_display(),
        station.address,
        str(station.longitude or ""),
        str(station.latitude or ""),
        station.hours_words,
        station.phone,
        station.brand,
        "、".join(station.get_windows_display()),
        "、".join(station.get_facilities_display()),
        station.area,
        station.capacity,
        station.opened_on,
        station.closed_on,
        station.rated,
        {True: "达标", False: "未达标", None: "未检查"}[station.passed],
    )


def worker_named(username, station, on=None):
    """The account of a station worker of the station's federation or of one above it, or None."""
    on = on or timezone.localdate()
    line = station.federation.path.strip("/").split("/")
    office = (
        Appointment.objects.current(on)
        .filter(user__username=username.strip(), role=Role.STATION, federation__code__in=line)
        .select_related("user")
        .first()
    )
    return office and office.user
