import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from membership.models.drives import Drive
from membership.models.members import Member, Person
from membership.models.transfers import Transfer
from orgs.models import Organization
from privacy import signing
from unions.models import Federation, GrassrootsUnion

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that are hard to confuse."""


def drawn(count):
    return "".join(secrets.choice(SIGNS) for _ in range(count))


def draw_slug():
    return drawn(10)


def draw_number():
    """RH-7KQ2-M9XA-3TFD: a receipt that cannot be guessed."""
    return "-".join(("RH", drawn(4), drawn(4), drawn(4)))


class JoinCodeQuerySet(ScopedQuerySet):
    reaches = (Territory(),)

    def standing(self, now=None):
        return self.filter(closed_at=None, expires_at__gt=now or timezone.now())


class JoinCode(models.Model):
    """A QR code by which workers ask to join: for which union, where, in which drive, how long and
    for how many. Scanning it never makes a member. One without a union is for people whose
    workplace has none: they come into the holding pool of ``federation``.

    A rotating code is shown on a screen on the spot and holds for a minute or two.
    """

    slug = models.CharField("编号", max_length=12, unique=True, default=draw_slug, editable=False)
    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="join_codes",
        verbose_name="基层工会",
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="上级工会"
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="join_codes",
        verbose_name="所在社会组织",
    )
    site = models.CharField("地点", max_length=80)
    drive = models.ForeignKey(
        Drive, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专项行动"
    )
    rotating = models.BooleanField("现场动态码", default=False)
    quota = models.PositiveIntegerField("名额")
    used = models.PositiveIntegerField("已用名额", default=0, editable=False)
    expires_at = models.DateTimeField("有效期至")
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制码人"
    )
    created_at = models.DateTimeField("制码时间", default=timezone.now)

    objects = JoinCodeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入会码"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="join_code_within_quota",
                condition=Q(used__lte=F("quota")),
                violation_error_message="名额已满。",
            ),
            models.CheckConstraint(
                name="join_code_expires_later",
                condition=Q(expires_at__gt=F("created_at")),
                violation_error_message="有效期应晚于现在。",
            ),
        ]

    def __str__(self):
        return f"入会码 {self.slug}"

    def get_absolute_url(self):
        return reverse("membership:join_code", args=[self.uid])

    @property
    def token(self):
        """What stands in its address: sealed, so that codes nobody printed are told at once."""
        return signing.seal("membership.join", self.slug)

    @property
    def host(self):
        """To what people join by it."""
        return self.union.name if self.union_id else self.federation.name

    @property
    def state(self):
        if self.closed_at:
            return "已停用"
        if self.expires_at <= timezone.now():
            return "已过期"
        return "名额已满" if self.used >= self.quota else "使用中"

    @property
    def level(self):
        return {"使用中": "good", "名额已满": "caution"}.get(self.state, "done")


class ApplicationQuerySet(ScopedQuerySet):
    reaches = (Territory("code__federation"),)

    def open(self):
        return self.filter(status__in=Application.OPEN)

    def waiting(self):
        return self.filter(status=Application.Status.SUBMITTED)

    def undecided_of(self, kind, number):
        """What the person with this paper has asked for and not been answered."""
        index = Application.index_of(number)
        return self.open().filter(id_type=kind, id_index=index)


class Application(Person):
    """A worker asks, without an account, to join. Whether they are a member already, here or
    elsewhere, the officer sees and nobody else is told."""

    WORKING_DAYS = 3

    class Status(models.TextChoices):
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "退回补正"
        TRANSFERRING = "transferring", "转会办理中"
        APPROVED = "approved", "已通过"
        REFUSED = "refused", "未通过"
        WITHDRAWN = "withdrawn", "已撤回"

    class Refusal(models.TextChoices):
        NOT_FOUND = "not_found", "信息未能核实"
        NOT_OURS = "not_ours", "不是本单位的职工"
        TOO_YOUNG = "too_young", "未满十六周岁"
        AGAIN = "again", "与另一份申请重复"
        NOT_RELEASED = "not_released", "原工会未同意转接"
        OTHER = "other", "其他"

    OPEN = ("submitted", "returned", "transferring")

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(
        "受理编号", max_length=20, unique=True, default=draw_number, editable=False
    )
    code = models.ForeignKey(
        JoinCode, models.PROTECT, related_name="applications", verbose_name="入会码"
    )
    employer = models.CharField("工作单位", max_length=120, blank=True)
    seat = models.BooleanField("占用名额", default=True, editable=False)
    status = models.CharField(
        "状态", max_length=12, choices=Status.choices, default=Status.SUBMITTED
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
    refusal = models.CharField("未通过的原因", max_length=12, choices=Refusal.choices, blank=True)
    answer = models.CharField("答复", max_length=200, blank=True)
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="applications",
        verbose_name="会员",
    )
    transfer = models.OneToOneField(
        Transfer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="application",
        verbose_name="会籍转接",
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "入会申请"
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="application_refused_for_a_reason",
                condition=~Q(status="refused") | ~Q(refusal=""),
                violation_error_message="请选择未通过的原因。",
            ),
            models.CheckConstraint(
                name="application_approved_makes_a_member",
                condition=~Q(status="approved") | Q(member__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["code", "status", "due_on"], name="application_queue"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(status="submitted"),
                name="application_waiting",
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("membership:application", args=[self.uid])

    @property
    def overdue(self):
        return self.status == self.Status.SUBMITTED and self.due_on < timezone.localdate()

    @property
    def level(self):
        marks = {"approved": "good", "refused": "bad", "withdrawn": "done"}
        return marks.get(self.status, "caution")
