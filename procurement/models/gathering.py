"""How needs come in by the dozen: forms in the open, and tables."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from privacy import signing
from procurement.models.topics import ServiceDomain
from unions.models import Federation

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that are hard to confuse."""


def drawn(count):
    return "".join(secrets.choice(SIGNS) for _ in range(count))


def draw_slug():
    return drawn(10)


class NeedChannelQuerySet(ScopedQuerySet):
    def standing(self, now=None):
        return self.filter(closed_at=None, expires_at__gt=now or timezone.now())


class NeedChannel(models.Model):
    """A form in the open, come to by its QR code: whose needs are gathered, where it hangs,
    until when. One that hangs at a station bears the station's code."""

    slug = models.CharField("编号", max_length=12, unique=True, default=draw_slug, editable=False)
    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="need_channels", verbose_name="征集的工会"
    )
    title = models.CharField("征集主题", max_length=60)
    site = models.CharField("张贴地点", max_length=80)
    station = models.CharField("站点编号", max_length=40, blank=True)
    domain = models.CharField(
        "限定领域",
        max_length=14,
        choices=ServiceDomain.choices,
        blank=True,
        help_text="不选则由填写人选择。",
    )
    expires_at = models.DateTimeField("截止时间")
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制码人"
    )
    created_at = models.DateTimeField("制码时间", default=timezone.now)

    objects = NeedChannelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "需求征集码"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="need_channel_expires_later",
                condition=Q(expires_at__gt=models.F("created_at")),
                violation_error_message="截止时间应晚于现在。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("procurement:need_channel", args=[self.uid])

    @property
    def token(self):
        """What stands in its address: sealed, so that codes nobody printed are told at once."""
        return signing.seal("procurement.need", self.slug)

    @property
    def state(self):
        if self.closed_at:
            return "已停用"
        return "已截止" if self.expires_at <= timezone.now() else "征集中"

    @property
    def level(self):
        return "good" if self.state == "征集中" else "done"


class NeedSheetQuerySet(ScopedQuerySet):
    pass


class NeedSheet(models.Model):
    """A table of needs on its way in: read and looked at, then written or put aside. What its rows
    said is kept here until then, not its file."""

    class Status(models.TextChoices):
        PREVIEW = "preview", "待核对"
        APPLIED = "applied", "已写入"
        DISCARDED = "discarded", "已放弃"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="need_sheets", verbose_name="工会"
    )
    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("文件摘要（SHA-256）", max_length=64)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.PREVIEW)
    rows = models.JSONField("可写入的行", default=list)
    errors = models.JSONField("有误的行", default=list)
    count = models.PositiveIntegerField("行数", default=0)
    refused = models.PositiveIntegerField("有误行数", default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人"
    )
    created_at = models.DateTimeField("上传时间", default=timezone.now)

    objects = NeedSheetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "需求导入表"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="need_sheet_once",
                fields=["federation", "digest"],
                condition=Q(status="applied"),
                violation_error_message="这个文件已经写入过。",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("procurement:need_sheet", args=[self.uid])
