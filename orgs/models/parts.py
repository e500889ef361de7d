"""What belongs to an organization or ties it to others: certificates, branches, its parting from
the office that ran it, relations (domain.md 2.4; CQ-11)."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from orgs.models.particulars import Dated, Particular, of_organization, several
from orgs.validators import validate_not_future

PLACE = re.compile(
    r"[一-鿿]{2,8}?(省|市|区|县|州|盟|旗|乡|镇|街道|村)(分会|分部|工作委员会|办事处)$"
)
BRANCH_WORDS = re.compile(r"分会|分部|专业委员会|工作委员会|分支机构|代表处|办事处")


class Certificate(Dated):
    """A certificate of registration or qualification, by its number."""

    class Kind(models.TextChoices):
        ASSOCIATION = "association", "社会团体法人登记证书"
        SERVICE = "service", "民办非企业单位（法人）登记证书"
        PARTNERSHIP = "partnership", "民办非企业单位（合伙）登记证书"
        INDIVIDUAL = "individual", "民办非企业单位（个体）登记证书"
        FOUNDATION = "foundation", "基金会法人登记证书"
        BRANCH = "branch", "分支（代表）机构登记证书"
        FUNDRAISING = "fundraising", "慈善组织公开募捐资格证书"
        PRACTICE = "practice", "办学、执业等许可证"

    TYPE_OF = {
        "association": "51",
        "service": "52",
        "partnership": "52",
        "individual": "52",
        "foundation": "53",
    }

    organization = of_organization("certificates")
    kind = models.CharField("证书种类", max_length=16, choices=Kind.choices)
    number = models.CharField("证书编号", max_length=100)
    authority = models.CharField("发证机关", max_length=100, blank=True)
    starts_on = models.DateField("发证日期", validators=[validate_not_future])
    valid_until = models.DateField("有效期至", null=True, blank=True)
    ended_on = models.DateField("收回或停用日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "证书"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="certificate_once",
                fields=["organization", "kind", "number"],
                violation_error_message="这份证书已登记。",
            ),
        ]

    @property
    def lapsed(self):
        return bool(self.valid_until and self.valid_until < timezone.localdate())

    def clean(self):
        wrong = {}
        of = self.TYPE_OF.get(self.kind)
        if of and of != self.organization.type:
            wrong["kind"] = (
                f"该组织是{self.organization.get_type_display()}，不发{self.get_kind_display()}。"
            )
        if self.valid_until and self.starts_on and self.valid_until < self.starts_on:
            wrong["valid_until"] = "有效期不能早于发证日期。"
        if wrong:
            raise ValidationError(wrong)


class Branch(Dated):
    """A branch or representative office: no legal person, never counted as an organization."""

    class Kind(models.TextChoices):
        BRANCH = "branch", "分支机构"
        OFFICE = "office", "代表机构"

    organization = of_organization("branches")
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("种类", max_length=12, choices=Kind.choices, default=Kind.BRANCH)
    scope = models.CharField("业务范围", max_length=200, blank=True)
    address = models.CharField("住所", max_length=300, blank=True)
    starts_on = models.DateField("设立日期", validators=[validate_not_future])
    ended_on = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "分支机构"
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                name="branch_once",
                fields=["organization", "name"],
                condition=Q(ended_on=None),
                violation_error_message="该分支机构已登记。",
            ),
        ]

    def clean(self):
        organization, wrong = self.organization, {}
        own = self.name.removeprefix(organization.name)
        if organization.type == organization.Type.SERVICE:
            wrong["name"] = "社会服务机构（民办非企业单位）不得设立分支机构。"
        elif len(BRANCH_WORDS.findall(own)) > 1:
            wrong["name"] = "分支机构不得再设立分支机构。"
        elif organization.type == organization.Type.ASSOCIATION and (
            self.kind == self.Kind.BRANCH and PLACE.search(own)
        ):
            wrong["name"] = "社会团体不得设立地域性的分支机构。"
        if wrong:
            raise ValidationError(wrong)


class Separation(Particular):
    """On the list of associations to be put in order and parted from the offices that ran them."""

    class Parted(models.TextChoices):
        BODY = "body", "机构分离"
        FUNCTION = "function", "职能分离"
        ASSETS = "assets", "资产财务分离"
        STAFF = "staff", "人员管理分离"
        PARTY = "party", "党建外事等事项分离"

    organization = of_organization("separations")
    listed_on = models.DateField("列入清理规范日期", validators=[validate_not_future])
    batch = models.CharField("批次或文件", max_length=100, blank=True)
    industry_association = models.BooleanField("行业协会商会", default=False)
    office = models.CharField("原主办、挂靠单位", max_length=200, blank=True)
    parted = several("已分离事项", Parted.choices)
    separated_on = models.DateField(
        "完成脱钩日期", null=True, blank=True, validators=[validate_not_future]
    )
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "清理规范与脱钩"
        constraints = [
            models.UniqueConstraint(
                name="separation_once",
                fields=["organization"],
                violation_error_message="该组织已在清理规范名单中，请更正原记录。",
            ),
            models.CheckConstraint(
                name="separation_dates",
                condition=Q(separated_on=None) | Q(separated_on__gte=F("listed_on")),
                violation_error_message="完成脱钩日期不能早于列入日期。",
            ),
        ]

    @property
    def parted_labels(self):
        return "、".join(self.Parted(one).label for one in self.parted)

    def clean(self):
        if self.separated_on and self.listed_on and self.separated_on < self.listed_on:
            raise ValidationError({"separated_on": "完成脱钩日期不能早于列入日期。"})


class Relation(Dated):
    """How an organization stands to another of the register, or to a body outside it."""

    class Kind(models.TextChoices):
        SUPERVISOR = "supervisor", "业务主管单位"
        PARTY = "party", "党建领导机关"
        HOST = "host", "挂靠、合署单位"
        FOUNDER = "founder", "举办者、发起单位"
        MEMBER = "member", "所属联合会"
        INCUBATOR = "incubator", "孵化单位"
        PARENT = "parent", "上级组织"
        SUCCESSOR = "successor", "承继组织"

    organization = of_organization("relations")
    kind = models.CharField("关系", max_length=12, choices=Kind.choices)
    other = models.ForeignKey(
        "orgs.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="related_from",
        verbose_name="在册的对方",
    )
    body = models.CharField("不在册的对方", max_length=200, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "组织间关系"
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="relation_one_other",
                condition=Q(other=None, body__gt="") | Q(other__isnull=False, body=""),
                violation_error_message="请填写对方：在册的社会组织，或不在册单位的名称。",
            ),
            models.CheckConstraint(
                name="relation_not_itself",
                condition=Q(other=None) | ~Q(other=F("organization")),
                violation_error_message="不能与自己建立关系。",
            ),
            models.UniqueConstraint(
                name="relation_open_once",
                fields=["organization", "kind", "other", "body"],
                condition=Q(ended_on=None),
                nulls_distinct=False,
                violation_error_message="这一关系已登记。",
            ),
        ]
