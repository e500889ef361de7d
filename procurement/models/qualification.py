"""Whether a bidder may be scored at all: judged after the opening and before the scores."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.scope import Delegated, ScopedQuerySet
from procurement.models.bids import Bid
from procurement.models.calls import Call
from procurement.models.projects import Project
from procurement.reach import OwnHouse, Watching

PEOPLE = settings.AUTH_USER_MODEL
WHOSE = "bid__lot__call__project__federation"


class QualificationQuerySet(ScopedQuerySet):
    reaches = (
        OwnHouse("bid__lot__call__project__federation"),
        Watching("bid__lot__call__project__federation"),
        Delegated("bid__organization"),
    )

    def of(self, call):
        return self.filter(bid__lot__call=call)

    def told(self):
        """What bidders may know: what they are asked to mend, and what was decided."""
        return self.filter(Q(told_at__isnull=False) | Q(status="curing"))


class Qualification(models.Model):
    """The examination of one bid against the conditions of its call."""

    class Status(models.TextChoices):
        PENDING = "pending", "待审查"
        CURING = "curing", "待补正"
        PASSED = "passed", "资格合格"
        FAILED = "failed", "资格不合格"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    bid = models.OneToOneField(
        Bid, models.PROTECT, related_name="qualification", verbose_name="申报"
    )
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.PENDING)
    examined_at = models.DateTimeField("自动核查时间", null=True, blank=True)
    cure_text = models.TextField("补正要求", max_length=1000, blank=True)
    cure_asked_at = models.DateTimeField("要求补正时间", null=True, blank=True)
    cure_due_on = models.DateField("补正期限", null=True, blank=True)
    cured_at = models.DateTimeField("补正时间", null=True, blank=True)
    cure_answer = models.TextField("补正说明", max_length=2000, blank=True)
    reason = models.TextField("理由", max_length=2000, blank=True)
    decider = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审查人"
    )
    decided_at = models.DateTimeField("审查时间", null=True, blank=True)
    told_at = models.DateTimeField("通知时间", null=True, blank=True)

    objects = QualificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资格审查"
        ordering = ["bid__lot__number", "bid__submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="qualification_decided",
                condition=~Q(status__in=["passed", "failed"])
                | Q(decider__isnull=False, decided_at__isnull=False),
                violation_error_message="资格审查须有审查人和时间。",
            ),
            models.CheckConstraint(
                name="qualification_failed_with_reason",
                condition=~Q(status="failed") | ~Q(reason=""),
                violation_error_message="资格不合格须写明理由。",
            ),
            models.CheckConstraint(
                name="qualification_cured_once_asked",
                condition=Q(cured_at=None) | Q(cured_at__gte=F("cure_asked_at")),
                violation_error_message="没有要求补正的，不能补正。",
            ),
        ]

    def __str__(self):
        return f"{self.bid.organization}：{self.get_status_display()}"

    def get_absolute_url(self):
        return reverse("procurement:qualification", args=[self.uid])

    @property
    def level(self):
        return {"passed": "good", "failed": "bad", "curing": "caution"}.get(self.status, "plain")

    @property
    def unmet(self):
        return sum(check.bars for check in self.checks.all())

    @property
    def waiting(self):
        return sum(check.waits for check in self.checks.all())

    @property
    def decided(self):
        return self.status in (self.Status.PASSED, self.Status.FAILED)


class QualificationCheck(models.Model):
    """One condition of the call and what came of it; a person's finding stands over the
    register's, which is kept beside it."""

    class Result(models.TextChoices):
        PASS = "pass", "符合"
        FAIL = "fail", "不符合"
        UNPROVEN = "unproven", "待核实"

    qualification = models.ForeignKey(
        Qualification, models.CASCADE, related_name="checks", verbose_name="资格审查"
    )
    order = models.PositiveSmallIntegerField("次序")
    key = models.SlugField("条件", max_length=40)
    label = models.CharField("内容", max_length=120)
    effect = models.CharField("作用", max_length=10, default="required")
    curable = models.BooleanField("可以补正", default=False)
    automatic = models.BooleanField("由登记册核查", default=False)
    result = models.CharField("结果", max_length=8, choices=Result.choices)
    reason = models.CharField("说明", max_length=300, blank=True)
    proven_on = models.DateField("证明日期", null=True, blank=True)
    told_before = models.CharField("登记册的结果", max_length=400, blank=True)
    by = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核查人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "资格条件核查"
        ordering = ["qualification", "order"]
        constraints = [
            models.UniqueConstraint(name="check_once", fields=["qualification", "key"]),
        ]

    def __str__(self):
        return f"{self.label}：{self.get_result_display()}"

    @property
    def bars(self):
        return self.result == self.Result.FAIL and self.effect == "required"

    @property
    def waits(self):
        return self.result == self.Result.UNPROVEN and self.effect == "required"

    @property
    def level(self):
        if self.effect == "preferred" and self.result == self.Result.FAIL:
            return "plain"
        return {"pass": "good", "fail": "bad", "unproven": "caution"}[self.result]

    @property
    def result_label(self):
        lacking = self.effect == "preferred" and self.result == self.Result.FAIL
        return "不具备" if lacking else self.get_result_display()


class LegalOpinionQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("project__federation"), Watching("project__federation"))


class LegalOpinion(models.Model):
    """What a lawyer of the union finds at a stage of a purchase, and the risk he sees (SN-01).
    Rows are added; a later one of a stage stands for it."""

    class Stage(models.TextChoices):
        PLAN = "plan", "采购方案"
        QUALIFICATION = "qualification", "资格审查"
        DECISION = "decision", "立项审定"
        SUPERVISION = "supervision", "工作监督"
        EFFECT = "effect", "效果评估"

    class Verdict(models.TextChoices):
        LAWFUL = "lawful", "合法"
        MEND = "mend", "修改后合法"
        UNLAWFUL = "unlawful", "不合法"

    class Risk(models.TextChoices):
        NONE = "none", "未见风险"
        EXECUTION = "execution", "执行风险"
        QUALITY = "quality", "质量风险"
        OTHER = "other", "其他风险"

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="opinions", verbose_name="项目"
    )
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="公告"
    )
    stage = models.CharField("环节", max_length=14, choices=Stage.choices)
    verdict = models.CharField("意见", max_length=8, choices=Verdict.choices)
    text = models.TextField("理由", max_length=2000)
    risk = models.CharField("风险", max_length=10, choices=Risk.choices, default=Risk.NONE)
    controllable = models.BooleanField("风险可控", default=True)
    by = models.ForeignKey(PEOPLE, models.PROTECT, related_name="+", verbose_name="出具人")
    at = models.DateTimeField("出具时间", auto_now_add=True)

    objects = LegalOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "合法性意见"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.get_stage_display()}：{self.get_verdict_display()}"

    @property
    def level(self):
        return {"lawful": "good", "mend": "caution", "unlawful": "bad"}[self.verdict]
