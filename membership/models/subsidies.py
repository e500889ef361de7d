"""Money for founding unions and starting their work (DRV-24): what for, out of which budget, to
which union."""

import uuid
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.purses import Purse, money, not_overspent
from governance.scope import ScopedQuerySet, Territory
from orgs.models import Organization
from unions.models import Federation, GrassrootsUnion

PEOPLE = settings.AUTH_USER_MODEL
KEEPING = (Permission.SUBSIDY_APPROVE, Permission.SUBSIDY_PAY)
FEN = Decimal("0.01")


class WhoseMoney:
    """By office at the very union whose money it is: nobody above decides on it or pays it out."""

    def __init__(self, path):
        self.path = path

    def condition(self, user, permission):
        heads = user.federations_granting(permission) if permission in KEEPING else ()
        return Q(**{f"{self.path}__in": [head.pk for head in heads]}) if heads else None


class Watching(Territory):
    """By office above: to look on."""

    def condition(self, user, permission):
        if permission != Permission.SUBSIDY_VIEW:
            return None
        return super().condition(user, permission)


class Applying(Territory):
    """By office over the union for which it is asked."""

    def condition(self, user, permission):
        if permission not in (Permission.SUBSIDY_VIEW, Permission.SUBSIDY_APPLY):
            return None
        return super().condition(user, permission)


class FromAbove:
    """Budgets and kinds of one's own union and of those above it: one may ask for these."""

    def condition(self, user, permission):
        if permission != Permission.SUBSIDY_APPLY:
            return None
        heads = user.federations_granting(permission)
        line = {code for head in heads for code in head.path.strip("/").split("/")}
        return Q(federation__code__in=line) if line else None


class SubsidyKindQuerySet(ScopedQuerySet):
    reaches = (WhoseMoney("federation"), Watching(), FromAbove())

    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on)


class SubsidyKind(models.Model):
    """A kind of subsidy with its amount rule, of one federation, from when to when. A rule is not
    rewritten: it is ended and another begun, so that what was paid can be judged by what held."""

    class Nature(models.TextChoices):
        EARMARKED = "earmarked", "专项资金"
        FIXED = "fixed", "定额补助"
        PROJECT = "project", "项目补助"

    class Rule(models.TextChoices):
        FIXED = "fixed", "每家固定金额"
        PER_HEAD = "per_head", "按会员人数"
        SHARE = "share", "按已缴经费的比例"
        UP_TO = "up_to", "据实申报，不超过上限"

    class Often(models.TextChoices):
        ONCE = "once", "每个工会一次"
        YEARLY = "yearly", "每个工会每年一次"
        ANY = "any", "不限次数"

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="subsidy_kinds", verbose_name="设立工会"
    )
    name = models.CharField("名称", max_length=60)
    nature = models.CharField("性质", max_length=10, choices=Nature.choices)
    rule = models.CharField("金额规则", max_length=10, choices=Rule.choices)
    amount = money("金额（元）", null=True, blank=True)
    rate = models.DecimalField("比例", max_digits=5, decimal_places=4, null=True, blank=True)
    ceiling = money("上限（元）", null=True, blank=True)
    often = models.CharField("次数", max_length=8, choices=Often.choices, default=Often.ANY)
    recipients = ArrayField(
        models.CharField(max_length=10, choices=GrassrootsUnion.Kind.choices),
        verbose_name="补助对象",
        default=list,
        blank=True,
        help_text="不选表示各类基层工会都可以申请。",
    )
    most_members = models.PositiveIntegerField(
        "会员人数不超过", null=True, blank=True, help_text="只补助小微工会时填写。"
    )
    basis = models.CharField("依据文件", max_length=200, blank=True)
    starts_on = models.DateField("起")
    ended_on = models.DateField("止", null=True, blank=True)

    objects = SubsidyKindQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补助种类"
        ordering = ["federation__path", "name", "-starts_on"]
        constraints = [
            models.UniqueConstraint(
                name="subsidy_kind_once",
                fields=["federation", "name"],
                condition=Q(ended_on=None),
                violation_error_message="已有同名的补助种类；规则变动的，请先停用旧的。",
            ),
            models.CheckConstraint(
                name="subsidy_kind_period",
                condition=Q(ended_on=None) | Q(ended_on__gt=F("starts_on")),
                violation_error_message="停用日期须晚于启用日期。",
            ),
            models.CheckConstraint(
                name="subsidy_kind_has_its_amount",
                condition=(Q(rule__in=["fixed", "per_head"]) & Q(amount__gt=0))
                | (Q(rule="share") & Q(rate__gt=0, rate__lte=1))
                | (Q(rule="up_to") & Q(ceiling__gt=0)),
                violation_error_message="请按金额规则填写：固定金额和按人数的填金额，"
                "按比例的填比例（0 至 1），据实的填上限。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def needs_quantity(self):
        return self.rule in (self.Rule.PER_HEAD, self.Rule.SHARE)

    def most(self, quantity=None):
        """The most the rule gives, for so many members or for so much money paid in (元)."""
        if self.rule == self.Rule.UP_TO:
            return self.ceiling
        if self.rule == self.Rule.FIXED:
            return self.amount
        if not quantity or quantity <= 0:
            asked = "会员人数" if self.rule == self.Rule.PER_HEAD else "已缴经费金额"
            raise ValidationError({"quantity": f"请填写{asked}，补助按它计算。"})
        worth = quantity * (self.amount if self.rule == self.Rule.PER_HEAD else self.rate)
        worth = worth.quantize(FEN, ROUND_HALF_UP)
        return min(worth, self.ceiling) if self.ceiling else worth

    def rule_in_words(self):
        last = f"，最多 {self.ceiling:,} 元" if self.ceiling else ""
        match self.rule:
            case self.Rule.FIXED:
                return f"每家 {self.amount:,} 元"
            case self.Rule.PER_HEAD:
                return f"每名会员 {self.amount:,} 元{last}"
            case self.Rule.SHARE:
                return f"已缴经费的 {self.rate * 100:.2f}%{last}"
        return f"据实申报，不超过 {self.ceiling:,} 元"

    def for_whom(self):
        kinds = "、".join(GrassrootsUnion.Kind(kind).label for kind in self.recipients)
        small = f"会员不超过 {self.most_members} 人" if self.most_members else ""
        return "，".join(filter(None, [kinds or "各类基层工会", small]))


class SubsidyBudgetQuerySet(ScopedQuerySet):
    reaches = (WhoseMoney("federation"), Watching(), FromAbove())

    def with_left(self):
        return self.annotate(left=F("amount") - F("reserved") - F("committed") - F("paid"))


class SubsidyBudget(Purse, models.Model):
    """What a federation has for subsidies in a year, of one source of money, and what is taken of
    it: reserved by applications, committed by approvals, paid. More than there is cannot be taken:
    each taking is one conditional UPDATE, and the database checks the sum besides."""

    class Source(models.TextChoices):
        OWN = "own", "本级工会经费"
        ABOVE = "above", "上级工会补助"
        TREASURY = "treasury", "财政补助"
        OTHER = "other", "其他来源"

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="subsidy_budgets", verbose_name="工会"
    )
    year = models.PositiveSmallIntegerField("年度")
    source = models.CharField("资金来源", max_length=10, choices=Source.choices)
    amount = money("预算（元）")
    reserved = money("申请占用（元）", default=0)
    committed = money("已批未付（元）", default=0)
    paid = money("已拨付（元）", default=0)
    basis = models.CharField("依据文件", max_length=200, blank=True)

    objects = SubsidyBudgetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补助预算"
        ordering = ["-year", "federation__path", "source"]
        constraints = [
            models.UniqueConstraint(
                name="subsidy_budget_once",
                fields=["federation", "year", "source"],
                violation_error_message="该年度这一来源的预算已经登记，可以调整金额。",
            ),
            not_overspent("subsidy_budget_not_overspent"),
            models.CheckConstraint(
                name="subsidy_budget_year",
                condition=Q(year__range=(2000, 2100)),
                violation_error_message="年度应为四位数字。",
            ),
        ]

    def __str__(self):
        return f"{self.federation.short_name} {self.year} 年{self.get_source_display()}"

    def get_absolute_url(self):
        return reverse("membership:budget", args=[self.pk])


class SubsidyQuerySet(ScopedQuerySet):
    reaches = (Applying("union__federation"), Watching("budget__federation")) + (
        WhoseMoney("budget__federation"),
    )


class Subsidy(models.Model):
    """An application for a subsidy of one union and what became of it. Three persons: who applies,
    who decides, who pays."""

    class Status(models.TextChoices):
        APPLIED = "applied", "待审批"
        RETURNED = "returned", "退回修改"
        APPROVED = "approved", "已批准，待拨付"
        PAID = "paid", "已拨付"
        REJECTED = "rejected", "未批准"
        WITHDRAWN = "withdrawn", "已撤回"
        CANCELLED = "cancelled", "批准后取消"

    LIVE = (Status.APPLIED, Status.RETURNED, Status.APPROVED, Status.PAID)
    DECIDED = (Status.APPROVED, Status.PAID, Status.CANCELLED)

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    budget = models.ForeignKey(
        SubsidyBudget, models.PROTECT, related_name="subsidies", verbose_name="预算"
    )
    kind = models.ForeignKey(
        SubsidyKind, models.PROTECT, related_name="subsidies", verbose_name="补助种类"
    )
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="subsidies", verbose_name="受补助工会"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subsidies",
        verbose_name="所在社会组织",
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.APPLIED)
    term = models.CharField("占用次数", max_length=8, null=True, blank=True)
    starts_on = models.DateField("补助期间起", null=True, blank=True)
    ends_on = models.DateField("补助期间止", null=True, blank=True)
    purpose = models.CharField("用途", max_length=300)
    quantity = models.DecimalField(
        "计算基数", max_digits=14, decimal_places=2, null=True, blank=True
    )
    amount = money("申请金额（元）")
    approved = money("批准金额（元）", null=True, blank=True)
    applicant = models.ForeignKey(PEOPLE, models.PROTECT, related_name="+", verbose_name="申请人")
    applied_at = models.DateTimeField("申请时间", default=timezone.now)
    decider = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    payer = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拨付人"
    )
    paid_on = models.DateField("拨付日期", null=True, blank=True)
    voucher = models.CharField("凭证号", max_length=60, blank=True)

    objects = SubsidyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "补助申请"
        ordering = ["-applied_at", "-pk"]
        indexes = [
            models.Index(fields=["budget", "status"], name="subsidy_budget"),
            models.Index(fields=["organization"], name="subsidy_organization"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="subsidy_as_often_as_allowed",
                fields=["kind", "union", "term"],
                condition=Q(status__in=["applied", "returned", "approved", "paid"]),
                violation_error_message="该工会已经申请过这种补助，不能重复申请。",
            ),
            models.CheckConstraint(
                name="subsidy_amounts",
                condition=Q(amount__gt=0)
                & (Q(approved=None) | Q(approved__gt=0, approved__lte=F("amount"))),
                violation_error_message="批准金额应大于零，不超过申请金额。",
            ),
            models.CheckConstraint(
                name="subsidy_decided_by_another",
                condition=Q(decider=None) | ~Q(decider=F("applicant")),
                violation_error_message="申请人不能审批自己的申请，请由他人审批。",
            ),
            models.CheckConstraint(
                name="subsidy_paid_by_another",
                condition=Q(payer=None) | (~Q(payer=F("applicant")) & ~Q(payer=F("decider"))),
                violation_error_message="申请人和审批人不能拨付，请由财务人员拨付。",
            ),
            models.CheckConstraint(
                name="subsidy_decided_with_amount",
                condition=~Q(status__in=["approved", "paid", "cancelled"])
                | Q(decider__isnull=False, approved__isnull=False),
                violation_error_message="批准须有批准人和金额。",
            ),
            models.CheckConstraint(
                name="subsidy_paid_with_voucher",
                condition=~Q(status="paid")
                | Q(payer__isnull=False, paid_on__isnull=False) & ~Q(voucher=""),
                violation_error_message="拨付须填写日期和凭证号。",
            ),
            models.CheckConstraint(
                name="subsidy_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="补助期间的止日不能早于起日。",
            ),
        ]

    def __str__(self):
        return f"{self.union.name} · {self.kind.name}"

    def get_absolute_url(self):
        return reverse("membership:subsidy", args=[self.uid])

    @property
    def level(self):
        signs = {"applied": "caution", "returned": "caution", "approved": "good", "paid": "good"}
        return signs.get(self.status, "done")
