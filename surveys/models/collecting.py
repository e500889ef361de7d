"""How answers come in: addresses, tickets that are spent once, envelopes, tables.

None of these rows bears a time, and none leads to an answer (docs/anonymous-surveys.md).
"""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from privacy.fields import EncryptedField
from surveys.models.surveys import Survey
from surveys.reach import OwnHouse, Watching
from unions.models import Federation

SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""Signs that are hard to confuse, on a poster or read aloud."""


def draw_slug():
    return "".join(secrets.choice(SIGNS) for _ in range(10))


class OfSurvey(ScopedQuerySet):
    reaches = (Watching("survey__federation"), OwnHouse("survey__federation"))


class Link(models.Model):
    """An address under which a survey is answered: for whoever has it, or for a list of people
    each of whom has a word of their own."""

    class Channel(models.TextChoices):
        LINK = "link", "链接"
        QR = "qr", "二维码"
        LIST = "list", "名单邀请"

    slug = models.CharField("编号", max_length=12, unique=True, default=draw_slug, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="links", verbose_name="问卷")
    channel = models.CharField("渠道", max_length=6, choices=Channel.choices)
    label = models.CharField(
        "名称", max_length=60, help_text="如：某某产业园大厅海报。填写人看不到。"
    )
    group = models.CharField("限定的调查对象", max_length=20, blank=True)
    place = models.ForeignKey(
        Federation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所在地工会",
    )
    closed_at = models.DateTimeField("停用时间", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制作人"
    )
    created_at = models.DateTimeField("制作时间", default=timezone.now)

    objects = OfSurvey.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "填写地址"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("surveys:link", args=[self.survey.uid, self.slug])

    @property
    def address(self):
        return f"{settings.PUBLIC_URL}{reverse('surveys:answer', args=[self.slug])}"

    @property
    def by_list(self):
        return self.channel == self.Channel.LIST

    @property
    def state(self):
        if self.closed_at:
            return "已停用"
        return "使用中" if self.survey.takes_answers else "未在收集"

    @property
    def level(self):
        return "good" if self.state == "使用中" else "done"


class TicketQuerySet(ScopedQuerySet):
    reaches = (
        Watching("link__survey__federation"),
        OwnHouse("link__survey__federation"),
    )


class Ticket(models.Model):
    """That somebody may answer, once; of a list it exists before, of an open address it comes into
    being when it is spent. What is kept of the word that opens it is its digest."""

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(Link, models.PROTECT, related_name="tickets", verbose_name="填写地址")
    digest = models.CharField("凭证摘要", max_length=64, editable=False)
    name = EncryptedField("被邀请人", mask="name", blank=True)
    spent = models.BooleanField("已使用", default=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答卷凭证"
        ordering = ["uid"]
        constraints = [
            models.UniqueConstraint(
                name="survey_ticket_once",
                fields=["link", "digest"],
                violation_error_message="这份问卷您已经填过。",
            ),
        ]

    def __str__(self):
        return str(self.uid)


class Envelope(models.Model):
    """An answer on its way: closed under ``FIELD_KEYS``, with a random number and no time, until
    there are enough of them to be shuffled and opened together."""

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, models.PROTECT, related_name="envelopes", verbose_name="问卷"
    )
    content = EncryptedField("内容")

    objects = OfSurvey.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待归集的答卷"

    def __str__(self):
        return str(self.uid)


class AnswerSheet(models.Model):
    """A table of answers from paper or from elsewhere: read and looked at, then written or put
    aside. What its rows said is kept here until then, not its file."""

    class Status(models.TextChoices):
        PREVIEW = "preview", "待核对"
        APPLIED = "applied", "已写入"
        DISCARDED = "discarded", "已放弃"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="sheets", verbose_name="问卷")
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

    objects = OfSurvey.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答卷导入表"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="survey_sheet_once",
                fields=["survey", "digest"],
                condition=Q(status="applied"),
                violation_error_message="这个文件已经写入过。",
            ),
        ]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("surveys:sheet", args=[self.survey.uid, self.uid])
