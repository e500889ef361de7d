import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import Delegated, ScopedQuerySet, Territory
from orgs.models.organizations import Organization
from privacy.fields import EncryptedField


class HandedIn(Territory):
    """By office: what an organization has handed in. Its drafts are its own."""

    def condition(self, user, permission):
        within = super().condition(user, permission)
        way = self.path.removesuffix("organization__federation")
        return within and within & Q(**{f"{way}submitted_at__isnull": False})


class CorrectionRequestQuerySet(ScopedQuerySet):
    reaches = (HandedIn("organization__federation"), Delegated("organization"))

    def open(self):
        return self.filter(status__in=CorrectionRequest.OPEN)


class CorrectionRequest(models.Model):
    """An organization says what of its entry should read otherwise, value by value, with proof.

    Nothing changes on the register until an officer has accepted a value.
    """

    WORKING_DAYS = 5

    class Status(models.TextChoices):
        DRAFT = "draft", "填写中"
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "退回补正"
        DECIDED = "decided", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"

    OPEN = (Status.DRAFT, Status.SUBMITTED, Status.RETURNED)
    IN_HAND = (Status.DRAFT, Status.RETURNED)
    """Those in which it is the organization's turn."""

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        related_name="correction_requests",
        verbose_name="社会组织",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人"
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    as_of = models.DateField("变化发生日期", null=True, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    created_at = models.DateTimeField("开始填写", default=timezone.now)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    due_on = models.DateField("应办结日期", null=True, blank=True)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    answer = models.CharField("退回原因", max_length=300, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "资料更正申请"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_correction_request",
                fields=["organization"],
                condition=Q(status__in=["draft", "submitted", "returned"]),
                violation_error_message="已有一份在办的更正申请，请先办结或撤回。",
            ),
            models.CheckConstraint(
                name="correction_request_has_its_clock",
                condition=~Q(status="submitted")
                | Q(submitted_at__isnull=False, due_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="correction_request_waiting")]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        """Of the page of the organization's people; officers have one of their own."""
        return reverse("portal:correction", args=[self.uid])

    @property
    def number(self):
        return f"GZ-{str(self.uid)[:8].upper()}"

    @property
    def in_hand(self):
        return self.status in self.IN_HAND

    @property
    def overdue(self):
        return self.status == self.Status.SUBMITTED and self.due_on < timezone.localdate()


class ProposedValueQuerySet(ScopedQuerySet):
    reaches = (
        HandedIn("request__organization__federation"),
        Delegated("request__organization"),
    )


class ProposedValue(models.Model):
    """One value as the organization would have it, and what became of the proposal.

    Both texts are as ``orgs.correctable`` writes them; encrypted, since telephones are among them.
    """

    class Decision(models.TextChoices):
        PENDING = "pending", "待审核"
        ACCEPTED = "accepted", "采纳"
        REFUSED = "refused", "不采纳"

    request = models.ForeignKey(
        CorrectionRequest, models.CASCADE, related_name="proposals", verbose_name="更正申请"
    )
    field = models.CharField("栏目", max_length=40)
    value = EncryptedField("拟改为", blank=True, mask="phone")
    before = EncryptedField("提出时的登记值", blank=True, mask="phone")
    decision = models.CharField(
        "审核结果", max_length=10, choices=Decision.choices, default=Decision.PENDING
    )
    reason = models.CharField("不采纳的原因", max_length=200, blank=True)

    objects = ProposedValueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拟改内容"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_proposal_a_value", fields=["request", "field"]),
            models.CheckConstraint(
                name="proposal_refused_with_reason",
                condition=~Q(decision="refused") | ~Q(reason=""),
                violation_error_message="不采纳的须写明原因。",
            ),
        ]

    def __str__(self):
        return f"{self.request} {self.field}"
