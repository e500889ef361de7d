import json
import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from documents.kinds import kind, kinds
from documents.models.attachments import Content
from documents.models.numbers import DocumentNumber
from governance.scope import ScopedQuerySet, Territory
from privacy.fields import EncryptedField
from unions.models import Federation

VIEW, EDIT = "view", "edit"
"""Asked of papers in place of a permission: which one opens a paper is its kind's to say."""


class AsItsKind:
    """By office, with the permission that the kind of the paper names for ``VIEW`` or ``EDIT``."""

    def condition(self, user, permission):
        if permission not in (VIEW, EDIT):
            return None
        keys = {}
        for one in kinds():
            keys.setdefault(getattr(one, permission), []).append(one.key)
        ways = [
            Q(kind__in=of) & territory
            for needed, of in keys.items()
            if (territory := Territory().condition(user, needed)) is not None
        ]
        return reduce(or_, ways) if ways else None


class PaperQuerySet(ScopedQuerySet):
    reaches = (AsItsKind(),)

    def about(self, row, *others):
        """Those about a row, and about others of its kind, by their keys."""
        keys = [str(key) for key in (row.pk, *others)]
        return self.filter(subject_type=row._meta.label_lower, subject_id__in=keys)


def label_of(key):
    found = kind(key)
    return found.label if found else key


class OfficeTemplateQuerySet(ScopedQuerySet):
    reaches = (Territory(),)

    def in_force(self):
        return self.filter(retired_at=None)


class OfficeTemplate(models.Model):
    """A federation's own .docx form of a kind of paper, in place of the house form.

    Those below use it, too, unless they have one of their own. It is never changed: a new one
    retires the old, so that what was issued can be made again as it was.
    """

    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="office_templates", verbose_name="工会"
    )
    kind = models.SlugField("文书种类", max_length=40)
    version = models.PositiveSmallIntegerField("版次", default=1)
    name = models.CharField("文件名", max_length=255)
    content = models.ForeignKey(Content, models.PROTECT, related_name="+", verbose_name="内容")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    created_at = models.DateTimeField("启用时间", default=timezone.now)
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = OfficeTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书模板"
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="one_template_in_force",
                fields=["federation", "kind"],
                condition=Q(retired_at=None),
                violation_error_message="该文书种类已有在用的模板。",
            ),
            models.UniqueConstraint(
                name="template_version_once", fields=["federation", "kind", "version"]
            ),
        ]

    def __str__(self):
        return f"{self.label}模板第{self.version}版"

    @property
    def label(self):
        return label_of(self.kind)


class Paper(models.Model):
    """A letter, reply or form made from records: drafted, looked over, issued under a number.

    What it says is kept with it (encrypted, for it may name persons), so that an issued paper
    reads the same after its subject has changed. Layout: GB/T 9704-2012 with a letterhead.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        ISSUED = "issued", "已印发"
        VOID = "void", "已作废"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField("文书种类", max_length=40)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="制发工会"
    )
    status = models.CharField("状态", max_length=8, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField("标题", max_length=200)
    addressee = models.CharField("主送", max_length=200, blank=True)
    body = EncryptedField("正文", blank=True, default="")
    values = EncryptedField("模板取值", blank=True, default="")
    signed_on = models.DateField("成文日期", null=True, blank=True)
    number = models.OneToOneField(
        DocumentNumber,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="paper",
        verbose_name="文号",
    )
    template = models.ForeignKey(
        OfficeTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所用模板",
    )
    subject_type = models.CharField("事由类型", max_length=60, blank=True)
    subject_id = models.CharField("事由编号", max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人"
    )
    created_at = models.DateTimeField("拟稿时间", default=timezone.now)
    issued_at = models.DateTimeField("印发时间", null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="paper_subject")]
        constraints = [
            models.CheckConstraint(
                name="issued_paper_is_signed",
                condition=Q(status="draft") | Q(signed_on__isnull=False, issued_at__isnull=False),
                violation_error_message="印发的文书须有成文日期。",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("documents:paper", args=[self.uid])

    @property
    def level(self):
        return {"issued": "good", "void": "done"}.get(self.status, "caution")

    @property
    def signer(self):
        """Who signs it: its federation, unless it is somebody else's request."""
        values = json.loads(self.values) if self.values else {}
        return values.get("issuer") or self.federation.name

    @property
    def label(self):
        return label_of(self.kind)
