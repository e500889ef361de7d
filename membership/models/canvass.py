import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from membership.models.coverage import ReasonCode
from membership.models.drives import Drive
from orgs.models import Organization
from unions.models import Federation

PEOPLE = settings.AUTH_USER_MODEL


class CanvassRound(models.Model):
    """One go at the organizations of a federation in a drive: 第几轮摸排, from when to when."""

    drive = models.ForeignKey(Drive, models.PROTECT, related_name="rounds", verbose_name="专项行动")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="rounds", verbose_name="组织摸排的工会"
    )
    name = models.CharField("轮次", max_length=60)
    starts_on = models.DateField("开始日期")
    due_on = models.DateField("完成期限")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "摸排轮次"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="round_named_once",
                fields=["drive", "federation", "name"],
                violation_error_message="这个专项行动已有同名的轮次。",
            ),
            models.CheckConstraint(
                name="round_period",
                condition=Q(due_on__gte=F("starts_on")),
                violation_error_message="完成期限不能早于开始日期。",
            ),
        ]

    def __str__(self):
        return self.name


class CanvassTaskQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def open(self):
        return self.filter(state__in=CanvassTask.OPEN)

    def of(self, user):
        return self.filter(assignee=user)

    def lapsed(self, on=None):
        """Reserved for somebody who did not come."""
        return self.filter(
            state__in=CanvassTask.HELD, reserved_until__lt=on or timezone.localdate()
        )


class CanvassTask(models.Model):
    """An organization to be visited, by whom and by when (DRV-10). A leader's pairing with a hard
    case (包联, DRV-23) is one of its own kind beside the officer's.

    ``reserved_until`` keeps others from calling there meanwhile; it is soft: it lapses by itself,
    and work may be handed over.
    """

    class Kind(models.TextChoices):
        CANVASS = "canvass", "走访摸排"
        LEADER = "leader", "领导包联"

    class State(models.TextChoices):
        WAITING = "waiting", "待分派"
        ASSIGNED = "assigned", "待走访"
        FOLLOWING = "following", "跟进中"
        CLOSED = "closed", "已销号"
        CANCELLED = "cancelled", "已撤销"

    class Result(models.TextChoices):
        FOUNDED = "founded", "已建会"
        INELIGIBLE = "ineligible", "不具备条件，定期复核"
        GONE = "gone", "已注销或不再属于本级"

    HELD = (State.ASSIGNED, State.FOLLOWING)
    OPEN = (State.WAITING, *HELD)

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("种类", max_length=8, choices=Kind.choices, default=Kind.CANVASS)
    round = models.ForeignKey(
        CanvassRound,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name="轮次",
    )
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="canvass_tasks", verbose_name="社会组织"
    )
    assignee = models.ForeignKey(
        PEOPLE,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="canvass_tasks",
        verbose_name="承办人",
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASSIGNED)
    due_on = models.DateField("期限", null=True, blank=True)
    reserved_until = models.DateField("预留至", null=True, blank=True)
    hand_over_note = models.CharField("交接说明", max_length=300, blank=True)
    result = models.CharField("销号结果", max_length=10, choices=Result.choices, blank=True)
    created_at = models.DateTimeField("分派时间", default=timezone.now)
    closed_on = models.DateField("销号日期", null=True, blank=True)

    objects = CanvassTaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "摸排任务"
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_task",
                fields=["organization", "kind"],
                condition=Q(state__in=["waiting", "assigned", "following"]),
                violation_error_message="这家社会组织已有未销号的任务。",
            ),
            models.CheckConstraint(
                name="task_held_by_somebody",
                condition=~Q(state__in=["assigned", "following"]) | Q(assignee__isnull=False),
                violation_error_message="请选择承办人。",
            ),
            models.CheckConstraint(
                name="task_closed_with_result",
                condition=~Q(state="closed") | ~Q(result="") & Q(closed_on__isnull=False),
                violation_error_message="销号须写明结果和日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "kind"], name="task_organization"),
            models.Index(
                fields=["assignee", "due_on"],
                name="task_in_hand",
                condition=Q(state__in=["assigned", "following"]),
            ),
            models.Index(
                fields=["reserved_until"],
                name="task_reserved",
                condition=Q(state__in=["assigned", "following"]),
            ),
        ]

    def __str__(self):
        return f"{self.organization} · {self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("membership:task", args=[self.uid])

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def is_held(self):
        return self.state in self.HELD

    @property
    def is_late(self):
        return self.is_open and self.due_on is not None and self.due_on < timezone.localdate()


class VisitQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)


class Visit(models.Model):
    """What an officer or a leader found at an organization; never changed, the next visit follows.

    The finding on eligibility that may come of it is an ``Eligibility``, written beside it.
    """

    class Way(models.TextChoices):
        ON_SITE = "on_site", "上门"
        PHONE = "phone", "电话"
        MEETING = "meeting", "座谈或来访"

    class Outcome(models.TextChoices):
        WILLING = "willing", "愿意建会"
        UNDECIDED = "undecided", "还要考虑"
        UNWILLING = "unwilling", "不愿建会"
        ABSENT = "absent", "没找到人"
        GONE = "gone", "停业或失联"

    class Staffing(models.TextChoices):
        FULL_TIME = "full_time", "有专职人员"
        PART_TIME = "part_time", "全部兼职"
        OFFICIALS = "officials", "机关干部兼任"
        RETIRED = "retired", "只有退休返聘人员"
        VOLUNTEERS = "volunteers", "只有志愿者"

    MET = (Outcome.WILLING, Outcome.UNDECIDED, Outcome.UNWILLING)

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="visits", verbose_name="社会组织"
    )
    task = models.ForeignKey(
        CanvassTask,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="摸排任务",
    )
    by = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, related_name="visits", verbose_name="走访人"
    )
    on = models.DateField("走访日期")
    way = models.CharField("方式", max_length=8, choices=Way.choices, default=Way.ON_SITE)
    outcome = models.CharField("结果", max_length=10, choices=Outcome.choices)
    staff = models.PositiveIntegerField("职工人数", null=True, blank=True)
    staffing = models.CharField("用工情况", max_length=10, choices=Staffing.choices, blank=True)
    premises = models.BooleanField("有固定场所", null=True, blank=True)
    reason = models.CharField("主要原因", max_length=4, choices=ReasonCode.choices, blank=True)
    other_reasons = ArrayField(
        models.CharField(max_length=4, choices=ReasonCode.choices),
        verbose_name="其他原因",
        default=list,
        blank=True,
    )
    note = models.TextField("情况说明", blank=True)
    next_step = models.CharField("下一步", max_length=200, blank=True)
    promised_on = models.DateField("承诺日期", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "走访记录"
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["organization", "-on"], name="visit_organization"),
            models.Index(fields=["reason", "on"], name="visit_reason"),
        ]

    def __str__(self):
        return f"{self.organization} {self.on:%Y-%m-%d} {self.get_outcome_display()}"

    @property
    def reasons(self):
        return [code for code in (self.reason, *self.other_reasons) if code]

    def reasons_display(self):
        return [ReasonCode(code).label for code in self.reasons]

    def clean(self):
        if self.other_reasons and not self.reason:
            raise ValidationError({"reason": "请先选择主要原因。"})
        if self.reason in self.other_reasons:
            raise ValidationError({"other_reasons": "主要原因无须在其他原因中重复选择。"})
        if self.outcome == self.Outcome.UNWILLING and not self.reason:
            raise ValidationError({"reason": "不愿建会的，请选择主要原因。"})
        if ReasonCode.N99 in self.reasons and not self.note.strip():
            raise ValidationError({"note": "选择“其他”的，请在情况说明中写明。"})
        if self.promised_on and self.promised_on < self.on:
            raise ValidationError({"promised_on": "承诺日期不能早于走访日期。"})
