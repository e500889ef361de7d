"""What is asked of whom, for whom and until when; and its versions, frozen once published."""

import uuid

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from surveys.reach import OwnHouse, Watching
from unions.models import Federation, GrassrootsUnion


class SurveyQuerySet(ScopedQuerySet):
    reaches = (Watching(), OwnHouse())

    def open(self):
        """Those that may be answered today."""
        today = timezone.localdate()
        return self.filter(
            Q(closes_on=None) | Q(closes_on__gte=today), status=Survey.Status.COLLECTING
        )

    def published(self):
        """Closed ones whose results are for everybody."""
        return self.filter(status=Survey.Status.CLOSED, results_public=True)

    def with_answers(self):
        """Each with how many answers it has, ``answered``; a page counts its own rows alone."""
        responses = apps.get_model("surveys", "Response").objects.filter(survey=OuterRef("pk"))
        counted = responses.order_by().values("survey").annotate(n=Count("pk")).values("n")
        return self.annotate(answered=Coalesce(Subquery(counted), 0))


class Survey(models.Model):
    """A questionnaire and what it is for. Answers bear no name; which version a person was asked
    is kept with the answer."""

    class Kind(models.TextChoices):
        RESEARCH = "research", "专题调研"
        EVALUATION = "evaluation", "会员评家"
        SATISFACTION = "satisfaction", "服务满意度"

    class Status(models.TextChoices):
        DRAFT = "draft", "编制中"
        COLLECTING = "collecting", "收集中"
        CLOSED = "closed", "已结束"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="surveys", verbose_name="主办工会"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    title = models.CharField("标题", max_length=100)
    purpose = models.TextField("说明", max_length=1000, help_text="填写人在开头看到。")
    about = models.CharField(
        "评价对象", max_length=100, blank=True, help_text="服务满意度填服务或项目的名称。"
    )
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="surveys",
        verbose_name="被评的工会",
    )
    series = models.CharField(
        "系列", max_length=40, blank=True, help_text="同一系列的问卷可以逐年比较。"
    )
    year = models.PositiveSmallIntegerField("年度")
    closes_on = models.DateField("截止日期", null=True, blank=True, help_text="当天仍可填写。")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    results_public = models.BooleanField("公开汇总结果", default=False, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="编制人"
    )
    created_at = models.DateTimeField("编制时间", default=timezone.now)
    opened_at = models.DateTimeField("发布时间", null=True, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问卷"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="survey_year",
                condition=Q(year__range=(1990, 2100)),
                violation_error_message="年度应在 1990 至 2100 之间。",
            ),
            models.CheckConstraint(
                name="survey_evaluates_a_union",
                condition=~Q(kind="evaluation") | Q(union__isnull=False),
                violation_error_message="会员评家须选被评的工会。",
            ),
            models.CheckConstraint(
                name="survey_results_public_when_closed",
                condition=Q(results_public=False) | Q(status="closed"),
                violation_error_message="问卷结束后才能公开结果。",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "status"], name="survey_place"),
            models.Index(
                fields=["series", "year"], condition=~Q(series=""), name="survey_in_series"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("surveys:survey", args=[self.uid])

    @property
    def takes_answers(self):
        in_time = self.closes_on is None or self.closes_on >= timezone.localdate()
        return self.status == self.Status.COLLECTING and in_time

    @property
    def level(self):
        return {"draft": "plain", "collecting": "good", "closed": "done"}[self.status]

    @property
    def draft(self):
        return self.versions.filter(published_at=None).first()

    @property
    def current(self):
        """The version people are asked now, or were asked last."""
        return self.versions.exclude(published_at=None).order_by("-number").first()

    @property
    def latest(self):
        return self.versions.order_by("-number").first()


class VersionQuerySet(ScopedQuerySet):
    reaches = (Watching("survey__federation"), OwnHouse("survey__federation"))


class Version(models.Model):
    """The questions as they were put from a moment on. The database refuses to change anything of
    a published one (migration ``frozen``)."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="versions", verbose_name="问卷")
    number = models.PositiveSmallIntegerField("版次")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    digest = models.CharField("内容摘要（SHA-256）", max_length=64, blank=True, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问卷版本"
        ordering = ["survey", "number"]
        constraints = [
            models.UniqueConstraint(
                name="survey_version_number",
                fields=["survey", "number"],
                violation_error_message="这一版已经有了。",
            ),
            models.UniqueConstraint(
                name="survey_one_draft",
                fields=["survey"],
                condition=Q(published_at=None),
                violation_error_message="已有一版正在修订。",
            ),
        ]

    def __str__(self):
        return f"{self.survey}（第 {self.number} 版）"
