"""What research gathers besides forms (CQ-02): visits, forums, joint meetings, interviews."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from surveys.models.collecting import OfSurvey
from surveys.models.surveys import Survey


class Fieldwork(models.Model):
    class Method(models.TextChoices):
        VISIT = "visit", "实地调研"
        FORUM = "forum", "座谈会"
        MEETING = "meeting", "联席会议"
        INTERVIEW = "interview", "个别访谈"
        STATISTICS = "statistics", "统计报表"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    survey = models.ForeignKey(
        Survey, models.PROTECT, related_name="fieldwork", verbose_name="问卷"
    )
    method = models.CharField("方式", max_length=10, choices=Method.choices)
    held_on = models.DateField("日期")
    venue = models.CharField("地点或单位", max_length=100)
    people = models.PositiveIntegerField("参加人数（人）", default=0)
    organizations = models.PositiveIntegerField("涉及单位数（家）", default=0)
    findings = models.TextField("情况和意见", max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = OfSurvey.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调研活动"
        ordering = ["held_on", "pk"]

    def __str__(self):
        return f"{self.get_method_display()} {self.held_on} {self.venue}"

    def get_absolute_url(self):
        return reverse("surveys:survey", args=[self.survey.uid]) + "#fieldwork"
