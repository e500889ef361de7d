"""A call for bids: what is asked, how it is scored, who may bid, until when."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from governance.purses import money
from governance.scope import ScopedQuerySet
from procurement.models.projects import Project
from procurement.reach import OwnHouse, Watching


class CallQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("project__federation"), Watching("project__federation"))

    def published(self):
        """What anyone may see; a draft that was given up is not among them."""
        return self.filter(published_at__isnull=False)

    def open(self):
        """Those that take bids now, by the clock of the database."""
        return self.filter(status=Call.Status.PUBLISHED, deadline__gt=Now())

    def due(self):
        """Those whose time is up and of which nobody has said so yet."""
        return self.filter(status=Call.Status.PUBLISHED, deadline__lte=Now())


class Call(models.Model):
    """One round of asking for bids. What it says is fixed when it is published: ``scheme`` (the
    scoring table), ``admission`` (who may bid), ``bid_form`` (what a bid holds)."""

    class Status(models.TextChoices):
        DRAFT = "draft", "拟稿"
        PUBLISHED = "published", "征集中"
        CLOSED = "closed", "已截止待开标"
        OPENED = "opened", "已开标"
        REVIEWING = "reviewing", "评审中"
        REVIEWED = "reviewed", "评审完成"
        PROPOSED = "proposed", "拟立项公示"
        AWARDED = "awarded", "已定标"
        FAILED = "failed", "废标"
        CANCELLED = "cancelled", "已终止"

    class Sponsor(models.TextChoices):
        """Which of the group bodies buys (SC-02): one page announces for all three."""

        UNION = "union", "工会"
        YOUTH = "youth", "共青团"
        WOMEN = "women", "妇联"
        JOINT = "joint", "联合购买"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="calls", verbose_name="项目")
    round = models.PositiveSmallIntegerField("第几次征集", default=1)
    previous = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="following",
        verbose_name="重新征集自",
    )
    sponsor = models.CharField(
        "购买的群团", max_length=8, choices=Sponsor.choices, default=Sponsor.UNION
    )
    number = models.CharField("公告文号", max_length=60, blank=True)
    title = models.CharField("公告标题", max_length=150)
    requirement = models.TextField("采购需求", blank=True)
    scheme = models.JSONField("评分表", default=dict)
    admission = models.JSONField("准入条件", default=dict)
    bid_form = models.JSONField("申报书格式", default=dict)
    contract_model = models.TextField("合同文本", blank=True)
    contact = models.CharField(
        "联系方式", max_length=120, blank=True, help_text="经办部门和办公电话，随公告公开。"
    )
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    questions_until = models.DateTimeField("提问截止", null=True, blank=True)
    deadline = models.DateTimeField("截止时间", null=True, blank=True)
    material_at = models.DateTimeField(
        "最近一次实质性变更",
        null=True,
        blank=True,
        help_text="此前提交的申报，须由申报单位确认仍然有效。",
    )
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_reason = models.CharField("终止原因", max_length=300, blank=True)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.DRAFT)

    ENDED = (Status.FAILED, Status.CANCELLED)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购公告"
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="call_round_once", fields=["project", "round"]),
            models.CheckConstraint(
                name="call_published_with_deadline",
                condition=models.Q(status="draft")
                | models.Q(published_at__isnull=False, deadline__gt=models.F("published_at"))
                | models.Q(status="cancelled"),
                violation_error_message="发布公告须有发布时间和其后的截止时间。",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("procurement:call", args=[self.uid])

    @property
    def is_open(self):
        """Whether it takes bids now. The clock is the database's: pages ask here, and the statement
        that accepts a bid asks again."""
        return Call.objects.open().filter(pk=self.pk).exists()

    @property
    def takes_questions(self):
        now = Call.objects.filter(pk=self.pk, questions_until__gt=Now())
        return self.status == self.Status.PUBLISHED and now.exists()

    @property
    def standing(self):
        """The state as a page says it: what is due is closed, though the job has not come by."""
        if self.status == self.Status.PUBLISHED and not self.is_open:
            return self.Status.CLOSED.label
        return self.get_status_display()

    @property
    def level(self):
        """The sign beside the state."""
        known = {"draft": "plain", "published": "good", "awarded": "done"}
        return known.get(self.status, "bad" if self.status in self.ENDED else "caution")

    @property
    def ceiling(self):
        return sum((lot.ceiling for lot in self.lots.all()), 0)


class Lot(models.Model):
    """A part of a call for which one bids and which one wins; a call has at least one."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="lots", verbose_name="公告")
    number = models.PositiveSmallIntegerField("标段号", default=1)
    title = models.CharField("标段名称", max_length=120)
    requirement = models.TextField("本标段要求", blank=True)
    ceiling = money("最高限价（元）")

    class Meta:
        verbose_name = verbose_name_plural = "标段"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(name="lot_number_once", fields=["call", "number"]),
            models.CheckConstraint(name="lot_ceiling", condition=models.Q(ceiling__gt=0)),
        ]

    def __str__(self):
        return self.title
