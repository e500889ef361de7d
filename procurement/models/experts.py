"""The pool of experts: who may sit on a panel, for which fields, until when."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet
from orgs.models import Organization
from orgs.validators import validate_phone
from privacy.fields import BlindIndexField, EncryptedField
from procurement.models.needs import ServiceDomain
from unions.models import Federation


class ExpertQuerySet(ScopedQuerySet):
    """At or below one's office, where the pool is kept."""

    def available(self, on=None):
        """Who can be drawn on that day: in good standing, within the term."""
        on = on or timezone.localdate()
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=on),
            standing=Expert.Standing.ACTIVE,
            starts_on__lte=on,
        )


class Expert(models.Model):
    """A member of a federation's pool: of which of the five kinds (SC-09), for which fields.

    Many never log in before they are drawn, so an account is not needed to be kept here; a panel's
    work needs one.
    """

    class Kind(models.TextChoices):
        GOVERNMENT = "government", "党政"
        GROUP_BODY = "group_body", "群团"
        SCHOLAR = "scholar", "专家学者"
        ORGANIZATION = "organization", "社会组织"
        FRONT_LINE = "front_line", "一线干部群众"

    class Standing(models.TextChoices):
        ACTIVE = "active", "在库"
        SUSPENDED = "suspended", "暂停"
        REMOVED = "removed", "出库"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="experts", verbose_name="建库工会"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="expert",
        verbose_name="账号",
    )
    person_name = EncryptedField("姓名", mask="name")
    person_index = BlindIndexField("姓名索引", of="person_name")
    phone = EncryptedField("电话", blank=True, mask="phone", validators=[validate_phone])
    kind = models.CharField("类别", max_length=14, choices=Kind.choices)
    domains = ArrayField(
        models.CharField(max_length=14, choices=ServiceDomain.choices),
        verbose_name="专业领域",
        default=list,
    )
    employer = models.CharField("工作单位", max_length=120)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="experts",
        verbose_name="所在社会组织",
        help_text="社会组织类的专家，所在组织在册的填写。",
    )
    title = models.CharField("职称职务", max_length=60, blank=True)
    years = models.PositiveSmallIntegerField("从事本领域（年）", null=True, blank=True)
    starts_on = models.DateField("聘期开始", default=timezone.localdate)
    ends_on = models.DateField("聘期结束", null=True, blank=True)
    standing = models.CharField(
        "状态", max_length=10, choices=Standing.choices, default=Standing.ACTIVE
    )
    created_at = models.DateTimeField("入库时间", auto_now_add=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评审专家"
        ordering = ["federation", "pk"]
        constraints = [
            models.CheckConstraint(
                name="expert_term",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="聘期结束不能早于开始。",
            ),
            models.UniqueConstraint(
                name="expert_once",
                fields=["federation", "person_index", "employer"],
                violation_error_message="同一单位的同名专家已在库。",
            ),
        ]

    def __str__(self):
        return self.person_name

    @property
    def trail_name(self):
        """The trail knows members of the pool by number alone."""
        return f"专家 {str(self.uid)[:8]}"

    def get_absolute_url(self):
        return reverse("procurement:expert", args=[self.uid])

    @property
    def fields_in_words(self):
        return "、".join(ServiceDomain(value).label for value in self.domains)

    @property
    def level(self):
        return {"active": "good", "suspended": "caution"}.get(self.standing, "done")


class ExpertPost(models.Model):
    """Where an expert worked, advised or sat on a council, besides the employer of today: what the
    check for conflicts looks through."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="posts", verbose_name="专家")
    unit = models.CharField("单位", max_length=120)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="在册的社会组织",
    )
    post = models.CharField("职务", max_length=60, blank=True)
    starts_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家任职经历"
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="expert_post_dates",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def __str__(self):
        return self.unit
