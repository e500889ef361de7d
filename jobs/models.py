import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from governance.scope import Oneself, ScopedQuerySet


class JobQuerySet(ScopedQuerySet):
    reaches = (Oneself("by"),)


class Job(models.Model):
    """Work that outlasts a request. This row is the truth; the broker only carries hints of it."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待中"
        RUNNING = "running", "进行中"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        CANCELLED = "cancelled", "已取消"
        QUARANTINED = "quarantined", "已隔离"

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
    arguments = models.JSONField("参数", default=dict)
    queue = models.CharField("队列", max_length=10, default="work")
    state = models.CharField("状态", max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    max_attempts = models.PositiveSmallIntegerField("最多尝试", default=3)
    next_try_at = models.DateTimeField("下次尝试", default=timezone.now)
    hinted_at = models.DateTimeField("上次提示", null=True, blank=True)
    lease_until = models.DateTimeField("租约至", null=True, blank=True)
    progress = models.PositiveIntegerField("已完成量", default=0)
    total = models.PositiveIntegerField("总量", default=0)
    message = models.CharField("进展", max_length=300, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    result_file = models.FileField("结果文件", upload_to="jobs/%Y/%m/", blank=True)
    error = models.TextField("错误", blank=True)
    created_at = models.DateTimeField("提交时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "作业"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="job_due"),
            models.Index(fields=["by", "-created_at"], name="job_by"),
        ]

    def __str__(self):
        return self.title
