import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from jobs.models import Job
from orgs.models.facts import Source
from orgs.models.organizations import Organization
from privacy.fields import EncryptedField
from unions.models import Federation


class ImportBatchQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class ImportBatch(models.Model):
    """One list taken in: file, source, date it speaks of, what became of its rows."""

    class Status(models.TextChoices):
        READING = "reading", "正在读取"
        PREVIEW = "preview", "待确认"
        APPLYING = "applying", "正在写入"
        APPLIED = "applied", "已写入"
        STOPPED = "stopped", "已放弃"
        REVERTING = "reverting", "正在撤销"
        REVERTED = "reverted", "已撤销"
        FAILED = "failed", "无法读取"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name="数据来源")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="导入工会"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="导入人",
    )
    as_of = models.DateField("名单日期", default=timezone.localdate)
    file = models.FileField("文件", upload_to="imports/%Y/%m/", blank=True)
    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("文件摘要", max_length=64)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.READING)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    held = models.JSONField("暂不写入的各类", default=list, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="后台作业"
    )
    created_at = models.DateTimeField("导入时间", default=timezone.now)
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)
    reverted_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("orgs:import", args=[self.uid])

    @property
    def level(self):
        """How its state is marked on pages."""
        marks = {"preview": "caution", "applied": "good", "failed": "bad", "stopped": "done"}
        marks["reverted"] = "done"
        return marks.get(self.status, "plain")

    @property
    def working(self):
        """A job has it in hand."""
        return self.job is not None and not self.job.is_finished

    @property
    def in_register(self):
        """It was written and not taken back, though somebody may have begun to."""
        return self.status in (self.Status.APPLIED, self.Status.REVERTING)

    @property
    def open(self):
        """It can be written: it was looked at, or its writing came to nothing."""
        waiting = self.status in (self.Status.PREVIEW, self.Status.APPLYING)
        return waiting and not self.working


class ImportLine(models.Model):
    """What one row of a list says and what it would change: the lineage of every imported value.

    ``private`` holds what may not stand in clear: the telephone, also as written where it could
    not be taken, and of rows that were not taken the cells as written, from which the workbook of
    errors is made. Lines without a row number name organizations that the list ought to have and
    has not.

    ``held`` are values that a better or newer source contradicts: kept and shown, not taken.
    ``before`` is what writing the line replaced, ``stayed`` what taking it back left as it was,
    and why.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        SAME = "same", "无变化"
        RENAMED = "renamed", "更名"
        MOVED = "moved", "迁移"
        REVIVED = "revived", "恢复"
        SUSPICIOUS = "suspicious", "存疑"
        REFUSED = "refused", "未通过"
        MISSING = "missing", "名单中缺少"

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="lines", verbose_name="导入批次"
    )
    sheet = models.CharField("工作表", max_length=100, blank=True)
    row = models.PositiveIntegerField("行号", null=True)
    outcome = models.CharField("分类", max_length=12, choices=Outcome.choices)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_lines",
        verbose_name="社会组织",
    )
    values = models.JSONField("取值", default=dict)
    changes = models.JSONField("变动", default=dict, blank=True)
    errors = models.JSONField("问题", default=list, blank=True)
    private = EncryptedField("个人信息与原始单元格", blank=True, default="")
    applied = models.BooleanField("已写入", default=False)
    confirmed = models.BooleanField("已逐条核实", default=False, db_default=False)
    held = models.JSONField("未采用的取值", default=dict, blank=True)
    before = models.JSONField("写入前的值", default=dict, blank=True)
    stayed = models.JSONField("撤销时保留的内容", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        constraints = [
            models.UniqueConstraint(name="import_row_once", fields=["batch", "sheet", "row"])
        ]
        indexes = [models.Index(fields=["batch", "outcome", "row"], name="import_outcome")]

    def __str__(self):
        return f"第 {self.row} 行"
