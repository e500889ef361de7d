"""By what aid is given: plans, standards and procedures of unions and stations (AS-42); and the
projects they are known by (AS-13)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.purses import money
from governance.scope import ScopedQuerySet, Territory
from stations.models.items import ServiceItem, TargetGroup
from stations.models.stations import Station
from stations.reach import AtMyStation, OfOurUnions
from unions.models import Federation


class AidGuideQuerySet(ScopedQuerySet):
    """One's own, those below, and those of the unions above, by which one is bound."""

    reaches = (Territory(), OfOurUnions(), AtMyStation())

    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on)


class AidGuide(models.Model):
    """A plan, a standard or a procedure, from when to when. It is not rewritten: the next one
    follows it."""

    class Kind(models.TextChoices):
        PLAN = "plan", "帮扶规划"
        STANDARD = "standard", "帮扶标准"
        PROCEDURE = "procedure", "申请程序"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="aid_guides", verbose_name="制定工会"
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aid_guides",
        verbose_name="适用站点",
        help_text="空着的适用于本级全部站点。",
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    title = models.CharField("名称", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    body = models.TextField("正文或要点", blank=True)
    starts_on = models.DateField("施行日期")
    ended_on = models.DateField("停止施行日期", null=True, blank=True)

    objects = AidGuideQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶制度"
        ordering = ["federation__path", "kind", "-starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="aid_guide_in_force_once",
                fields=["federation", "station", "kind", "title"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
                violation_error_message="已有同名的制度在施行。",
            ),
            models.CheckConstraint(
                name="aid_guide_period",
                condition=Q(ended_on=None) | Q(ended_on__gt=F("starts_on")),
                violation_error_message="停止施行日期须晚于施行日期。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("stations:guide", args=[self.uid])


class AidRate(models.Model):
    """One line of a standard: for whom, for what, how much."""

    class Per(models.TextChoices):
        TIME = "time", "每次"
        YEAR = "year", "每年"
        MONTH = "month", "每月"

    guide = models.ForeignKey(
        AidGuide, models.CASCADE, related_name="rates", verbose_name="帮扶标准"
    )
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="+", verbose_name="项目")
    group = models.CharField(
        "对象", max_length=12, choices=TargetGroup.choices, default=TargetGroup.HARDSHIP
    )
    condition = models.CharField("条件", max_length=100, blank=True)
    least = money("不低于（元）", default=0)
    most = money("不超过（元）")
    per = models.CharField("周期", max_length=6, choices=Per.choices, default=Per.TIME)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶标准明细"
        ordering = ["guide", "pk"]
        constraints = [
            models.CheckConstraint(
                name="aid_rate_range",
                condition=Q(least__gte=0, most__gt=0, most__gte=F("least")),
                violation_error_message="上限应大于零，不低于下限。",
            )
        ]

    def __str__(self):
        return f"{self.item} {self.most:,} 元"


class BrandProjectQuerySet(ScopedQuerySet):
    """Brands are there to be learnt from: those of unions above are read, too."""

    reaches = (Territory(), OfOurUnions())


class BrandProject(models.Model):
    """A service that a union is known by, such as 泰州“鹊之桥” (AS-13)."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="brand_projects", verbose_name="工会"
    )
    name = models.CharField("品牌名称", max_length=60)
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, related_name="brands", verbose_name="所属服务项目"
    )
    groups = models.CharField("服务对象", max_length=60, blank=True)
    summary = models.TextField("做法和成效")
    started_on = models.DateField("创立日期", null=True, blank=True)
    ended_on = models.DateField("停办日期", null=True, blank=True)

    objects = BrandProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务品牌"
        ordering = ["federation__path", "name"]
        constraints = [
            models.UniqueConstraint(
                name="brand_project_once",
                fields=["federation", "name"],
                violation_error_message="本级已有同名的品牌。",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stations:brand", args=[self.uid])
