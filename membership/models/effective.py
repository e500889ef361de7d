"""What is found about how a union works: each flag from when to when, where it stands today, and
who went to look."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from unions.models import GrassrootsUnion
from unions.validity import holding_on, one_at_a_time


class OfUnionQuerySet(ScopedQuerySet):
    reaches = (Territory("union__federation"),)


class EffectiveAssessmentQuerySet(OfUnionQuerySet):
    def on(self, day):
        """What was found that day."""
        return self.filter(holding_on(day))


class EffectiveAssessment(models.Model):
    """Whether a union met one flag of effective coverage, and why, from one day until another.

    Found every night for that day; a row goes on for as long as nothing changes. So each day has
    its answer, and a day past keeps the one it was given then.
    """

    class Flag(models.TextChoices):
        E1 = "E1", "独立或联合建会"
        E2 = "E2", "委员会在任期内"
        E3 = "E3", "三个机构健全"
        E4 = "E4", "主席人选合格"
        E5 = "E5", "入会率达标"
        E6 = "E6", "召开会员大会"
        E7 = "E7", "会员评家达标"
        E8 = "E8", "开展服务维权"
        E9 = "E9", "经费独立"
        E10 = "E10", "会务公开"
        WOMEN = "W", "女职工组织健全"
        EFFECTIVE = "E", "有效覆盖"

    union = models.ForeignKey(
        GrassrootsUnion, models.CASCADE, related_name="assessments", verbose_name="基层工会"
    )
    flag = models.CharField("条件", max_length=3, choices=Flag.choices)
    met = models.BooleanField("符合")
    reason = models.CharField("理由", max_length=300)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    objects = EffectiveAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "有效覆盖评估"
        constraints = [
            one_at_a_time(
                "assessment_one_at_a_time",
                "union",
                "flag",
            ),
            models.CheckConstraint(
                name="assessment_times",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(name="assessment_effective", fields=["union"], condition=Q(flag="E"))
        ]

    def __str__(self):
        return f"{self.flag} {'是' if self.met else '否'}"


class UnionStanding(models.Model):
    """Where a union stands today, in one row for lists: derived, and written anew each night.

    ``vitality`` is the decaying index of its evidence; ``suspicion`` the weight of what speaks for
    a look at it (``signals``), which is never a verdict.
    """

    union = models.OneToOneField(
        GrassrootsUnion,
        models.CASCADE,
        primary_key=True,
        related_name="standing",
        verbose_name="基层工会",
    )
    as_of = models.DateField("评估日期")
    effective = models.BooleanField("有效覆盖")
    met = models.PositiveSmallIntegerField("符合条件数")
    unmet = ArrayField(
        models.CharField(max_length=3), verbose_name="未符合的条件", default=list, blank=True
    )
    organs_complete = models.BooleanField("机构健全")
    women_complete = models.BooleanField("女职工组织健全")
    term_ends_on = models.DateField("任期届满", null=True, blank=True)
    workers = models.PositiveIntegerField("职工（人）", null=True, blank=True)
    members = models.PositiveIntegerField("会员（人）", null=True, blank=True)
    last_evidence_on = models.DateField("最近一次记录", null=True, blank=True)
    vitality = models.FloatField("活力指数", default=0)
    suspicion = models.PositiveSmallIntegerField("核查分值", default=0)
    signals = models.JSONField("核查线索", default=list, blank=True)

    objects = OfUnionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会运行概况"
        indexes = [
            models.Index(
                name="standing_suspect", fields=["-suspicion"], condition=Q(suspicion__gt=0)
            )
        ]

    def __str__(self):
        return str(self.union)

    @property
    def vitality_shown(self):
        """In hundredths: 0.614 is 61."""
        return f"{100 * self.vitality:.0f}"


class UnionInspectionQuerySet(OfUnionQuerySet):
    def open(self):
        return self.filter(closed_on=None)


class UnionInspection(models.Model):
    """Somebody goes to see whether a union is more than paper: why, who, by when, what was found.

    ``signals`` are the reasons as they stood when it was asked for.
    """

    class Outcome(models.TextChoices):
        WORKS = "works", "运转正常"
        DATA = "data", "资料缺漏，已补"
        MENDED = "mended", "存在问题，已整改"
        HELP = "help", "需上级帮扶"
        REORGANIZE = "reorganize", "需整顿或重新组建"
        ENDED = "ended", "单位已终止，办理撤销"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="inspections", verbose_name="基层工会"
    )
    signals = models.JSONField("核查线索", default=list)
    suspicion = models.PositiveSmallIntegerField("核查分值", default=0)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="union_inspections",
        verbose_name="核查人",
    )
    opened_on = models.DateField("安排日期", default=timezone.localdate)
    due_on = models.DateField("完成期限")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="安排人",
    )
    outcome = models.CharField("核查结果", max_length=12, choices=Outcome.choices, blank=True)
    finding = models.TextField("核查情况", blank=True)
    closed_on = models.DateField("完成日期", null=True, blank=True)

    objects = UnionInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会运行核查"
        ordering = ["closed_on", "due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="inspection_one_open",
                fields=["union"],
                condition=Q(closed_on=None),
                violation_error_message="这个工会已安排核查，尚未完成。",
            ),
            models.CheckConstraint(
                name="inspection_outcome",
                condition=Q(closed_on=None, outcome="")
                | (Q(closed_on__isnull=False) & ~Q(outcome="")),
                violation_error_message="完成核查须选择核查结果。",
            ),
            models.CheckConstraint(name="inspection_due", condition=Q(due_on__gte=F("opened_on"))),
        ]

    def __str__(self):
        return f"{self.union}核查"

    @property
    def overdue(self):
        return self.closed_on is None and self.due_on < timezone.localdate()
