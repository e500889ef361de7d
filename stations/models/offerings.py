"""Which union and which station offers what, when; and what unions say of it once a year."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from stations.models.items import ServiceItem, TargetGroup
from stations.models.stations import Station
from stations.reach import AtMyStation, OfOurUnions
from unions.models import Federation


class OfferingQuerySet(ScopedQuerySet):
    reaches = (Territory(), AtMyStation())

    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on)


class Offering(models.Model):
    """A union offers an item from a day to a day: at one of its stations, or as a whole."""

    class Mode(models.TextChoices):
        """How it is delivered (AS-35)."""

        REGULAR = "regular", "经常性"
        PROJECT = "project", "项目式"
        ORDER = "order", "订单式"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, related_name="offerings", verbose_name="项目"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="offerings", verbose_name="工会"
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offerings",
        verbose_name="站点",
        help_text="空着的由工会统一提供。",
    )
    mode = models.CharField("供给方式", max_length=8, choices=Mode.choices, default=Mode.REGULAR)
    groups = ArrayField(
        models.CharField(max_length=12, choices=TargetGroup.choices),
        verbose_name="服务对象",
        default=list,
        blank=True,
        help_text="不选的为全体职工。",
    )
    hours = models.CharField("服务时间", max_length=60, blank=True)
    conditions = models.CharField("办理条件", max_length=200, blank=True)
    starts_on = models.DateField("开始日期")
    ended_on = models.DateField("停止日期", null=True, blank=True)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务供给"
        ordering = ["item", "federation", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="offering_at_a_station_once",
                fields=["item", "station"],
                condition=Q(ended_on=None, station__isnull=False),
                violation_error_message="这个站点已在提供这个项目。",
            ),
            models.UniqueConstraint(
                name="offering_of_a_union_once",
                fields=["item", "federation"],
                condition=Q(ended_on=None, station=None),
                violation_error_message="本级已在统一提供这个项目。",
            ),
            models.CheckConstraint(
                name="offering_period",
                condition=Q(ended_on=None) | Q(ended_on__gt=F("starts_on")),
                violation_error_message="停止日期须晚于开始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.station or self.federation}：{self.item}"

    def get_absolute_url(self):
        return reverse("stations:offering", args=[self.uid])

    @property
    def groups_in_words(self):
        return "、".join(TargetGroup(value).label for value in self.groups) or "全体职工"


class ServiceRoundQuerySet(ScopedQuerySet):
    """One's own and those below; and those of the unions above, which one is asked to answer."""

    reaches = (Territory(), OfOurUnions())


class ServiceRound(models.Model):
    """A union asks those below which items they run on a day, and which groups of workers they
    have taken in since another (tables 2 and 3)."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="service_rounds", verbose_name="发起工会"
    )
    title = models.CharField("名称", max_length=80)
    on = models.DateField("截至日期")
    since = models.DateField("对象变化自")
    asks_items = models.BooleanField("填报服务项目", default=True)
    asks_groups = models.BooleanField("填报新增对象", default=True)
    due_on = models.DateField("填报期限")
    closed_on = models.DateField("结束日期", null=True, blank=True)

    objects = ServiceRoundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务情况填报"
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="service_round_once",
                fields=["federation", "title"],
                violation_error_message="本级已有同名的填报。",
            ),
            models.CheckConstraint(
                name="service_round_days",
                condition=Q(since__lt=F("on")),
                violation_error_message="“对象变化自”须早于截至日期。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("stations:round", args=[self.uid])


class ServiceReturnQuerySet(ScopedQuerySet):
    reaches = (Territory(), AtMyStation())


class ServiceReturn(models.Model):
    """That a union, or an office of it, has answered: it counts in the denominator."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(
        ServiceRound, models.PROTECT, related_name="returns", verbose_name="填报"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="填报工会"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报站点"
    )
    at = models.DateTimeField("填报时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填报人"
    )

    objects = ServiceReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填报表"
        ordering = ["round", "federation", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="service_return_once",
                fields=["round", "federation", "station"],
                nulls_distinct=False,
                violation_error_message="本单位已填报，可以修改。",
            )
        ]

    def __str__(self):
        return f"{self.station or self.federation}：{self.round}"


class ReturnedItem(models.Model):
    """One line of it: whether an item is run, and how many people it reached in the year before.
    One that reaches next to nobody is dormant and does not count (AS-44)."""

    service_return = models.ForeignKey(
        ServiceReturn, models.CASCADE, related_name="lines", verbose_name="填报表"
    )
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="+", verbose_name="项目")
    operating = models.BooleanField("开展")
    persons = models.PositiveIntegerField("一年服务人数", default=0)
    dormant = models.BooleanField("基本没有运作", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "填报的项目"
        ordering = ["service_return", "item"]
        constraints = [
            models.UniqueConstraint(name="returned_item_once", fields=["service_return", "item"])
        ]

    def __str__(self):
        return f"{self.item}：{'开展' if self.operating else '未开展'}"


class GroupAddition(models.Model):
    """A union or a station began to serve a group of workers that it had not served (AS-14)."""

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="工会"
    )
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="站点"
    )
    group = models.CharField("新增对象", max_length=12, choices=TargetGroup.choices)
    added_on = models.DateField("新增日期")

    objects = ServiceReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "新增服务对象"
        ordering = ["federation", "-added_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="group_added_once",
                fields=["federation", "station", "group"],
                nulls_distinct=False,
                violation_error_message="这类对象已登记为新增。",
            )
        ]

    def __str__(self):
        return f"{self.station or self.federation}：{self.get_group_display()}"
