"""Campaigns of a season (四送) and other activities: planned once, done on many days and places."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.scope import ScopedQuerySet, Territory
from orgs.models import Organization
from stations.models.stations import Station
from stations.reach import AtMyStation
from unions.models import Federation, Region


class CampaignQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class Campaign(models.Model):
    """One campaign of one union in one year."""

    class Kind(models.TextChoices):
        JOBS = "jobs", "春送岗位"
        COOL = "cool", "夏送清凉"
        SCHOOL = "school", "金秋助学"
        WARMTH = "warmth", "冬送温暖"
        CULTURE = "culture", "送文化下乡"
        CONTEST = "contest", "劳动竞赛"
        SKILLS = "skills", "职工技能比武"
        OTHER = "other", "其他活动"

    FOUR = (Kind.JOBS, Kind.COOL, Kind.SCHOOL, Kind.WARMTH)

    class Status(models.TextChoices):
        PLANNED = "planned", "筹备中"
        RUNNING = "running", "开展中"
        FINISHED = "finished", "已结束"
        CANCELLED = "cancelled", "已取消"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="campaigns", verbose_name="主办工会"
    )
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("名称", max_length=80)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    plan = models.TextField("活动安排", blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PLANNED)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "慰问和活动"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="campaign_once",
                fields=["federation", "year", "title"],
                violation_error_message="本级当年已有同名的活动。",
            ),
            models.CheckConstraint(
                name="campaign_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("stations:campaign", args=[self.uid])

    @property
    def level(self):
        return {"running": "good", "planned": "plain"}.get(self.status, "done")


class CampaignPartner(models.Model):
    """A social organization that takes part, and with what."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="partners", verbose_name="活动"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="社会组织"
    )
    does = models.CharField("承担什么", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "活动的参与组织"
        ordering = ["campaign", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="campaign_partner_once",
                fields=["campaign", "organization"],
                violation_error_message="这个社会组织已列入。",
            )
        ]

    def __str__(self):
        return str(self.organization)


class CampaignActQuerySet(ScopedQuerySet):
    reaches = (Territory("campaign__federation"), AtMyStation())


class CampaignAct(models.Model):
    """One day at one place: who came to help, what was given, whom it reached."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="acts", verbose_name="活动")
    on = models.DateField("日期")
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在区划"
    )
    place = models.CharField("地点", max_length=100, help_text="工地、企业、站点；不写个人住址。")
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_acts",
        verbose_name="站点",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_acts",
        verbose_name="承办的社会组织",
    )
    volunteers = models.PositiveIntegerField("志愿者（人次）", default=0)
    persons = models.PositiveIntegerField("受益（人次）", default=0)
    households = models.PositiveIntegerField("受益（户）", default=0)
    money = models.DecimalField("发放资金（元）", max_digits=14, decimal_places=2, default=0)
    note = models.CharField("情况", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = CampaignActQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "活动场次"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="campaign_act_money",
                condition=Q(money__gte=0),
                violation_error_message="金额不能小于零。",
            )
        ]

    def __str__(self):
        return f"{self.on} {self.place}"


class CampaignGoods(models.Model):
    """Goods given on that day: how many of what, worth how much."""

    act = models.ForeignKey(
        CampaignAct, models.CASCADE, related_name="goods", verbose_name="活动场次"
    )
    name = models.CharField("物品", max_length=40)
    quantity = models.DecimalField("数量", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=10, default="份")
    value = models.DecimalField("折合金额（元）", max_digits=14, decimal_places=2, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "活动物资"
        ordering = ["act", "pk"]
        constraints = [
            models.CheckConstraint(
                name="campaign_goods_amounts",
                condition=Q(quantity__gt=0, value__gte=0),
                violation_error_message="数量应大于零，金额不能小于零。",
            )
        ]

    def __str__(self):
        return f"{self.name} {self.quantity} {self.unit}"
