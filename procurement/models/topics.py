"""What needs are gathered into, and whether that is fit to be bought (ACF-13)."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from unions.models import Federation


class ServiceDomain(models.TextChoices):
    """What a purchased service is about; needs, projects and supply are counted by it."""

    LEGAL = "legal", "法律援助与维权"
    PSYCHOLOGY = "psychology", "心理疏导"
    SKILLS = "skills", "职业技能培训"
    EMPLOYMENT = "employment", "就业创业"
    MIGRANT = "migrant", "农民工服务"
    HARDSHIP = "hardship", "困难帮扶"
    CHILDREN = "children", "子女托管与留守儿童"
    HEALTH = "health", "健康与工伤探视"
    CULTURE = "culture", "文化体育"
    DATING = "dating", "婚恋交友"
    CONSULTATION = "consultation", "集体协商"
    OTHER = "other", "其他"


class NeedTopicQuerySet(ScopedQuerySet):
    def gathering(self):
        """Those that needs may still join."""
        return self.exclude(status__in=[NeedTopic.Status.MERGED, NeedTopic.Status.CLOSED])


class NeedTopic(models.Model):
    """Needs that officers found to be the same, judged by the three criteria of ACF-13. One merged
    into another keeps its row, and its needs the record of having been in it."""

    class Status(models.TextChoices):
        GATHERING = "gathering", "归集中"
        SUITABLE = "suitable", "适宜购买"
        UNSUITABLE = "unsuitable", "不适宜购买"
        CLOSED = "closed", "已办结"
        MERGED = "merged", "已并入"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="need_topics", verbose_name="工会"
    )
    title = models.CharField("主题", max_length=100)
    domain = models.CharField("领域", max_length=14, choices=ServiceDomain.choices)
    summary = models.TextField("归纳", blank=True)
    activities = ArrayField(
        models.CharField(max_length=40),
        verbose_name="拟购的活动",
        default=list,
        blank=True,
        help_text="购买目录中的活动。",
    )
    status = models.CharField(
        "状态", max_length=10, choices=Status.choices, default=Status.GATHERING
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name="并入的主题",
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = NeedTopicQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "需求主题"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="topic_merged_somewhere",
                condition=Q(status="merged", merged_into__isnull=False)
                | ~Q(status="merged") & Q(merged_into=None),
                violation_error_message="并入的主题须指明并入哪一个。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("procurement:topic", args=[self.uid])

    @property
    def level(self):
        marks = {"suitable": "good", "unsuitable": "bad", "closed": "done", "merged": "done"}
        return marks.get(self.status, "caution")


class Suitability(models.Model):
    """One judging of a topic: each criterion with its score and what it rests on, and what follows
    by the rule that held. Rows are added; the last one holds."""

    CRITERIA = ("concentrated", "effective", "fitting")

    topic = models.ForeignKey(
        NeedTopic, models.PROTECT, related_name="judgements", verbose_name="主题"
    )
    concentrated = models.PositiveSmallIntegerField(
        "需求相对集中", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    concentrated_evidence = models.TextField("需求相对集中的依据")
    effective = models.PositiveSmallIntegerField(
        "比较效益突出", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    effective_evidence = models.TextField("比较效益突出的依据")
    fitting = models.PositiveSmallIntegerField(
        "适宜由社会组织承接", validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    fitting_evidence = models.TextField("适宜由社会组织承接的依据")
    suitable = models.BooleanField("适宜购买")
    needs = models.PositiveIntegerField("当时的需求条数")
    people = models.PositiveIntegerField("当时涉及的人数（人）")
    rule = models.JSONField("适用规则", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评判人"
    )
    at = models.DateTimeField("评判时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "购买适宜性评判"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="suitability_scores",
                condition=Q(
                    concentrated__range=(1, 5), effective__range=(1, 5), fitting__range=(1, 5)
                ),
                violation_error_message="每项为 1 至 5 分。",
            ),
        ]

    def __str__(self):
        return f"“{self.topic}”：{'适宜' if self.suitable else '不适宜'}购买"

    @property
    def lines(self):
        """``[(criterion in words, score, evidence)]``."""
        return [
            (
                self._meta.get_field(name).verbose_name,
                getattr(self, name),
                getattr(self, f"{name}_evidence"),
            )
            for name in self.CRITERIA
        ]
