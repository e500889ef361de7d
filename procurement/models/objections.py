"""Asking back, objecting and complaining: three steps, each with its clock in working days."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import Delegated, ScopedQuerySet
from orgs.models import Organization
from orgs.validators import validate_phone
from privacy.fields import EncryptedField
from procurement.models.calls import Call
from procurement.reach import OwnHouse, Watching
from unions.models import Federation

PEOPLE = settings.AUTH_USER_MODEL


class ObjectionQuerySet(ScopedQuerySet):
    reaches = (
        OwnHouse("call__project__federation"),
        Watching("call__project__federation"),
        OwnHouse("answers_at"),
        Watching("answers_at"),
        Delegated("organization"),
    )

    def waiting(self):
        return self.filter(status=Objection.Status.OPEN)

    def suspending(self):
        """Those that keep the award from being made: an objection or a complaint not answered."""
        return self.waiting().filter(kind__in=Objection.SUSPENDING)


class Objection(models.Model):
    """What a bidder or anybody else holds against a purchase, and what was found."""

    class Kind(models.TextChoices):
        QUERY = "query", "询问"
        OBJECTION = "objection", "质疑"
        COMPLAINT = "complaint", "投诉"

    class Status(models.TextChoices):
        OPEN = "open", "待答复"
        ANSWERED = "answered", "已答复"
        WITHDRAWN = "withdrawn", "已撤回"

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", "已说明"
        REJECTED = "rejected", "不成立"
        PARTLY = "partly", "部分成立"
        UPHELD = "upheld", "成立"

    class Effect(models.TextChoices):
        NONE = "none", "不影响结果"
        REDO = "redo", "重新审定"
        CANCEL = "cancel", "终止本次采购"

    SUSPENDING = (Kind.OBJECTION, Kind.COMPLAINT)

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="objections", verbose_name="公告")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name="提出单位",
    )
    name = models.CharField("提出人", max_length=60, blank=True)
    phone = EncryptedField("联系电话", blank=True, mask="phone", validators=[validate_phone])
    text = models.TextField("事项", max_length=3000)
    evidence = models.TextField("事实和依据", max_length=3000, blank=True)
    request = models.CharField("请求", max_length=500, blank=True)
    known_on = models.DateField("知道之日")
    raised_at = models.DateTimeField("提出时间", default=timezone.now)
    by = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提交账号"
    )
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name="所针对的质疑",
    )
    answers_at = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="答复工会"
    )
    due_on = models.DateField("答复期限")
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.OPEN)
    outcome = models.CharField("结论", max_length=10, choices=Outcome.choices, blank=True)
    effect = models.CharField("处理", max_length=8, choices=Effect.choices, blank=True)
    answer = models.TextField("答复", max_length=3000, blank=True)
    answered_by = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ["-raised_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="objection_has_author",
                condition=Q(organization__isnull=False) | ~Q(name=""),
                violation_error_message="请填写提出人。",
            ),
            models.CheckConstraint(
                name="objection_answered",
                condition=~Q(status="answered")
                | Q(answered_by__isnull=False, answered_at__isnull=False)
                & ~Q(answer="")
                & ~Q(outcome=""),
                violation_error_message="答复须有结论、内容和答复人。",
            ),
            models.CheckConstraint(
                name="objection_complaint_follows",
                condition=Q(kind="complaint") | Q(follows=None),
                violation_error_message="只有投诉针对此前的质疑。",
            ),
        ]

    def __str__(self):
        return f"{self.call.project}：{self.get_kind_display()}"

    def get_absolute_url(self):
        return reverse("procurement:objection", args=[self.uid])

    @property
    def author(self):
        return str(self.organization) if self.organization else self.name

    @property
    def late(self):
        answered = self.answered_at and timezone.localdate(self.answered_at)
        return self.status != self.Status.WITHDRAWN and self.due_on < (
            answered or timezone.localdate()
        )

    @property
    def level(self):
        if self.status == self.Status.OPEN:
            return "bad" if self.late else "caution"
        return "good" if self.status == self.Status.ANSWERED else "done"
