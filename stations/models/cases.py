"""A case: one household's way from asking to being helped (domain 5.6); its money line by line, the
visit at home, and what the worker said of it afterwards."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from privacy.fields import EncryptedField
from stations.file_reach import KeptHere, OpenedByMe
from stations.models.households import Household, Standing, drawn
from stations.models.stations import Station
from unions.models import Federation

PERSON = settings.AUTH_USER_MODEL


def draw_number():
    """BF-7KQ2-M9XA-3TFD: a receipt that cannot be guessed."""
    return "-".join(("BF", drawn(4), drawn(4), drawn(4)))


def money(label, **options):
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, validators=[MinValueValidator(0)], **options
    )


def person(label, **options):
    return models.ForeignKey(
        PERSON,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=label,
        **options,
    )


class CaseQuerySet(ScopedQuerySet):
    reaches = (KeptHere("household__federation"), OpenedByMe("pk"))

    def running(self):
        return self.exclude(status__in=Case.OVER)

    def without_papers(self):
        """On file here, and the file of paper does not agree yet."""
        rows = self.filter(status__in=Case.ON_FILE, household__papers_on=None)
        return rows.exclude(household__papers_due_on=None)

    def to_review_by(self, day):
        rows = self.filter(status__in=[Case.Status.FILED, Case.Status.AIDING])
        return rows.filter(household__review_due_on__lte=day)

    def reviewed_in(self, year):
        seen = self.model.objects.filter(reviews__on__year=year)
        return self.filter(pk__in=seen.order_by().values("pk"))


class Case(models.Model):
    """``rules`` is the regime that held when it was handed in, frozen with it; ``figures`` what its
    lines came to when they were last added up."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待初审"
        VISITING = "visiting", "待入户"
        CHECKING = "checking", "核对中"
        VERIFIED = "verified", "待公示"
        PUBLIC = "public", "公示中"
        FILED = "filed", "已建档"
        AIDING = "aiding", "帮扶中"
        REVIEWING = "reviewing", "复核中"
        CLOSED = "closed", "脱困撤档"
        REFUSED = "refused", "不予建档"
        RETURNED = "returned", "退回补正"
        WITHDRAWN = "withdrawn", "本人撤回"

    OVER = (Status.CLOSED, Status.REFUSED, Status.WITHDRAWN)
    ON_FILE = (Status.FILED, Status.AIDING, Status.REVIEWING)

    class Channel(models.TextChoices):
        PHONE = "phone", "本人手机申请"
        STATION = "station", "站点代办"
        OFFICE = "office", "工会登记"

    class Cause(models.TextChoices):
        ILLNESS = "illness", "本人患病"
        FAMILY_ILLNESS = "family_illness", "家人患病"
        DISABILITY = "disability", "残疾"
        ACCIDENT = "accident", "意外、灾害、工伤"
        SCHOOLING = "schooling", "子女上学"
        UNEMPLOYED = "unemployed", "下岗、失业"
        LOW_INCOME = "low_income", "收入低、供养人口多"
        OTHER = "other", "其他"

    class Check(models.TextChoices):
        ASKED = "asked", "已提交核对"
        AGREES = "agrees", "与申报一致"
        DIFFERS = "differs", "与申报不一致"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(
        "受理编号", max_length=20, unique=True, default=draw_number, editable=False
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="cases", verbose_name="家庭"
    )
    channel = models.CharField("受理方式", max_length=8, choices=Channel.choices)
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name="受理站点",
    )
    opened_by = person("代办人")
    cause = models.CharField("主要困难原因", max_length=16, choices=Cause.choices, blank=True)
    statement = EncryptedField("情况说明", mask="hidden", blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    rules = models.JSONField("适用标准", default=dict, blank=True)
    card = models.JSONField("适用规则卡", default=dict, blank=True)
    figures = models.JSONField("测算结果", default=dict, blank=True)
    category = models.CharField(
        "困难类别", max_length=10, choices=Standing.Category.choices, blank=True
    )
    category_reason = models.CharField("与测算不同的理由", max_length=300, blank=True)
    letter_on = models.DateField("授权书签署日期", null=True, blank=True)
    check_result = models.CharField("核对结果", max_length=8, choices=Check.choices, blank=True)
    check_note = EncryptedField("核对说明", mask="hidden", blank=True)
    answer = models.CharField("给申请人的答复", max_length=300, blank=True)
    passed_to = models.ForeignKey(
        Federation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="应由其受理的工会",
        help_text="因属其他工会受理而不予建档的填写；那里也没有建档的，列入救助盲区核对。",
    )
    reviewer = person("初审人")
    checker = person("核对人")
    approver = person("审批人")
    created_at = models.DateTimeField("登记时间", default=timezone.now)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶个案"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_running_case_a_household",
                fields=["household"],
                condition=~Q(status__in=["closed", "refused", "withdrawn"]),
                violation_error_message="这户有正在办理的个案，不能另开一个。",
            ),
            models.CheckConstraint(
                name="case_passed_on_when_refused",
                condition=Q(passed_to=None) | Q(status="refused"),
                violation_error_message="不予建档的，才填写应由其受理的工会。",
            ),
            models.CheckConstraint(
                name="case_approved_by_another",
                condition=Q(approver=None)
                | (
                    (Q(opened_by=None) | ~Q(approver=F("opened_by")))
                    & (Q(reviewer=None) | ~Q(approver=F("reviewer")))
                    & (Q(checker=None) | ~Q(approver=F("checker")))
                ),
                violation_error_message="受理、初审、核对的人不能审批同一个案。",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="cases_by_status")]

    def __str__(self):
        return f"个案 {self.number}"

    def get_absolute_url(self):
        return reverse("stations:case", args=[self.uid])

    @property
    def federation(self):
        return self.household.federation

    @property
    def level(self):
        signs = {"filed": "good", "aiding": "good", "refused": "bad", "returned": "caution"}
        signs |= {"draft": "plain", "closed": "done", "withdrawn": "done"}
        return signs.get(self.status, "caution")

    @property
    def is_over(self):
        return self.status in self.OVER


class OfCaseQuerySet(ScopedQuerySet):
    """Reached as the case is."""

    reaches = (KeptHere("case__household__federation"), OpenedByMe())


class MoneyLine(models.Model):
    """What comes in and what cannot be avoided in a year, one kind a line: as declared, and as
    found at the visit or by the check. What was found goes before what was declared."""

    class Side(models.TextChoices):
        INCOME = "income", "收入"
        RIGID = "rigid", "刚性支出"
        COVERED = "covered", "已获赔付和救助"

    class Kind(models.TextChoices):
        WAGES = "wages", "工资、奖金"
        BUSINESS = "business", "经营收入"
        PENSION = "pension", "养老金、失业金"
        PROPERTY = "property", "租金等财产收入"
        TRANSFER = "transfer", "赡养费、低保等"
        OTHER_INCOME = "other_income", "其他收入"
        ILLNESS = "illness", "医疗自付"
        DISABILITY = "disability", "残疾康复、护理"
        SCHOOLING = "schooling", "上学"
        WORK = "work", "必要的就业成本"
        ACCIDENT = "accident", "意外、灾害造成的支出"
        COMPENSATION = "compensation", "赔偿、保险、救助"

    SIDES = {
        Side.INCOME: (
            *(Kind.WAGES, Kind.BUSINESS, Kind.PENSION, Kind.PROPERTY),
            *(Kind.TRANSFER, Kind.OTHER_INCOME),
        ),
        Side.RIGID: (Kind.ILLNESS, Kind.DISABILITY, Kind.SCHOOLING, Kind.WORK, Kind.ACCIDENT),
        Side.COVERED: (Kind.COMPENSATION,),
    }

    case = models.ForeignKey(Case, models.CASCADE, related_name="lines", verbose_name="个案")
    kind = models.CharField("项目", max_length=14, choices=Kind.choices)
    declared = money("申报（元/年）", default=0)
    verified = money("核实（元/年）", null=True, blank=True)
    evidence = models.CharField("依据", max_length=120, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "收支项目"
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_line_a_kind", fields=["case", "kind"]),
        ]

    def __str__(self):
        return self.get_kind_display()

    @property
    def side(self):
        return next(side for side, kinds in self.SIDES.items() if self.kind in kinds)

    @property
    def amount(self):
        return self.declared if self.verified is None else self.verified


class HomeVisit(models.Model):
    """A visit at home by two: whom they met, what they saw, what was signed there."""

    class Living(models.TextChoices):
        HARD = "hard", "明显困难"
        MODEST = "modest", "比较困难"
        FAIR = "fair", "一般"
        GOOD = "good", "较好"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="visits", verbose_name="个案")
    on = models.DateField("入户日期", default=timezone.localdate)
    companion = models.CharField("同行人", max_length=60, help_text="入户须两人。")
    met = models.PositiveSmallIntegerField("见到的家庭成员（人）", default=1)
    true = models.BooleanField("申报情况属实", default=False)
    living = models.CharField("居住和生活状况", max_length=8, choices=Living.choices)
    exclusions = models.JSONField("发现的情形", default=list, blank=True)
    application_signed = models.BooleanField("已签《困难职工帮扶申请书》", default=False)
    letter_signed = models.BooleanField("已签《家庭经济状况核对授权委托书》", default=False)
    note = EncryptedField("入户所见", mask="hidden", blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="入户人")
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入户调查"
        ordering = ["-on", "-pk"]

    def __str__(self):
        return f"{self.on:%Y-%m-%d} 入户"


class CaseRating(models.Model):
    """What the worker says of it (AS-20): whether the rules were known beforehand, how it went."""

    class Grade(models.IntegerChoices):
        BEST = 5, "很好"
        GOOD = 4, "较好"
        FAIR = 3, "一般"
        POOR = 2, "较差"
        BAD = 1, "很差"

    case = models.OneToOneField(Case, models.CASCADE, related_name="rating", verbose_name="个案")
    knew = models.BooleanField("事先了解帮扶标准和程序")
    overall = models.PositiveSmallIntegerField(
        "总体评价",
        choices=Grade.choices,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    attitude = models.PositiveSmallIntegerField(
        "工作人员态度",
        choices=Grade.choices,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    words = EncryptedField("想说的话", mask="hidden", blank=True)
    on = models.DateField("评价日期", default=timezone.localdate)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶评价"

    def __str__(self):
        return f"{self.case}的评价"
