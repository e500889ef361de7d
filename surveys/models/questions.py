"""The parts of a version: who is asked, what, and what one may answer."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from governance.scope import ScopedQuerySet
from surveys.models.surveys import Survey, Version
from surveys.reach import OwnHouse, Watching

CODE = RegexValidator(r"^[a-z][a-z0-9_]{0,19}$", "代码用小写字母开头，可含数字和下划线。")


def code_field(name="代码", **options):
    return models.CharField(name, max_length=20, validators=[CODE], **options)


def codes_field(name, **options):
    return ArrayField(
        models.CharField(max_length=20), verbose_name=name, default=list, blank=True, **options
    )


class Ownership(models.TextChoices):
    """Whose the respondent's enterprise is."""

    STATE = "state", "国有"
    COLLECTIVE = "collective", "集体"
    PRIVATE = "private", "私营"
    FOREIGN = "foreign", "外资"


class GroupQuerySet(ScopedQuerySet):
    reaches = (
        Watching("version__survey__federation"),
        OwnHouse("version__survey__federation"),
    )


class Group(models.Model):
    """Respondents of one kind, who are asked the same questions."""

    version = models.ForeignKey(
        Version, models.CASCADE, related_name="groups", verbose_name="问卷版本"
    )
    code = code_field()
    name = models.CharField("名称", max_length=40)
    place = models.PositiveSmallIntegerField("次序", default=0)
    asks_ownership = models.BooleanField("询问企业所有制", default=False)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "调查对象"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="survey_group_code",
                fields=["version", "code"],
                violation_error_message="这个代码的调查对象已经有了。",
            ),
        ]

    def __str__(self):
        return self.name


class QuestionQuerySet(ScopedQuerySet):
    reaches = GroupQuerySet.reaches


class Question(models.Model):
    """One question of a version. ``asked_if`` names an earlier one whose answer must be among
    ``asked_if_in`` for this one to be asked."""

    class Kind(models.TextChoices):
        SINGLE = "single", "单选"
        MULTIPLE = "multiple", "多选"
        SCALE = "scale", "量表"
        NUMBER = "number", "数字"
        TEXT = "text", "文字"
        MATRIX = "matrix", "矩阵"

    class Base(models.TextChoices):
        """By how many people its shares are divided."""

        ALL = "all", "该类对象全部答卷"
        ROUTED = "routed", "被问到的"
        VALID = "valid", "有效回答的"

    CHOICES = (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE, Kind.MATRIX)

    version = models.ForeignKey(
        Version, models.CASCADE, related_name="questions", verbose_name="问卷版本"
    )
    code = code_field()
    place = models.PositiveSmallIntegerField("次序", default=0)
    kind = models.CharField("题型", max_length=10, choices=Kind.choices)
    text = models.CharField("题目", max_length=200)
    help = models.CharField("填写提示", max_length=200, blank=True)
    required = models.BooleanField("必答", default=True)
    most = models.PositiveSmallIntegerField(
        "最多选几项", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    least = models.DecimalField("最小值", max_digits=12, decimal_places=2, null=True, blank=True)
    largest = models.DecimalField("最大值", max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField("单位", max_length=10, blank=True)
    rows = ArrayField(
        models.CharField(max_length=100), verbose_name="矩阵的行", default=list, blank=True
    )
    groups = codes_field("问哪些对象")
    asked_if = models.CharField("以哪一题为前提", max_length=20, blank=True)
    asked_if_in = codes_field("前提题的选项")
    base = models.CharField("占比的基数", max_length=8, choices=Base.choices, default=Base.ALL)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "题目"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="survey_question_code",
                fields=["version", "code"],
                violation_error_message="这个代码的题目已经有了。",
            ),
            models.CheckConstraint(
                name="survey_question_range",
                condition=Q(least=None) | Q(largest=None) | Q(largest__gte=models.F("least")),
                violation_error_message="最大值不能小于最小值。",
            ),
            models.CheckConstraint(
                name="survey_question_route",
                condition=Q(asked_if="", asked_if_in=[]) | ~Q(asked_if="") & ~Q(asked_if_in=[]),
                violation_error_message="前提题和它的选项须一起填。",
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def has_options(self):
        return self.kind in self.CHOICES


class OptionQuerySet(ScopedQuerySet):
    reaches = (
        Watching("question__version__survey__federation"),
        OwnHouse("question__version__survey__federation"),
    )


class Option(models.Model):
    """One answer that may be ticked. Those of a scale stand from the best to the worst."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="options", verbose_name="题目"
    )
    code = code_field()
    place = models.PositiveSmallIntegerField("次序", default=0)
    label = models.CharField("文字", max_length=80)
    exclusive = models.BooleanField("排他", default=False, help_text="选了它就不能再选别的。")
    item = models.CharField("对应的服务项目", max_length=30, blank=True)

    objects = OptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "选项"
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="survey_option_code",
                fields=["question", "code"],
                violation_error_message="这个代码的选项已经有了。",
            ),
        ]

    def __str__(self):
        return self.label


class QuotaQuerySet(ScopedQuerySet):
    reaches = (Watching("survey__federation"), OwnHouse("survey__federation"))


class Quota(models.Model):
    """How many answers of a group, or of those of it in enterprises of one ownership, are taken."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="quotas", verbose_name="问卷")
    group = code_field("调查对象代码")
    ownership = models.CharField("企业所有制", max_length=10, choices=Ownership.choices, blank=True)
    most = models.PositiveIntegerField(
        "名额", validators=[MinValueValidator(1), MaxValueValidator(1_000_000)]
    )
    taken = models.PositiveIntegerField("已收", default=0, editable=False)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "配额"
        ordering = ["survey", "group", "ownership"]
        constraints = [
            models.UniqueConstraint(
                name="survey_quota_once",
                fields=["survey", "group", "ownership"],
                violation_error_message="这一类的配额已经有了。",
            ),
            models.CheckConstraint(
                name="survey_quota_kept",
                condition=Q(taken__lte=models.F("most")),
                violation_error_message="这一类的名额已满。",
            ),
        ]

    def __str__(self):
        return f"{self.survey}：{self.group} {self.get_ownership_display()}".strip()


class ReadingQuerySet(ScopedQuerySet):
    reaches = QuotaQuerySet.reaches


class Reading(models.Model):
    """How a figure is read off the answers of one group: which question, which options count, of
    whom. 满意度 is one thing for one group and another for the next, so each says so itself."""

    class Kind(models.TextChoices):
        AWARENESS = "awareness", "知晓度"
        SATISFACTION = "satisfaction", "满意度"
        FUNNEL = "funnel", "漏斗"
        OTHER = "other", "其他"

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="readings", verbose_name="问卷")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    place = models.PositiveSmallIntegerField("次序", default=0)
    name = models.CharField("名称", max_length=60)
    group = code_field("调查对象代码")
    question = code_field("题目代码")
    options = codes_field("计入的选项")
    base = models.CharField(
        "基数", max_length=8, choices=Question.Base.choices, default=Question.Base.ALL
    )

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "读数"
        ordering = ["survey", "place", "pk"]

    def __str__(self):
        return self.name
