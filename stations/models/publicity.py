"""What the public is told of a case before it is approved, and what is held against it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import ScopedQuerySet
from privacy.fields import EncryptedField
from stations.file_reach import KeptHere, OpenedByMe
from stations.models.cases import Case
from stations.publicity import DIGITS, check_text

PERSON = settings.AUTH_USER_MODEL


class PublicityQuerySet(ScopedQuerySet):
    reaches = (KeptHere("case__household__federation"), OpenedByMe())

    def public(self, on=None):
        """What stands on the wall that day."""
        on = on or timezone.localdate()
        return self.filter(starts_on__lte=on, ends_on__gte=on, withdrawn_at=None)

    def standing(self):
        return self.filter(withdrawn_at=None)


class Publicity(models.Model):
    """One household on the wall for some working days: 张*, unit, what for. Its text is made of
    these few fields, and none of them takes what may not be told (domain 6.4)."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name="个案")
    who = models.CharField("申请人", max_length=4)
    unit = models.CharField("工作单位", max_length=60, blank=True, validators=[check_text])
    matter = models.CharField("公示事项", max_length=60, validators=[check_text])
    amount = models.DecimalField(
        "拟帮扶金额（元）", max_digits=10, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="公示人")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    reason = models.CharField("撤下原因", max_length=200, blank=True)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "帮扶公示"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="publicity_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="公示结束不能早于开始。",
            ),
            models.UniqueConstraint(
                name="one_publicity_of_a_case",
                fields=["case"],
                condition=Q(withdrawn_at=None),
                violation_error_message="这个个案已经在公示。",
            ),
            models.CheckConstraint(
                name="publicity_without_numbers",
                condition=~Q(matter__regex=DIGITS) & ~Q(unit__regex=DIGITS),
                violation_error_message="公示内容中不能有证件号码、电话、银行账号等号码。",
            ),
            models.CheckConstraint(
                name="publicity_of_a_masked_name",
                condition=Q(who__endswith="*"),
                violation_error_message="公示只写姓，如“张*”。",
            ),
        ]

    def __str__(self):
        return f"{self.case}的公示"

    @property
    def is_running(self):
        return self.withdrawn_at is None and self.ends_on >= timezone.localdate()


class ObjectionQuerySet(ScopedQuerySet):
    reaches = (KeptHere("notice__case__household__federation"),)

    def waiting(self):
        return self.filter(handled_at=None)


class PublicityObjection(models.Model):
    """What somebody holds against a household on the wall; the approval waits for its answer."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "异议成立"
        DISMISSED = "dismissed", "异议不成立"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(
        Publicity, models.PROTECT, related_name="objections", verbose_name="公示"
    )
    said = EncryptedField("异议内容", mask="hidden")
    phone = EncryptedField("联系电话", mask="phone", blank=True)
    received_at = models.DateTimeField("收到时间", default=timezone.now)
    outcome = models.CharField("处理结果", max_length=10, choices=Outcome.choices, blank=True)
    finding = EncryptedField("核查情况", mask="hidden", blank=True)
    by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核查人"
    )
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示异议"
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                name="publicity_objection_handled_with_outcome",
                condition=Q(handled_at=None, outcome="")
                | (Q(handled_at__isnull=False, by__isnull=False) & ~Q(outcome="")),
                violation_error_message="处理异议须写明结果。",
            )
        ]

    def __str__(self):
        return f"{self.notice}的异议"
