from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from unions.models import Federation


class NumberSeriesQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class NumberSeries(models.Model):
    """A federation's running document numbers of one kind in one year."""

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="number_series", verbose_name="工会"
    )
    kind = models.CharField("文种", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    prefix = models.CharField("机关代字", max_length=40)
    last = models.PositiveIntegerField("最后编号", default=0)

    objects = NumberSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文号序列"
        ordering = ["-year", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "kind", "year"],
                name="one_series_a_year",
                violation_error_message="该文种本年的序列已存在。",
            )
        ]

    def __str__(self):
        return f"{self.prefix}〔{self.year}〕"


class DocumentNumberQuerySet(ScopedQuerySet):
    reaches = (Territory("series__federation"),)


class DocumentNumber(models.Model):
    """One number taken, for which document. A number is never given twice, even when void."""

    series = models.ForeignKey(
        NumberSeries, models.PROTECT, related_name="numbers", verbose_name="序列"
    )
    number = models.PositiveIntegerField("编号")
    title = models.CharField("文件标题", max_length=200, blank=True)
    subject_type = models.CharField("对象类型", max_length=60, blank=True)
    subject_id = models.CharField("对象编号", max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="取号人",
    )
    taken_at = models.DateTimeField("取号时间", default=timezone.now)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)

    objects = DocumentNumberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文号"
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"],
                name="one_document_a_number",
                violation_error_message="该文号已被使用。",
            ),
            models.CheckConstraint(
                name="document_number_counts_from_one", condition=Q(number__gt=0)
            ),
        ]

    def __str__(self):
        return f"{self.series}{self.number}号"
