"""What shows that a union works: dated, and with its numbers (DRV-19 … DRV-21)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from unions.models import GrassrootsUnion


class EvidenceQuerySet(ScopedQuerySet):
    reaches = (Territory("union__federation"),)

    def standing(self):
        """What nobody has taken back."""
        return self.filter(voided_at=None)


class Evidence(models.Model):
    """One thing a union did or has, on a day.

    What each kind is to tell (``numbers``), for how long it speaks and how it weighs is not written
    here but in ``membership/evidence.toml``. A mistaken entry is taken back, never rewritten.
    """

    class Kind(models.TextChoices):
        # how it is run (DRV-19)
        CONGRESS = "congress", "会员（代表）大会"
        REVIEW = "review", "会员评家"
        DISCLOSURE = "disclosure", "会务公开"
        DELEGATES = "delegates", "会员代表常任制"
        MEMBERS = "members", "会员情况"
        # its standing and its funds
        REGISTRATION = "registration", "法人资格登记"
        ACCOUNT = "account", "工会经费开户"
        FEES = "fees", "工会经费收缴"
        # rights (DRV-20)
        BARGAINING = "bargaining", "集体协商"
        CONTRACT = "contract", "集体合同"
        STAFF_CONGRESS = "staff_congress", "职工（代表）大会"
        DEMOCRACY = "democracy", "民主管理"
        SUPERVISION = "supervision", "劳动法律监督"
        LEGAL_AID = "legal_aid", "法律援助"
        # care (DRV-21)
        CARE = "care", "人文关怀"
        COUNSELLING = "counselling", "心理疏导"
        WARMTH = "warmth", "送温暖"
        SCHOOLING = "schooling", "金秋助学"
        # the rest of its work
        ACTIVITY = "activity", "文体等活动"
        TRAINING = "training", "教育培训"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="evidence", verbose_name="基层工会"
    )
    kind = models.CharField("类别", max_length=16, choices=Kind.choices)
    held_on = models.DateField("日期")
    ends_on = models.DateField("有效期至", null=True, blank=True)
    numbers = models.JSONField("数据", default=dict, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    voided_at = models.DateTimeField("撤回时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("撤回原因", max_length=200, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会运行记录"
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="evidence_once",
                fields=["union", "kind", "held_on", "note"],
                condition=Q(voided_at=None),
                violation_error_message="同一天的这类记录已经登记；另有一次的，请在说明中写明。",
            ),
            models.CheckConstraint(
                name="evidence_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("held_on")),
                violation_error_message="有效期不能早于日期。",
            ),
        ]
        indexes = [models.Index(name="evidence_of_union", fields=["union", "kind", "-held_on"])]

    def __str__(self):
        return f"{self.get_kind_display()} {self.held_on:%Y-%m-%d}"
