import uuid

from django.conf import settings
from django.db import models
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from documents.extensions import owners
from governance.scope import ScopedQuerySet
from unions.models import Federation


class Content(models.Model):
    """The bytes of a file, kept once under their hash however often they are attached."""

    class State(models.TextChoices):
        PENDING = "pending", "待检"
        CLEAN = "clean", "安全"
        INFECTED = "infected", "含病毒"
        UNCHECKED = "unchecked", "未检"

    digest = models.CharField("摘要", max_length=64, unique=True)
    file = models.FileField("文件", max_length=120)
    size = models.PositiveBigIntegerField("大小")
    media_type = models.CharField("类型", max_length=100)
    state = models.CharField("病毒检查", max_length=10, choices=State.choices)
    signature = models.CharField("病毒名", max_length=120, blank=True)
    checked_at = models.DateTimeField("检查时间", null=True, blank=True)
    created_at = models.DateTimeField("存入时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "附件内容"

    def __str__(self):
        return self.digest[:12]

    @property
    def may_leave(self):
        """Only what was found clean; unchecked files too where no scanner is set up."""
        if self.state == self.State.UNCHECKED:
            return not settings.CLAMD_URL and getattr(settings, "ALLOW_UNCHECKED_FILES", True)
        return self.state == self.State.CLEAN


class AsItsOwner:
    """By way of what it is attached to: whoever may see that may see this, and nobody else."""

    def condition(self, user, permission):
        reached = Q(owner_type="", by=user.pk)  # not attached to anything yet: one's own draft
        for model, needed in owners():
            rows = model._default_manager.for_user(user, needed).order_by()
            keys = rows.annotate(_key=Cast("pk", CharField())).values("_key")
            reached |= Q(owner_type=model._meta.label_lower, owner_id__in=keys)
        return reached


class AttachmentQuerySet(ScopedQuerySet):
    reaches = (AsItsOwner(),)

    def of(self, row):
        return self.filter(
            owner_type=row._meta.label_lower, owner_id=str(row.pk), withdrawn_at=None
        )


class Attachment(models.Model):
    """A file under the name it came with, attached to a row of any kind."""

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    owner_type = models.CharField("所属类型", max_length=60, blank=True)
    owner_id = models.CharField("所属编号", max_length=40, blank=True)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="工会"
    )
    content = models.ForeignKey(
        Content, models.PROTECT, related_name="attachments", verbose_name="内容"
    )
    name = models.CharField("文件名", max_length=255)
    purpose = models.CharField("用途", max_length=60, blank=True)
    by = models.ForeignKey(  # nobody: sent in by a person without an account
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="上传人",
    )
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["uploaded_at", "pk"]
        indexes = [models.Index(fields=["owner_type", "owner_id"], name="attachment_owner")]
        constraints = [
            models.CheckConstraint(
                name="attachment_owner_whole",
                condition=Q(owner_type="", owner_id="") | ~Q(owner_type="") & ~Q(owner_id=""),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("documents:download", args=[self.uid])
