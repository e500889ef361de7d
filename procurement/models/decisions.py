"""What was decided on bids, made public, and awarded."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.purses import money
from governance.scope import Delegated, ScopedQuerySet
from procurement.models.bids import Bid
from procurement.models.calls import Call, Lot
from procurement.reach import OwnHouse, Watching

PEOPLE = settings.AUTH_USER_MODEL


class DecisionQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("call__project__federation"), Watching("call__project__federation"))

    def published(self):
        """What anyone may see: what is or was made public."""
        return self.filter(status__in=Decision.PUBLIC)


class Decision(models.Model):
    """The meeting that decided on a call: its minutes and what it proposes, staged until one act
    makes all of it public. Who staged it does not approve it."""

    class Status(models.TextChoices):
        DRAFT = "draft", "拟稿"
        SUBMITTED = "submitted", "待审批"
        PUBLIC = "public", "公示中"
        CONCLUDED = "concluded", "已定标"
        VOID = "void", "不予立项"

    PUBLIC = (Status.PUBLIC, Status.CONCLUDED)

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    call = models.OneToOneField(Call, models.PROTECT, related_name="decision", verbose_name="公告")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    met_on = models.DateField("会议日期")
    attendees = models.CharField("出席人员", max_length=300, blank=True)
    minutes = models.TextField("会议纪要", blank=True)
    preference = models.TextField("优先规则", blank=True, editable=False)
    experts = models.JSONField("评审专家名单", default=list, editable=False)
    publicity_from = models.DateField("公示开始", null=True, blank=True)
    publicity_to = models.DateField("公示结束", null=True, blank=True)
    concluded_at = models.DateTimeField("定标时间", null=True, blank=True)
    editor = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟稿人"
    )
    approver = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    approved_at = models.DateTimeField("审批时间", null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "立项审定"
        ordering = ["-met_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_approved_by_another",
                condition=Q(approver=None) | ~Q(approver=F("editor")),
                violation_error_message="拟稿人不能审批自己拟的立项结果，请由领导审批。",
            ),
            models.CheckConstraint(
                name="decision_public_with_dates",
                condition=~Q(status__in=["public", "concluded"])
                | Q(approver__isnull=False, publicity_to__gte=F("publicity_from")),
                violation_error_message="公示须有审批人和起止日期。",
            ),
        ]

    def __str__(self):
        return f"{self.call.project}：立项审定"

    def get_absolute_url(self):
        return reverse("procurement:decision", args=[self.call.uid])

    @property
    def level(self):
        return {"public": "caution", "concluded": "good", "void": "done"}.get(self.status, "plain")

    def publicity_over(self, on=None):
        """The last day is still one on which to object."""
        return bool(self.publicity_to) and self.publicity_to < (on or timezone.localdate())


class AwardQuerySet(ScopedQuerySet):
    reaches = (
        OwnHouse("lot__call__project__federation"),
        Watching("lot__call__project__federation"),
        Delegated("bid__organization"),
    )

    def published(self):
        """What anyone may see."""
        return self.filter(decision__status__in=Decision.PUBLIC).exclude(status="revoked")

    def standing(self):
        return self.filter(status__in=["proposed", "awarded"])

    def ended(self, organization, on):
        """An organization's awards whose service should be over."""
        rows = self.filter(bid__organization__in=organization.records, status="awarded")
        return rows.filter(lot__call__project__ends_on__lt=on)


class Award(models.Model):
    """A lot given to a bid, for so much money; the contract comes after it."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "拟立项"
        AWARDED = "awarded", "已立项"
        WITHDRAWN = "withdrawn", "已放弃"
        REVOKED = "revoked", "已撤销"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(
        Decision, models.PROTECT, related_name="awards", verbose_name="审定"
    )
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="awards", verbose_name="标段")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="awards", verbose_name="申报")
    rank = models.PositiveSmallIntegerField("名次")
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True, blank=True)
    amount = money("立项金额（元）")
    reason = models.CharField("理由", max_length=300, blank=True)
    by_preference = models.BooleanField("同等条件下优先", default=False)
    status = models.CharField(
        "状态", max_length=10, choices=Status.choices, default=Status.PROPOSED
    )
    noticed_on = models.DateField("通知日期", null=True, blank=True)
    ended_on = models.DateField("放弃或撤销日期", null=True, blank=True)
    ended_reason = models.CharField("放弃或撤销原因", max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "立项结果"
        ordering = ["lot", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_award_a_lot",
                fields=["lot"],
                condition=models.Q(status__in=["proposed", "awarded"]),
                violation_error_message="该标段已有拟立项的单位。",
            ),
            models.CheckConstraint(
                name="award_amount",
                condition=Q(amount__gt=0),
                violation_error_message="立项金额应大于零。",
            ),
        ]

    def __str__(self):
        return f"{self.lot}：{self.get_status_display()}"

    @property
    def level(self):
        return {"proposed": "caution", "awarded": "good"}.get(self.status, "done")
