"""What is asked about a call, and what changes in it after it is published."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.scope import ScopedQuerySet
from privacy.fields import EncryptedField
from procurement.models.calls import Call
from procurement.reach import OwnHouse, Watching


class QuestionQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("call__project__federation"), Watching("call__project__federation"))

    def published(self):
        """Answered: for all to read."""
        return self.filter(answered_at__isnull=False)


class Question(models.Model):
    """One question and its answer, for all to read. Who asked is kept for the record and shown to
    nobody, in the table neither: it would tell who means to bid."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="questions", verbose_name="公告")
    text = models.TextField("问题", max_length=1000)
    asker = EncryptedField(
        "提问人", blank=True, help_text="空着的是在公告页上匿名提的；不向任何人显示。"
    )
    asked_at = models.DateTimeField("提问时间")
    answer = models.TextField("答复", blank=True, max_length=2000)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "澄清问答"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="question_answered_whole",
                condition=Q(answered_at__isnull=True, answer="")
                | Q(answered_at__isnull=False) & ~Q(answer=""),
                violation_error_message="请填写答复。",
            ),
        ]

    def __str__(self):
        return self.text[:40]


class Amendment(models.Model):
    """One change of a published call. A material one gives bidders time and asks those who have
    handed in to say that their bid still stands. Rows are added, never changed."""

    class Kind(models.TextChoices):
        MATERIAL = "material", "实质性变更"
        EDITORIAL = "editorial", "文字更正"

    call = models.ForeignKey(Call, models.PROTECT, related_name="amendments", verbose_name="公告")
    number = models.PositiveSmallIntegerField("更正序号")
    kind = models.CharField("性质", max_length=10, choices=Kind.choices)
    text = models.TextField("更正说明")
    changes = models.JSONField("更正内容", default=list)
    deadline_before = models.DateTimeField("原截止时间")
    deadline_after = models.DateTimeField("现截止时间")
    made_at = models.DateTimeField("发布时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "公告更正"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(name="amendment_once", fields=["call", "number"]),
            models.CheckConstraint(
                name="amendment_never_shortens",
                condition=Q(deadline_after__gte=models.F("deadline_before")),
                violation_error_message="更正不能提前截止时间。",
            ),
        ]

    def __str__(self):
        return f"第 {self.number} 号更正"
