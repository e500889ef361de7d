import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from governance.scope import Delegated, ScopedQuerySet, Territory
from orgs.bitemporal import Bitemporal, BitemporalQuerySet, one_at_a_time, well_ordered
from orgs.names import fold, initials
from orgs.validators import (
    SOCIAL_ORGANIZATION_CODES,
    validate_credit_code,
    validate_name,
    validate_not_future,
    validate_phone,
    validate_staff_count,
)
from privacy.fields import EncryptedField
from unions.models import Federation, Region


class Source(models.Model):
    """Where rows come from: a civil-affairs list, an officer's entry, another department."""

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    rank = models.PositiveSmallIntegerField("可信次序", default=50)

    class Meta:
        verbose_name = verbose_name_plural = "数据来源"

    def __str__(self):
        return self.name


class CountedFacts(models.Model):
    """Every dimension by which an organization is counted (domain.md 2.4–2.5, 7.1)."""

    class Type(models.TextChoices):
        ASSOCIATION = "51", "社会团体"
        SERVICE = "52", "社会服务机构（民办非企业单位）"
        FOUNDATION = "53", "基金会"
        OTHER = "59", "其他社会组织"

    class Standing(models.TextChoices):
        REGISTERED = "registered", "已登记"
        FILED = "filed", "备案"
        UNREGISTERED = "unregistered", "未登记（草根）"

    class Status(models.TextChoices):
        NORMAL = "normal", "正常"
        PREPARING = "preparing", "筹备"
        SUSPENDED = "suspended", "限期停止活动"
        LIQUIDATING = "liquidating", "清算中"
        LICENCE_REVOKED = "licence_revoked", "吊销"
        DEREGISTERED = "deregistered", "注销"
        CANCELLED = "cancelled", "撤销登记"

    class RegistrationLevel(models.TextChoices):
        """GB/T 单位隶属关系代码: 10 central, 20 province, 40 prefecture, 50 county."""

        NATIONAL = "10", "国家级"
        PROVINCE = "20", "省级"
        PREFECTURE = "40", "市级"
        COUNTY = "50", "县级"

    class Kind(models.TextChoices):
        GENERAL = "general", "一般"
        HOSPITAL = "hospital", "民办医院"
        SCHOOL = "school", "民办学校"
        KINDERGARTEN = "kindergarten", "民办幼儿园"
        ELDERCARE = "eldercare", "养老机构"
        TRAINING = "training", "培训机构"
        INDUSTRY = "industry", "行业协会商会"
        LAW_FIRM = "law_firm", "律师事务所"
        ACCOUNTING_FIRM = "accounting_firm", "会计师事务所"

    class Category(models.TextChoices):
        """The 14 statistical categories (民政部办公厅 2007-08-28)."""

        COMMERCE = "01", "工商服务业"
        RURAL = "02", "农业及农村发展"
        SCIENCE = "03", "科学研究"
        EDUCATION = "04", "教育"
        HEALTH = "05", "卫生"
        CULTURE = "06", "文化"
        SPORT = "07", "体育"
        ECOLOGY = "08", "生态环境"
        SOCIAL = "09", "社会服务"
        LAW = "10", "法律"
        RELIGION = "11", "宗教"
        PROFESSION = "12", "职业及从业者组织"
        INTERNATIONAL = "13", "国际及其他涉外组织"
        OTHER = "14", "其他"

    ENDED = (Status.DEREGISTERED, Status.CANCELLED)

    type = models.CharField("组织类型", max_length=2, choices=Type.choices)
    standing = models.CharField(
        "登记情形", max_length=12, choices=Standing.choices, default=Standing.REGISTERED
    )
    status = models.CharField(
        "存续状态", max_length=16, choices=Status.choices, default=Status.NORMAL
    )
    registration_level = models.CharField(
        "登记级别", max_length=2, choices=RegistrationLevel.choices, blank=True
    )
    kind = models.CharField("机构类别", max_length=16, choices=Kind.choices, default=Kind.GENERAL)
    category = models.CharField("行业分类", max_length=2, choices=Category.choices, blank=True)
    labour_field = models.BooleanField("劳动关系领域", default=False)
    has_party_org = models.BooleanField("有党组织", default=False)
    staff_count = models.PositiveIntegerField(
        "从业人员（人）", null=True, blank=True, validators=[validate_staff_count]
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="责任工会"
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="住所所在区划",
    )
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="数据来源"
    )

    class Meta:
        abstract = True

    @classmethod
    def counted_names(cls):
        return [f.attname for f in CountedFacts._meta.fields]


class OrganizationQuerySet(ScopedQuerySet):
    reaches = (Territory(), Delegated("pk"))


class Organization(CountedFacts):
    """A social organization. Holds what is so now; ``OrganizationFacts`` holds what was counted.

    Only ``orgs.services`` writes it, so that the two never part.
    """

    class Management(models.TextChoices):
        DUAL = "dual", "双重管理"
        DIRECT = "direct", "直接登记"
        FILING = "filing", "备案"
        SEPARATED = "separated", "脱钩后综合监管"

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
    labour_field_basis = models.CharField("劳动关系领域认定依据", max_length=200, blank=True)
    labour_field_decided_on = models.DateField("认定日期", null=True, blank=True)
    federation_assigned = models.BooleanField("责任工会为指定", default=False)
    created_at = models.DateTimeField("建档时间", db_default=Now(), editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "社会组织"
        constraints = [
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
            models.Index(fields=["federation", "id"], name="organization_federation"),
            models.Index(fields=["type", "id"], name="organization_type"),
            models.Index(fields=["region"], name="organization_region"),
            GinIndex(
                fields=["folded_name"], opclasses=["gin_trgm_ops"], name="organization_name_trgm"
            ),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="organization_initials"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("orgs:detail", args=[self.uid])

    @property
    def ended(self):
        return self.status in self.ENDED

    def be_found(self):
        """Keep the forms of the name that searches use in step with it."""
        self.folded_name, self.initials = fold(self.name), initials(self.name)

    def clean(self):
        """What is always true of one organization and SQL cannot say in the person's words."""
        wrong = {}
        if self.ended and not self.ended_on:
            wrong["ended_on"] = "注销或撤销登记的社会组织须填写终止日期。"
        if self.ended_on and self.registered_on and self.ended_on < self.registered_on:
            wrong["ended_on"] = "终止日期不能早于成立登记日期。"
        if self.credit_code and len(self.credit_code) == 18:
            whose = self.credit_code[:2]
            firm = self.Kind(self.kind) in (self.Kind.LAW_FIRM, self.Kind.ACCOUNTING_FIRM)
            if whose not in SOCIAL_ORGANIZATION_CODES and not firm:
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
            well_ordered("facts_times"),
            one_at_a_time(
                "facts_one_at_a_time", message="同一社会组织在同一天只能有一条有效事实。"
            ),
        ]
        indexes = [models.Index(fields=["organization", "valid_from"], name="facts_organization")]

    def __str__(self):
        return f"{self.organization} {self.valid_from}"


class OrganizationAlias(models.Model):
    """A name or number an organization went by, kept so that the old leads to the new."""

    class Scheme(models.TextChoices):
        NAME = "name", "曾用名"
        CREDIT_CODE = "credit_code", "曾用统一社会信用代码"
        ORGANIZATION_CODE = "organization_code", "组织机构代码"
        CERTIFICATE = "certificate", "登记证号"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="aliases", verbose_name="社会组织"
    )
    scheme = models.CharField("种类", max_length=20, choices=Scheme.choices)
    value = models.CharField("值", max_length=200, db_index=True)
    folded = models.CharField("检索值", max_length=200, editable=False, default="")
    until = models.DateField("使用至", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "曾用名称与号码"
        constraints = [
            models.UniqueConstraint(name="alias_once", fields=["organization", "scheme", "value"])
        ]

    def __str__(self):
        return self.value


class ImportBatchQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class ImportBatch(models.Model):
    """One list taken in: file, source, date it speaks of, what became of its rows."""

    class Status(models.TextChoices):
        READING = "reading", "正在读取"
        PREVIEW = "preview", "待确认"
        APPLYING = "applying", "正在写入"
        APPLIED = "applied", "已写入"
        STOPPED = "stopped", "已放弃"
        FAILED = "failed", "无法读取"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name="数据来源")
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="导入工会"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="导入人",
    )
    as_of = models.DateField("名单日期", default=timezone.localdate)
    file = models.FileField("文件", upload_to="imports/%Y/%m/", blank=True)
    file_name = models.CharField("文件名", max_length=255)
    digest = models.CharField("文件摘要", max_length=64)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.READING)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    created_at = models.DateTimeField("导入时间", default=timezone.now)
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("orgs:import", args=[self.uid])


class ImportLine(models.Model):
    """What one row of a list says and what it would change: the lineage of every imported value.

    ``private`` holds what may not stand in clear: the telephone, and of rows that were not taken
    the cells as written, from which the workbook of errors is made. Lines without a row number
    name organizations that the list ought to have and has not.
    """

    class Outcome(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "变更"
        SAME = "same", "无变化"
        RENAMED = "renamed", "更名"
        MOVED = "moved", "迁移"
        REVIVED = "revived", "恢复"
        SUSPICIOUS = "suspicious", "存疑"
        REFUSED = "refused", "未通过"
        MISSING = "missing", "名单中缺少"

    batch = models.ForeignKey(
        ImportBatch, models.CASCADE, related_name="lines", verbose_name="导入批次"
    )
    sheet = models.CharField("工作表", max_length=100, blank=True)
    row = models.PositiveIntegerField("行号", null=True)
    outcome = models.CharField("分类", max_length=12, choices=Outcome.choices)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="import_lines",
        verbose_name="社会组织",
    )
    values = models.JSONField("取值", default=dict)
    changes = models.JSONField("变动", default=dict, blank=True)
    errors = models.JSONField("问题", default=list, blank=True)
    private = EncryptedField("个人信息与原始单元格", blank=True, default="")
    applied = models.BooleanField("已写入", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        constraints = [
            models.UniqueConstraint(name="import_row_once", fields=["batch", "sheet", "row"])
        ]
        indexes = [models.Index(fields=["batch", "outcome", "row"], name="import_outcome")]

    def __str__(self):
        return f"第 {self.row} 行"


class DelegateQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def current(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Delegate(models.Model):
    """A person who speaks for an organization here, for a term."""

    class Duty(models.TextChoices):
        MANAGER = "manager", "负责人"
        OPERATOR = "operator", "经办人"
        FINANCE = "finance", "财务"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations",
        verbose_name="人员",
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="delegates", verbose_name="社会组织"
    )
    duty = models.CharField("职责", max_length=12, choices=Duty.choices, default=Duty.OPERATOR)
    starts_on = models.DateField("开始日期", default=timezone.localdate)
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经办代表"
        constraints = [
            models.UniqueConstraint(
                name="delegate_once",
                fields=["user", "organization"],
                condition=Q(ends_on=None),
                violation_error_message="此人已是该社会组织的经办代表。",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.organization}"
