from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.roles import Permission, Role
from governance.scope import Oneself, ScopedQuerySet, Territory
from privacy.fields import EncryptedField
from unions.models import Federation


class Addressed:
    """By being spoken to: published notices of federations above, for one's side and role.

    What others make public is read where everybody reads it; it is no post of theirs to us.
    """

    def condition(self, user, permission):
        if permission != Permission.NOTICE_VIEW:
            return None
        offices = user.offices
        if offices:
            above = _line(office.federation.path for office in offices)
            roles = {office.role for office in offices}
            reach = Q(
                Q(roles=[]) | Q(roles__overlap=sorted(roles)),
                audience=Notice.Audience.SUBTREE,
                federation__code__in=above,
            )
        else:
            paths = user.delegations.current().values_list(
                "organization__federation__path", flat=True
            )
            above = _line(paths)
            reach = Q(audience=Notice.Audience.ORGANIZATIONS, federation__code__in=above)
        reach |= Q(audience=Notice.Audience.PUBLIC, federation__code__in=above)
        return reach & Q(status=Notice.Status.PUBLISHED)


def _line(paths):
    return {code for path in paths for code in path.strip("/").split("/")}


class Publishers(Territory):
    """By office: notices of one's own federations and those below, drafts among them."""

    def condition(self, user, permission):
        if permission != Permission.NOTICE_PUBLISH:
            return None
        return super().condition(user, permission)


class NoticeQuerySet(ScopedQuerySet):
    reaches = (Publishers(), Addressed())

    def public(self):
        """What anybody may read without logging in."""
        return self.filter(audience=Notice.Audience.PUBLIC, status=Notice.Status.PUBLISHED)

    def unread_by(self, user):
        read = NoticeRead.objects.filter(notice=OuterRef("pk"), user=user)
        return self.filter(~Exists(read))


class Notice(models.Model):
    """What a federation has to say, to whom; published once it is finished, withdrawn if wrong."""

    class Audience(models.TextChoices):
        SUBTREE = "subtree", "本级及下级工会工作人员"
        ORGANIZATIONS = "organizations", "本级及下级联系的社会组织"
        PUBLIC = "public", "公开（无须登录）"

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文", blank=True)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="notices", verbose_name="发布工会"
    )
    audience = models.CharField(
        "发布范围", max_length=16, choices=Audience.choices, default=Audience.SUBTREE
    )
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        verbose_name="限定职责",
        default=list,
        blank=True,
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="起草人"
    )
    created_at = models.DateTimeField("起草时间", default=timezone.now)
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知公告"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_published_has_time",
                condition=Q(status="draft") | Q(published_at__isnull=False),
                violation_error_message="发布的通知须有发布时间。",
            ),
            models.CheckConstraint(
                name="notice_roles_only_inside",
                condition=Q(roles=[]) | Q(audience="subtree"),
                violation_error_message="只有发给工会工作人员的通知可以限定职责。",
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "status", "-published_at"], name="notice_published")
        ]

    def __str__(self):
        return self.title

    def roles_display(self):
        return [Role(role).label for role in self.roles]


class NoticeRead(models.Model):
    """That a person has opened a notice, and when first."""

    notice = models.ForeignKey(
        Notice, models.CASCADE, related_name="reads", verbose_name="通知公告"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="阅读人"
    )
    at = models.DateTimeField("阅读时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "阅读回执"
        constraints = [models.UniqueConstraint(name="notice_read_once", fields=["notice", "user"])]

    def __str__(self):
        return f"{self.user} 读 {self.notice}"


class NotificationQuerySet(ScopedQuerySet):
    reaches = (Oneself("user"),)

    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    """One sentence to one person about something that concerns them, with where to go."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="notifications",
        verbose_name="收件人",
    )
    text = models.CharField("内容", max_length=300)
    url = models.CharField("网址", max_length=300, blank=True)
    created_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="notification_user"),
            models.Index(fields=["user"], condition=Q(read_at=None), name="notification_unread"),
        ]
        constraints = [
            models.CheckConstraint(
                name="notification_own_address",
                condition=Q(url="") | (Q(url__startswith="/") & ~Q(url__startswith="//")),
                violation_error_message="提醒只能指向本平台的页面。",
            )
        ]

    def __str__(self):
        return self.text


class OutboxMail(models.Model):
    """A mail that waits to leave, or has left. A job sends it to the address of the moment it was
    written; address and text are forgotten after."""

    user = models.ForeignKey(  # nobody: to somebody without an account
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收件人",
    )
    to = models.EmailField("收件地址", blank=True)
    subject = models.CharField("主题", max_length=120)
    text = EncryptedField("正文", blank=True)
    created_at = models.DateTimeField("写入时间", default=timezone.now)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发邮件"
        ordering = ["-created_at"]

    def __str__(self):
        return self.subject
