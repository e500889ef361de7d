"""Where workers meet the union: stations of every kind and layer (domain 5.1); who works there."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from stations.hours import WeekField
from stations.hours import words as hours_in_words
from stations.points import PointField, flattened, nearest_first
from stations.reach import AtMyStation
from unions.models import Federation, GrassrootsUnion, Region


class StationQuerySet(ScopedQuerySet):
    """At or below one's office; or one's own, by working there."""

    reaches = (Territory(), AtMyStation("pk"))

    def public(self):
        """Where a station is and when it is open is told to everybody, as long as it is open."""
        return self.open_on()

    def open_on(self, day=None):
        """Opened by that day and not yet closed."""
        day = day or timezone.localdate()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def below_county(self):
        """Those that table 1 counts: zones, townships, villages and enterprises; neither the
        centres of counties and above nor rest points."""
        return self.filter(layer__in=Station.BELOW_COUNTY, kind__in=Station.AIDING)

    def nearest(self, longitude, latitude):
        """Those whose place is known, the nearest first: one scan of an index."""
        return self.filter(place__isnull=False).order_by(nearest_first(longitude, latitude))


class Station(models.Model):
    """A place with a plate, open from a day to a day. Its names follow one another in
    ``StationName``; what it offers stands in its offerings."""

    class Kind(models.TextChoices):
        AID_CENTRE = "aid_centre", "困难职工帮扶中心"
        SERVICE_CENTRE = "service_centre", "职工服务中心"
        AID_STATION = "aid_station", "帮扶服务站（点）"
        UNION_STATION = "union_station", "工会服务站"
        REST_POINT = "rest_point", "户外劳动者服务站点"
        GROUP_CENTRE = "group_centre", "群团组织社会服务中心"
        GROUP_POINT = "group_point", "群团社会服务点"
        TIBETAN_STATION = "tibetan_station", "藏区群团社会服务站"
        LEGAL_CENTRE = "legal_centre", "法律援助中心（点）"
        WORKERS_HOME = "workers_home", "职工之家"
        TRAINING_BASE = "training_base", "培训基地"
        MEMBER_BASE = "member_base", "会员服务基地"

    class Layer(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "市级"
        COUNTY = "county", "县级"
        ZONE = "zone", "开发区（园区）"
        TOWNSHIP = "township", "乡镇（街道）"
        VILLAGE = "village", "村（社区）"
        ENTERPRISE = "enterprise", "企业"

    class ZoneGrade(models.TextChoices):
        NATIONAL = "national", "国家级"
        PROVINCIAL = "provincial", "省级"
        LOWER = "lower", "省级以下"

    class Premises(models.TextChoices):
        OWN = "own", "独立门面"
        UNION_OFFICE = "union_office", "设在工会办公室（会议室）"
        GOVERNMENT = "government", "借用政府窗口"
        HOST = "host", "设在主办单位内"

    class Counter(models.TextChoices):
        """Where a station without a site of its own has a window (domain AS-30)."""

        HALL = "hall", "政务服务大厅"
        LABOUR = "labour", "劳动保障部门"
        OTHER = "other", "其他部门"

    class Window(models.TextChoices):
        AID = "aid", "困难帮扶"
        LAW = "law", "法律援助"
        POLICY = "policy", "政策咨询"
        MUTUAL = "mutual", "互助保障"
        JOBS = "jobs", "就业介绍"
        BENEFITS = "benefits", "普惠服务"

    class Facility(models.TextChoices):
        SEATS = "seats", "桌椅"
        WATER = "water", "饮水机"
        MICROWAVE = "microwave", "微波炉"
        FIRST_AID = "first_aid", "急救箱"
        AIR = "air", "空调"
        BOOKS = "books", "书架"
        TOILET = "toilet", "卫生间"
        CHARGING = "charging", "手机充电"
        WIFI = "wifi", "无线网络"
        AED = "aed", "自动体外除颤器（AED）"
        UMBRELLA = "umbrella", "雨具"
        MOTHERS = "mothers", "爱心妈咪小屋"
        HEALTH = "health", "健康小屋"

    AIDING = (Kind.AID_CENTRE, Kind.SERVICE_CENTRE, Kind.AID_STATION)
    """The network of aid, which table 1 is about; the others are networks of their own."""
    CENTRES = (Kind.AID_CENTRE, Kind.SERVICE_CENTRE)
    GROUP = (Kind.GROUP_CENTRE, Kind.GROUP_POINT, Kind.TIBETAN_STATION)
    BELOW_COUNTY = (Layer.ZONE, Layer.TOWNSHIP, Layer.VILLAGE, Layer.ENTERPRISE)
    ONE_STOP = 4
    """So many windows under one roof are one-stop service (一站式)."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="stations", verbose_name="责任工会"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="stations", verbose_name="所在区划"
    )
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    layer = models.CharField("层级", max_length=12, choices=Layer.choices)
    zone_grade = models.CharField(
        "开发区级别", max_length=12, choices=ZoneGrade.choices, blank=True
    )
    host = models.CharField("主办单位", max_length=120, blank=True)
    premises = models.CharField("场地", max_length=14, choices=Premises.choices, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    longitude = models.DecimalField(
        "经度", max_digits=9, decimal_places=6, null=True, blank=True, help_text="CGCS2000，度"
    )
    latitude = models.DecimalField(
        "纬度", max_digits=8, decimal_places=6, null=True, blank=True, help_text="CGCS2000，度"
    )
    place = models.GeneratedField(
        expression=flattened(), output_field=PointField(), db_persist=True, verbose_name="位置"
    )
    hours = WeekField("开放时间", null=True, blank=True)
    phone = models.CharField("服务电话", max_length=30, blank=True)
    brand = models.CharField(
        "品牌", max_length=40, blank=True, help_text="如：工会驿站、爱心驿站、15分钟之家、歇脚点"
    )
    counter = models.CharField("窗口所在", max_length=8, choices=Counter.choices, blank=True)
    windows = ArrayField(
        models.CharField(max_length=10, choices=Window.choices),
        default=list,
        blank=True,
        verbose_name="服务窗口",
    )
    facilities = ArrayField(
        models.CharField(max_length=10, choices=Facility.choices),
        default=list,
        blank=True,
        verbose_name="设施",
    )
    area = models.PositiveIntegerField("面积（平方米）", null=True, blank=True)
    capacity = models.PositiveIntegerField("可容纳人数（人）", null=True, blank=True)
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stations",
        verbose_name="所在基层工会",
    )
    established_on = models.DateField("核定事业编制日期", null=True, blank=True)
    recorded_from = models.DateField(
        "开始登记服务的日期",
        null=True,
        blank=True,
        help_text="此后满一年没有服务记录的，列为挂牌空转；不填的不判断。",
    )
    opened_on = models.DateField("启用日期")
    closed_on = models.DateField("关停日期", null=True, blank=True)
    closed_because = models.CharField("关停原因", max_length=200, blank=True)

    objects = StationQuerySet.as_manager()

    class Meta:
        verbose_name = "站点"
        verbose_name_plural = "站点"
        ordering = ["federation", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="station_closed_after_opened",
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")),
                violation_error_message="关停日期应在启用日期之后，请核对这两个日期。",
            ),
            models.CheckConstraint(
                name="station_zone_has_grade",
                condition=Q(layer="zone") & ~Q(zone_grade="") | ~Q(layer="zone") & Q(zone_grade=""),
                violation_error_message="层级为开发区（园区）的，请选开发区级别；其他层级不填。",
            ),
            models.CheckConstraint(
                name="station_placed_wholly",
                condition=Q(longitude=None, latitude=None)
                | Q(longitude__isnull=False, latitude__isnull=False)
                & Q(longitude__range=(73, 136), latitude__range=(3, 54)),
                violation_error_message="经度和纬度须一起填写，经度在73至136、纬度在3至54之间。",
            ),
            models.CheckConstraint(
                name="station_centre_at_county_or_above",
                condition=~Q(kind__in=["aid_centre", "service_centre"])
                | Q(layer__in=["province", "city", "county"]),
                violation_error_message="帮扶中心、职工服务中心设在县级以上；县以下请选帮扶服务站（点）。",
            ),
        ]
        indexes = [
            GistIndex(fields=["place"], name="station_place"),
            models.Index(fields=["federation", "kind", "layer"], name="station_of"),
        ]

    def __str__(self):
        return self.name

    @property
    def number(self):
        """By which people name it on paper."""
        return f"ZD{self.pk:06d}"

    @property
    def is_open(self):
        return self.opened_on <= timezone.localdate() and (
            self.closed_on is None or self.closed_on > timezone.localdate()
        )

    @property
    def hours_words(self):
        return hours_in_words(self.hours)

    @property
    def is_one_stop(self):
        return len(self.windows) >= self.ONE_STOP

    def get_windows_display(self):
        return [self.Window(key).label for key in self.windows]

    def get_facilities_display(self):
        return [self.Facility(key).label for key in self.facilities]

    def get_absolute_url(self):
        return reverse("stations:station", args=[self.uid])


class StationWorkerQuerySet(ScopedQuerySet):
    """At or below one's office, by way of the station; or as a colleague at it."""

    reaches = (Territory("station__federation"), AtMyStation())

    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class StationWorker(models.Model):
    """A person's post at a station for a term, and where the post comes from (domain AS-32).

    One with an account reaches the station's rows by it (``stations.reach.AtMyStation``).
    """

    class Source(models.TextChoices):
        TRANSFER = "transfer", "内部调剂"
        HIRED = "hired", "对外聘用"
        ESTABLISHMENT = "establishment", "政府编制"
        VOLUNTEER = "volunteer", "志愿者义工"

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="workers", verbose_name="站点"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="station_posts",
        verbose_name="人员",
    )
    source = models.CharField("来源", max_length=14, choices=Source.choices)
    starts_on = models.DateField("上岗日期", default=timezone.localdate)
    ends_on = models.DateField("离岗日期", null=True, blank=True)

    objects = StationWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = "站点人员"
        verbose_name_plural = "站点人员"
        ordering = ["station", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="station_worker_term",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="离岗日期不能早于上岗日期。",
            ),
            models.UniqueConstraint(
                name="one_open_post_at_a_station",
                fields=["station", "user"],
                condition=Q(ends_on=None),
                violation_error_message="此人已在该站点上岗，不必重复登记。",
            ),
        ]

    def __str__(self):
        return f"{self.station}：{self.user}"
