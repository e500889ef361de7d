import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.models import Event
from governance.scope import Oneself, ScopedQuerySet, Territory

PERSONAL_REVEAL = "personal_reveal"
PERSON_NAME_VIEW = "person_name_view"
"""The permission to see personal values whole, each time with a reason."""
RETENTION_VIEW = "retention_view"
"""… to see how long things are kept, what is purged, held and erased."""
HOLD_MANAGE = "hold_manage"
"""… to keep things from being purged or erased."""
ERASURE_ASK = "erasure_ask"
"""… to ask in a person's name that what is kept of them be erased."""
ERASURE_DECIDE = "erasure_decide"
"""… to decide on that: never one's own request."""


class RevealQuerySet(ScopedQuerySet):
    reaches = (Territory("event__federation", unassigned=True), Oneself("by"))


class Reveal(models.Model):
    """Somebody saw a masked value whole: who, which one, why and when. Never the value."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="查看人"
    )
    model = models.CharField("对象类型", max_length=60)
    object_id = models.CharField("对象编号", max_length=40)
    field = models.CharField("字段", max_length=60)
    reason = models.CharField("理由", max_length=300)
    at = models.DateTimeField("时间", default=timezone.now)
    code = models.CharField("链接摘要", max_length=64, unique=True)
    event = models.OneToOneField(
        Event, models.PROTECT, related_name="reveal", verbose_name="操作记录"
    )

    objects = RevealQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "查看原文记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="reveal_object")]
        constraints = [
            models.CheckConstraint(
                name="reveal_has_a_reason",
                condition=Q(reason__regex=r"\S.{3,}\S"),
                violation_error_message="请填写至少 5 个字的理由。",
            )
        ]

    def __str__(self):
        return f"{self.model}.{self.field} {self.at:%Y-%m-%d %H:%M}"


class NoticeOfProcessing(models.Model):
    """What people are told before they consent: purpose, content, how long; each version kept."""

    purpose = models.SlugField("用途代码", max_length=60)
    version = models.PositiveIntegerField("版本", default=1)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("告知内容")
    sensitive = models.BooleanField("涉及敏感个人信息", default=False)
    published_at = models.DateTimeField("发布时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息告知书"
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version"],
                name="one_notice_a_version",
                violation_error_message="该版本的告知书已存在。",
            )
        ]

    def __str__(self):
        return f"{self.title}（第 {self.version} 版）"


class ConsentQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)

    def by(self, person):
        """Given by this person: an account, or a row that stands for someone without one."""
        return self.filter(person_type=person._meta.label_lower, person_id=str(person.pk))


class Consent(models.Model):
    """A person agreed to a notice of processing, and may have taken it back since (PIPL 13–17, 29).

    The person is named by type and key, since most have no account: a worker who joined by QR.
    """

    notice = models.ForeignKey(
        NoticeOfProcessing, models.PROTECT, related_name="consents", verbose_name="告知书"
    )
    person_type = models.CharField("当事人类型", max_length=60)
    person_id = models.CharField("当事人编号", max_length=40)
    given_at = models.DateTimeField("同意时间", default=timezone.now)
    channel = models.CharField("方式", max_length=60)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "同意记录"
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "person_type", "person_id"],
                condition=Q(withdrawn_at=None),
                name="one_standing_consent",
                violation_error_message="已同意过这一版告知书。",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
            ),
        ]
        indexes = [models.Index(fields=["person_type", "person_id"], name="consent_person")]

    def __str__(self):
        return f"{self.notice} {self.given_at:%Y-%m-%d}"


class LegalHoldQuerySet(ScopedQuerySet):
    reaches = (Territory(unassigned=True),)

    def standing(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=on), lifted_at=None)


class LegalHold(models.Model):
    """A row, and what belongs to it, is neither purged nor erased while a matter is pending."""

    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    subject_name = models.CharField("对象", max_length=200)
    federation = models.ForeignKey(
        "unions.Federation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="工会",
    )
    reason = models.CharField("理由", max_length=300)
    document = models.CharField("依据文书", max_length=120, blank=True)
    until = models.DateField("保全至", null=True, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="设定人"
    )
    placed_at = models.DateTimeField("设定时间", default=timezone.now)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="解除人",
    )
    lifted_at = models.DateTimeField("解除时间", null=True, blank=True)
    lift_reason = models.CharField("解除理由", max_length=300, blank=True)

    objects = LegalHoldQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法律保全"
        ordering = ["-placed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hold_has_a_reason",
                condition=~Q(reason=""),
                violation_error_message="请写明保全的理由。",
            ),
            models.CheckConstraint(
                name="hold_lifted_with_reason",
                condition=Q(lifted_at=None) | ~Q(lift_reason=""),
                violation_error_message="请写明解除的理由。",
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="hold_subject")]

    def __str__(self):
        return self.subject_name

    @property
    def stands(self):
        over = self.until is not None and self.until < timezone.localdate()
        return self.lifted_at is None and not over


class ErasureQuerySet(ScopedQuerySet):
    reaches = (Territory(unassigned=True),)


class Erasure(models.Model):
    """That a person asked to be forgotten, what was decided, and what was erased where (PIPL 47).

    The subject is named by type and key alone: what is erased must not live on in here.
    """

    class Ground(models.TextChoices):
        PURPOSE = "purpose", "处理目的已实现、无法实现或不再必要"
        ENDED = "ended", "停止提供服务，或保存期限已届满"
        WITHDRAWN = "withdrawn", "本人撤回同意"
        UNLAWFUL = "unlawful", "违反法律法规或约定处理"
        OTHER = "other", "法律、行政法规规定的其他情形"

    class State(models.TextChoices):
        ASKED = "asked", "待审批"
        DONE = "done", "已清除"
        REFUSED = "refused", "未同意"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("对象", max_length=20)
    subject_type = models.CharField("对象类型", max_length=60)
    subject_id = models.CharField("对象编号", max_length=40)
    federation = models.ForeignKey(
        "unions.Federation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="工会",
    )
    ground = models.CharField("情形", max_length=12, choices=Ground.choices)
    reason = models.CharField("申请说明", max_length=300)
    received_on = models.DateField("本人提出日期", default=timezone.localdate)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )
    asked_at = models.DateTimeField("受理时间", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审批人",
    )
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decision = models.CharField("审批意见", max_length=300, blank=True)
    evidence = models.JSONField("清除结果", default=list, blank=True)
    texts = models.JSONField("一并清除的办理文字", default=list, db_default=[], blank=True)
    """Keys of ``privacy.free_texts``: which texts, not what stands in them."""

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "个人信息清除"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="erasure_asked_once",
                fields=["subject_type", "subject_id"],
                condition=Q(state="asked"),
                violation_error_message="这一对象已有待审批的清除申请。",
            ),
            models.CheckConstraint(
                name="erasure_second_person",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message="审批人不能是经办人本人。",
            ),
        ]

    def __str__(self):
        return f"清除申请 {self.pk}"

    def get_absolute_url(self):
        return reverse("privacy:erasure", args=[self.uid])

    @property
    def level(self):
        return {"asked": "caution", "done": "good"}.get(self.state, "done")


class PurgeRunQuerySet(models.QuerySet):
    def public(self):
        """Numbers and names of rules: nothing of anybody."""
        return self.all()


class PurgeRun(models.Model):
    """What one nightly purge took away by one rule."""

    label = models.CharField("规则", max_length=80)
    at = models.DateTimeField("清理时间", default=timezone.now)
    removed = models.PositiveIntegerField("已清理")

    objects = PurgeRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清理记录"
        ordering = ["-at", "label"]
        indexes = [models.Index(fields=["label", "-at"], name="purge_latest")]

    def __str__(self):
        return f"{self.label} {self.at:%Y-%m-%d}"
