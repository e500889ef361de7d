"""A project of purchase: for which needs, with which money, by which rules and method."""

import uuid
from decimal import ROUND_HALF_UP, Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from governance.purses import money
from governance.scope import ScopedQuerySet
from procurement.models.budgets import BudgetLine, FundSource
from procurement.models.measures import Measure
from procurement.models.topics import NeedTopic, ServiceDomain
from procurement.reach import OwnHouse, Watching
from unions.models import Federation, GrassrootsUnion

PERSON = settings.AUTH_USER_MODEL


class ProjectQuerySet(ScopedQuerySet):
    """Seen at and above the buying federation, worked on there alone."""

    reaches = (OwnHouse(), Watching())


class Project(models.Model):
    """One purchase from need to archive. ``rules`` is the rule set that held when the project was
    begun, frozen with it (domain.md 4.1)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "编制中"
        SUBMITTED = "submitted", "待核预算"
        CONFIRMED = "confirmed", "待审批"
        APPROVED = "approved", "已批准"
        CALLING = "calling", "采购中"
        AWARDED = "awarded", "已定标"
        FAILED = "failed", "采购失败"
        CANCELLED = "cancelled", "已取消"

    class Method(models.TextChoices):
        OPEN_CALL = "open_call", "公开征集"
        OPEN_TENDER = "open_tender", "公开招标"
        INVITED_TENDER = "invited_tender", "邀请招标"
        NEGOTIATION = "negotiation", "竞争性谈判"
        CONSULTATION = "consultation", "竞争性磋商"
        SINGLE_SOURCE = "single_source", "单一来源"
        INQUIRY = "inquiry", "询价"
        ENTRUST = "entrust", "委托"
        CONTRACT_OUT = "contract_out", "承包"

    class Direction(models.TextChoices):
        """A union buys services, or takes on what government entrusts to it (SC-08)."""

        BUY = "buy", "工会购买"
        UNDERTAKE = "undertake", "工会承接"

    class Buyer(models.TextChoices):
        FEDERATION = "federation", "总工会机关"
        GRASSROOTS = "grassroots", "基层工会"
        INSTITUTION = "institution", "工会事业单位"

    DIRECT = (Method.ENTRUST, Method.CONTRACT_OUT, Method.SINGLE_SOURCE)
    """Methods without a call for bids: who does it is named with the reason."""

    class Content(models.TextChoices):
        PRODUCTION = "production", "生产服务"
        LIVING = "living", "生活服务"
        CULTURE = "culture", "文化服务"
        PROFESSIONAL = "professional", "工会专业服务"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="projects", verbose_name="采购工会"
    )
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="采购的基层工会",
        help_text="由具有法人资格的基层工会采购时填写。",
    )
    direction = models.CharField(
        "方向", max_length=10, choices=Direction.choices, default=Direction.BUY
    )
    buyer = models.CharField(
        "采购主体", max_length=12, choices=Buyer.choices, default=Buyer.FEDERATION
    )
    institution = models.CharField(
        "采购的事业单位", max_length=100, blank=True, help_text="如工人文化宫、职工服务中心。"
    )
    client = models.CharField(
        "委托方", max_length=100, blank=True, help_text="工会承接时填写，如某某区民政局。"
    )
    title = models.CharField("项目名称", max_length=120)
    summary = models.TextField("服务内容", blank=True)
    domain = models.CharField("服务领域", max_length=14, choices=ServiceDomain.choices)
    content = models.CharField("内容类别", max_length=14, choices=Content.choices)
    topics = models.ManyToManyField(
        NeedTopic, related_name="projects", verbose_name="依据的需求", blank=True
    )
    source = models.CharField("资金来源", max_length=10, choices=FundSource.choices)
    line = models.ForeignKey(
        BudgetLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="预算科目",
    )
    ceiling = money("最高限价（元）")
    method = models.CharField("采购方式", max_length=16, choices=Method.choices)
    method_reason = models.CharField("方式理由", max_length=300, blank=True)
    posts = models.PositiveSmallIntegerField(
        "购买岗位数", default=0, help_text="不购买岗位的填 0。"
    )
    continuous = models.BooleanField("内容固定、连续性强、经费来源稳定、价格变化小", default=False)
    starts_on = models.DateField("服务开始")
    ends_on = models.DateField("服务结束")
    rules = models.JSONField("适用规则", default=dict)
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name="适用办法",
    )
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name="经办人")
    confirmer = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="预算核定人"
    )
    approver = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    approved_at = models.DateTimeField("批准时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购项目"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="project_period",
                condition=Q(ends_on__gt=F("starts_on")),
                violation_error_message="服务结束须晚于开始。",
            ),
            models.CheckConstraint(
                name="project_ceiling",
                condition=Q(ceiling__gt=0),
                violation_error_message="最高限价须大于 0 元。",
            ),
            models.CheckConstraint(
                name="project_buyer",
                condition=Q(buyer="federation", union=None, institution="")
                | Q(buyer="grassroots", union__isnull=False, institution="")
                | (Q(buyer="institution", union=None) & ~Q(institution="")),
                violation_error_message="采购主体是基层工会的选择该工会，是事业单位的填写其名称。",
            ),
            models.CheckConstraint(
                name="project_client",
                condition=Q(direction="buy", client="")
                | (Q(direction="undertake", method="entrust", line=None) & ~Q(client="")),
                violation_error_message="工会承接的填写委托方，方式为委托，不占用本级预算。",
            ),
            models.CheckConstraint(
                name="project_decided_by_another",
                condition=(Q(approver=None) | ~Q(approver=F("by")))
                & (Q(confirmer=None) | ~Q(confirmer=F("by")))
                & (Q(approver=None) | Q(confirmer=None) | ~Q(approver=F("confirmer"))),
                violation_error_message="编制、核预算、审批须由不同的人办理。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("procurement:project", args=[self.uid])

    @property
    def level(self):
        signs = {"submitted": "caution", "confirmed": "caution", "failed": "bad"}
        signs |= {"approved": "good", "calling": "good", "awarded": "good", "draft": "plain"}
        return signs.get(self.status, "done")

    @property
    def buyer_name(self):
        return self.union.name if self.union_id else self.institution or self.federation.name

    @property
    def route(self):
        return FundSource(self.source).route

    @property
    def is_direct(self):
        return self.method in self.DIRECT

    def reserved(self):
        """How much of its line it holds now, in 元."""
        return self.budget_entries.reserved()

    @property
    def months(self):
        """Of service, begun ones counted whole."""
        apart = (self.ends_on.year - self.starts_on.year) * 12
        apart += self.ends_on.month - self.starts_on.month
        return apart + (self.ends_on.day >= self.starts_on.day)

    @property
    def yearly(self):
        """What a year of it costs (GD-06), to the fen."""
        years = max(Decimal(self.months) / 12, Decimal(1))
        return (self.ceiling / years).quantize(Decimal("0.01"), ROUND_HALF_UP)
