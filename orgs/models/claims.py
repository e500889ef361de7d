import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from orgs.models.delegates import Invitation
from orgs.models.organizations import Organization
from privacy.fields import EncryptedField
from unions.models import Federation

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def receipt_number():
    """Twelve signs that are hard to confuse and cannot be guessed: RL-7KQ2-M9XA-3TFD."""
    drawn = "".join(secrets.choice(SIGNS) for _ in range(12))
    return f"RL-{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


class ClaimQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"), Territory())


class Claim(models.Model):
    """A person without an account says that they speak for an organization, and gives proof.

    Kept and answered alike whether or not the register has the code. Where it has none, the
    federation of the code's division looks into it.
    """

    WORKING_DAYS = 5

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "退回补正"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "不予通过"
        WITHDRAWN = "withdrawn", "已撤回"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(
        "受理编号", max_length=20, unique=True, default=receipt_number, editable=False
    )
    credit_code = models.CharField("所填统一社会信用代码", max_length=18)
    representative = models.CharField("所填法定代表人", max_length=60)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name="社会组织",
    )
    federation = models.ForeignKey(
        Federation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="受理工会（册内无此代码时）",
    )
    name = models.CharField("申请人", max_length=60)
    position = models.CharField("在本组织的职务", max_length=60, blank=True)
    phone = EncryptedField("手机", mask="phone")
    email = EncryptedField("电子邮箱", blank=True, mask="email")
    representative_matches = models.BooleanField("法定代表人相符", default=False)
    phone_matches = models.BooleanField("登记电话尾号相符", null=True, blank=True)
    status = models.CharField(
        "状态", max_length=10, choices=Status.choices, default=Status.SUBMITTED
    )
    submitted_at = models.DateTimeField("提交时间", default=timezone.now)
    due_on = models.DateField("应办结日期")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    answer = models.CharField("答复", max_length=300, blank=True)
    invitation = models.OneToOneField(
        Invitation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claim",
        verbose_name="开户邀请",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "组织认领"
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="claim_has_one_to_judge_it",
                condition=Q(organization=None, federation__isnull=False)
                | Q(organization__isnull=False, federation=None),
            )
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="claim_waiting")]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("claims:review", args=[self.uid])

    @property
    def overdue(self):
        return self.status == self.Status.SUBMITTED and self.due_on < timezone.localdate()
