from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.models import Event
from governance.scope import Oneself, ScopedQuerySet, Territory

PERSONAL_REVEAL = "personal_reveal"
PERSON_NAME_VIEW = "person_name_view"
"""The permission to see personal values whole, each time with a reason."""


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
