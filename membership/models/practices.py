"""What went well and what was learnt: the library of experience and cases (DRV-25)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import ScopedQuerySet, Territory, either
from membership.models.drives import Drive
from orgs.models import Organization
from unions.models import Federation


class Writing(Territory):
    """By office at or above the union whose text it is: whatever its state."""

    KEEPING = (Permission.PRACTICE_EDIT, Permission.PRACTICE_REVIEW)

    def condition(self, user, permission):
        if permission == Permission.FOUNDING_VIEW:
            return either(Territory.condition(self, user, kept) for kept in self.KEEPING)
        return super().condition(user, permission) if permission in self.KEEPING else None


class Reading:
    """By office anywhere in the line of command, up or down, once it is published."""

    def condition(self, user, permission):
        if permission != Permission.FOUNDING_VIEW:
            return None
        heads = user.federations_granting(permission)
        if not heads:
            return None
        line = {code for head in heads for code in head.path.strip("/").split("/")}
        below = Territory().condition(user, permission)
        return Q(status=Practice.Status.PUBLISHED) & (Q(federation__code__in=line) | below)


class PracticeQuerySet(ScopedQuerySet):
    reaches = (Writing(), Reading())


class Practice(models.Model):
    """A text of the library: written below, reviewed by somebody else, then read by all unions
    below the one that published it."""

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", "经验做法"
        CASE = "case", "典型案例"
        RESEARCH = "research", "调研报告"
        MEETING = "meeting", "经验交流会"

    class Topic(models.TextChoices):
        FOUNDING = "founding", "动员建会"
        SINGLE = "single", "单独建会"
        JOINT = "joint", "联合、行业、区域建会"
        PARTY = "party", "党建带工建"
        JOINING = "joining", "网上入会、扫码入会"
        WORKING = "working", "工会规范运行"
        SERVICE = "service", "服务职工"
        OBSTRUCTION = "obstruction", "化解阻挠"
        OTHER = "other", "其他"

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待审核"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已下架"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="practices", verbose_name="发布工会"
    )
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    topic = models.CharField("主题", max_length=12, choices=Topic.choices)
    title = models.CharField("标题", max_length=120)
    summary = models.CharField("摘要", max_length=300)
    body = models.TextField("正文")
    drive = models.ForeignKey(
        Drive,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name="专项行动",
    )
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="practices",
        verbose_name="所涉社会组织",
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="作者"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    created_at = models.DateTimeField("起草时间", default=timezone.now)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经验案例"
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["status", "-published_at"], name="practice_published")]
        constraints = [
            models.CheckConstraint(
                name="practice_published_by_another",
                condition=~Q(status="published")
                | Q(reviewer__isnull=False, published_at__isnull=False)
                & ~Q(reviewer=models.F("author")),
                violation_error_message="自己写的由别人审核发布。",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("membership:practice", args=[self.uid])

    @property
    def level(self):
        return {"published": "good", "withdrawn": "done"}.get(self.status, "caution")
