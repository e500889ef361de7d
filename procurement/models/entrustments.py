"""Purchases without a call for bids: who does it, why they, and what came of it (ACF-09, CQ-31)."""

from django.db import models
from django.db.models import F, Q

from governance.purses import money
from governance.scope import ScopedQuerySet
from orgs.models import Organization
from procurement.models.projects import Project
from procurement.reach import OwnHouse, Watching


class EntrustmentQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("project__federation"), Watching("project__federation"))

    def published(self):
        """Notices of a single source, which anyone may read and object to."""
        return self.filter(notice_from__isnull=False)


class Entrustment(models.Model):
    """A matter given to one contractor by name: 委托, 承包 or a single source, whose notice stands
    for the days its rules ask for before it is settled. A contractor need not be a social
    organization (GD-05): then its name and kind say who it is."""

    class Contractor(models.TextChoices):
        ORGANIZATION = "organization", "社会组织"
        COMPANY = "company", "企业"
        LAW_FIRM = "law_firm", "律师事务所"
        INSTITUTION = "institution", "事业单位"
        COOPERATIVE = "cooperative", "农民专业合作社"
        SELF_GOVERNING = "self_governing", "基层群众性自治组织"
        UNION = "union", "工会"
        PERSON = "person", "个人"

    project = models.OneToOneField(
        Project, models.PROTECT, related_name="entrustment", verbose_name="项目"
    )
    contractor = models.CharField("承接方类型", max_length=16, choices=Contractor.choices)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entrustments",
        verbose_name="承接的社会组织",
    )
    name = models.CharField("承接方名称", max_length=120)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    basis = models.CharField("委托依据", max_length=300)
    amount = money("金额（元）")
    person_times = models.PositiveIntegerField("计划服务人次（人次／年）", null=True, blank=True)
    notice_from = models.DateField("单一来源公示起", null=True, blank=True)
    notice_to = models.DateField("单一来源公示止", null=True, blank=True)
    settled_on = models.DateField("确定日期", null=True, blank=True)
    result = models.TextField("完成情况", blank=True)
    result_on = models.DateField("办结日期", null=True, blank=True)
    served = models.PositiveIntegerField("实际服务人次（人次）", null=True, blank=True)

    objects = EntrustmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委托事项"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="entrustment_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="entrustment_of_an_organization",
                condition=Q(contractor="organization", organization__isnull=False)
                | (~Q(contractor="organization") & Q(organization=None)),
                violation_error_message="承接方是社会组织的，请从登记库中选择。",
            ),
            models.CheckConstraint(
                name="entrustment_notice",
                condition=Q(notice_from=None, notice_to=None) | Q(notice_to__gte=F("notice_from")),
                violation_error_message="公示截止不能早于公示开始。",
            ),
        ]

    def __str__(self):
        return f"{self.name} 承接“{self.project}”"

    def get_absolute_url(self):
        return self.project.get_absolute_url()
