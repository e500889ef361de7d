from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.roles import Permission
from governance.scope import ScopedQuerySet
from membership.models.coverage import Coverage
from membership.validators import SCOPE_FIELDS, scope_choices, validate_scope
from orgs.models import Organization
from unions.models import Federation

RESPONSIBLE = [
    (level.value, level.label) for level in Federation.Level if level != Federation.Level.NATIONAL
]
"""Which level of federations answers for the targets of a drive; without one, every level does."""


@dataclass(frozen=True)
class Segment:
    """One kind of organization a drive is about; ``within`` names the wider one it is a part of.
    A ``led`` one (带动: law firms, accounting firms) goes along with the drive and has a rate of
    its own, but does not count towards the drive's (DRV-07)."""

    code: str
    name: str
    criteria: dict
    within: str = ""
    led: bool = False

    def rows(self, prefix=""):
        """The condition on rows that carry counted facts, or reach them through ``prefix``."""
        return Q(**{f"{prefix}{field}__in": values for field, values in self.criteria.items()})

    def words(self):
        """The criteria as a person says them, one text for each."""
        return [
            f"{Organization._meta.get_field(field).verbose_name}为"
            + "、".join(scope_choices(field)[value] for value in self.criteria[field])
            for field in SCOPE_FIELDS
            if field in self.criteria
        ]


def segments_of(scope):
    return [
        Segment(s["code"], s["name"], s["any of"], s.get("within") or "", bool(s.get("led")))
        for s in scope["segments"]
    ]


def scope_in_words(scope):
    return "；".join(
        f"{'带动：' if s.led else ''}{s.code} {s.name}（{'，'.join(s.words())}）"
        for s in segments_of(scope)
    )


class DriveQuerySet(ScopedQuerySet):
    """Who reads a drive: everyone in the line of command it was called in, up and down from there.

    Who may change it is decided by its federation alone.
    """

    READING = (Permission.FOUNDING_VIEW, Permission.ORG_VIEW, Permission.DASHBOARD_VIEW)

    def for_user(self, user, permission):
        own = super().for_user(user, permission)
        if permission not in self.READING or not user.is_authenticated:
            return own
        above = {
            code
            for head in user.federations_granting(permission)
            for code in head.path.strip("/").split("/")
        }
        return self.filter(Q(pk__in=own.values("pk")) | Q(federation__code__in=above))

    def running(self, on):
        """Called by then. A drive that has reached its end is kept to (动态保持) and so goes on."""
        return self.filter(starts_on__lte=on)


class Drive(models.Model):
    """A union-founding campaign 专项行动 (DRV-01): basis, period, scope as data, targets.

    ``scope`` is ``{"segments": [{"code", "name", "within"?, "led"?, "any of": {field: [values]}},
    …]}``. An organization is of a segment when each field listed holds one of its values, and in
    scope when it is of any segment that is not merely led along. Fields are ``SCOPE_FIELDS``.
    """

    IN_WORDS = {"scope": scope_in_words}

    code = models.SlugField(
        "代码",
        max_length=24,
        unique=True,
        error_messages={"unique": "这个代码已用于另一个专项行动。"},
    )
    name = models.CharField("名称", max_length=100)
    basis = models.CharField("依据文件", max_length=200)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="drives", verbose_name="发起工会"
    )
    responsible_level = models.PositiveSmallIntegerField(
        "责任层级", choices=RESPONSIBLE, null=True, blank=True
    )
    scope = models.JSONField("范围规则", validators=[validate_scope])
    counted_forms = ArrayField(
        models.CharField(max_length=12, choices=Coverage.Form.choices),
        verbose_name="计入的建会形式",
    )
    description = models.TextField("说明", blank=True)

    objects = DriveQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专项行动"
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                name="drive_period",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="结束日期须晚于开始日期。",
            ),
            models.CheckConstraint(
                name="drive_counts_something",
                condition=Q(counted_forms__len__gt=0),
                violation_error_message="请至少选择一种计入的建会形式。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("membership:drive", args=[self.code])

    @property
    def segments(self):
        return segments_of(self.scope)

    def segment(self, code):
        return next((s for s in self.segments if s.code == code), None)

    def in_scope(self, prefix=""):
        """The condition of being in scope; of two segments or of one, an organization is one."""
        return reduce(or_, (s.rows(prefix) for s in self.segments if not s.led))

    def counted_forms_display(self):
        return [Coverage.Form(form).label for form in self.counted_forms]


class DrivePhase(models.Model):
    """A part of a drive's time, with what is to be done in it. Both days are part of it."""

    drive = models.ForeignKey(Drive, models.CASCADE, related_name="phases", verbose_name="专项行动")
    name = models.CharField("阶段名称", max_length=40)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期")
    work = models.CharField("做什么", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "行动阶段"
        ordering = ["starts_on", "ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="phase_named_once",
                fields=["drive", "name"],
                violation_error_message="阶段名称不能重复。",
            ),
            models.CheckConstraint(
                name="phase_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="阶段的结束日期不能早于开始日期。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.starts_on:%Y-%m-%d} 至 {self.ends_on:%Y-%m-%d}）：{self.work}"


class DriveTarget(models.Model):
    """A rate to reach by a date (DRV-05), or a band to stay in from a date on (DRV-06)."""

    class Comparator(models.TextChoices):
        AT_LEAST = "at_least", "不低于"
        ABOUT = "about", "左右，动态保持"

    drive = models.ForeignKey(
        Drive, models.CASCADE, related_name="targets", verbose_name="专项行动"
    )
    due_on = models.DateField("目标日期")
    comparator = models.CharField("比较方式", max_length=10, choices=Comparator.choices)
    rate = models.DecimalField("目标比率", max_digits=5, decimal_places=4)
    tolerance = models.DecimalField("容差", max_digits=5, decimal_places=4, default=0)

    class Meta:
        verbose_name = verbose_name_plural = "行动目标"
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                name="one_target_a_day",
                fields=["drive", "due_on"],
                violation_error_message="同一天只能有一个目标。",
            ),
            models.CheckConstraint(
                name="target_rate",
                condition=Q(rate__gt=0, rate__lte=1, tolerance__gte=0, tolerance__lt=F("rate")),
                violation_error_message="目标比率应在 0 与 1 之间，容差应小于目标。",
            ),
        ]

    def __str__(self):
        rate = f"{self.rate * 100:.2f}".rstrip("0").rstrip(".")
        if self.comparator == self.Comparator.AT_LEAST:
            return f"{self.due_on:%Y-%m-%d} 不低于 {rate}%"
        points = f"{self.tolerance * 100:.2f}".rstrip("0").rstrip(".")
        return f"{self.due_on:%Y-%m-%d} 达到 {rate}% 左右（±{points} 个百分点）并动态保持"
