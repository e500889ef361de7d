"""What an officer has found, seen and proved of an organization, criterion by criterion (CQ-22)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from orgs.models import Organization


class CriterionFindingQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def standing(self, on=None, **only):
        """Of each organization and criterion the newest that nobody has taken back."""
        day = on or timezone.localdate()
        newest = (
            self.model._base_manager.filter(voided_at=None, judged_on__lte=day, **only)
            .order_by("organization", "criterion", "-judged_on", "-pk")
            .distinct("organization", "criterion")
        )
        return self.filter(pk__in=newest.values("pk"))


class CriterionFinding(models.Model):
    """Whether an organization meets one criterion, as judged by hand, with the evidence for it.

    It goes before what the register lets one suppose (``membership.priorities``). A later one takes
    its place; a mistaken one is taken back, never rewritten.
    """

    class Criterion(models.TextChoices):
        BASIS = "basis", "工作基础好"
        INFLUENCE = "influence", "社会影响大"
        PREMISES = "premises", "工作场地固定"
        STABLE = "stable", "人员相对稳定"
        PARTY_NORMS = "party_norms", "建会列入党建规范"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="criterion_findings", verbose_name="社会组织"
    )
    criterion = models.CharField("条件", max_length=12, choices=Criterion.choices)
    met = models.BooleanField("符合")
    evidence = models.CharField("依据", max_length=300)
    judged_on = models.DateField("认定日期", default=timezone.localdate)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="认定人",
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    voided_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("撤回原因", max_length=200, blank=True, editable=False)

    objects = CriterionFindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建会条件逐项认定"
        ordering = ["criterion", "-judged_on", "-pk"]
        indexes = [
            models.Index(
                fields=["organization", "criterion", "-judged_on"], name="criterion_of_organization"
            )
        ]

    def __str__(self):
        return f"{self.get_criterion_display()}：{self.verdict}"

    @property
    def verdict(self):
        return "符合" if self.met else "不符合"

    @property
    def listed(self):
        """Of the criterion ``PARTY_NORMS``: whether they tell of the union."""
        return "已列入" if self.met else "未列入"

    @property
    def words(self):
        """How it is said as a reason: what was seen, by whom and when."""
        who = f"{self.assessor}，" if self.assessor else ""
        seen = f"{who}{self.judged_on:%Y-%m-%d} 认定"
        return f"{self.get_criterion_display()}：{self.evidence}（{seen}）"
