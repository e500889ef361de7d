import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from orgs import papers_of_identity
from orgs.models import Organization
from orgs.validators import validate_phone
from privacy.fields import BlindIndexField, EncryptedField
from unions.models import Federation, GrassrootsUnion


class Person(models.Model):
    """What is known of a worker: no more than joining asks for (PIPL 6). Sealed at rest."""

    class Paper(models.TextChoices):
        CITIZEN = papers_of_identity.CITIZEN, "居民身份证（含港澳台居民居住证）"
        FOREIGNER = "foreigner", "外国人永久居留身份证"
        PASSPORT = "passport", "护照或其他证件"

    class Worker(models.TextChoices):
        STAFF = "staff", "在职职工"
        MIGRANT = "migrant", "农民工"
        DISPATCHED = "dispatched", "劳务派遣工"
        FLEXIBLE = "flexible", "灵活就业人员"
        PLATFORM = "platform", "新就业形态劳动者"

    name = EncryptedField("姓名", mask="name")
    id_type = models.CharField(
        "证件类型", max_length=10, choices=Paper.choices, default=Paper.CITIZEN
    )
    id_number = EncryptedField("证件号码", mask="id_number")
    id_index = BlindIndexField("证件号码索引", of="id_number")
    phone = EncryptedField("手机", mask="phone", blank=True, validators=[validate_phone])
    phone_index = BlindIndexField("手机索引", of="phone")
    worker = models.CharField(
        "职工类别", max_length=10, choices=Worker.choices, default=Worker.STAFF
    )
    post = models.CharField("岗位", max_length=60, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def index_of(cls, number):
        """By what a number of an identity paper is found again."""
        return cls._meta.get_field("id_index").of_value(papers_of_identity.tidy(number))

    @classmethod
    def phone_index_of(cls, phone):
        return cls._meta.get_field("phone_index").of_value(phone)

    def clean(self):
        if not self.name.strip():
            raise ValidationError({"name": "请填写姓名。"})
        try:
            papers_of_identity.check(self.id_type, self.id_number)
        except ValidationError as wrong:
            raise ValidationError({"id_number": wrong.messages}) from wrong


class MemberQuerySet(ScopedQuerySet):
    reaches = (Territory(),)

    def current(self):
        return self.filter(ended_on=None)

    def of_paper(self, kind, number):
        """The memberships of whoever has this paper."""
        return self.filter(id_type=kind, id_index=Member.index_of(number))


class Member(Person):
    """A person's membership (会籍): it goes along from union to union, and its years add up.

    ``joined_on`` is the day of the first union of this membership, ``in_union_since`` that of the
    present one. Without a union it waits in the holding pool (周转库) of ``federation``; else that
    is the union's, as the database sees to. A person has one that has not ended, nation-wide.
    """

    class Sex(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    class Channel(models.TextChoices):
        QR = "qr", "扫码入会"
        LIST = "list", "名册导入"
        OFFICE = "office", "经办登记"

    class End(models.TextChoices):
        RESIGNED = "resigned", "本人退会"
        EXPELLED = "expelled", "开除会籍"
        DIED = "died", "去世"
        MISTAKEN = "mistaken", "登记有误"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField("出生年份", null=True, blank=True)
    name_index = BlindIndexField("姓名索引", of="name")
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="members",
        verbose_name="所在工会",
    )
    federation = models.ForeignKey(
        Federation,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name="上级工会",
    )
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
        verbose_name="所在社会组织",
    )
    employer = models.CharField("工作单位", max_length=120, blank=True)
    channel = models.CharField(
        "入会方式", max_length=8, choices=Channel.choices, default=Channel.OFFICE
    )
    joined_on = models.DateField("会龄起算日", default=timezone.localdate)
    in_union_since = models.DateField("到本会日期", default=timezone.localdate)
    leave_asked_on = models.DateField("本人申请退会日期", null=True, blank=True)
    ended_on = models.DateField("会籍终止日期", null=True, blank=True)
    end_reason = models.CharField("终止原因", max_length=10, choices=End.choices, blank=True)
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_membership_a_person",
                fields=["id_type", "id_index"],
                condition=Q(ended_on=None) & ~Q(id_index=""),
                violation_error_message="此人已有会籍，应办理转会，不能重复入会。",
            ),
            models.CheckConstraint(
                name="membership_days_in_order",
                condition=Q(in_union_since__gte=F("joined_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("in_union_since"))),
                violation_error_message="会龄起算日、到本会日期、终止日期应依次先后。",
            ),
            models.CheckConstraint(
                name="membership_ends_for_a_reason",
                condition=Q(ended_on=None, end_reason="")
                | Q(ended_on__isnull=False) & ~Q(end_reason=""),
                violation_error_message="终止会籍须写明日期和原因。",
            ),
        ]
        indexes = [
            models.Index(fields=["union", "-in_union_since", "-id"], name="roster_of_union"),
            models.Index(fields=["federation", "-in_union_since", "-id"], name="roster_of_place"),
            models.Index(F("in_union_since").desc(), F("id").desc(), name="roster_of_all"),
        ]

    def __str__(self):
        return f"会员 {str(self.uid)[:8]}"

    def get_absolute_url(self):
        return reverse("membership:member", args=[self.uid])

    @property
    def in_pool(self):
        return self.union_id is None

    @property
    def place(self):
        """Where the membership stands, in words."""
        return self.union.name if self.union_id else f"{self.federation.short_name}周转库"

    @property
    def age_group(self):
        if self.birth_year is None:
            return ""
        age = timezone.localdate().year - self.birth_year
        return "35 岁及以下" if age <= 35 else "36 至 50 岁" if age <= 50 else "51 岁及以上"


class RosterQuerySet(ScopedQuerySet):
    reaches = (Territory("union__federation"),)


class Roster(models.Model):
    """A list of members handed in for a union: the file, how it was read, what became of it."""

    class Status(models.TextChoices):
        READING = "reading", "正在读取"
        PREVIEW = "preview", "待确认"
        APPLYING = "applying", "正在写入"
        APPLIED = "applied", "已写入"
        STOPPED = "stopped", "已放弃"
        FAILED = "failed", "无法读取"

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="rosters", verbose_name="基层工会"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人"
    )
    file = models.FileField("文件", upload_to="rosters/%Y/%m/", blank=True)
    file_name = models.CharField("文件名", max_length=255)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.READING)
    mapping = models.JSONField("列对应", default=dict, blank=True)
    result = models.JSONField("结果", default=dict, blank=True)
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="作业"
    )
    created_at = models.DateTimeField("导入时间", default=timezone.now)
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "会员名单"
        ordering = ["-created_at"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        return reverse("membership:roster", args=[self.uid])

    @property
    def working(self):
        return self.job is not None and not self.job.is_finished

    @property
    def open(self):
        """It can be written: it was looked at, or its writing came to nothing."""
        return self.status in (self.Status.PREVIEW, self.Status.APPLYING) and not self.working

    @property
    def level(self):
        marks = {"preview": "caution", "applied": "good", "failed": "bad", "stopped": "done"}
        return marks.get(self.status, "plain")


class RosterLine(models.Model):
    """What a row of such a list says. ``private`` holds the cells as written, sealed; once written,
    only where the row came from stays, and for whom it stands."""

    class Outcome(models.TextChoices):
        NEW = "new", "新会员"
        CHANGED = "changed", "更新"
        SAME = "same", "无变化"
        ELSEWHERE = "elsewhere", "须转会"
        REFUSED = "refused", "未通过"

    roster = models.ForeignKey(
        Roster, models.CASCADE, related_name="lines", verbose_name="会员名单"
    )
    row = models.PositiveIntegerField("行号")
    outcome = models.CharField("分类", max_length=10, choices=Outcome.choices)
    member = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="roster_lines",
        verbose_name="会员",
    )
    errors = models.JSONField("问题", default=list, blank=True)
    private = EncryptedField("个人信息与原始单元格", blank=True, default="")
    applied = models.BooleanField("已写入", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "会员名单行"
        ordering = ["row"]
        constraints = [models.UniqueConstraint(name="roster_row_once", fields=["roster", "row"])]
        indexes = [models.Index(fields=["roster", "outcome", "row"], name="roster_outcome")]

    def __str__(self):
        return f"第 {self.row} 行"
