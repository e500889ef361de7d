"""What stands around the stations: departments linked, outlets, benefits of cards, the workers of a
place against whom the density of stations is measured."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from stations.models.histories import OfStationQuerySet
from stations.models.stations import Station
from unions.models import Federation, Region


class TermQuerySet(ScopedQuerySet):
    def standing(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


class Linkage(models.Model):
    """A department that has agreed to work with the stations of a federation, or with one of them:
    of the government (domain AS-05) or of the union itself (AS-29)."""

    class Department(models.TextChoices):
        LABOUR = "labour", "劳动保障"
        CIVIL = "civil", "民政"
        PERSONNEL = "personnel", "人事"
        EDUCATION = "education", "教育"
        HEALTH = "health", "卫生"
        JUSTICE = "justice", "司法"
        INSURANCE = "insurance", "医疗保障"
        HOUSING = "housing", "住房保障"
        DISABLED = "disabled", "残联"
        OTHER = "other", "其他部门"
        U_RIGHTS = "u_rights", "工会权益保障部门"
        U_LAW = "u_law", "工会法律工作部门"
        U_GRASSROOTS = "u_grassroots", "工会基层工作部门"
        U_ECONOMY = "u_economy", "工会经济技术部门"
        U_WOMEN = "u_women", "工会女职工部门"
        U_FINANCE = "u_finance", "工会财务部门"
        U_CULTURE = "u_culture", "工会宣教文体部门"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="linkages", verbose_name="工会"
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="linkages",
        verbose_name="站点",
    )
    department = models.CharField("部门", max_length=14, choices=Department.choices)
    matter = models.CharField("联动或承担的事项", max_length=200)
    document = models.CharField("协议或文号", max_length=80, blank=True)
    starts_on = models.DateField("起", default=timezone.localdate)
    ends_on = models.DateField("止", null=True, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部门联动"
        ordering = ["department", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="linkage_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="终止日期应晚于开始日期。",
            )
        ]

    def __str__(self):
        return f"{self.get_department_display()}：{self.matter}"

    @property
    def is_internal(self):
        return self.department.startswith("u_")

    def get_absolute_url(self):
        return reverse("stations:linkages")


class OutletQuerySet(ScopedQuerySet):
    def open_on(self, day=None):
        day = day or timezone.localdate()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=day), opened_on__lte=day)

    def public(self):
        return self.open_on()


class Outlet(models.Model):
    """A shop, pharmacy or school of somebody else's that gives the union's people a discount."""

    class Kind(models.TextChoices):
        SHOP = "shop", "爱心超市"
        PHARMACY = "pharmacy", "爱心药店"
        SCHOOL = "school", "爱心学校"
        OTHER = "other", "其他优惠网点"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="outlets", verbose_name="工会"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name="所在区划")
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outlets",
        verbose_name="联系的站点",
    )
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    name = models.CharField("名称", max_length=80)
    partner = models.CharField("合作单位", max_length=120)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("服务电话", max_length=30, blank=True)
    discounts = models.CharField("优惠内容", max_length=300)
    opened_on = models.DateField("挂牌日期", default=timezone.localdate)
    closed_on = models.DateField("撤牌日期", null=True, blank=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "优惠网点"
        ordering = ["federation", "kind", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="outlet_closed_after_opened",
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")),
                violation_error_message="撤牌日期应晚于挂牌日期。",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stations:outlet", args=[self.uid])


class Benefit(models.Model):
    """What a member's card brings at a base: one of nine functions (domain AS-34)."""

    class Function(models.TextChoices):
        FINANCE = "finance", "金融便利"
        INFORMATION = "information", "会员信息"
        AID = "aid", "帮扶救助"
        TRAINING = "training", "教育培训"
        MUTUAL = "mutual", "医疗互助"
        JOBS = "jobs", "劳动就业"
        INSURANCE = "insurance", "社会保障"
        CULTURE = "culture", "文化娱乐"
        DISCOUNTS = "discounts", "商家优惠"

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="benefits", verbose_name="会员服务基地"
    )
    function = models.CharField("会员卡功能", max_length=12, choices=Function.choices)
    words = models.CharField("内容", max_length=200)
    starts_on = models.DateField("起", default=timezone.localdate)
    ends_on = models.DateField("止", null=True, blank=True)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员卡权益"
        ordering = ["station", "function", "pk"]
        constraints = [
            models.CheckConstraint(
                name="benefit_ends_after_it_begins",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="终止日期应晚于开始日期。",
            )
        ]

    def __str__(self):
        return f"{self.get_function_display()}：{self.words}"


class Workforce(models.Model):
    """How many workers a federation's own territory had, from a day until the next count; what is
    counted below it is not counted again."""

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="workforces", verbose_name="工会"
    )
    valid_from = models.DateField("统计日期")
    valid_to = models.DateField("下次统计日期", null=True, blank=True, editable=False)
    workers = models.PositiveIntegerField("职工人数（人）")
    source = models.CharField("来源", max_length=100, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职工人数"
        ordering = ["federation", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="workforce_once_a_day",
                fields=["federation", "valid_from"],
                violation_error_message="这一天的职工人数已登记。",
            ),
            models.UniqueConstraint(
                name="workforce_one_open",
                fields=["federation"],
                condition=Q(valid_to=None),
                violation_error_message="请先登记较早的统计。",
            ),
        ]

    def __str__(self):
        return f"{self.federation} {self.valid_from} {self.workers}"
