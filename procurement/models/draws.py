"""Verifiable draws: what was sealed before, what became known after, and what followed from it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from orgs.models import Organization
from privacy.fields import EncryptedField
from procurement.models.calls import Call
from procurement.models.experts import Expert
from procurement.models.panels import OUT, AfterResult, Panel
from procurement.reach import OwnHouse


class DrawQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("panel__call__project__federation"), AfterResult("panel__call"))

    def published(self):
        """What anyone may see: the seal of each draw from the start, all of it at the end."""
        return self.exclude(panel__call__status=Call.Status.DRAFT)


class Draw(models.Model):
    """One draw for a panel. ``frozen`` (pool, conditions, who is left out and why, which public
    value will count) and the seed are sealed by their hashes before the bidders and the public
    value are known; anyone can replay what came of it (``docs/replay_draw.py``).
    """

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="draws", verbose_name="评审组")
    frozen = models.JSONField("封存内容", default=dict)
    digest = models.CharField("封存内容摘要（SHA-256）", max_length=64)
    seed = EncryptedField("种子")
    commitment = models.CharField("种子摘要（SHA-256）", max_length=64)
    frozen_at = models.DateTimeField("封存时间", default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    public_source = models.CharField("公开数来源", max_length=120)
    public_on = models.DateField("公开数产生日期")
    public_value = models.CharField("公开数", max_length=200, blank=True)
    drawn_at = models.DateTimeField("抽取时间", null=True, blank=True)
    conflicts = models.JSONField("回避筛查", default=dict, blank=True)
    steps = models.JSONField("抽取和递补", default=list, blank=True)
    void_reason = models.CharField("作废原因", max_length=200, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专家抽取"
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_draw_at_a_time",
                fields=["panel"],
                condition=Q(void_reason=""),
                violation_error_message="已有封存的抽取，须先作废。",
            ),
            models.CheckConstraint(
                name="draw_with_public_value",
                condition=Q(drawn_at=None) | ~Q(public_value=""),
                violation_error_message="抽取须有公开数。",
            ),
            models.CheckConstraint(
                name="draw_after_seal",
                condition=Q(drawn_at=None) | Q(drawn_at__gt=F("frozen_at")),
                violation_error_message="抽取须在封存之后。",
            ),
        ]

    def __str__(self):
        return f"{self.panel.call.project}：专家抽取"

    def get_absolute_url(self):
        return reverse("procurement:draw", args=[self.uid])

    @property
    def is_out(self):
        """The whole record may be read by anyone."""
        return bool(self.drawn_at) and self.panel.call.status in OUT


class ConflictQuerySet(ScopedQuerySet):
    reaches = (
        OwnHouse("draw__panel__call__project__federation"),
        AfterResult("draw__panel__call"),
    )

    def standing(self):
        return self.filter(overruled_at=None)


class Conflict(models.Model):
    """A path that leads from an expert to an organization that bids, found by the register; what
    bars stands in the draw's record under its code, what only warns is put to the expert."""

    class Ground(models.TextChoices):
        REPRESENTATIVE = "representative", "与申报单位法定代表人同名"
        TIE = "tie", "在申报单位任职（含三年内）"
        EMPLOYER = "employer", "工作单位即申报单位"
        PAST_POST = "past_post", "三年内曾在申报单位任职"
        CONTACT = "contact", "申报单位联系人"
        PHONE = "phone", "与申报单位同一电话"
        DELEGATE = "delegate", "申报单位经办代表"
        AFFILIATE = "affiliate", "所在社会组织与申报单位有关联"
        BUYER = "buyer", "与采购单位同一单位"
        COLLEAGUE = "colleague", "同单位人员在申报单位兼任职务"
        SUPERVISOR = "supervisor", "工作单位是申报单位的业务主管单位"

    WARNS = (Ground.COLLEAGUE, Ground.SUPERVISOR)
    """These are put to the expert, who declares; the others bar."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="findings", verbose_name="抽取")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="+", verbose_name="专家")
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="申报单位",
    )
    ground = models.CharField("情形", max_length=16, choices=Ground.choices)
    path = models.CharField("依据", max_length=200)
    found_at = models.DateTimeField("发现时间", default=timezone.now)
    overruled_at = models.DateTimeField("排除时间", null=True, blank=True)
    overruled_reason = models.CharField("排除理由", max_length=200, blank=True)
    overruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="排除人",
    )

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "利益冲突"
        ordering = ["draw", "expert", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="conflict_once",
                fields=["draw", "expert", "organization", "ground"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="conflict_overruled_with_reason",
                condition=Q(overruled_at=None) | ~Q(overruled_reason=""),
                violation_error_message="排除一条利益冲突须写明理由。",
            ),
        ]

    def __str__(self):
        return self.get_ground_display()

    @property
    def trail_name(self):
        return f"{self.expert.trail_name}：{self.get_ground_display()}"

    @property
    def bars(self):
        return self.overruled_at is None and self.ground not in self.WARNS
