"""Who may not bid for a while, by whose decision (domain.md 4.9)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import Delegated, ScopedQuerySet
from orgs.models import Organization
from procurement.reach import OwnHouse, Watching
from unions.models import Federation


class BanQuerySet(ScopedQuerySet):
    reaches = (OwnHouse(), Watching(), Delegated("organization"))

    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=on),
            Q(lifted_on=None) | Q(lifted_on__gt=on),
            starts_on__lte=on,
        )

    def holding(self, organization, federation, on=None):
        """Those that keep an organization from what a federation buys: its own, those of its line
        of command, and those for a whole province that it lies in."""
        line = [code for code in federation.path.strip("/").split("/") if code]
        province = f"/{'/'.join(line[:2])}/"
        within = Q(federation__code__in=line)
        if len(line) > 1:
            within |= Q(reach=Ban.Reach.PROVINCE, federation__path__startswith=province)
        rows = self.in_force(on).filter(organization__in=organization.records)
        return rows.filter(within).select_related("federation").order_by("starts_on", "pk")


class Ban(models.Model):
    """A dated decision that keeps an organization from purchases, with its reason and evidence.
    Never rewritten: it runs out, or it is lifted because the matter was set right."""

    class Cause(models.TextChoices):
        FALSE_MATERIAL = "false_material", "提供虚假材料"
        COLLUSION = "collusion", "串通投标"
        SUBCONTRACTING = "subcontracting", "转包"
        DIVERSION = "diversion", "挪用资金"
        LEAK = "leak", "泄露个人信息"
        NO_EVALUATION = "no_evaluation", "拒绝评估"
        FAILED = "failed", "考核不合格"
        DISHONEST = "dishonest", "列入失信名单"
        NOT_SIGNING = "not_signing", "中标后无正当理由不签约"
        OTHER = "other", "其他"

    class Reach(models.TextChoices):
        OWN = "own", "本级及下级"
        PROVINCE = "province", "全省（区、市）"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="bans", verbose_name="决定工会"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="bans", verbose_name="社会组织"
    )
    cause = models.CharField("事由", max_length=16, choices=Cause.choices)
    evidence = models.TextField("事实与证据", max_length=2000)
    decision_number = models.CharField("决定文号", max_length=60)
    reach = models.CharField("范围", max_length=8, choices=Reach.choices, default=Reach.OWN)
    starts_on = models.DateField("禁入自")
    ends_on = models.DateField("禁入至", null=True, blank=True)
    lifted_on = models.DateField("解除日期", null=True, blank=True)
    lifted_reason = models.CharField("修复情况", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)

    objects = BanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "禁入决定"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="ban_once",
                fields=["federation", "organization", "decision_number"],
                violation_error_message="这一决定已经登记。",
            ),
            models.CheckConstraint(
                name="ban_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="禁入的止日不能早于起日。",
            ),
            models.CheckConstraint(
                name="ban_lifted_with_reason",
                condition=Q(lifted_on=None)
                | Q(lifted_on__gte=F("starts_on")) & ~Q(lifted_reason=""),
                violation_error_message="解除禁入须写明修复情况，日期不早于起日。",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.decision_number}"

    def get_absolute_url(self):
        return reverse("procurement:ban", args=[self.uid])

    def holds(self, on=None):
        on = on or timezone.localdate()
        open_still = self.ends_on is None or self.ends_on >= on
        return self.starts_on <= on and open_still and (not self.lifted_on or self.lifted_on > on)

    @property
    def state(self):
        if self.lifted_on:
            return "已修复解除"
        return "执行中" if self.holds() else "期满" if self.ends_on else "未开始"

    @property
    def level(self):
        return "bad" if self.holds() else "done"
