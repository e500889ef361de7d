"""Money for purchases: a federation's lines by year and source, and every taking of them."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Sum, When
from django.urls import reverse

from governance.purses import Purse, money, not_overspent
from governance.scope import ScopedQuerySet
from procurement.reach import OwnHouse, Watching
from unions.models import Federation


class FundSource(models.TextChoices):
    """Whose money it is; which rules govern a purchase follows from it (domain.md 4.1)."""

    FISCAL = "fiscal", "财政资金"
    UNION = "union", "工会经费"
    GRANT = "grant", "行政补助"
    DONATION = "donation", "社会捐赠"
    CROWD = "crowd", "工会众筹"

    @property
    def route(self):
        """By which way the money comes to the service (GD-04)."""
        return {"fiscal": "政府购买", "crowd": "工会众筹"}.get(self.value, "工会购买")


class BudgetLineQuerySet(ScopedQuerySet):
    """Read at and above the federation whose money it is, kept by its own finance office."""

    reaches = (OwnHouse(), Watching())

    def with_left(self):
        return self.annotate(left=F("amount") - F("reserved") - F("committed") - F("paid"))


class BudgetLine(Purse, models.Model):
    """What a federation may spend on purchases in a year out of one source: reserved by projects,
    committed by awards, paid. More than there is cannot be taken: each taking is one conditional
    UPDATE, and the database checks the sum besides."""

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="budget_lines", verbose_name="工会"
    )
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("资金来源", max_length=10, choices=FundSource.choices)
    name = models.CharField("预算科目", max_length=80)
    amount = money("预算（元）")
    reserved = money("项目占用（元）", default=0)
    committed = money("已定标未付（元）", default=0)
    paid = money("已支付（元）", default=0)
    basis = models.CharField("依据文件", max_length=200, blank=True)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购预算"
        ordering = ["-year", "federation__path", "source", "name"]
        constraints = [
            models.UniqueConstraint(
                name="budget_line_once",
                fields=["federation", "year", "source", "name"],
                violation_error_message="该年度已有同一来源、同名的预算科目，可以调整它的金额。",
            ),
            not_overspent("budget_line_not_overspent"),
            models.CheckConstraint(
                name="budget_line_year",
                condition=Q(year__range=(2000, 2100)),
                violation_error_message="年度应为四位数字。",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年{self.get_source_display()}·{self.name}"

    def get_absolute_url(self):
        return reverse("procurement:budget", args=[self.pk])


class BudgetEntryQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("line__federation"), Watching("line__federation"))

    def reserved(self):
        """What was taken and not given back, be it already passed on to an award, in 元."""
        signed = Case(
            When(kind=BudgetEntry.Kind.RESERVE, then=F("amount")),
            When(kind=BudgetEntry.Kind.RELEASE, then=-F("amount")),
            default=Decimal(0),
            output_field=models.DecimalField(max_digits=14, decimal_places=2),
        )
        return self.aggregate(sum=Sum(signed))["sum"] or Decimal(0)


class BudgetEntry(models.Model):
    """One taking, giving back or passing on of a line's money. Rows are added, never changed: a
    trigger refuses it, and the columns of the line are the sum of its entries."""

    class Kind(models.TextChoices):
        RESERVE = "reserve", "占用"
        RELEASE = "release", "退回占用"
        COMMIT = "commit", "定标转入"
        UNCOMMIT = "uncommit", "撤销定标"
        PAY = "pay", "支付"
        REFUND = "refund", "收回"

    line = models.ForeignKey(
        BudgetLine, models.PROTECT, related_name="entries", verbose_name="预算科目"
    )
    project = models.ForeignKey(
        "procurement.Project", models.PROTECT, related_name="budget_entries", verbose_name="项目"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    amount = money("金额（元）")
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    note = models.CharField("摘要", max_length=200, blank=True)

    objects = BudgetEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "预算变动"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="budget_entry_amount", condition=Q(amount__gt=0)),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.amount} 元"


class HeadcountBasis(models.Model):
    """Shanghai's way of granting districts money for purchases (SH-03): heads times a standard make
    the sum, the sum buys services, the services are disbursed as projects. What was worked out is
    kept as the ground of a budget line."""

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="headcount_bases", verbose_name="核定工会"
    )
    year = models.PositiveSmallIntegerField("年度")
    heads_of = models.CharField("人头口径", max_length=80, help_text="如：社会化工会工作者编制数。")
    heads = models.PositiveIntegerField("人数（人）")
    standard = money("每人每年标准（元）")
    share = models.DecimalField(
        "补贴比例",
        max_digits=5,
        decimal_places=4,
        default=1,
        help_text="全额补贴填 1，一半填 0.5。",
    )
    amount = money("核定经费（元）")
    services = models.JSONField("购买的服务", default=list, blank=True)
    line = models.OneToOneField(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="headcount",
        verbose_name="形成的预算科目",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="核定人"
    )
    at = models.DateTimeField("核定时间", auto_now_add=True)

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人头经费核定"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="headcount_figures",
                condition=Q(heads__gt=0, standard__gt=0, share__gt=0, share__lte=1, amount__gt=0),
                violation_error_message="人数、标准、补贴比例须大于零，补贴比例不超过 1。",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年 {self.heads} 人 × {self.standard:,} 元"

    def get_absolute_url(self):
        return reverse("procurement:headcount", args=[self.pk])

    @property
    def percent(self):
        """The share, as people say it: 50, 33.33."""
        return f"{self.share * 100:.2f}".rstrip("0").rstrip(".")

    @property
    def planned(self):
        return sum(Decimal(service["amount"]) for service in self.services)

    @property
    def unplanned(self):
        return self.amount - self.planned
