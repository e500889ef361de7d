import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from membership.models.members import Member
from unions.models import Federation, GrassrootsUnion


class TransferQuerySet(ScopedQuerySet):
    """Both sides see it, and whoever it came up to."""

    reaches = (
        Territory("from_federation"),
        Territory("to_federation"),
        Territory("answering"),
    )

    def waiting(self):
        return self.filter(status=Transfer.Status.ASKED)


class Transfer(models.Model):
    """A membership goes from one union (or the holding pool) to another: asked for by one side,
    answered by the other, or by the federation above that when its time has run out."""

    class Status(models.TextChoices):
        ASKED = "asked", "待对方确认"
        ACCEPTED = "accepted", "已转接"
        REFUSED = "refused", "未同意"
        WITHDRAWN = "withdrawn", "已撤回"

    class Ground(models.TextChoices):
        CHANGED_JOB = "changed_job", "变动工作单位"
        APPLIED = "applied", "本人扫码申请"
        UNION_ENDED = "union_ended", "原工会撤销"
        PLACED = "placed", "从周转库安排"
        OTHER = "other", "其他"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="transfers", verbose_name="会员"
    )
    from_union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="转出工会",
    )
    from_federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="转出工会的上级"
    )
    to_union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="转入工会",
    )
    to_federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="转入工会的上级"
    )
    answering = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="答复工会"
    )
    incoming = models.BooleanField("由转入方提出", default=True)
    ground = models.CharField(
        "事由", max_length=12, choices=Ground.choices, default=Ground.CHANGED_JOB
    )
    note = models.CharField("说明", max_length=200, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出人",
    )
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    due_on = models.DateField("应答复日期")
    escalations = models.PositiveSmallIntegerField("逾期上报次数", default=0)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    effective_on = models.DateField("转接日期", null=True, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会籍转接"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_transfer_at_a_time",
                fields=["member"],
                condition=Q(status="asked"),
                violation_error_message="这位会员的转接正在办理，不能重复提出。",
            ),
            models.CheckConstraint(
                name="transfer_answered_by_another",
                condition=Q(decided_by=None)
                | Q(asked_by=None)
                | ~Q(decided_by=F("asked_by"))
                | Q(from_federation=F("to_federation"))
                | Q(status="withdrawn"),
                violation_error_message="转接须由对方答复，不能由提出人自己答复。",
            ),
            models.CheckConstraint(
                name="transfer_goes_somewhere",
                condition=~Q(from_union=F("to_union")) | Q(from_union=None) | Q(to_union=None),
                violation_error_message="已在这个工会，无须转接。",
            ),
            models.CheckConstraint(
                name="transfer_accepted_on_a_day",
                condition=~Q(status="accepted") | Q(effective_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "due_on"], name="transfer_waiting")]

    def __str__(self):
        return f"转接 {str(self.uid)[:8]}"

    def get_absolute_url(self):
        return reverse("membership:transfer", args=[self.uid])

    @property
    def asking(self):
        """The federation of the side that asked."""
        return self.to_federation if self.incoming else self.from_federation

    @property
    def overdue(self):
        return self.status == self.Status.ASKED and self.due_on < timezone.localdate()

    @property
    def level(self):
        marks = {"asked": "caution", "accepted": "good", "refused": "bad"}
        return marks.get(self.status, "done")
