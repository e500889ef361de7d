import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from jobs.models import Job
from unions.models import Federation


class ExchangeFileQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class ExchangeFile(models.Model):
    """A file sent to another register: in which format and version, of whose organizations."""

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    form = models.CharField("格式与版本", max_length=60)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="报送工会"
    )
    purpose = models.CharField("用途", max_length=200)
    rows = models.PositiveIntegerField("家数", null=True, blank=True)
    digest = models.CharField("文件摘要", max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="报送人"
    )
    job = models.ForeignKey(
        Job, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="后台作业"
    )
    created_at = models.DateTimeField("生成时间", default=timezone.now)

    objects = ExchangeFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交换文件"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.form} {self.federation.short_name}"

    def get_absolute_url(self):
        return reverse("jobs:detail", args=[self.job.uid]) if self.job else reverse("orgs:exchange")
