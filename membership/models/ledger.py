import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import Oneself, ScopedQuerySet, Territory
from membership.models.coverage import Coverage
from membership.models.drives import Drive
from orgs.models import Organization
from unions.models import Federation


class LedgerEntryQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)


class LedgerEntry(models.Model):
    """What the ledger (台账) knows of an organization that no other record holds: the plan and the
    next step. One for each organization, made when something is first written."""

    organization = models.OneToOneField(
        Organization, models.CASCADE, related_name="ledger_entry", verbose_name="社会组织"
    )
    planned_form = models.CharField(
        "计划建会形式", max_length=12, choices=Coverage.Form.choices, blank=True
    )
    planned_on = models.DateField("计划建会日期", null=True, blank=True)
    next_step = models.CharField("下一步", max_length=200, blank=True)
    promised_on = models.DateField("承诺日期", null=True, blank=True)
    remark = models.CharField("备注", max_length=300, blank=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账记录"
        indexes = [
            models.Index(
                fields=["promised_on", "id"],
                name="ledger_promised",
                condition=Q(promised_on__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.organization} 台账"


class LedgerReturnQuerySet(ScopedQuerySet):
    """Its sender's alone: what it writes is written with their rights."""

    reaches = (Oneself("by"),)


class LedgerReturn(models.Model):
    """A ledger that was exported, worked on elsewhere and handed in again.

    ``found`` holds what a comparison cell by cell gave: the cells to be written, those that two
    people changed (with the choice once made), the rows that were not taken and why.
    """

    class Status(models.TextChoices):
        READING = "reading", "正在比对"
        READY = "ready", "待确认"
        APPLYING = "applying", "正在写入"
        APPLIED = "applied", "已写入"
        REFUSED = "refused", "未接收"
        DROPPED = "dropped", "已放弃"

    IN_HAND = (Status.READING, Status.READY, Status.APPLYING)

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    drive = models.ForeignKey(Drive, models.PROTECT, related_name="+", verbose_name="专项行动")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="回传的工会"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="回传人"
    )
    name = models.CharField("文件名", max_length=255)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.READING)
    exported_at = models.DateTimeField("导出时间", null=True, blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    found = models.JSONField("比对结果", default=dict, blank=True)
    written = models.PositiveIntegerField("写入格数", default=0)
    refusal = models.CharField("未接收的原因", max_length=300, blank=True)
    created_at = models.DateTimeField("回传时间", default=timezone.now)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)

    objects = LedgerReturnQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账回传"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("membership:ledger_return", args=[self.uid])
