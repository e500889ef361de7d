from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from governance.scope import ScopedQuerySet, Territory
from orgs.bitemporal import Bitemporal, BitemporalQuerySet, one_at_a_time, well_ordered
from orgs.models import Organization
from unions.models import GrassrootsUnion


class ReasonCode(models.TextChoices):
    """未建会原因: why no union yet, whether the organization could have one or not."""

    N01 = "N01", "职工不足 25 人，不愿单独建会"
    N02 = "N02", "无专职人员或全为兼职"
    N03 = "N03", "人员流动性大"
    N04 = "N04", "无固定场所"
    N05 = "N05", "负责人不支持"
    N06 = "N06", "不了解工会"
    N07 = "N07", "已依托主管部门机关工会"
    N08 = "N08", "停业、空壳或失联"
    N09 = "N09", "新成立，未满期限"
    N10 = "N10", "注销清算中"
    N11 = "N11", "职工会员关系在原单位"
    N12 = "N12", "经费顾虑"
    N13 = "N13", "行业主管部门未协调"
    N99 = "N99", "其他"


class OrganizationTimelineQuerySet(BitemporalQuerySet, ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def of(self, organization):
        """One organization's own timeline."""
        return self.filter(organization=organization)


class Eligibility(Bitemporal):
    """Whether an organization 具备建会条件, who found so, on what evidence (DRV-04).

    ``reason`` also says why an eligible organization has no union yet.
    """

    class Decision(models.TextChoices):
        ELIGIBLE = "eligible", "具备建会条件"
        INELIGIBLE = "ineligible", "暂不具备建会条件"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="eligibilities", verbose_name="社会组织"
    )
    decision = models.CharField("结论", max_length=12, choices=Decision.choices)
    reason = models.CharField("主要原因", max_length=4, choices=ReasonCode.choices, blank=True)
    other_reasons = ArrayField(
        models.CharField(max_length=4, choices=ReasonCode.choices),
        verbose_name="其他原因",
        default=list,
        blank=True,
    )
    note = models.TextField("说明", blank=True)
    evidence = models.CharField("依据", max_length=300, blank=True)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="认定人",
    )

    objects = OrganizationTimelineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建会条件认定"
        constraints = [
            well_ordered("eligibility_times"),
            one_at_a_time("eligibility_one_at_a_time", message="同一天只能有一个建会条件结论。"),
            models.CheckConstraint(
                name="eligibility_reason",
                condition=Q(decision="eligible") | ~Q(reason=""),
                violation_error_message="不具备建会条件的，请选择主要原因。",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "valid_from"], name="eligibility_organization")
        ]

    def __str__(self):
        return f"{self.organization} {self.get_decision_display()}"

    def clean(self):
        if self.decision == self.Decision.INELIGIBLE and not self.reason:
            raise ValidationError({"reason": "不具备建会条件的，请选择主要原因。"})
        if self.other_reasons and not self.reason:
            raise ValidationError({"reason": "请先选择主要原因。"})
        if self.reason in self.other_reasons:
            raise ValidationError({"other_reasons": "主要原因无须在其他原因中重复选择。"})
        chosen = {self.reason, *self.other_reasons}
        if ReasonCode.N99 in chosen and not self.note.strip():
            raise ValidationError({"note": "选择“其他”的，请在说明中写明。"})

    def other_reasons_display(self):
        return [ReasonCode(code).label for code in self.other_reasons]


class CoverageQuerySet(OrganizationTimelineQuerySet):
    def counted(self):
        return self.filter(counted=True)


class Coverage(Bitemporal):
    """A union covers an organization, in some form, on some document (DRV-14).

    At most one row is ``counted`` on any day. Not counted are a federation that merely lists the
    organization as a member, and the organiser of one that is not registered.
    """

    class Form(models.TextChoices):
        SINGLE = "single", "单独建会"
        JOINT = "joint", "联合建会"
        INDUSTRY = "industry", "行业覆盖"
        REGION = "region", "区域兜底"
        ORGAN = "organ", "依托机关工会"
        ORGANIZER = "organizer", "组织员"

    FOUNDING_FORMS = (Form.SINGLE, Form.JOINT, Form.INDUSTRY, Form.REGION)
    """What counts as founded where no drive says otherwise; 依托机关工会 covers, no more."""

    KINDS = {
        Form.SINGLE: (GrassrootsUnion.Kind.OWN,),
        Form.JOINT: (GrassrootsUnion.Kind.JOINT,),
        Form.INDUSTRY: (GrassrootsUnion.Kind.INDUSTRY,),
        Form.REGION: (GrassrootsUnion.Kind.REGIONAL,),
        Form.ORGAN: (GrassrootsUnion.Kind.ORGAN,),
        Form.ORGANIZER: (
            GrassrootsUnion.Kind.JOINT,
            GrassrootsUnion.Kind.REGIONAL,
            GrassrootsUnion.Kind.INDUSTRY,
        ),
    }
    """Which kinds of union cover in which form."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="coverages", verbose_name="社会组织"
    )
    union = models.ForeignKey(
        GrassrootsUnion, models.PROTECT, related_name="coverages", verbose_name="覆盖工会"
    )
    form = models.CharField("建会形式", max_length=12, choices=Form.choices)
    counted = models.BooleanField("计入覆盖", default=True)
    basis = models.CharField("依据文件", max_length=200, blank=True)
    recorder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="登记人",
    )

    objects = CoverageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工会覆盖"
        constraints = [
            well_ordered("coverage_times"),
            one_at_a_time(
                "coverage_one_counted",
                condition=Q(counted=True),
                message="同一社会组织在同一天只能有一条计入统计的工会覆盖。",
            ),
            one_at_a_time(
                "coverage_own_union_once",
                key=("union",),
                condition=Q(form="single"),
                message="单独基层工会只覆盖一个社会组织。",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "valid_from"], name="coverage_organization"),
            models.Index(fields=["union"], name="coverage_union"),
        ]

    def __str__(self):
        return f"{self.organization} · {self.get_form_display()}"
