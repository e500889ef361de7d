"""What a station was called and where it was housed, day by day; both are counted as they stood."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from stations.models.stations import Station
from stations.reach import AtMyStation
from unions.validity import one_at_a_time


class OfStationQuerySet(ScopedQuerySet):
    """As the station is reached."""

    reaches = (Territory("station__federation"), AtMyStation())


class StationName(models.Model):
    """A name that a station gave up, with the kind it then was: 帮扶中心 became 职工服务中心."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="names", verbose_name="站点")
    name = models.CharField("曾用名", max_length=120)
    kind = models.CharField("当时类别", max_length=16, choices=Station.Kind.choices)
    ended_on = models.DateField("更名日期")
    document = models.CharField("文号", max_length=60, blank=True)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站点曾用名"
        ordering = ["station", "-ended_on"]
        constraints = [
            models.UniqueConstraint(
                name="station_renamed_once_a_day",
                fields=["station", "ended_on"],
                violation_error_message="这一天已登记过更名，请核对日期。",
            )
        ]

    def __str__(self):
        return self.name


class Housing(models.Model):
    """What kind of premises a survey found a station in, from one day until another."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="housings", verbose_name="站点"
    )
    premises = models.CharField("场地", max_length=14, choices=Station.Premises.choices)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站点场地沿革"
        ordering = ["station", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="housing_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="场地变动日期应晚于上一次登记的日期。",
            ),
            one_at_a_time(
                "housing_one_at_a_time",
                "station",
                message="同一天已登记了另一种场地。",
            ),
        ]

    def __str__(self):
        return f"{self.station}：{self.get_premises_display()}"


class StationYear(models.Model):
    """What a station says of a year: whom it served, what money it could spend, who worked there
    and where they came from (domain AS-25, AS-32)."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="years", verbose_name="站点")
    year = models.PositiveSmallIntegerField("年度")
    served = models.PositiveIntegerField("服务人数（人）", null=True, blank=True)
    funds = models.DecimalField(
        "可支配经费（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    transferred = models.PositiveSmallIntegerField("内部调剂（人）", default=0)
    hired = models.PositiveSmallIntegerField("对外聘用（人）", default=0)
    established = models.PositiveSmallIntegerField("政府编制（人）", default=0)
    volunteers = models.PositiveSmallIntegerField("志愿者义工（人）", default=0)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站点年报"
        ordering = ["station", "-year"]
        constraints = [
            models.UniqueConstraint(
                name="station_year_once",
                fields=["station", "year"],
                violation_error_message="这个年度已经填报。",
            ),
            models.CheckConstraint(
                name="station_year_sane",
                condition=Q(year__range=(1990, 2100)) & (Q(funds=None) | Q(funds__gte=0)),
                violation_error_message="年度或经费有误。",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.year} 年"

    @property
    def staff(self):
        return self.transferred + self.hired + self.established + self.volunteers


class UseDay(models.Model):
    """That a station served somebody on a day, however many: by these a plate without service is
    found (挂牌空转)."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="use_days", db_index=False, verbose_name="站点"
    )
    day = models.DateField("日期", default=timezone.localdate)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站点服务日"
        ordering = ["station", "day"]
        constraints = [
            models.UniqueConstraint(name="use_day_once", fields=["station", "day"]),
        ]

    def __str__(self):
        return f"{self.station} {self.day}"
