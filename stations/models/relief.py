"""What others give: lists of relief and of need from departments, row by row, sealed at rest."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import ScopedQuerySet
from privacy.fields import BlindIndexField, EncryptedField
from stations.reach import OwnHouse
from unions.models import Federation

PEOPLE = settings.AUTH_USER_MODEL
CHECK = Permission.RELIEF_CHECK


class NeedKind(models.TextChoices):
    """What a household is helped with: by the five kinds of government relief, and besides."""

    LIVING = "living", "生活"
    MEDICAL = "medical", "医疗"
    EDUCATION = "education", "教育"
    HOUSING = "housing", "住房"
    JUSTICE = "justice", "司法"
    EMPLOYMENT = "employment", "就业"
    OTHER = "other", "其他"


class ReliefSheetQuerySet(ScopedQuerySet):
    reaches = (OwnHouse(look=CHECK),)

    def applied(self):
        return self.filter(status=ReliefSheet.Status.APPLIED)


class ReliefSheet(models.Model):
    """A list handed over by a department: what it is, on what ground, and what became of it. Its
    file is sealed, and goes once the list is written or put aside; so do the rows that were not
    taken (``wrong``: ``[[row, [cell, …]], …]``)."""

    class Content(models.TextChoices):
        RELIEF = "relief", "已享受救助的名单"
        SIGNAL = "signal", "困难线索名单"

    class Source(models.TextChoices):
        CIVIL = "civil", "民政"
        MEDICAL = "medical", "医保"
        EDUCATION = "education", "教育"
        HOUSING = "housing", "住房城乡建设"
        JUSTICE = "justice", "司法行政"
        DISABLED = "disabled", "残联"
        WOMEN = "women", "妇联"
        UNION = "union", "其他工会"
        SURVEY = "survey", "问卷调查"
        CONTACT = "contact", "走访联系"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        READING = "reading", "正在读取"
        FAILED = "failed", "未能读取"
        PREVIEW = "preview", "待写入"
        APPLIED = "applied", "已写入"
        DISCARDED = "discarded", "已放弃"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="导入工会"
    )
    content = models.CharField("名单内容", max_length=8, choices=Content.choices)
    source = models.CharField("提供部门", max_length=10, choices=Source.choices)
    ground = models.CharField(
        "提供依据",
        max_length=200,
        help_text="信息共享的文件、文号或协议，如：渝民发〔2026〕8号。",
    )
    as_of = models.DateField("数据截至日期")
    file = models.FileField("文件", upload_to="relief", blank=True)
    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("文件指纹", max_length=64, editable=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.READING)
    count = models.PositiveIntegerField("行数", default=0)
    refused = models.PositiveIntegerField("有误行数", default=0)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    errors = models.JSONField("有误的行", default=list, blank=True)
    wrong = EncryptedField("有误行的原始单元格", blank=True, default="")
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="作业"
    )
    by = models.ForeignKey(PEOPLE, models.PROTECT, related_name="+", verbose_name="导入人")
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)

    objects = ReliefSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "救助名单"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="relief_file_written_once",
                fields=["federation", "digest"],
                condition=Q(status="applied"),
                violation_error_message="这个文件已经写入过。",
            ),
        ]

    def __str__(self):
        return f"{self.get_source_display()}：{self.file_name}"

    def get_absolute_url(self):
        return reverse("stations:relief_sheet", args=[self.uid])

    @property
    def working(self):
        """A job has it in hand."""
        return self.job is not None and not self.job.is_finished

    @property
    def may_be_read_again(self):
        """Its columns can be set right, or it can be put aside."""
        given_up = self.status == self.Status.READING and not self.working
        return self.status in (self.Status.FAILED, self.Status.PREVIEW) or given_up

    @property
    def level(self):
        marks = {"preview": "caution", "applied": "good", "failed": "bad"}
        return marks.get(self.status, "plain")


class ReliefRowQuerySet(ScopedQuerySet):
    """For the union responsible there, and for the one that handed the list in."""

    reaches = (
        OwnHouse(look=Permission.RELIEF_CHECK),
        OwnHouse("sheet__federation", look=Permission.RELIEF_CHECK),
    )


class ReliefRow(models.Model):
    """One person of a list. ``id_index`` is hashed as the members of households are, so that the
    database joins the two and neither holds a number in clear."""

    class Worker(models.TextChoices):
        YES = "yes", "是"
        NO = "no", "否"
        UNKNOWN = "unknown", "未注明"

    sheet = models.ForeignKey(
        ReliefSheet, models.PROTECT, related_name="rows", verbose_name="救助名单"
    )
    row = models.PositiveIntegerField("行号")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="责任工会"
    )
    name = EncryptedField("姓名", mask="name")
    id_number = EncryptedField("身份证号", mask="id_number")
    id_index = BlindIndexField(
        "身份证号索引", of="id_number", like="stations.householdmember.id_number"
    )
    phone = EncryptedField("联系电话", mask="phone", blank=True)
    employer = models.CharField("工作单位", max_length=120, blank=True)
    worker = models.CharField(
        "是否职工", max_length=8, choices=Worker.choices, default=Worker.UNKNOWN
    )
    need = models.CharField("救助类别", max_length=12, choices=NeedKind.choices)
    program = models.CharField("救助项目", max_length=60, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, default=0)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("截止日期", null=True, blank=True)

    objects = ReliefRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "救助名单行"
        ordering = ["sheet", "row"]
        constraints = [
            models.UniqueConstraint(name="relief_row_once", fields=["sheet", "row"]),
            models.CheckConstraint(
                name="relief_row_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="截止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                name="relief_row_amount",
                condition=Q(amount__gte=0),
                violation_error_message="金额不能为负。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet}第{self.row}行"
