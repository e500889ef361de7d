"""Money for aid by source: what came in, what went out for which item, what is left (AS-07)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.purses import money
from governance.scope import ScopedQuerySet, Territory
from stations.models.items import ServiceItem
from unions.models import Federation


class AidSource(models.TextChoices):
    """Whose money it is, as receipts say it."""

    CENTRAL = "central", "中央财政专项"
    PROVINCIAL = "provincial", "省级财政"
    LOCAL = "local", "市县财政"
    UNION = "union", "工会经费"
    DONATION = "donation", "社会捐助"

    @property
    def family(self):
        """The three of AS-07 that figures are told by."""
        own = {"union": SourceFamily.UNION, "donation": SourceFamily.SOCIAL}
        return own.get(self.value, SourceFamily.FISCAL)


class SourceFamily(models.TextChoices):
    FISCAL = "fiscal", "财政拨款"
    UNION = "union", "工会经费"
    SOCIAL = "social", "社会捐助"

    @property
    def sources(self):
        return [source for source in AidSource if source.family == self]


class FundQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class Fund(models.Model):
    """Money that a union keeps apart for a purpose, such as the province's fund for workers in
    hardship (SC-04)."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="aid_funds", verbose_name="管理工会"
    )
    name = models.CharField("名称", max_length=80)
    purpose = models.CharField("用途", max_length=200, blank=True)
    opened_on = models.DateField("设立日期")
    closed_on = models.DateField("终止日期", null=True, blank=True)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶资金"
        ordering = ["federation__path", "name"]
        constraints = [
            models.UniqueConstraint(
                name="fund_once",
                fields=["federation", "name"],
                violation_error_message="本级已有同名的资金。",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stations:fund", args=[self.uid])


class FundBalance(models.Model):
    """What a fund has of one source: the sums of its entries. More than came in cannot go out:
    each taking is one conditional UPDATE, and the database checks it besides."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="balances", verbose_name="资金")
    source = models.CharField("来源", max_length=10, choices=AidSource.choices)
    received = money("收入（元）", default=0)
    spent = money("支出（元）", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "资金结余"
        ordering = ["fund", "source"]
        constraints = [
            models.UniqueConstraint(name="fund_balance_once", fields=["fund", "source"]),
            models.CheckConstraint(
                name="fund_not_overspent",
                condition=Q(spent__gte=0, received__gte=F("spent")),
                violation_error_message="该来源的结余不足。",
            ),
        ]

    def __str__(self):
        return f"{self.fund}：{self.get_source_display()}"

    @property
    def left(self):
        return self.received - self.spent


class FundEntryQuerySet(ScopedQuerySet):
    reaches = (Territory(),)

    def received(self):
        return self.filter(direction=FundEntry.Direction.IN)

    def spent(self):
        return self.filter(direction=FundEntry.Direction.OUT)


class FundEntry(models.Model):
    """One coming in or going out. Rows are added, never changed (a trigger refuses it): a mistaken
    one is reversed by another with the amounts below nought."""

    class Direction(models.TextChoices):
        IN = "in", "收入"
        OUT = "out", "支出"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="entries", verbose_name="资金")
    federation = models.ForeignKey(
        Federation, models.PROTECT, db_index=False, related_name="+", verbose_name="管理工会"
    )
    source = models.CharField("来源", max_length=10, choices=AidSource.choices)
    direction = models.CharField("收支", max_length=4, choices=Direction.choices)
    amount = money("金额（元）")
    on = models.DateField("日期", default=timezone.localdate)
    item = models.ForeignKey(
        ServiceItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="帮扶项目",
        help_text="支出填写用在哪个项目上。",
    )
    campaign = models.ForeignKey(
        "stations.Campaign",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="活动",
    )
    act = models.OneToOneField(
        "stations.CampaignAct",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entry",
        verbose_name="活动场次",
    )
    households = models.IntegerField("受助户数", default=0)
    persons = models.IntegerField("受助人次", default=0)
    party = models.CharField(
        "对方单位",
        max_length=120,
        blank=True,
        help_text="拨款或捐助的单位；个人捐助写“爱心人士”，不写姓名。",
    )
    document = models.CharField("文号或凭证号", max_length=60, blank=True)
    note = models.CharField("摘要", max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
        verbose_name="冲正的分录",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    at = models.DateTimeField("登记时间", default=timezone.now)

    objects = FundEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金收支"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["federation", "-on"], name="fund_entry_federation")]
        constraints = [
            models.CheckConstraint(
                name="fund_entry_amount",
                condition=Q(reverses=None, amount__gt=0, households__gte=0, persons__gte=0)
                | Q(reverses__isnull=False, amount__lt=0, households__lte=0, persons__lte=0),
                violation_error_message="金额应大于零。",
            ),
            models.CheckConstraint(
                name="fund_entry_spent_on_something",
                condition=Q(direction="in", item=None) | Q(direction="out", item__isnull=False),
                violation_error_message="支出请填写用在哪个项目上，收入不填。",
            ),
        ]

    def __str__(self):
        return f"{self.get_direction_display()} {self.amount:,} 元"

    def get_absolute_url(self):
        return self.fund.get_absolute_url()


class FundStatementQuerySet(ScopedQuerySet):
    reaches = (Territory("fund__federation"),)

    def published(self):
        """What anybody may read."""
        return self.filter(withdrawn_at=None)


class FundStatement(models.Model):
    """A fund's incomings and outgoings of a period as they were told the public; its figures stay
    what they were."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="statements", verbose_name="资金")
    starts_on = models.DateField("起")
    ends_on = models.DateField("止")
    figures = models.JSONField("公开的数字")
    published_at = models.DateTimeField("公开时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="公开人"
    )
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = FundStatementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资金公开"
        ordering = ["-ends_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="fund_statement_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.UniqueConstraint(
                name="fund_statement_once",
                fields=["fund", "starts_on", "ends_on"],
                condition=Q(withdrawn_at=None),
                violation_error_message="这段时间的收支已公开，如有误请先撤回。",
            ),
        ]

    def __str__(self):
        return f"{self.fund} {self.starts_on}至{self.ends_on}"

    def get_absolute_url(self):
        return reverse("stations:public_fund", args=[self.uid])
