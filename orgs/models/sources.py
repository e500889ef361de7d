from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from orgs.models.facts import Source
from orgs.models.imports import ImportLine
from orgs.models.organizations import Organization
from privacy.fields import EncryptedField
from unions.models import Federation


class StatementQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)


class Statement(models.Model):
    """What an officer, or the organization itself, said of an organization: beside the lines of
    lists, the other kind of thing that a value may come from."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="statements", verbose_name="社会组织"
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="数据来源")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="登记人",
    )
    as_of = models.DateField("所指日期")
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)
    values = models.JSONField("取值", default=dict)
    private = EncryptedField("联系方式", blank=True, default="")
    decided = models.BooleanField("对照各来源后选定", default=False)
    line = models.ForeignKey(
        ImportLine,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所采用的导入行",
    )
    reason = models.CharField("理由", max_length=200, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登记陈述"
        indexes = [models.Index(fields=["organization", "recorded_at"], name="statement_of")]

    def __str__(self):
        return f"{self.source} {self.as_of}"


class FieldRankQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class FieldRank(models.Model):
    """How far a federation trusts a source within its territory, for one field or for all.

    1 is trusted most. Where nothing is said, ``Source.rank`` holds, and every source has the same.
    """

    federation = models.ForeignKey(
        Federation, models.CASCADE, related_name="+", verbose_name="工会"
    )
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", verbose_name="数据来源")
    field = models.CharField("栏目", max_length=40, blank=True)
    rank = models.PositiveSmallIntegerField(
        "可信次序",
        validators=[
            MinValueValidator(1, "可信次序最小为1。"),
            MaxValueValidator(99, "可信次序最大为99。"),
        ],
    )

    objects = FieldRankQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "来源可信次序"
        constraints = [
            models.UniqueConstraint(name="rank_once", fields=["federation", "source", "field"])
        ]

    def __str__(self):
        return f"{self.source} {self.rank}"


class RememberedMapping(models.Model):
    """How a person set right the columns of a source's lists: taken up again when a list of that
    source comes under the same headings."""

    federation = models.ForeignKey(
        Federation, models.CASCADE, related_name="+", verbose_name="导入工会"
    )
    source = models.ForeignKey(Source, models.CASCADE, related_name="+", verbose_name="数据来源")
    signature = models.CharField("表头特征", max_length=64)
    header = models.JSONField("表头所在行", default=list)
    columns = models.JSONField("列对应", default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="改正人",
    )
    at = models.DateTimeField("改正时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "记住的列对应"
        constraints = [
            models.UniqueConstraint(
                name="mapping_once", fields=["federation", "source", "signature"]
            )
        ]

    def __str__(self):
        return f"{self.source} {self.at:%Y-%m-%d}"
