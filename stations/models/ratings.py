"""How good a station is: the ten items of the standards check, stars, honours."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from stations.models.histories import OfStationQuerySet
from stations.models.stations import Station


class StandardCheck(models.Model):
    """A visit with the score sheet: ten questions of yes or no (``stations/law/stations.toml``),
    confirmed by somebody else than whoever made it."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, models.CASCADE, related_name="checks", verbose_name="站点")
    checked_on = models.DateField("检查日期", default=timezone.localdate)
    standard = models.CharField("标准版本", max_length=40)
    answers = models.JSONField("各项结果", default=dict)
    score = models.PositiveSmallIntegerField("达标项数")
    passed = models.BooleanField("规范化达标")
    idle = models.BooleanField("挂牌空转", default=False)
    finding = models.CharField("检查情况", max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="检查人"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核定人",
    )
    confirmed_at = models.DateTimeField("核定时间", null=True, blank=True)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规范化检查"
        ordering = ["-checked_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="station_checked_once_a_day",
                fields=["station", "checked_on"],
                violation_error_message="这一天已登记过检查。",
            ),
            models.CheckConstraint(
                name="check_confirmed_by_another",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                & ~Q(confirmed_by=models.F("by")),
                violation_error_message="本人检查的，请由其他人核定。",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.checked_on:%Y-%m-%d} 规范化检查"

    def get_absolute_url(self):
        return reverse("stations:check", args=[self.uid])


class StarRating(models.Model):
    """The stars of a station for a year; the next year's review keeps, raises or lowers them."""

    station = models.ForeignKey(Station, models.CASCADE, related_name="stars", verbose_name="站点")
    year = models.PositiveSmallIntegerField(
        "年度", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    stars = models.PositiveSmallIntegerField("星级")
    before = models.PositiveSmallIntegerField("上次星级", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评定人"
    )
    at = models.DateTimeField("评定时间", default=timezone.now)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "星级评定"
        ordering = ["station", "-year"]
        constraints = [
            models.UniqueConstraint(
                name="station_rated_once_a_year",
                fields=["station", "year"],
                violation_error_message="这个年度已评定星级。",
            ),
            models.CheckConstraint(
                name="stars_one_to_five",
                condition=Q(stars__range=(0, 5)),
                violation_error_message="星级为 1 至 5 星；不够一星的填 0。",
            ),
        ]

    def __str__(self):
        return f"{self.station} {self.year} 年 {self.stars} 星"


class StationHonour(models.Model):
    """A title a station was given: 最美工会户外劳动者服务站点, of which year, by whom."""

    station = models.ForeignKey(
        Station, models.CASCADE, related_name="honours", verbose_name="站点"
    )
    title = models.CharField("荣誉称号", max_length=80)
    year = models.PositiveSmallIntegerField("年度")
    given_by = models.CharField("授予单位", max_length=80)

    objects = OfStationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站点荣誉"
        ordering = ["station", "-year"]
        constraints = [
            models.UniqueConstraint(
                name="station_honoured_once",
                fields=["station", "title", "year"],
                violation_error_message="这项荣誉已登记。",
            )
        ]

    def __str__(self):
        return f"{self.year} 年{self.title}"
