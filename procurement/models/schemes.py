"""What a federation keeps ready for its calls: scoring tables (BJ-03) and model contracts (BJ-04).

The product brings its own as data (``procurement/terms``); a federation copies one and changes it.
A version in use is never changed: the next one is written beside it.
"""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from governance.scope import ScopedQuerySet
from procurement.reach import AtHome, OwnHouse, Watching
from procurement.terms import weighing
from unions.models import Federation


class KeptQuerySet(ScopedQuerySet):
    """One's own, those below, and those of the unions above, of which one may make use."""

    reaches = (OwnHouse(), Watching(), AtHome())

    def published(self):
        """Versions that were put in use, be they retired since: any buyer may read them."""
        return self.exclude(status=Kept.Status.DRAFT)

    def open(self, federation):
        """What a call of that federation may be composed from: in use at it or above it."""
        line = federation.path.strip("/").split("/")
        return self.filter(status=Kept.Status.IN_USE, federation__code__in=line)


class Kept(models.Model):
    """One version of a text that is drafted, used and then replaced."""

    class Status(models.TextChoices):
        DRAFT = "draft", "拟稿"
        IN_USE = "in_use", "使用中"
        RETIRED = "retired", "已停用"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="制定工会"
    )
    name = models.CharField("名称", max_length=80)
    version = models.PositiveSmallIntegerField("版本", default=1)
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFT)
    based_on = models.CharField("据以修改", max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制定人"
    )
    made_at = models.DateTimeField("制定时间", auto_now_add=True)

    objects = KeptQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.name}（第 {self.version} 版）"

    @property
    def level(self):
        return {"in_use": "good", "retired": "done"}.get(self.status, "caution")


class Scheme(Kept):
    """A tree of indicators whose weights total 100 at every branch, with anchors for those who
    score. ``items``: see ``procurement.terms.weighing``."""

    class Purpose(models.TextChoices):
        INITIAL = "initial", "立项评审"
        MIDTERM = "midterm", "中期评估"
        FINAL = "final", "绩效考核"

    purpose = models.CharField("用途", max_length=8, choices=Purpose.choices)
    items = models.JSONField("指标", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ["purpose", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="scheme_version_once",
                fields=["federation", "purpose", "name", "version"],
                violation_error_message="已有同名、同版本的评分表。",
            ),
        ]

    def get_absolute_url(self):
        return reverse("procurement:scheme", args=[self.uid])

    def clean(self):
        if faults := weighing.faults(self.items):
            raise ValidationError({"items": faults})

    @property
    def frozen(self):
        """As a call keeps it."""
        return {"name": self.name, "version": self.version, "items": self.items}


class ModelText(Kept):
    """A model contract with places to be filled in: ``{{项目名称}}``."""

    class Kind(models.TextChoices):
        PROJECT = "project", "项目合同"
        SUPERVISION = "supervision", "第三方监管合同"

    kind = models.CharField("文本种类", max_length=12, choices=Kind.choices)
    body = models.TextField("正文")

    class Meta:
        verbose_name = verbose_name_plural = "示范文本"
        ordering = ["kind", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="model_text_version_once",
                fields=["federation", "kind", "name", "version"],
                violation_error_message="已有同名、同版本的示范文本。",
            ),
        ]

    def get_absolute_url(self):
        return reverse("procurement:model_text", args=[self.uid])
