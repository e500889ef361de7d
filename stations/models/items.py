"""What is offered: the catalogue of service items (AS-10, AS-12) and whom it is meant for."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from stations.reach import AtMyStation, OfOurUnions
from unions.models import Federation


class TargetGroup(models.TextChoices):
    """For whom a service is meant (domain 5.4)."""

    HARDSHIP = "hardship", "困难职工"
    ALL = "all", "会员（全体）职工"
    FRONT_LINE = "front_line", "一线职工"
    MIGRANT = "migrant", "农民工"
    NEW_MIGRANT = "new_migrant", "新生代农民工"
    YOUNG = "young", "青年职工"
    DISPATCHED = "dispatched", "劳务派遣工"
    UNEMPLOYED = "unemployed", "下岗失业人员"
    GRADUATE = "graduate", "困难家庭高校毕业生"
    MODEL = "model", "劳动模范"
    OUTDOOR = "outdoor", "户外劳动者"
    PLATFORM = "platform", "新就业形态劳动者"
    EMPLOYER = "employer", "企业（负责人）"


class Catalogue:
    """The national catalogue is read wherever services are looked at or done."""

    def condition(self, user, permission):
        at_work = AtMyStation().condition(user, permission) is not None
        return Q(federation=None) if at_work or user.may_somewhere(permission) else None


class ServiceItemQuerySet(ScopedQuerySet):
    reaches = (Catalogue(), Territory(), OfOurUnions())

    def public(self):
        """The national catalogue, which is no secret."""
        return self.filter(federation=None)

    def active(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(active_to=None) | Q(active_to__gt=on), active_from__lte=on)

    def heads(self):
        """Those that table 2 counts; the others are parts of one of them."""
        return self.filter(parent=None)


class ServiceItem(models.Model):
    """One thing that stations and unions do for workers. What it is called, its class and unit may
    change; every version stands in ``ServiceItemVersion`` and the newest of them here."""

    class Kind(models.TextChoices):
        """救助、维权、服务“三位一体” (AS-36)."""

        RELIEF = "relief", "救助"
        RIGHTS = "rights", "维权"
        SERVICE = "service", "服务"

    class Unit(models.TextChoices):
        PERSON_TIME = "person_time", "人次"
        CASE = "case", "件"
        HOUSEHOLD = "household", "户"
        AMOUNT = "amount", "元"

    code = models.SlugField("代码", max_length=30, unique=True)
    federation = models.ForeignKey(
        Federation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="service_items",
        verbose_name="设立工会",
        help_text="空着的是全国通用的项目。",
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name="归入项目",
        help_text="统计时并入的项目；空着的单独成一行。",
    )
    name = models.CharField("名称", max_length=40)
    initials = models.CharField(
        "拼音首字母",
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^[a-z0-9]*$", "拼音首字母用小写字母，如 xlzx。")],
        help_text="窗口登记时可以只敲这几个字母，如“心理咨询”填 xlzx。",
    )
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    unit = models.CharField(
        "计量单位", max_length=12, choices=Unit.choices, default=Unit.PERSON_TIME
    )
    description = models.TextField("服务内容", blank=True)
    least_persons = models.PositiveIntegerField(
        "一年至少服务人数",
        default=5,
        help_text="一年服务的人数少于此数，即为“基本没有运作”，不计入开展率。",
    )
    order = models.PositiveSmallIntegerField("顺序", default=50)
    version = models.PositiveSmallIntegerField("版本", default=1)
    active_from = models.DateField("启用日期")
    active_to = models.DateField("停用日期", null=True, blank=True)

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务项目"
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                name="service_item_period",
                condition=Q(active_to=None) | Q(active_to__gt=F("active_from")),
                violation_error_message="停用日期须晚于启用日期。",
            ),
            models.CheckConstraint(
                name="service_item_not_its_own_part",
                condition=Q(parent=None) | ~Q(parent=F("id")),
                violation_error_message="项目不能归入自己。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stations:item", args=[self.code])

    @property
    def head_id(self):
        """Under which item it is counted."""
        return self.parent_id or self.pk

    def is_active(self, on=None):
        on = on or timezone.localdate()
        return self.active_from <= on and (self.active_to is None or on < self.active_to)


class ServiceItemVersion(models.Model):
    """How an item was called, classed and counted from one day to the next version's."""

    item = models.ForeignKey(
        ServiceItem, models.CASCADE, related_name="versions", verbose_name="项目"
    )
    number = models.PositiveSmallIntegerField("版本")
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("类别", max_length=8, choices=ServiceItem.Kind.choices)
    unit = models.CharField("计量单位", max_length=12, choices=ServiceItem.Unit.choices)
    starts_on = models.DateField("起用日期")
    ended_on = models.DateField("止用日期", null=True, blank=True)
    reason = models.CharField("变更原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "服务项目版本"
        ordering = ["item", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="service_item_version_once",
                fields=["item", "number"],
                violation_error_message="这个版本已有。",
            ),
            models.CheckConstraint(
                name="service_item_version_period",
                condition=Q(ended_on=None) | Q(ended_on__gt=F("starts_on")),
                violation_error_message="新版本须晚于上一版本起用。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（第 {self.number} 版）"
