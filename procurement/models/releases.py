"""What was told the public of a purchase, as OCDS says it, step by step."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models

from procurement.models.calls import Call


class ReleaseQuerySet(models.QuerySet):
    def public(self):
        """All of them: a release is written to be read by anyone."""
        return self.all()


class Release(models.Model):
    """One release of a contracting process (OCDS 1.1). Rows are added, never changed: the database
    refuses."""

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="releases", verbose_name="公告")
    tags = ArrayField(models.CharField(max_length=20), verbose_name="步骤")
    at = models.DateTimeField("发布时间")
    body = models.JSONField("内容")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购数据发布（OCDS）"
        ordering = ["call", "at", "pk"]

    def __str__(self):
        return f"{self.call}：{'、'.join(self.tags)}"
