from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from orgs.models import Organization
from unions.models import Federation


class Measures(models.Model):
    """What is counted, in 家. Rates are read off two of them and never stored."""

    registered = models.IntegerField("在册（家）", default=0)
    filed = models.IntegerField("备案（家）", default=0)
    normal = models.IntegerField("状态正常（家）", default=0)
    normal_covered = models.IntegerField("状态正常且已覆盖（家）", default=0)
    eligible = models.IntegerField("具备建会条件（家）", default=0)
    eligible_covered = models.IntegerField("具备条件且已建会（家）", default=0)

    class Meta:
        abstract = True


class Dirty(models.Model):
    """An organization whose facts changed since the last fold; null asks for a full rebuild.

    Written by statement triggers only, and never updated: writers do not wait for one another.
    """

    organization_id = models.BigIntegerField("社会组织", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待重算"

    def __str__(self):
        return str(self.organization_id)


class Refresh(models.Model):
    """One committed change of the cells: what dashboards stamp themselves with."""

    class Cause(models.TextChoices):
        FOLD = "fold", "增量"
        REBUILD = "rebuild", "全量"
        ADVANCE = "advance", "日切"

    at = models.DateTimeField("时间", default=timezone.now)
    as_of = models.DateField("数据截至")
    cause = models.CharField("原因", max_length=8, choices=Cause.choices)
    organizations = models.PositiveIntegerField("涉及组织（家）", default=0)
    cells = models.PositiveIntegerField("变动单元", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "刷新"
        ordering = ["-id"]

    def __str__(self):
        return f"R-{timezone.localtime(self.at):%Y%m%d}-{self.pk:04d}"


class TimelineQuerySet(models.QuerySet):
    def valid(self, on):
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gt=on), valid_from__lte=on)

    def at_or_below(self, federation):
        return self.filter(federation__path__startswith=federation.path)


class Timeline(models.Model):
    """An organization's stretch of unchanging counts, as now known: what every figure sums over.

    Derived whole from facts, eligibility and coverage; stretches in which an organization counts
    for nothing have no row. Keys are not enforced by the database: the fold alone writes here, and
    an organization that goes takes its stretches along through the same dirty mark as any change.
    """

    pk = models.CompositePrimaryKey("organization", "valid_from")
    organization = models.ForeignKey(
        Organization,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="timeline",
        verbose_name="社会组织",
    )
    valid_from = models.DateField("生效日期")
    valid_to = models.DateField("失效日期", null=True)
    federation = models.ForeignKey(
        Federation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name="责任工会",
    )
    populations = ArrayField(models.TextField(), verbose_name="所属总体")
    covered_in = ArrayField(models.TextField(), verbose_name="计为已建会的总体")
    type = models.CharField("组织类型", max_length=2)
    category = models.CharField("行业分类", max_length=2)
    level = models.CharField("登记级别", max_length=2)
    form = models.CharField("建会形式", max_length=12)
    reason = models.CharField("未建会原因", max_length=4)
    source = models.CharField("数据来源", max_length=40)
    registered = models.SmallIntegerField("在册")
    filed = models.SmallIntegerField("备案")
    normal = models.SmallIntegerField("状态正常")
    normal_covered = models.SmallIntegerField("状态正常且已覆盖")
    eligible = models.SmallIntegerField("具备建会条件")

    objects = TimelineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计数时段"
        indexes = [models.Index(fields=["federation", "valid_from"], name="timeline_federation")]

    def __str__(self):
        return f"{self.organization_id} {self.valid_from}"


class Cell(Measures):
    """Counts of one federation and all below it, for one population and one key of one dimension,
    on the day the last Refresh says. A cell that counts nothing has no row."""

    pk = models.CompositePrimaryKey("federation", "population", "dimension", "key")
    federation = models.ForeignKey(
        Federation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="cells",
        verbose_name="工会",
    )
    population = models.CharField("总体", max_length=40)
    dimension = models.CharField("维度", max_length=12)
    key = models.CharField("键", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "指标单元"

    def __str__(self):
        return f"{self.federation_id} {self.population} {self.dimension} {self.key}"


class MonthlyChange(Measures):
    """By how much one month changed the counts of one federation and all below it, as now known.

    The count at a month end is the sum of all changes up to it; the first row holds what there was
    when the first drive began. So a change of one organization is at most a row for its beginning
    and one for its end, months without change have no row, and a new month needs no work.
    """

    pk = models.CompositePrimaryKey("federation", "population", "month_end")
    federation = models.ForeignKey(
        Federation,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="monthly_changes",
        verbose_name="工会",
    )
    population = models.CharField("总体", max_length=40)
    month_end = models.DateField("月末")

    class Meta:
        verbose_name = verbose_name_plural = "月度增减"

    def __str__(self):
        return f"{self.federation_id} {self.population} {self.month_end}"


class Definition(models.Model):
    """A versioned indicator: what is divided by what, said in words and in columns.

    Loaded from ``definitions.TABLE``; a version once in force is never rewritten.
    """

    code = models.CharField("代码", max_length=8)
    version = models.PositiveSmallIntegerField("版本", default=1)
    name = models.CharField("名称", max_length=60)
    numerator = models.CharField("分子", max_length=20)
    denominator = models.CharField("分母", max_length=20, blank=True)
    population = models.CharField("总体", max_length=40)
    tally = models.CharField("计数", max_length=20, blank=True)
    key = models.CharField("计数的键", max_length=40, blank=True)
    monthly = models.BooleanField("按月计", default=False)
    unit = models.CharField("单位", max_length=8)
    per = models.PositiveIntegerField("每", default=1, db_default=1)
    words = models.TextField("口径")
    exclusions = models.TextField("不计入", blank=True)
    source = models.CharField("依据", max_length=200)
    in_force_from = models.DateField("启用日期")
    in_force_to = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标定义"
        ordering = ["code", "-version"]
        constraints = [
            models.UniqueConstraint(name="definition_version", fields=["code", "version"])
        ]

    def __str__(self):
        return f"{self.code} {self.name}"
