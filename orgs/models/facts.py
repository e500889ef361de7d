from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from orgs.validators import validate_staff_count
from unions.models import Federation, Region


class SourceQuerySet(models.QuerySet):
    def for_user(self, user, permission):
        """Those whose lists were taken in within a person's reach: another's names are theirs."""
        batches = apps.get_model("orgs.ImportBatch").objects.for_user(user, permission)
        return self.filter(pk__in=batches.order_by().values("source"))

    def public(self):
        """Officers and organizations, the sources that are everywhere."""
        return self.filter(code__in=Source.OWN)


class Source(models.Model):
    """Where rows come from: a civil-affairs list, an officer's entry, another department.

    Officers and the organizations themselves are sources, too, under codes of their own.
    """

    OFFICER, ORGANIZATION = "officer", "organization"
    OWN = {OFFICER, ORGANIZATION}

    code = models.SlugField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=100)
    rank = models.PositiveSmallIntegerField("可信次序", default=50)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "数据来源"

    def __str__(self):
        return self.name


class CountedFacts(models.Model):
    """Every dimension by which an organization is counted (domain.md 2.4–2.5, 7.1)."""

    class Type(models.TextChoices):
        ASSOCIATION = "51", "社会团体"
        SERVICE = "52", "社会服务机构"
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

    class LabourDomain(models.TextChoices):
        """What makes an organization one of the labour-relations field: at least one of seven."""

        EMPLOYMENT = "employment", "劳动就业"
        SKILLS = "skills", "技能培训"
        INCOME = "income", "收入分配"
        SECURITY = "security", "社会保障"
        SAFETY = "safety", "安全卫生"
        DEMOCRACY = "democracy", "民主政治权利"
        CULTURE = "culture", "精神文化权益"

    ENDED = (Status.DEREGISTERED, Status.CANCELLED)

    type = models.CharField(
        "组织类型",
        max_length=2,
        choices=Type.choices,
        help_text="社会服务机构即原民办非企业单位。",
    )
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
    labour_domains = ArrayField(
        models.CharField(max_length=12, choices=LabourDomain.choices),
        verbose_name="劳动关系领域所属方面",
        default=list,
        blank=True,
    )
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
        constraints = [
            models.CheckConstraint(
                name="%(class)s_labour_field",
                condition=Q(labour_field=False, labour_domains=[])
                | Q(labour_field=True) & ~Q(labour_domains=[]),
                violation_error_message="属于劳动关系领域的，须至少选择一个所属方面。",
            )
        ]

    @classmethod
    def counted_names(cls):
        return [f.attname for f in CountedFacts._meta.fields]
