"""The documents a federation buys by: measures and their implementing rules (BJ-01, BJ-02)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from procurement.reach import AtHome, OwnHouse, Watching
from unions.models import Federation


class MeasureQuerySet(ScopedQuerySet):
    """One's own, those below, and those of the unions above, by which one is bound."""

    reaches = (OwnHouse(), Watching(), AtHome())

    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on)


class Measure(models.Model):
    """One version of a document. A version is not rewritten: the next one follows it and says from
    when it holds, so that a purchase can be judged by what held when it began."""

    class Kind(models.TextChoices):
        MEASURE = "measure", "基本办法"
        DETAIL = "detail", "实施细则"
        OPINION = "opinion", "指导意见"
        LAW = "law", "法律法规"

    class Stage(models.TextChoices):
        """The stage of a purchase that a rule document speaks of."""

        WHOLE = "whole", "全过程"
        NEED = "need", "需求征集"
        BUDGET = "budget", "预算与立项"
        CALL = "call", "公告与申报"
        REVIEW = "review", "评审与审定"
        PROCESS = "process", "过程监督管理"
        MIDTERM = "midterm", "中期评估"
        PERFORMANCE = "performance", "绩效考核"
        FUNDS = "funds", "经费使用管理"
        ARCHIVE = "archive", "归档"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="measures", verbose_name="制定工会"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="details",
        verbose_name="所依据的办法",
    )
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="next",
        verbose_name="上一版本",
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    stage = models.CharField("适用阶段", max_length=12, choices=Stage.choices, default=Stage.WHOLE)
    title = models.CharField("名称", max_length=150)
    number = models.CharField("文号", max_length=60, blank=True)
    version = models.PositiveSmallIntegerField("版本", default=1)
    starts_on = models.DateField("施行日期")
    ended_on = models.DateField("停止施行日期", null=True, blank=True)
    body = models.TextField("正文或要点", blank=True)
    terms = models.JSONField(
        "改变的规则参数", default=dict, blank=True, help_text="与默认规则集不同的数字。"
    )

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "购买服务制度"
        ordering = ["federation__path", "title", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="measure_version_once",
                fields=["federation", "title", "version"],
                violation_error_message="这份制度已有同一版本。",
            ),
            models.CheckConstraint(
                name="measure_period",
                condition=Q(ended_on=None) | Q(ended_on__gt=F("starts_on")),
                violation_error_message="停止施行日期须晚于施行日期。",
            ),
        ]

    def __str__(self):
        return f"{self.title}（第 {self.version} 版）" if self.version > 1 else self.title

    def get_absolute_url(self):
        return reverse("procurement:measure", args=[self.uid])

    def holds(self, on=None):
        on = on or timezone.localdate()
        return self.starts_on <= on and (self.ended_on is None or on < self.ended_on)
