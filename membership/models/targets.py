import uuid
from decimal import Decimal
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from membership.models.drives import Drive
from unions.models import Federation


class Given(Territory):
    """By being given a share; a plan that is still being worked out is nobody's below."""

    def __init__(self, plan):
        super().__init__()
        self.plan = plan

    def condition(self, user, permission):
        own = super().condition(user, permission)
        told = Q(plan__status__in=TOLD) | Q(plan__issued_at__isnull=False)
        shares = own and TargetShare._base_manager.filter(own, told)
        return own and Q(**{f"{self.plan}__in": shares.order_by().values("plan")})

    def federation_of(self, row):
        return None


TOLD = ("proposed", "issued")


class TargetPlanQuerySet(ScopedQuerySet):
    """A plan is the business of the federation that splits and of those it gives a share to."""

    reaches = (Territory(), Given("pk"))

    def standing(self):
        """The newest of each target and federation."""
        return self.exclude(status=TargetPlan.Status.SUPERSEDED)

    def issued(self):
        return self.filter(status=TargetPlan.Status.ISSUED)


class TargetPlan(models.Model):
    """How a federation splits what a drive asks of it among those below (分解任务, DRV-13).

    ``quota`` is the number of organizations (家) that are to be covered by ``due_on`` at this
    federation and below. Plans are never rewritten once issued: a new version supersedes the old.
    That an issued plan gives away at least its quota is kept by the database (migration
    ``plan_sums``), looked at when a transaction ends, for a plan and its shares come one by one.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "测算中"
        PROPOSED = "proposed", "征求意见"
        ISSUED = "issued", "已下达"
        SUPERSEDED = "superseded", "已被新版代替"

    class Method(models.TextChoices):
        GAP = "gap", "按缺口"
        ELIGIBLE = "eligible", "按具备条件的家数"
        STAFF = "staff", "按从业人员"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    drive = models.ForeignKey(Drive, models.PROTECT, related_name="plans", verbose_name="专项行动")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="target_plans", verbose_name="分解工会"
    )
    due_on = models.DateField("目标日期")
    version = models.PositiveSmallIntegerField("版次", default=1)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.DRAFT)
    method = models.CharField("分解办法", max_length=10, choices=Method.choices)
    quota = models.PositiveIntegerField("应覆盖（家）")
    as_of = models.DateField("测算基准日", default=timezone.localdate)
    answer_by = models.DateField("反馈截止日", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="经办人",
    )
    created_at = models.DateTimeField("测算时间", default=timezone.now)
    issued_at = models.DateTimeField("下达时间", null=True, blank=True)

    objects = TargetPlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目标分解方案"
        ordering = ["-due_on", "federation", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="plan_version_once", fields=["drive", "federation", "due_on", "version"]
            ),
            models.UniqueConstraint(
                name="one_plan_in_force",
                fields=["drive", "federation", "due_on"],
                condition=Q(status="issued"),
                violation_error_message="该目标已有下达的分解方案。",
            ),
            models.CheckConstraint(
                name="issued_plan_is_dated",
                condition=~Q(status="issued") | Q(issued_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.federation.short_name}分解方案第{self.version}版"

    def get_absolute_url(self):
        return reverse("membership:plan", args=[self.uid])

    @property
    def level(self):
        return {"issued": "good", "superseded": "done", "proposed": "caution"}.get(
            self.status, "plain"
        )


class TargetShareQuerySet(ScopedQuerySet):
    reaches = (Territory("plan__federation"), Given("plan"))

    def in_force(self):
        return self.filter(plan__status=TargetPlan.Status.ISSUED)


class TargetShare(models.Model):
    """One federation's share of a plan; that of the splitting federation itself is what it answers
    for directly. ``eligible``, ``covered`` (家) and ``staff`` (人) are the basis at ``plan.as_of``.
    """

    class Answer(models.TextChoices):
        WAITING = "waiting", "待反馈"
        AGREED = "agreed", "同意"
        COUNTERED = "countered", "提出异议"

    plan = models.ForeignKey(TargetPlan, models.CASCADE, related_name="shares", verbose_name="方案")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="target_shares", verbose_name="承担工会"
    )
    eligible = models.PositiveIntegerField("具备条件（家）")
    covered = models.PositiveIntegerField("已覆盖（家）")
    staff = models.PositiveIntegerField("从业人员（人）")
    quota = models.PositiveIntegerField("应覆盖（家）")
    answer = models.CharField("反馈", max_length=10, choices=Answer.choices, default=Answer.WAITING)
    countered = models.PositiveIntegerField("建议数（家）", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="反馈人",
    )
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)

    objects = TargetShareQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "分解任务"
        ordering = ["plan", "federation__path"]
        constraints = [
            models.UniqueConstraint(name="share_once", fields=["plan", "federation"]),
            models.CheckConstraint(
                name="share_within_eligible",
                condition=Q(quota__lte=F("eligible")),
                violation_error_message="应覆盖家数不能多于具备条件的家数。",
            ),
            models.CheckConstraint(
                name="counter_has_reason",
                condition=~Q(answer="countered") | Q(countered__isnull=False) & ~Q(reason=""),
                violation_error_message="提出异议的，须写明建议数和理由。",
            ),
        ]

    def __str__(self):
        return f"{self.federation.short_name} {self.quota} 家"

    @property
    def is_countered(self):
        return self.answer == self.Answer.COUNTERED

    @property
    def gap(self) -> int:
        """Organizations (家) still to be founded in."""
        return max(self.quota - self.covered, 0)

    def clean(self):
        if self.countered is not None and self.countered > self.eligible:
            raise ValidationError(
                {"countered": f"具备条件的只有 {self.eligible} 家，不能多于此数。"}
            )


def needed(rate, eligible):
    """How many of ``eligible`` organizations a rate takes: 60 % of 90 is 54, of 91 it is 55."""
    return ceil(eligible * Decimal(rate))
