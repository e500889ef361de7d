"""How civil affairs departments judge an organization: grade, yearly inspection, credit
(domain.md 2.4)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orgs.models.particulars import (
    Dated,
    DatedQuerySet,
    Particular,
    ParticularQuerySet,
    months_after,
    of_list,
    of_organization,
    several,
    years_after,
)
from orgs.validators import validate_not_future

GRADE_YEARS = 5
"""How long a grade holds (社会组织评估管理办法); a local rule may say another day on the row."""
PREFERRED = 3
"""From this grade on an organization is preferred in purchase and taxes, while it holds."""


RESULTS = {
    "inspection": ("passed", "basic", "failed", "absent", "exempt"),
    "report": ("filed", "late", "missing"),
}
"""What a year may end in, under either regime."""


class GradeQuerySet(DatedQuerySet):
    def valid(self, on=None):
        """An expired grade is no grade, though the plate still hangs."""
        on = on or timezone.localdate()
        return self.in_force(on).filter(valid_until__gte=on)

    def current(self, on=None):
        """Of each organization the valid grade given last: a new one replaces the old at once."""
        newest = self.valid(on).order_by("organization", "-starts_on").distinct("organization")
        return self.model.objects.filter(pk__in=newest.values("pk"))


class Grade(Dated):
    """1A to 5A, for five years."""

    class Level(models.IntegerChoices):
        A1 = 1, "1A"
        A2 = 2, "2A"
        A3 = 3, "3A"
        A4 = 4, "4A"
        A5 = 5, "5A"

    organization = of_organization("grades")
    level = models.PositiveSmallIntegerField("等级", choices=Level.choices)
    starts_on = models.DateField("评定日期", validators=[validate_not_future])
    valid_until = models.DateField("有效期至", blank=True)
    ended_on = models.DateField("取消日期", null=True, blank=True)
    authority = models.CharField("评定机关", max_length=100, blank=True)
    certificate = models.CharField("证书编号", max_length=60, blank=True)
    batch = of_list()

    objects = GradeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评估等级"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="grade_once_a_day",
                fields=["organization", "starts_on"],
                violation_error_message="这一天已有评估等级，请更正原记录。",
            ),
            models.CheckConstraint(
                name="grade_validity",
                condition=Q(valid_until__gte=F("starts_on")),
                violation_error_message="有效期不能早于评定日期。",
            ),
        ]

    def clean(self):
        if self.starts_on and not self.valid_until:
            self.valid_until = years_after(self.starts_on, GRADE_YEARS)

    def valid(self, on=None):
        on = on or timezone.localdate()
        return self.holds(on) and on <= self.valid_until

    def preferred(self, on=None):
        return self.valid(on) and self.level >= PREFERRED


class Inspection(Particular):
    """A year's inspection, or the report that replaced it in some cities: two vocabularies."""

    class Regime(models.TextChoices):
        INSPECTION = "inspection", "年度检查"
        REPORT = "report", "年度报告"

    class Result(models.TextChoices):
        PASSED = "passed", "合格"
        BASIC = "basic", "基本合格"
        FAILED = "failed", "不合格"
        ABSENT = "absent", "未参检"
        EXEMPT = "exempt", "免检"
        FILED = "filed", "按时报送"
        LATE = "late", "逾期报送"
        MISSING = "missing", "未报送"

    RESULTS = RESULTS
    BAD = ("failed", "absent", "missing")

    organization = of_organization("inspections")
    year = models.PositiveSmallIntegerField("年度")
    regime = models.CharField("制度", max_length=12, choices=Regime.choices)
    result = models.CharField("结论", max_length=12, choices=Result.choices)
    due_on = models.DateField("应报送日期", null=True, blank=True)
    submitted_on = models.DateField(
        "报送日期", null=True, blank=True, validators=[validate_not_future]
    )
    authority = models.CharField("登记管理机关", max_length=100, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    batch = of_list()

    objects = ParticularQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年检年报"
        constraints = [
            models.UniqueConstraint(
                name="inspection_once_a_year",
                fields=["organization", "year", "regime"],
                violation_error_message="该年度已有结论，请更正原记录。",
            ),
            models.CheckConstraint(
                name="inspection_vocabulary",
                condition=Q(regime="inspection", result__in=RESULTS["inspection"])
                | Q(regime="report", result__in=RESULTS["report"]),
                violation_error_message=(
                    "年度检查的结论为合格、基本合格、不合格、未参检或免检；"
                    "年度报告的为按时报送、逾期报送或未报送。"
                ),
            ),
        ]
        indexes = [models.Index(fields=["year", "result"], name="inspection_year")]

    @property
    def level(self):
        good = self.result in ("passed", "filed", "exempt")
        return "good" if good else "bad" if self.result in self.BAD else "caution"

    def due(self):
        """When the registry awaits it: foundations by 31 March, the others by 31 May."""
        month = 3 if self.organization.type == self.organization.Type.FOUNDATION else 5
        return timezone.datetime(self.year + 1, month, 31).date()

    def clean(self):
        wrong = {}
        if self.regime in self.RESULTS and self.result not in self.RESULTS[self.regime]:
            words = "、".join(self.Result(r).label for r in self.RESULTS[self.regime])
            wrong["result"] = f"{self.get_regime_display()}的结论只能是{words}。"
        if self.year is not None and not 1990 <= self.year <= timezone.localdate().year:
            wrong["year"] = "请填写已经开始的年度，如2024。"
        if wrong:
            raise ValidationError(wrong)
        self.due_on = self.due_on or self.due()
        born = self.organization.registered_on
        if self.result == self.Result.EXEMPT and born and (born.year, born.month) <= (self.year, 6):
            wrong["result"] = "当年12月31日登记满6个月的，应当参检，不能免检。"
        if born and self.year < born.year:
            wrong["year"] = f"该组织{born.year}年才成立登记。"
        if self.submitted_on and self.result in ("absent", "missing"):
            wrong["submitted_on"] = "已报送的，不能记为未参检或未报送。"
        late = self.submitted_on and self.submitted_on > self.due_on
        if late and self.result == self.Result.FILED:
            wrong["result"] = f"报送日期晚于{self.due_on:%Y-%m-%d}，应为逾期报送。"
        if wrong:
            raise ValidationError(wrong)


class CreditMark(Dated):
    """On a list of 《社会组织信用信息管理办法》 (民政部令第60号), until lawfully removed."""

    class List(models.TextChoices):
        ABNORMAL = "abnormal", "活动异常名录"
        DISHONEST = "dishonest", "严重违法失信名单"

    class Cause(models.TextChoices):
        REPORT = "A1", "未按时限和要求报送年度工作报告"
        PARTY = "A2", "未按要求设置党组织"
        RECTIFICATION = "A3", "责令改正未按期完成"
        UNREACHABLE = "A4", "通过登记的住所无法联系"
        WARNING = "A5", "受警告或不满5万元罚款"
        TWO_YEARS = "D1", "列入活动异常名录满2年"
        FRAUD = "D2", "提供虚假材料取得变更登记"
        DEBTOR = "D3", "被列为失信被执行人"
        REVOKED = "D4", "被撤销或吊销登记"
        SUSPENDED = "D5", "受限期停止活动的处罚"
        FINED = "D6", "受5万元以上罚款"
        REPEATED = "D7", "3年内两次以上受警告或不满5万元罚款"

    CAUSES = {List.ABNORMAL: "A", List.DISHONEST: "D"}
    NOTHING_TO_MEND = {Cause.WARNING}

    organization = of_organization("credit_marks")
    list = models.CharField("名单", max_length=12, choices=List.choices)
    causes = several("列入事由", Cause.choices, length=4)
    starts_on = models.DateField("列入日期", validators=[validate_not_future])
    latest_cause_on = models.DateField(
        "最近一次事由日期", null=True, blank=True, validators=[validate_not_future]
    )
    mended_on = models.DateField(
        "履行义务日期", null=True, blank=True, validators=[validate_not_future]
    )
    ended_on = models.DateField("移出日期", null=True, blank=True)
    authority = models.CharField("列入机关", max_length=100, blank=True)
    document = models.CharField("决定文号", max_length=100, blank=True)
    removal_reason = models.CharField("移出事由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信用名单记录"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="credit_mark_open_once",
                fields=["organization", "list"],
                condition=Q(ended_on=None),
                violation_error_message="该组织已在此名单中；有新的事由，请补充到原记录。",
            ),
            models.CheckConstraint(
                name="credit_mark_causes",
                condition=~Q(causes=[]),
                violation_error_message="请选择列入事由。",
            ),
            models.CheckConstraint(
                name="credit_mark_mended",
                condition=Q(mended_on=None) | Q(mended_on__gte=F("starts_on")),
                violation_error_message="履行义务日期不能早于列入日期。",
            ),
        ]

    @property
    def cause_labels(self):
        return "；".join(self.Cause(cause).label for cause in self.causes)

    @property
    def removable_from(self):
        """The first day on which the law allows removal; None while something is left to mend.

        Off the abnormal list once the duty is fulfilled, or after six months where there was
        none; off the dishonest list after two years without a new cause.
        """
        if self.list == self.List.DISHONEST:
            return years_after(self.latest_cause_on or self.starts_on, 2)
        if set(self.causes) <= self.NOTHING_TO_MEND:
            return months_after(self.starts_on, 6)
        return self.mended_on

    @property
    def overdue(self):
        """Two years on the abnormal list: it belongs on the other."""
        two = years_after(self.starts_on, 2)
        return self.list == self.List.ABNORMAL and self.holds() and two <= timezone.localdate()

    def clean(self):
        wrong = {}
        letter = self.CAUSES.get(self.list, "")
        if not self.causes:
            wrong["causes"] = "请选择列入事由。"
        elif any(not cause.startswith(letter) for cause in self.causes):
            wrong["causes"] = f"{self.get_list_display()}的列入事由只能选 {letter} 类。"
        for name in ("mended_on", "latest_cause_on"):
            day = getattr(self, name)
            if day and self.starts_on and day < self.starts_on:
                wrong[name] = f"{self._meta.get_field(name).verbose_name}不能早于列入日期。"
        if wrong:
            raise ValidationError(wrong)
