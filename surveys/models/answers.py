"""What was answered: by nobody in particular, on a day."""

import uuid

from django.db import models
from django.db.models import Q

from surveys.models.collecting import AnswerSheet, OfSurvey
from surveys.models.questions import Ownership
from surveys.models.surveys import Survey, Version
from unions.models import Federation


class Response(models.Model):
    """One answered questionnaire. ``answers`` holds for each question that was asked the list of
    what was answered: codes of options, a number, a text; an empty list where nothing was. The rows
    of a matrix stand under ``code.1``, ``code.2`` ….

    No person, no invitation, no moment: ``on`` is the day on which its batch was opened.
    """

    class Channel(models.TextChoices):
        LINK = "link", "链接"
        QR = "qr", "二维码"
        LIST = "list", "名单邀请"
        PAPER = "paper", "纸质问卷"
        SHEET = "sheet", "表格导入"

    uid = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(
        Survey, models.PROTECT, related_name="responses", verbose_name="问卷"
    )
    version = models.ForeignKey(
        Version, models.PROTECT, related_name="responses", verbose_name="问卷版本"
    )
    group = models.CharField("调查对象", max_length=20)
    ownership = models.CharField("企业所有制", max_length=10, choices=Ownership.choices, blank=True)
    place = models.ForeignKey(
        Federation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所在地工会",
    )
    channel = models.CharField("渠道", max_length=6, choices=Channel.choices)
    on = models.DateField("入库日期")
    answers = models.JSONField("回答", default=dict)
    paper = models.CharField("纸质问卷编号", max_length=20, blank=True)
    sheet = models.ForeignKey(
        AnswerSheet,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="responses",
        verbose_name="导入表",
    )

    objects = OfSurvey.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "答卷"
        ordering = ["uid"]
        constraints = [
            models.UniqueConstraint(
                name="survey_paper_once",
                fields=["survey", "paper"],
                condition=~Q(paper=""),
                violation_error_message="这个编号的纸质问卷已经录入。",
            ),
        ]
        indexes = [
            models.Index(fields=["survey", "group"], name="survey_response_group"),
        ]

    def __str__(self):
        return str(self.uid)
