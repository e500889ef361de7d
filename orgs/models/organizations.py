import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.functional import cached_property

from governance.scope import Delegated, ScopedQuerySet, Territory
from orgs.bitemporal import Bitemporal, BitemporalQuerySet, one_at_a_time, well_ordered
from orgs.models.described import Described
from orgs.models.facts import CountedFacts
from orgs.names import fold, initials, tidy, tidy_code
from orgs.validators import (
    SOCIAL_ORGANIZATION_CODES,
    validate_credit_code,
    validate_member_count,
    validate_name,
    validate_not_future,
    validate_phone,
)
from privacy.fields import EncryptedField


def labels(choices, values):
    """Several choices as people read them: 劳动就业、技能培训."""
    return "、".join(choices(value).label for value in values)


class OrganizationQuerySet(ScopedQuerySet):
    reaches = (Territory(), Delegated("pk"))

    def for_user(self, user, permission):
        """Never one that was merged into another: at every door that one stands for it."""
        return super().for_user(user, permission).filter(merged_into=None)

    def in_place_of(self, uid):
        """Of these rows, the one that stands for a record that was merged away; else None."""
        gone = self.model._base_manager.filter(uid=uid, merged_into__isnull=False).first()
        return gone and self.filter(pk=gone.kept_as.pk).first()


class Organization(CountedFacts, Described):
    """A social organization. Holds what is so now; ``OrganizationFacts`` holds what was counted.

    Only ``orgs.services`` writes it, so that the two never part.
    """

    class Management(models.TextChoices):
        DUAL = "dual", "双重管理"
        DIRECT = "direct", "直接登记"
        FILING = "filing", "备案"
        SEPARATED = "separated", "脱钩后综合监管"

    class Funding(models.TextChoices):
        DUES = "dues", "会费"
        GRANT = "grant", "政府补助"
        SERVICE = "service", "服务收入"
        DONATION = "donation", "社会捐赠"
        FOUNDER = "founder", "举办者投入"
        OTHER = "other", "其他"

    class Way(models.TextChoices):
        DIRECT = "direct", "直接服务"
        ENTRUSTED = "entrusted", "承接委托"
        DISCIPLINE = "discipline", "会员自律"
        ADVICE = "advice", "咨询培训"
        ONLINE = "online", "线上服务"
        VOLUNTEER = "volunteer", "志愿服务"
        OTHER = "other", "其他"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("名称", max_length=200, validators=[validate_name])
    folded_name = models.CharField("检索名", max_length=200, editable=False, default="")
    initials = models.CharField("拼音首字母", max_length=200, editable=False, default="")
    credit_code = models.CharField(
        "统一社会信用代码",
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        validators=[validate_credit_code],
        error_messages={"unique": "该统一社会信用代码已登记在册，请检索后更正原记录。"},
    )
    registering_authority = models.CharField("登记管理机关", max_length=100, blank=True)
    supervising_unit = models.CharField("业务主管单位", max_length=200, blank=True)
    management = models.CharField("管理方式", max_length=12, choices=Management.choices, blank=True)
    residence = models.CharField("住所", max_length=300, blank=True)
    legal_representative = models.CharField("法定代表人（负责人）", max_length=60, blank=True)
    contact_phone = EncryptedField(
        "联系电话", blank=True, mask="phone", validators=[validate_phone]
    )
    registered_on = models.DateField(
        "成立登记日期", null=True, blank=True, validators=[validate_not_future]
    )
    ended_on = models.DateField("终止日期", null=True, blank=True)
    assets = models.DecimalField(
        "资产总额（元）",
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, "资产总额不能小于0。")],
    )
    member_count = models.PositiveIntegerField(
        "会员数（人或家）",
        null=True,
        blank=True,
        validators=[validate_member_count],
        help_text="个人会员按人、单位会员按家计。",
    )
    funding_sources = ArrayField(
        models.CharField(max_length=12, choices=Funding.choices),
        verbose_name="资金来源",
        default=list,
        blank=True,
    )
    activities = models.TextField("活动内容", max_length=2000, blank=True)
    ways_of_working = ArrayField(
        models.CharField(max_length=12, choices=Way.choices),
        verbose_name="工作方式",
        default=list,
        blank=True,
    )
    labour_field_basis = models.CharField("劳动关系领域认定依据", max_length=200, blank=True)
    labour_field_decided_on = models.DateField("认定日期", null=True, blank=True)
    labour_field_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="认定人",
    )
    federation_assigned = models.BooleanField("责任工会为指定", default=False, db_default=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        related_name="merged",
        verbose_name="已并入",
    )
    created_at = models.DateTimeField("建档时间", db_default=Now(), editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社会组织"
        constraints = [
            *CountedFacts.Meta.constraints,
            *Described.Meta.constraints,
            models.CheckConstraint(
                name="organization_labour_decision",
                condition=Q(labour_domains=[])
                | ~Q(labour_field_basis="") & Q(labour_field_decided_on__isnull=False),
                violation_error_message="认定属于劳动关系领域的，须填写认定依据和认定日期。",
            ),
            models.CheckConstraint(
                name="organization_ended_has_date",
                condition=~Q(status__in=["deregistered", "cancelled"]) | Q(ended_on__isnull=False),
                violation_error_message="注销或撤销登记的社会组织须填写终止日期。",
            ),
            models.CheckConstraint(
                name="organization_dates",
                condition=Q(ended_on=None)
                | Q(registered_on=None)
                | Q(ended_on__gte=F("registered_on")),
                violation_error_message="终止日期不能早于成立登记日期。",
            ),
            models.CheckConstraint(
                name="organization_code_form",
                condition=Q(credit_code=None)
                | Q(credit_code__regex=r"^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$"),
                violation_error_message="统一社会信用代码格式有误。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["federation", "id"], include=["merged_into"], name="organization_living"
            ),
            models.Index(fields=["type", "id"], name="organization_type"),
            models.Index(
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
                name="organization_merged",
            ),
            models.Index(fields=["region"], name="organization_region"),
            models.Index(fields=["folded_name"], name="organization_name"),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="organization_initials"),
            GinIndex(fields=["credit_code"], opclasses=["gin_trgm_ops"], name="organization_code"),
            # the orders of the list, unknown last; the pairs of names are in 0002 and 0009
            models.Index(
                F("staff_count").desc(nulls_last=True), F("id").desc(), name="organization_staff"
            ),
            models.Index(
                F("registered_on").desc(nulls_last=True), F("id").desc(), name="organization_age"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("orgs:detail", args=[self.uid])

    @property
    def kept_as(self):
        """The record that stands for it: itself, unless it was merged, and so on."""
        found = self
        while found.merged_into_id:
            found = found.merged_into
        return found

    @cached_property
    def records(self):
        """Keys of all records of it: its own first, then those merged into it and into those."""
        found = onward = [self.pk]
        while onward:
            gone = Organization._base_manager.filter(merged_into__in=onward)
            onward = list(gone.order_by("pk").values_list("pk", flat=True))
            found = [*found, *onward]
        return found

    @property
    def ended(self):
        return self.status in self.ENDED

    @property
    def labour_labels(self):
        return labels(self.LabourDomain, self.labour_domains)

    @property
    def funding_labels(self):
        return labels(self.Funding, self.funding_sources)

    @property
    def way_labels(self):
        return labels(self.Way, self.ways_of_working)

    @property
    def level(self):
        """How its state is marked on pages."""
        if self.ended:
            return "done"
        return "good" if self.status == self.Status.NORMAL else "caution"

    def be_found(self):
        """Keep in step what follows from other values: the forms of the name that searches use,
        and that a labour-field organization is one with a domain."""
        self.labour_field = bool(self.labour_domains)
        self.folded_name, self.initials = fold(self.name), initials(self.name)

    def clean(self):
        """What is always true of one organization and SQL cannot say in the person's words."""
        wrong = self.described_wrongly()
        if self.ended and not self.ended_on:
            wrong["ended_on"] = "注销或撤销登记的社会组织须填写终止日期。"
        if self.ended_on and self.registered_on and self.ended_on < self.registered_on:
            wrong["ended_on"] = "终止日期不能早于成立登记日期。"
        if self.labour_domains and not self.labour_field_basis:
            wrong["labour_field_basis"] = "请填写认定依据。"
        if self.labour_domains and not self.labour_field_decided_on:
            wrong["labour_field_decided_on"] = "请填写认定日期。"
        if self.credit_code and len(self.credit_code) == 18:
            whose = self.credit_code[:2]
            firms = (self.Kind.LAW_FIRM, self.Kind.ACCOUNTING_FIRM)
            if whose not in SOCIAL_ORGANIZATION_CODES and self.kind not in firms:
                wrong["credit_code"] = (
                    f"统一社会信用代码以 {whose} 开头，不是民政部门登记的社会组织"
                    "（应以 51、52、53 或 59 开头），请核对。"
                )
        if wrong:
            raise ValidationError(wrong)


class OrganizationFacts(CountedFacts, Bitemporal):
    """What an organization counted as, from when to when, and when we knew it."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="facts", verbose_name="社会组织"
    )

    objects = BitemporalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计数事实"
        constraints = [
            *CountedFacts.Meta.constraints,
            well_ordered("facts_times"),
            one_at_a_time(
                "facts_one_at_a_time", message="同一社会组织在同一天只能有一条有效事实。"
            ),
        ]
        indexes = [models.Index(fields=["organization", "valid_from"], name="facts_organization")]

    def __str__(self):
        return f"{self.organization} {self.valid_from}"


class AliasQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"), Delegated("organization"))


class OrganizationAlias(models.Model):
    """A name or number an organization went by, kept so that the old leads to the new."""

    class Scheme(models.TextChoices):
        NAME = "name", "曾用名"
        CREDIT_CODE = "credit_code", "曾用统一社会信用代码"
        ORGANIZATION_CODE = "organization_code", "组织机构代码"
        CERTIFICATE = "certificate", "登记证号"
        LEGAL_CERTIFICATE = "legal_certificate", "法人登记证编号"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="aliases", verbose_name="社会组织"
    )
    scheme = models.CharField("种类", max_length=20, choices=Scheme.choices)
    value = models.CharField("值", max_length=200, db_index=True)
    folded = models.CharField("检索值", max_length=200, editable=False, default="", db_default="")
    since = models.DateField("使用自", null=True, blank=True)
    until = models.DateField("使用至", null=True, blank=True)
    batch = models.ForeignKey(
        "orgs.ImportBatch",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="所出导入批次",
    )

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "曾用名称与号码"
        constraints = [
            models.UniqueConstraint(
                name="alias_once",
                fields=["organization", "scheme", "value"],
                violation_error_message="这一名称或号码已登记。",
            ),
            models.CheckConstraint(
                name="alias_dates",
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                violation_error_message="“使用至”不能早于“使用自”。",
            ),
        ]

    def clean(self):
        """Numbers as their certificates print them; of each the form that searches compare."""
        if self.scheme == self.Scheme.NAME:
            self.value = tidy(self.value)
            validate_name(self.value)
        else:
            self.value = tidy_code(self.value)
        if self.scheme == self.Scheme.CREDIT_CODE:
            validate_credit_code(self.value)
        if self.scheme == self.Scheme.ORGANIZATION_CODE and not (
            len(self.value) == 9 and self.value.isalnum()
        ):
            raise ValidationError({"value": "组织机构代码为9位数字或字母，请核对。"})
        if self.value in (self.organization.name, self.organization.credit_code):
            raise ValidationError({"value": "这是现用的名称或代码，不是曾用的。"})
        self.folded = fold(self.value)

    def __str__(self):
        return self.value
