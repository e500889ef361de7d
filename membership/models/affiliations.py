"""To which upper union a union belongs, from when to when (理顺组织关系, DRV-18; ZH-04)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from unions.models import Federation, GrassrootsUnion
from unions.validity import one_at_a_time


class AffiliationQuerySet(ScopedQuerySet):
    reaches = (Territory("union__federation"),)

    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on)


class Affiliation(models.Model):
    """The upper union of a union, and the union of unions (社会组织工会联合会) it is led through.

    ``union.federation`` is the one in force today; here stands since when, and which ones before.
    """

    LEADING = (GrassrootsUnion.Kind.REGIONAL, GrassrootsUnion.Kind.INDUSTRY)
    """Unions of unions: 区域、行业工会联合会."""

    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="affiliations", verbose_name="基层工会"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="上级工会"
    )
    through = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led",
        verbose_name="所属工会联合会",
    )
    starts_on = models.DateField("起")
    ended_on = models.DateField("止", null=True, blank=True)
    basis = models.CharField("依据文件", max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "组织关系"
        ordering = ["union", "-starts_on"]
        constraints = [
            one_at_a_time(
                "affiliation_one_at_a_time",
                "union",
                first="starts_on",
                end="ended_on",
                message="同一工会在任何一天只有一个上级工会。",
            ),
            models.CheckConstraint(
                name="affiliation_times",
                condition=Q(ended_on=None) | Q(ended_on__gt=F("starts_on")),
                violation_error_message="终止日期须晚于开始日期。",
            ),
            models.CheckConstraint(
                name="affiliation_not_to_itself",
                condition=Q(through=None) | ~Q(through=F("union")),
                violation_error_message="工会不能隶属于自己。",
            ),
        ]

    def __str__(self):
        return f"{self.union}隶属{self.federation.short_name}"

    def clean(self):
        if self.through_id and self.through.kind not in self.LEADING:
            raise ValidationError({"through": "所属的须为区域或行业工会联合会。"})
