import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone


class SessionManager(BaseSessionManager):
    use_in_migrations = False


class Session(AbstractBaseSession):
    """One browser logged in as one person: listed for them, ended by deleting the row."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name="账号",
    )
    address = models.GenericIPAddressField("登录地址", null=True)
    agent = models.CharField("浏览器", max_length=300, blank=True)
    started_at = models.DateTimeField("登录时间", default=timezone.now)
    seen_at = models.DateTimeField("最近操作", default=timezone.now)

    objects = SessionManager()

    class Meta:
        verbose_name = verbose_name_plural = "登录会话"
        ordering = ["-seen_at"]

    @classmethod
    def get_session_store_class(cls):
        from accounts.sessions import SessionStore

        return SessionStore


class Attempts(models.Model):
    """How often a password or code was tried in vain; counted *before* it is checked."""

    key = models.CharField("对象", max_length=80, primary_key=True)
    count = models.PositiveIntegerField("次数")
    since = models.DateTimeField("起算时间")

    class Meta:
        verbose_name = verbose_name_plural = "登录尝试"

    def __str__(self):
        return self.key


class PasswordBefore(models.Model):
    """A password that was, hashed; kept so that the last few are not chosen again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="passwords_before",
        verbose_name="账号",
    )
    hash = models.CharField("密码摘要", max_length=128)
    set_at = models.DateTimeField("设置时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "曾用密码"
        ordering = ["-set_at", "-pk"]

    def __str__(self):
        return f"{self.user} {self.set_at:%Y-%m-%d}"


class OneTimeLinkQuerySet(models.QuerySet):
    def open(self):
        return self.filter(used_at=None, expires_at__gt=timezone.now(), user__is_active=True)


class OneTimeLink(models.Model):
    """Leave to set one's own password, once and for a while. Only a digest of it is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="links", verbose_name="账号"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="签发人",
    )
    issued_at = models.DateTimeField("签发时间", default=timezone.now)
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("使用时间", null=True, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "一次性链接"

    def __str__(self):
        return f"{self.user} {self.issued_at:%Y-%m-%d %H:%M}"

    @staticmethod
    def new_token():
        return secrets.token_urlsafe(32)


class ResetRequest(models.Model):
    """Somebody asked to reset the password of this name, which may not exist.

    The page that takes the request writes this row and does nothing else, so it cannot tell
    whether there is such an account; a task looks later.
    """

    username = models.CharField("用户名", max_length=60)
    address = models.GenericIPAddressField("地址", null=True)
    asked_at = models.DateTimeField("申请时间", default=timezone.now, db_index=True)
    handled_at = models.DateTimeField("处理时间", null=True, blank=True)
    mailed = models.BooleanField("已发邮件", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "重置密码申请"
        indexes = [models.Index(fields=["username", "-asked_at"], name="reset_of_user")]

    def __str__(self):
        return f"{self.username} {self.asked_at:%Y-%m-%d %H:%M}"


class ApiToken(models.Model):
    """A key to the interface, shown once when made; only a digest of it is kept."""

    LIFE = timedelta(days=365)

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name="账号"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("创建时间", default=timezone.now)
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("最近使用", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"

    def __str__(self):
        return f"{self.user} {self.made_at:%Y-%m-%d}"
