"""What workers need (ACF-12), and which topic it was gathered into, when and by whom."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import Delegated, ScopedQuerySet, Territory
from orgs.models import Organization
from orgs.validators import validate_phone
from privacy.fields import EncryptedField
from procurement.models.gathering import NeedChannel, NeedSheet, drawn
from procurement.models.topics import NeedTopic, ServiceDomain
from unions.models import Federation, Region


def draw_number():
    """XQ-7KQ2-M9XA-3TFD: a receipt that cannot be guessed."""
    return "-".join(("XQ", drawn(4), drawn(4), drawn(4)))


class WorkerGroup(models.TextChoices):
    """Whose need it is."""

    STAFF = "staff", "在职职工"
    MIGRANT = "migrant", "农民工"
    DISPATCHED = "dispatched", "劳务派遣工"
    FLEXIBLE = "flexible", "灵活就业人员"
    PLATFORM = "platform", "新就业形态劳动者"
    HARDSHIP = "hardship", "困难职工"
    WOMEN = "women", "女职工"
    INJURED = "injured", "工伤职工"
    OTHER = "other", "其他"


class NeedQuerySet(ScopedQuerySet):
    reaches = (Territory(), Delegated("organization"))

    def waiting(self):
        return self.filter(status=Need.Status.NEW)


class Need(models.Model):
    """One need as it was told, by whom and where; its words stay, whatever topic it joins."""

    class Source(models.TextChoices):
        FORM = "form", "公开征集"
        ORGANIZATION = "organization", "社会组织报送"
        SHEET = "sheet", "表格导入"
        STATION = "station", "站点登记"
        OFFICER = "officer", "工会登记"

    class Priority(models.TextChoices):
        HIGH = "high", "急"
        NORMAL = "normal", "一般"
        LOW = "low", "可缓"

    class Status(models.TextChoices):
        NEW = "new", "待处理"
        SORTED = "sorted", "已归入主题"
        ANSWERED = "answered", "已直接答复"
        DISMISSED = "dismissed", "不采纳"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(
        "受理编号", max_length=20, unique=True, default=draw_number, editable=False
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="needs", verbose_name="工会"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="区域"
    )
    source = models.CharField("来源", max_length=12, choices=Source.choices, default=Source.OFFICER)
    domain = models.CharField("领域", max_length=14, choices=ServiceDomain.choices)
    group = models.CharField(
        "职工群体", max_length=12, choices=WorkerGroup.choices, default=WorkerGroup.STAFF
    )
    text = models.TextField("需求", max_length=500)
    people = models.PositiveIntegerField(
        "涉及人数（人）",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(1_000_000)],
    )
    priority = models.CharField(
        "缓急", max_length=8, choices=Priority.choices, default=Priority.NORMAL
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.NEW)
    answer = models.CharField("答复", max_length=300, blank=True)
    phone = EncryptedField("联系电话", mask="phone", blank=True, validators=[validate_phone])
    station = models.CharField("站点编号", max_length=40, blank=True)
    channel = models.ForeignKey(
        NeedChannel,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="征集码",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs_told",
        verbose_name="报送的社会组织",
    )
    sheet = models.ForeignKey(
        NeedSheet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="导入表",
    )
    sheet_row = models.PositiveIntegerField("表中行号", null=True, blank=True)
    topic = models.ForeignKey(
        NeedTopic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="needs",
        verbose_name="主题",
    )
    folded = models.CharField("比对文字", max_length=500, editable=False, default="")
    alike = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repeats",
        verbose_name="与之相近的最早一条",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    told_at = models.DateTimeField("提出时间", default=timezone.now)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职工需求"
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_sorted_into_a_topic",
                condition=Q(status="sorted", topic__isnull=False)
                | ~Q(status="sorted") & Q(topic=None),
                violation_error_message="归入主题的需求须有主题。",
            ),
            models.CheckConstraint(
                name="need_people",
                condition=Q(people__gte=1),
                violation_error_message="涉及人数至少 1 人。",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "domain", "told_at"], name="need_place"),
            models.Index(fields=["told_at", "id"], condition=Q(status="new"), name="need_waiting"),
        ]

    def __str__(self):
        return self.text[:40]

    @property
    def trail_name(self):
        """What a worker wrote may name people; the trail knows it by its number."""
        return self.number

    def get_absolute_url(self):
        return reverse("procurement:need", args=[self.uid])

    @property
    def level(self):
        marks = {"sorted": "good", "answered": "done", "dismissed": "done"}
        return marks.get(self.status, "caution")


class TopicEntry(models.Model):
    """That a need was in a topic, from when to when and by whose hand: the lineage of a topic."""

    need = models.ForeignKey(Need, models.PROTECT, related_name="entries", verbose_name="需求")
    topic = models.ForeignKey(
        NeedTopic, models.PROTECT, related_name="entries", verbose_name="主题"
    )
    joined_at = models.DateTimeField("归入时间", default=timezone.now)
    joined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="归入人"
    )
    left_at = models.DateTimeField("移出时间", null=True, blank=True)
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="移出人",
    )
    reason = models.CharField("移出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "归入记录"
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="need_in_one_topic",
                fields=["need"],
                condition=Q(left_at=None),
                violation_error_message="这条需求已归入一个主题。",
            ),
        ]

    def __str__(self):
        return f"{self.need.number}：{self.topic}"
