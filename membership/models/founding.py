import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import EVERYTHING, ScopedQuerySet, Territory
from membership.models.coverage import Coverage
from membership.models.drives import Drive
from orgs.models import Organization
from privacy.fields import EncryptedField
from unions.models import Federation, GrassrootsUnion


class AsHandler(Territory):
    """By office at the union that handles the case; to approve, at the next-higher one (工会法 12)
    and in no other way."""

    def condition(self, user, permission):
        if permission == Permission.FOUNDING_APPROVE:
            return Territory("approver").condition(user, permission)
        return super().condition(user, permission)


class OfItsUnits:
    """By office over one of the organizations: to look on, not to act."""

    def condition(self, user, permission):
        if permission != Permission.FOUNDING_VIEW:
            return None
        condition = Territory("organization__federation").condition(user, permission)
        if condition is None or condition == EVERYTHING:
            return condition
        return Q(pk__in=FoundingUnit._base_manager.filter(condition).values("case"))


class FoundingCaseQuerySet(ScopedQuerySet):
    reaches = (AsHandler(), OfItsUnits())

    def of(self, organization):
        return self.filter(units__organization=organization)

    def named(self, words):
        """Whose union, or one of whose organizations, is called so."""
        units = FoundingUnit._base_manager.filter(organization__name__contains=words)
        return self.filter(Q(name__contains=words) | Q(pk__in=units.values("case")))

    def with_units(self):
        units = FoundingUnit._base_manager.select_related("organization")
        return self.prefetch_related(models.Prefetch("units", units))

    def overdue(self, on=None):
        return self.filter(due_on__lt=on or timezone.localdate())


class FoundingCase(models.Model):
    """The founding of one union by the book (建会事项), for one organization or several.

    ``federation`` handles it and is the union's superior to be; ``approver`` is the next-higher
    union whose two replies it takes. The rules in force when it was opened are kept by code and
    version (``membership.law``), so that it is judged by these to its end.
    """

    class Status(models.TextChoices):
        MOBILISED = "mobilised", "已动员"
        REQUESTED = "requested", "请示已报"
        CONSENTED = "consented", "同意筹建"
        PREPARING = "preparing", "筹备组成立"
        RECRUITING = "recruiting", "发展会员"
        NOTICED = "noticed", "候选人公示"
        ELECTED = "elected", "大会选举"
        REPORTED = "reported", "结果报批"
        FOUNDED = "founded", "批复成立"
        REGISTERED = "registered", "法人登记"
        FUNDED = "funded", "开户缴费"
        REGULAR = "regular", "规范运行"
        OBSTRUCTED = "obstructed", "拒建（阻挠）"
        SUSPENDED = "suspended", "中止"
        MERGED = "merged", "撤并"

    AHEAD = (
        *(Status.MOBILISED, Status.REQUESTED, Status.CONSENTED, Status.PREPARING),
        *(Status.RECRUITING, Status.NOTICED, Status.ELECTED, Status.REPORTED),
    )
    AFTER = (Status.FOUNDED, Status.REGISTERED, Status.FUNDED, Status.REGULAR)
    LINE = (*AHEAD, *AFTER)
    HALTED = (Status.OBSTRUCTED, Status.SUSPENDED)
    LEVELS = {
        **dict.fromkeys(AHEAD, "caution"),
        **dict.fromkeys(AFTER, "good"),
        **dict.fromkeys(HALTED, "bad"),
        Status.MERGED: "done",
    }

    class Route(models.TextChoices):
        PLACE = "place", "属地"
        INDUSTRY = "industry", "行业主管部门"

    class Meeting(models.TextChoices):
        MEMBERS = "members", "会员大会"
        DELEGATES = "delegates", "会员代表大会"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("工会名称", max_length=150)
    form = models.CharField("建会形式", max_length=12, choices=Coverage.Form.choices)
    route = models.CharField("建会途径", max_length=10, choices=Route.choices, default=Route.PLACE)
    status = models.CharField(
        "进度", max_length=12, choices=Status.choices, default=Status.MOBILISED, db_index=True
    )
    halted_from = models.CharField("停办前的进度", max_length=12, blank=True)
    returned = models.CharField("退回原因", max_length=300, blank=True)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="founding_cases", verbose_name="承办工会"
    )
    approver = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", verbose_name="批复工会"
    )
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="founding_cases",
        verbose_name="基层工会",
    )
    joins = models.BooleanField("并入已有工会", default=False)
    drive = models.ForeignKey(
        Drive, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="专项行动"
    )
    rules_code = models.CharField("适用规则", max_length=40)
    rules_version = models.CharField("规则版本", max_length=60)
    due_on = models.DateField("办理期限", null=True, blank=True, db_index=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="立项人"
    )
    opened_at = models.DateTimeField("立项时间", default=timezone.now)

    mobilised_on = models.DateField("动员日期", default=timezone.localdate)
    wish = models.CharField("职工意愿", max_length=300, blank=True)
    opinion = models.CharField("单位行政意见", max_length=300, blank=True)
    party_opinion = models.CharField("党组织意见", max_length=300, blank=True)
    helper = models.CharField("上级工会指导人员", max_length=100, blank=True)

    requested_on = models.DateField("请示日期", null=True, blank=True)
    request_number = models.CharField("请示文号", max_length=60, blank=True)
    expected_members = models.PositiveIntegerField("预计会员（人）", null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="申请人",
    )
    consented_on = models.DateField("同意筹建日期", null=True, blank=True)
    consent_number = models.CharField("同意筹建文号", max_length=60, blank=True)
    consented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="同意筹建批复人",
    )
    group_on = models.DateField("筹备组成立日期", null=True, blank=True)
    recruiting_on = models.DateField("开始发展会员日期", null=True, blank=True)
    members = models.PositiveIntegerField("会员（人）", null=True, blank=True)
    women = models.PositiveIntegerField("女会员（人）", null=True, blank=True)
    members_counted = models.BooleanField("会员数取自名册", default=False)
    examined_on = models.DateField("上级工会审查人选日期", null=True, blank=True)
    notice_from = models.DateField("公示开始", null=True, blank=True)
    notice_to = models.DateField("公示结束", null=True, blank=True)
    meeting_on = models.DateField("选举日期", null=True, blank=True)
    meeting = models.CharField("选举方式", max_length=10, choices=Meeting.choices, blank=True)
    term_years = models.PositiveSmallIntegerField("每届任期（年）", null=True, blank=True)
    seats = models.PositiveSmallIntegerField("委员名额", null=True, blank=True)
    entitled = models.PositiveIntegerField("应到会（人）", null=True, blank=True)
    present = models.PositiveIntegerField("实到会（人）", null=True, blank=True)
    ballots = models.PositiveIntegerField("收回选票（张）", null=True, blank=True)
    reported_on = models.DateField("报批日期", null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="报批人",
    )
    founded_on = models.DateField("批复成立日期", null=True, blank=True)
    approval_number = models.CharField("成立批复文号", max_length=60, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="成立批复人",
    )
    registered_on = models.DateField("法人登记日期", null=True, blank=True)
    account_on = models.DateField("开户日期", null=True, blank=True)
    fees_from = models.DateField("起缴经费日期", null=True, blank=True)
    regular_on = models.DateField("转入规范运行日期", null=True, blank=True)
    halted_on = models.DateField("停办日期", null=True, blank=True)

    objects = FoundingCaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建会事项"
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["federation", "status"], name="founding_of_federation")]
        constraints = [
            models.CheckConstraint(
                name="founding_four_eyes_consent",
                condition=Q(applied_by=None)
                | Q(consented_by=None)
                | ~Q(consented_by=F("applied_by")),
                violation_error_message="申请人不得批复自己的申请。",
            ),
            models.CheckConstraint(
                name="founding_four_eyes_approval",
                condition=Q(approved_by=None)
                | (
                    (Q(reported_by=None) | ~Q(approved_by=F("reported_by")))
                    & (Q(applied_by=None) | ~Q(approved_by=F("applied_by")))
                ),
                violation_error_message="申请人、报批人不得批复自己办理的事项。",
            ),
            models.CheckConstraint(
                name="founding_founded_has_union",
                condition=~Q(status__in=["founded", "registered", "funded", "regular"])
                | Q(union__isnull=False, founded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="founding_halted_from",
                condition=Q(status__in=["obstructed", "suspended"]) ^ Q(halted_from=""),
            ),
            models.CheckConstraint(
                name="founding_notice_period",
                condition=Q(notice_from=None) | Q(notice_to__gt=F("notice_from")),
                violation_error_message="公示结束须晚于公示开始。",
            ),
            models.CheckConstraint(
                name="founding_attendance",
                condition=Q(present=None) | Q(entitled=None) | Q(present__lte=F("entitled")),
                violation_error_message="实到会人数不能多于应到会人数。",
            ),
            models.CheckConstraint(
                name="founding_women_are_members",
                condition=Q(women=None) | Q(members=None) | Q(women__lte=F("members")),
                violation_error_message="女会员人数不能多于会员人数。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("membership:founding", args=[self.uid])

    @property
    def level(self):
        return self.LEVELS[self.status]

    @property
    def organizations(self):
        """Those the case is for; whoever sees the case sees their names."""
        return Organization._base_manager.filter(founding_units__case=self)

    @property
    def stage(self):
        """Where on the line it is, or was when it was halted."""
        return self.halted_from or self.status

    @property
    def overdue(self):
        return bool(self.due_on and self.due_on < timezone.localdate())


class FoundingUnitQuerySet(ScopedQuerySet):
    reaches = (Territory("case__federation"), Territory("organization__federation"))


class FoundingUnit(models.Model):
    """An organization for which a case founds a union; in one open case at a time.

    ``instead_of`` is the union that covered it when the case was opened, which the new one is to
    take over from: if that has changed by the approval, the approval is refused.
    """

    case = models.ForeignKey(
        FoundingCase, models.CASCADE, related_name="units", verbose_name="建会事项"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="founding_units", verbose_name="社会组织"
    )
    staff = models.PositiveIntegerField("职工（人）", null=True, blank=True)
    instead_of = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="原覆盖工会",
    )
    open = models.BooleanField("在办", default=True)

    objects = FoundingUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建会单位"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="founding_unit_once", fields=["case", "organization"]),
            models.UniqueConstraint(
                name="founding_one_open_case",
                fields=["organization"],
                condition=Q(open=True),
                violation_error_message="该组织已有在办的建会事项。",
            ),
        ]

    def __str__(self):
        return str(self.organization)


class FoundingPersonQuerySet(ScopedQuerySet):
    reaches = (Territory("case__federation"),)

    def of_body(self, *bodies):
        return self.filter(body__in=bodies)


class FoundingPerson(models.Model):
    """Who prepares a union's founding, stands for its organs, and is elected (建会人选)."""

    class Body(models.TextChoices):
        GROUP = "group", "筹备组"
        COMMITTEE = "committee", "工会委员会"
        AUDIT = "audit", "经费审查委员会"
        WOMEN = "women", "女职工委员会"
        ORGANIZER = "organizer", "组织员"

    class Duty(models.TextChoices):
        HEAD = "head", "主席（主任、组长）"
        DEPUTY = "deputy", "副主席（副主任、副组长）"
        MEMBER = "member", "委员（成员）"

    TITLES = {
        Body.GROUP: ("组长", "副组长", "成员"),
        Body.COMMITTEE: ("主席", "副主席", "委员"),
        Body.AUDIT: ("主任", "副主任", "委员"),
        Body.WOMEN: ("主任", "副主任", "委员"),
        Body.ORGANIZER: ("组织员", "组织员", "组织员"),
    }
    """What the duties are called in each body, in their order."""

    trail_name = "建会人选"

    case = models.ForeignKey(
        FoundingCase, models.CASCADE, related_name="people", verbose_name="建会事项"
    )
    body = models.CharField("机构", max_length=10, choices=Body.choices)
    duty = models.CharField("职务", max_length=8, choices=Duty.choices, default=Duty.MEMBER)
    person_name = EncryptedField("姓名", mask="name")
    female = models.BooleanField("女", default=False)
    post = models.CharField("在本单位职务", max_length=60, blank=True)
    bars = ArrayField(
        models.SlugField(max_length=24), verbose_name="任职限制情形", default=list, blank=True
    )
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    elected = models.BooleanField("当选", default=False)

    objects = FoundingPersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建会人选"
        ordering = ["case", "body", "pk"]

    def __str__(self):
        return f"{self.get_body_display()}{self.title}"

    @property
    def title(self):
        return dict(self.titles(self.body))[self.duty]

    @classmethod
    def titles(cls, body):
        """``[(duty, what it is called)]`` of a body: the choices of a form."""
        return list(zip(cls.Duty.values, cls.TITLES[body], strict=True))
