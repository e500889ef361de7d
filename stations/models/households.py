"""Files of households in hardship (一户一档): who belongs to one, and under which category it stood
from when to when."""

import secrets
import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import ScopedQuerySet
from orgs import papers_of_identity
from orgs.validators import validate_phone
from privacy.fields import BlindIndexField, EncryptedField
from stations.file_reach import KeptHere, OpenedByMe
from stations.models.stations import Station
from unions.models import Federation, Region

SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Signs that are hard to confuse."""


def drawn(count):
    return "".join(secrets.choice(SIGNS) for _ in range(count))


class HouseholdQuerySet(ScopedQuerySet):
    reaches = (KeptHere(), OpenedByMe("pk", household=True))

    def on_file(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(closed_on=None) | Q(closed_on__gt=on), opened_on__lte=on)


class Household(models.Model):
    """One household, one file, kept by one federation. It is opened when a case is approved; until
    then it only holds what the applicant told."""

    class Housing(models.TextChoices):
        OWN = "own", "自有住房"
        PUBLIC = "public", "公租房、廉租房"
        RENTED = "rented", "租房"
        DORMITORY = "dormitory", "单位宿舍"
        WITH_OTHERS = "with_others", "借住"

    class Relief(models.TextChoices):
        """Government relief into which a household was taken (AS-08)."""

        MINIMUM = "minimum", "城乡低保"
        EXTREME = "extreme", "特困供养"
        TEMPORARY = "temporary", "临时救助"
        MEDICAL = "medical", "医疗救助"
        EDUCATION = "education", "教育救助"
        HOUSING = "housing", "住房救助"

    class End(models.TextChoices):
        OUT = "out", "已脱困"
        GOVERNMENT = "government", "已纳入政府救助，不再需要"
        MOVED = "moved", "迁出或不再是职工家庭"
        DIED = "died", "职工去世"
        MISTAKEN = "mistaken", "建档有误"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("档案号", max_length=20, unique=True, null=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="households", verbose_name="建档工会"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="居住地"
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="households",
        verbose_name="联系站点",
    )
    phone = EncryptedField("手机", mask="phone", blank=True, validators=[validate_phone])
    phone_index = BlindIndexField("手机索引", of="phone")
    address = EncryptedField("住址", mask="hidden", blank=True)
    bank = models.CharField("开户银行", max_length=80, blank=True)
    bank_account = EncryptedField("银行账号", mask="bank", blank=True)
    housing = models.CharField("住房", max_length=12, choices=Housing.choices, blank=True)
    housing_area = models.PositiveSmallIntegerField("住房面积（平方米）", null=True, blank=True)
    single_parent = models.BooleanField("单亲家庭", default=False)
    zero_employment = models.BooleanField("零就业家庭", default=False)
    self_help = models.BooleanField("有一定自救能力", default=False)
    relief = models.CharField("已纳入的政府救助", max_length=10, choices=Relief.choices, blank=True)
    relief_since = models.DateField("纳入政府救助日期", null=True, blank=True)
    opened_on = models.DateField("建档日期", null=True, blank=True)
    reviewed_on = models.DateField("最近一次年审", null=True, blank=True)
    review_due_on = models.DateField("应年审日期", null=True, blank=True)
    papers_due_on = models.DateField("纸质档案应归档日期", null=True, blank=True)
    papers_on = models.DateField("纸质档案归档日期", null=True, blank=True)
    papers_place = models.CharField("纸质档案存放处", max_length=60, blank=True)
    closed_on = models.DateField("撤档日期", null=True, blank=True)
    end = models.CharField("撤档原因", max_length=10, choices=End.choices, blank=True)
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "困难职工家庭"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="household_on_file_by_number",
                condition=Q(opened_on=None, number=None)
                | Q(opened_on__isnull=False, number__isnull=False),
                violation_error_message="建档须有档案号和建档日期。",
            ),
            models.CheckConstraint(
                name="household_closed_for_a_reason",
                condition=Q(closed_on=None, end="")
                | (Q(closed_on__gte=F("opened_on")) & ~Q(end="")),
                violation_error_message="撤档须在建档以后，并写明原因。",
            ),
            models.CheckConstraint(
                name="household_papers_after_opening",
                condition=Q(papers_on=None) | Q(papers_on__gte=F("opened_on")),
                violation_error_message="纸质档案归档在建档以后。",
            ),
            models.CheckConstraint(
                name="household_relief_since",
                condition=Q(relief="", relief_since=None)
                | (~Q(relief="") & Q(relief_since__isnull=False)),
                violation_error_message="纳入政府救助的，种类和日期须一起填写。",
            ),
        ]
        indexes = [models.Index(fields=["federation", "-id"], name="households_of_house")]

    def __str__(self):
        return self.number or f"未建档家庭 {str(self.uid)[:8]}"

    @property
    def head(self):
        return next((m for m in self.members.all() if m.is_head), None)

    @property
    def is_on_file(self):
        return self.opened_on is not None and self.closed_on is None

    @property
    def papers_wait(self):
        """The file of paper is yet to be made, or to be compared with this one."""
        return self.is_on_file and self.papers_due_on is not None and self.papers_on is None

    @property
    def papers_late(self):
        return self.papers_wait and self.papers_due_on < timezone.localdate()

    @property
    def review_late(self):
        due = self.review_due_on
        return self.is_on_file and due is not None and due < timezone.localdate()


class HouseholdMemberQuerySet(ScopedQuerySet):
    reaches = (KeptHere("household__federation"), OpenedByMe("household", household=True))

    def of_number(self, number):
        """Whoever has this number of an identity paper, in whatever household."""
        return self.filter(id_index=HouseholdMember.index_of(number)).exclude(id_index="")


class HouseholdMember(models.Model):
    """One person of a household. While it is on file, that person is on no other file anywhere: one
    household one file, however many of the family are workers."""

    class Relation(models.TextChoices):
        HEAD = "head", "本人"
        SPOUSE = "spouse", "配偶"
        CHILD = "child", "子女"
        PARENT = "parent", "父母"
        OTHER = "other", "其他共同生活的人"

    class Paper(models.TextChoices):
        CITIZEN = papers_of_identity.CITIZEN, "居民身份证（含港澳台居民居住证）"
        FOREIGNER = "foreigner", "外国人永久居留身份证"
        PASSPORT = "passport", "护照或其他证件"
        NONE = "none", "暂无证件（新生儿等）"

    class Health(models.TextChoices):
        WELL = "well", "健康或良好"
        CHRONIC = "chronic", "慢性病"
        SERIOUS = "serious", "重大疾病"
        DISABLED = "disabled", "残疾"

    class Work(models.TextChoices):
        EMPLOYED = "employed", "在岗"
        MIGRANT = "migrant", "进城务工"
        FLEXIBLE = "flexible", "灵活就业"
        LAID_OFF = "laid_off", "下岗、失业"
        RETIRED = "retired", "退休"
        SCHOOL = "school", "在校"
        UNABLE = "unable", "无劳动能力"
        NONE = "none", "其他"

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="members", verbose_name="家庭"
    )
    relation = models.CharField("与申请人的关系", max_length=8, choices=Relation.choices)
    is_head = models.BooleanField("申请人", default=False, editable=False)
    name = EncryptedField("姓名", mask="name")
    id_type = models.CharField(
        "证件类型", max_length=10, choices=Paper.choices, default=Paper.CITIZEN
    )
    id_number = EncryptedField("证件号码", mask="id_number", blank=True)
    id_index = BlindIndexField("证件号码索引", of="id_number")
    birth_year = models.PositiveSmallIntegerField("出生年份", null=True, blank=True)
    health = EncryptedField("健康状况", mask="hidden", blank=True, choices=Health.choices)
    work = models.CharField("就业状况", max_length=10, choices=Work.choices, blank=True)
    employer = models.CharField("工作单位（学校）", max_length=120, blank=True)
    works_since = models.DateField("在本单位工作起始", null=True, blank=True)
    union_member = models.BooleanField("工会会员", default=False)
    on_file = models.BooleanField("在档", default=False, editable=False)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "家庭成员"
        ordering = ["household", "-is_head", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_file_a_person",
                fields=["id_type", "id_index"],
                condition=Q(on_file=True) & ~Q(id_index=""),
                violation_error_message="家庭成员中有人已在另一户的困难职工档案中，一户只建一档。",
            ),
            models.UniqueConstraint(
                name="one_head_a_household",
                fields=["household"],
                condition=Q(is_head=True),
                violation_error_message="一户只有一名申请人。",
            ),
            models.UniqueConstraint(
                name="once_in_a_household",
                fields=["household", "id_type", "id_index"],
                condition=~Q(id_index=""),
                violation_error_message="这名家庭成员已经登记，不必重复登记。",
            ),
        ]

    def __str__(self):
        return f"{self.get_relation_display()}（{self.household}）"

    @classmethod
    def index_of(cls, number):
        """By what a number of an identity paper is found again."""
        return cls._meta.get_field("id_index").of_value(papers_of_identity.tidy(number))

    def clean(self):
        if not self.name.strip():
            raise ValidationError({"name": "请填写姓名。"})
        if self.id_type == self.Paper.NONE:
            self.id_number = ""
            return
        self.id_number = papers_of_identity.tidy(self.id_number)
        try:
            papers_of_identity.check(self.id_type, self.id_number)
        except ValidationError as wrong:
            raise ValidationError({"id_number": wrong.messages}) from wrong
        self.birth_year = papers_of_identity.told(self.id_type, self.id_number)[1]


class StandingQuerySet(ScopedQuerySet):
    reaches = (KeptHere("household__federation"),)


class Standing(models.Model):
    """From when to when a household was on file under a category: what A1 is counted from."""

    class Category(models.TextChoices):
        """Of the regime in force, and of the older one below it (domain 5.5)."""

        DEEP = "deep", "深度困难"
        RELATIVE = "relative", "相对困难"
        ACCIDENT = "accident", "意外致困"
        MINIMUM = "minimum", "低保户"
        EDGE = "edge", "低保边缘户"

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="standings", verbose_name="家庭"
    )
    category = models.CharField("困难类别", max_length=10, choices=Category.choices)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True, help_text="这一天起不再是。")

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "困难类别时段"
        ordering = ["household", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                name="one_standing_of_a_household",
                fields=["household"],
                condition=Q(valid_to=None),
                violation_error_message="一户同时只有一个困难类别。",
            ),
            models.CheckConstraint(
                name="standing_days_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="止日不能早于起日。",
            ),
        ]

    def __str__(self):
        return self.get_category_display()
