"""Red flags: what rules made of a purchase. They inform; they refuse nothing."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from governance.scope import ScopedQuerySet
from procurement.models.calls import Call
from procurement.models.projects import Project
from procurement.reach import OwnHouse, Watching


class FlagQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("project__federation"), Watching("project__federation"))

    def raised(self):
        return self.filter(result=Flag.Result.FAIL)


class Flag(models.Model):
    """What one rule says of a project or of one of its calls, as last looked at."""

    class Result(models.TextChoices):
        FAIL = "fail", "需要关注"
        PASS = "pass", "未见异常"
        NA = "na", "无法判断"

    project = models.ForeignKey(Project, models.CASCADE, related_name="flags", verbose_name="项目")
    call = models.ForeignKey(
        Call, models.CASCADE, null=True, blank=True, related_name="flags", verbose_name="公告"
    )
    key = models.SlugField("规则", max_length=40)
    result = models.CharField("结果", max_length=4, choices=Result.choices)
    reason = models.CharField("说明", max_length=400, blank=True)
    missing = models.CharField("缺少的资料", max_length=120, blank=True)
    looked_at = models.DateTimeField("核对时间", default=timezone.now)
    changed_at = models.DateTimeField("结果自", default=timezone.now)
    note = models.CharField("处理说明", max_length=300, blank=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="说明人",
    )
    noted_at = models.DateTimeField("说明时间", null=True, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购预警"
        ordering = ["project", "call", "key"]
        constraints = [
            models.UniqueConstraint(
                name="flag_once", fields=["project", "call", "key"], nulls_distinct=False
            ),
        ]

    def __str__(self):
        return f"{self.project} {self.key}"

    @property
    def level(self):
        return {"fail": "bad", "pass": "good", "na": "plain"}[self.result]
