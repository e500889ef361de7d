import hashlib
import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from governance.scope import Oneself, ScopedQuerySet, Territory
from privacy.fields import EncryptedField
from unions.models import Federation

OWN = "own"
"""What one may do with one's own work. Another's is nobody's business, whatever their office."""


class SetAside:
    """By office: what was set aside for a person to look at, asked for by people one looks after;
    the system's own work for a national office."""

    def condition(self, user, permission):
        heads = user.federations_granting(permission)
        if permission != Permission.JOB_MANAGE or not heads:
            return None
        if any(head.level == Federation.Level.NATIONAL for head in heads):
            return Q(state=Job.State.QUARANTINED)
        people = User.objects.for_user(user, permission).order_by().values("pk")
        return Q(state=Job.State.QUARANTINED, by__in=people)


class JobQuerySet(ScopedQuerySet):
    reaches = (Oneself("by"), SetAside())

    def quarantined(self):
        return self.filter(state=Job.State.QUARANTINED)

    def unfinished(self):
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])

    def finished(self):
        return self.exclude(state__in=[Job.State.WAITING, Job.State.RUNNING])


class Job(models.Model):
    """Work that outlasts a request. This row is the truth; the broker only carries hints of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"
        QUARANTINED = "quarantined", "已隔离"

    class Queue(models.TextChoices):
        LIVE = "live", "实时"
        WORK = "work", "一般"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("种类", max_length=60)
    title = models.CharField("名称", max_length=200)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="jobs",
        verbose_name="发起人",
    )
    key = models.CharField("幂等键", max_length=100, null=True, blank=True, unique=True)
    arguments = models.JSONField("参数", default=dict, blank=True)
    queue = models.CharField("队列", max_length=10, choices=Queue.choices, default=Queue.WORK)
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多尝试", default=3)
    next_try_at = models.DateTimeField("下次尝试", db_default=Now())
    hinted_at = models.DateTimeField("上次提示", null=True, blank=True)
    hints = models.PositiveSmallIntegerField("提示次数", default=0)
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    progress = models.PositiveIntegerField("已完成量", default=0)
    total = models.PositiveIntegerField("总量", default=0)
    message = models.CharField("进展", max_length=300, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    result_file = models.FileField("结果文件", max_length=200, blank=True)
    result_name = models.CharField("结果文件名", max_length=200, blank=True)
    permission = models.CharField("结果所需权限", max_length=40, blank=True)
    reach = ArrayField(
        models.CharField(max_length=40), verbose_name="结果所涉工会", default=list, blank=True
    )
    error = models.TextField("错误", blank=True)
    diagnosis = models.TextField("诊断", blank=True)
    request_id = models.CharField("请求编号", max_length=64, blank=True)
    created_at = models.DateTimeField("提交时间", db_default=Now())
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    cancel_requested_at = models.DateTimeField("请求取消时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "作业"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="job_attempts_bounded",
                condition=Q(attempts__lte=F("max_attempts")),
                violation_error_message="尝试次数已用完。",
            ),
            models.CheckConstraint(
                name="job_running_is_leased",
                condition=~Q(state="running") | Q(lease_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="job_due", condition=Q(state__in=["waiting"])
            ),
            models.Index(
                fields=["lease_until"], name="job_leased", condition=Q(state__in=["running"])
            ),
            models.Index(fields=["by", "-created_at"], name="job_by"),
            models.Index(fields=["finished_at"], name="job_finished"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("jobs:detail", args=[self.uid])

    @property
    def act(self):
        """What it does, without what it does it to: titles say “读取名单：…”."""
        return self.title.partition("：")[0]

    @property
    def is_finished(self):
        return self.state not in (self.State.WAITING, self.State.RUNNING)

    @property
    def is_cancelling(self):
        return self.state == self.State.RUNNING and self.cancel_requested_at is not None

    @property
    def level(self):
        """How the pages mark the state: good, bad, caution or plain."""
        return {
            self.State.DONE: "good",
            self.State.FAILED: "bad",
            self.State.QUARANTINED: "bad",
            self.State.CANCELLED: "plain",
        }.get(self.state, "caution" if self.is_cancelling else "plain")


class ClearanceQuerySet(ScopedQuerySet):
    reaches = (Territory(),)

    def waiting(self):
        return self.filter(granted=None)


class Clearance(models.Model):
    """Leave to fetch a large export: a leader at or above the requester's federation gives it."""

    job = models.OneToOneField(
        Job, models.CASCADE, related_name="clearance", verbose_name="导出作业"
    )
    federation = models.ForeignKey(Federation, models.PROTECT, verbose_name="所属工会")
    purpose = models.CharField("用途", max_length=100)
    rows = models.PositiveIntegerField("行数")
    asked_at = models.DateTimeField("申请时间", db_default=Now())
    granted = models.BooleanField("是否批准", null=True, blank=True)
    reason = models.CharField("意见", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导出审批"
        constraints = [
            models.CheckConstraint(
                name="clearance_decided_by_somebody",
                condition=Q(granted=None) | Q(decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message="审批须有批准人和时间。",
            )
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="clearance_waiting", condition=Q(granted=None))
        ]

    def __str__(self):
        return self.job.title

    def get_absolute_url(self):
        return reverse("jobs:clearance", args=[self.job.uid])


class IdempotencyKey(models.Model):
    """A POST that came, and what it was answered: the same again gets the same answer."""

    caller = models.CharField("来者", max_length=80)
    key = models.CharField("键", max_length=100)
    fingerprint = models.CharField("请求指纹", max_length=64)
    status = models.PositiveSmallIntegerField("状态码")
    headers = models.JSONField("响应头", default=dict, blank=True)
    body = EncryptedField("响应正文", blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "幂等键"
        constraints = [
            models.UniqueConstraint(
                fields=["caller", "key"],
                name="one_answer_a_key",
                violation_error_message="该请求已处理。",
            )
        ]

    def __str__(self):
        return f"{self.caller} {self.key}"

    @staticmethod
    def lock_number(caller, key):
        """What the database locks while the request is at work."""
        digest = hashlib.sha256(f"{caller} {key}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)
