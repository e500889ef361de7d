"""Lists of stations on their way in: read, looked at, written, and taken back within a day."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from jobs.models import Job
from stations.models.stations import Station
from unions.models import Federation


class StationSheet(models.Model):
    """One list: whose it is, what was found in it, what became of it. Its rows are its lines."""

    class Status(models.TextChoices):
        READING = "reading", "正在读取"
        FAILED = "failed", "未能读取"
        PREVIEW = "preview", "待核对"
        APPLYING = "applying", "正在写入"
        APPLIED = "applied", "已写入"
        DISCARDED = "discarded", "已放弃"
        REVERTING = "reverting", "正在撤销"
        REVERTED = "reverted", "已撤销"

    UNDO = timedelta(hours=24)

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="station_sheets", verbose_name="工会"
    )
    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("文件摘要（SHA-256）", max_length=64)
    file = models.FileField("文件", upload_to="stations/%Y/%m/", blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.READING)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    result = models.JSONField("各类行数", default=dict, blank=True)
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="作业"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人"
    )
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "站点导入表"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="station_sheet_once",
                fields=["federation", "digest"],
                condition=Q(status="applied"),
                violation_error_message="这个文件已经写入过。",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("stations:sheet", args=[self.uid])

    @property
    def working(self):
        """A job has it in hand."""
        return self.job is not None and not self.job.is_finished

    @property
    def left(self):
        """Work on it came to nothing: it failed, or was called off."""
        asked = (self.Status.READING, self.Status.APPLYING, self.Status.REVERTING)
        return self.status in asked and not self.working

    @property
    def open(self):
        """It can be written: it was looked at, or its writing came to nothing."""
        given_up = self.status == self.Status.APPLYING and self.left
        return self.status == self.Status.PREVIEW or given_up

    @property
    def may_be_read_again(self):
        """Its columns can be set right, or it can be put aside."""
        given_up = self.status == self.Status.READING and self.left
        return self.open or self.status == self.Status.FAILED or given_up

    @property
    def written(self):
        """It was written; somebody may have tried in vain to take it back."""
        given_up = self.status == self.Status.REVERTING and self.left
        return self.status == self.Status.APPLIED or given_up

    @property
    def may_be_undone(self):
        return self.written and timezone.now() - self.applied_at < self.UNDO

    @property
    def level(self):
        marks = {"preview": "caution", "applied": "good", "failed": "bad"}
        return marks.get(self.status, "plain")


class StationLine(models.Model):
    """What one row says, what it changes, what is wrong with it, and what stood there before; of a
    row that was not taken, its cells as written."""

    class Outcome(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        SAME = "same", "无变化"
        REFUSED = "refused", "未通过"

    sheet = models.ForeignKey(
        StationSheet, models.CASCADE, related_name="lines", verbose_name="导入表"
    )
    row = models.PositiveIntegerField("行号")
    outcome = models.CharField("分类", max_length=8, choices=Outcome.choices)
    station = models.ForeignKey(
        Station,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name="站点",
    )
    values = models.JSONField("取值", default=dict)
    changes = models.JSONField("变动", default=dict)
    errors = models.JSONField("问题", default=list)
    cells = models.JSONField("原始单元格", default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "站点导入行"
        ordering = ["row"]
        constraints = [
            models.UniqueConstraint(name="station_line_once", fields=["sheet", "row"]),
        ]
        indexes = [models.Index(fields=["sheet", "outcome", "row"], name="station_line_class")]

    def __str__(self):
        return f"第 {self.row} 行"
