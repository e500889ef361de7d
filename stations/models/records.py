"""What was done for whom at a counter, and how much of it a day holds."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from privacy.fields import BlindIndexField, EncryptedField
from stations.models.items import ServiceItem, TargetGroup
from stations.models.stations import Station
from stations.reach import AtMyStation
from unions.models import Federation


class ServiceRecordQuerySet(ScopedQuerySet):
    reaches = (Territory(), AtMyStation())

    def standing(self):
        return self.filter(voided_at=None)

    def of_card(self, number):
        """What was done for whoever holds this card."""
        return self.filter(card_index=ServiceRecord._meta.get_field("card_index").of_value(number))


class ServiceRecord(models.Model):
    """One service at one station. Not rewritten: a mistaken one is voided with a reason.

    ``uid`` is given by the counter that made it, so that an entry which waited there for the
    network is kept once, however often it is sent.
    """

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, related_name="records", verbose_name="站点"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, db_index=False, related_name="+", verbose_name="责任工会"
    )
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, related_name="records", verbose_name="项目"
    )
    group = models.CharField(
        "服务对象", max_length=12, choices=TargetGroup.choices, default=TargetGroup.ALL
    )
    on = models.DateField("服务日期")
    at = models.DateTimeField("登记时间", default=timezone.now)
    persons = models.PositiveIntegerField("人次", default=1, validators=[MinValueValidator(1)])
    quantity = models.DecimalField(
        "数量", max_digits=12, decimal_places=2, default=1, help_text="按项目的计量单位。"
    )
    card = EncryptedField(
        "会员卡号",
        blank=True,
        mask="bank",
        validators=[RegexValidator(r"^[0-9A-Za-z-]{6,40}$", "会员卡号为 6 至 40 位数字、字母。")],
    )
    card_index = BlindIndexField("会员卡号索引", of="card", db_index=False)
    note = models.CharField("备注", max_length=60, blank=True, help_text="不写姓名、病情等。")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name="登记人",
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="作废人",
    )
    void_reason = models.CharField("作废原因", max_length=100, blank=True)

    objects = ServiceRecordQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务记录"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["station", "-id"], name="record_of_station"),
            models.Index(fields=["federation", "-id"], name="record_of_federation"),
            models.Index(fields=["card_index"], condition=~Q(card_index=""), name="record_of_card"),
        ]
        constraints = [
            models.CheckConstraint(
                name="record_counts",
                condition=Q(persons__range=(1, 10_000), quantity__gt=0),
                violation_error_message="人次应在 1 至 10,000 之间，数量应大于零。",
            ),
            models.CheckConstraint(
                name="record_voided_by_somebody",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason=""),
            ),
        ]

    def __str__(self):
        return f"{self.on} {self.item}"


class ServiceDayQuerySet(ScopedQuerySet):
    reaches = (Territory(), AtMyStation())


class ServiceDay(models.Model):
    """How much of an item a station did for a group on a day: the sum of its standing records,
    kept in the transaction that writes them. Lists count rows; everything else reads these."""

    station = models.ForeignKey(
        Station, models.PROTECT, db_index=False, related_name="days", verbose_name="站点"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, db_index=False, related_name="+", verbose_name="责任工会"
    )
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, db_index=False, related_name="+", verbose_name="项目"
    )
    group = models.CharField("服务对象", max_length=12, choices=TargetGroup.choices)
    on = models.DateField("日期")
    records = models.PositiveIntegerField("记录数", default=0)
    persons = models.PositiveIntegerField("人次", default=0)
    quantity = models.DecimalField("数量", max_digits=14, decimal_places=2, default=0)

    objects = ServiceDayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逐日服务量"
        ordering = ["-on", "station", "item"]
        constraints = [
            models.UniqueConstraint(
                name="service_day_once", fields=["station", "on", "item", "group"]
            )
        ]
        indexes = [
            models.Index(fields=["federation", "on"], name="service_day_federation"),
            models.Index(fields=["item", "on"], name="service_day_item"),
        ]

    def __str__(self):
        return f"{self.station} {self.on} {self.item}"
