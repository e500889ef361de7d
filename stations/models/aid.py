"""Help that is given: a plan for a household on file, and its payments by source (AS-43)."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import ScopedQuerySet
from stations.file_reach import ON_FILES, KeptHere, OpenedByMe
from stations.models.cases import Case, money, person
from stations.models.funds import AidSource, FundEntry
from stations.models.households import Household, Standing
from stations.models.items import ServiceItem

PERSON = settings.AUTH_USER_MODEL
PAYING = (*ON_FILES, Permission.AID_PAY)


class AidPlanQuerySet(ScopedQuerySet):
    reaches = (KeptHere("case__household__federation"), OpenedByMe())


class AidPlan(models.Model):
    """What a household is to get, of which money, at once or in parts."""

    class Status(models.TextChoices):
        DRAFT = "draft", "待审批"
        APPROVED = "approved", "发放中"
        DONE = "done", "已发放"
        CANCELLED = "cancelled", "已取消"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans", verbose_name="个案")
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="+", verbose_name="帮扶项目")
    source = models.CharField("资金来源", max_length=10, choices=AidSource.choices)
    amount = models.DecimalField(
        "金额（元）", max_digits=10, decimal_places=2, validators=[MinValueValidator(1)]
    )
    instalments = models.PositiveSmallIntegerField(
        "分几次", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    starts_on = models.DateField("首次发放")
    emergency = models.BooleanField("应急救助", default=False)
    purpose = models.CharField("用途", max_length=120, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="拟定人")
    approver = person("审批人")
    created_at = models.DateTimeField("拟定时间", default=timezone.now)
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)

    objects = AidPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶方案"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="aid_plan_approved_by_another",
                condition=Q(approver=None) | ~Q(approver=F("by")),
                violation_error_message="不能审批自己拟定的帮扶方案。",
            ),
            models.CheckConstraint(
                name="aid_plan_amount",
                condition=Q(amount__gt=0, instalments__range=(1, 12)),
                violation_error_message="金额须大于 0 元，分一次至十二次发放。",
            ),
        ]

    def __str__(self):
        return f"{self.item.name} {self.amount:,} 元"

    @property
    def level(self):
        return {"draft": "caution", "approved": "good", "done": "done"}.get(self.status, "bad")


class AidPaymentQuerySet(ScopedQuerySet):
    reaches = (
        KeptHere("household__federation", granted=PAYING),
        OpenedByMe("plan__case"),
    )

    def due(self, on=None):
        on = on or timezone.localdate()
        return self.filter(status=AidPayment.Status.DUE, due_on__lte=on)

    def paid(self):
        return self.filter(status=AidPayment.Status.PAID)


class AidPayment(models.Model):
    """One instalment: prepared by one, approved by a second, paid by a third, with the receipt of
    the bank. Money that came back is followed by another payment."""

    class Status(models.TextChoices):
        DUE = "due", "待发放"
        PAID = "paid", "已发放"
        BOUNCED = "bounced", "银行退回"
        CANCELLED = "cancelled", "已取消"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(
        AidPlan, models.PROTECT, related_name="payments", verbose_name="帮扶方案"
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="payments", verbose_name="家庭"
    )
    ordinal = models.PositiveSmallIntegerField("第几次")
    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="+", verbose_name="帮扶项目")
    source = models.CharField("资金来源", max_length=10, choices=AidSource.choices)
    amount = money("金额（元）")
    persons = models.PositiveSmallIntegerField("受益人数（人）", default=1)
    due_on = models.DateField("应发日期")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DUE)
    paid_on = models.DateField("发放日期", null=True, blank=True)
    receipt = models.CharField("银行回单号", max_length=60, blank=True)
    entry = models.OneToOneField(
        FundEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aid_payment",
        verbose_name="资金支出",
    )
    note = models.CharField("说明", max_length=200, blank=True)
    prepared_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="拟定人")
    approved_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="审批人")
    payer = person("发放人")

    objects = AidPaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶发放"
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_payment_an_instalment",
                fields=["plan", "ordinal"],
                condition=Q(status__in=["due", "paid"]),
                violation_error_message="这一次已经安排发放。",
            ),
            models.UniqueConstraint(
                name="one_payment_a_receipt",
                fields=["receipt"],
                condition=~Q(receipt=""),
                violation_error_message="这张银行回单已经登记在另一笔发放上。",
            ),
            models.CheckConstraint(
                name="payment_of_three_persons",
                condition=~Q(prepared_by=F("approved_by"))
                & (Q(payer=None) | (~Q(payer=F("prepared_by")) & ~Q(payer=F("approved_by")))),
                violation_error_message="拟定、审批、发放须由不同的人办理。",
            ),
            models.CheckConstraint(
                name="payment_with_receipt",
                condition=Q(status__in=["due", "cancelled"])
                | (Q(paid_on__isnull=False, payer__isnull=False) & ~Q(receipt="")),
                violation_error_message="登记发放须写明日期、发放人和银行回单号。",
            ),
        ]
        indexes = [models.Index(fields=["paid_on", "source", "item"], name="payments_by_day")]

    def __str__(self):
        return f"{self.item.name} 第 {self.ordinal} 次"

    def get_absolute_url(self):
        return reverse("stations:payment", args=[self.uid])

    @property
    def level(self):
        return {"due": "caution", "paid": "good", "bounced": "bad"}.get(self.status, "done")


class ReviewQuerySet(ScopedQuerySet):
    reaches = (KeptHere("case__household__federation"), OpenedByMe())


class YearlyReview(models.Model):
    """Once a year at least every file is looked at anew: it stays, changes its category, or what
    made it necessary is over."""

    class Result(models.TextChoices):
        STAYS = "stays", "继续帮扶"
        CHANGES = "changes", "调整类别"
        OUT = "out", "拟脱困撤档"

    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews", verbose_name="个案")
    on = models.DateField("年审日期", default=timezone.localdate)
    result = models.CharField("结论", max_length=8, choices=Result.choices)
    before = models.CharField("原类别", max_length=10, choices=Standing.Category.choices)
    after = models.CharField("现类别", max_length=10, choices=Standing.Category.choices, blank=True)
    end = models.CharField("撤档原因", max_length=10, choices=Household.End.choices, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    decider = person("确认人")
    decided_on = models.DateField("确认日期", null=True, blank=True)
    figures = models.JSONField("测算结果", default=dict, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="年审人")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年审"
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="review_decided_by_another",
                condition=Q(decider=None) | ~Q(decider=F("by")),
                violation_error_message="不能确认自己作的年审结论。",
            ),
            models.CheckConstraint(
                name="review_out_for_a_reason",
                condition=Q(result="out") & ~Q(end="") | ~Q(result="out") & Q(end=""),
                violation_error_message="拟撤档的须选择撤档原因，其他结论不选。",
            ),
        ]

    def __str__(self):
        return f"{self.on.year} 年年审"
