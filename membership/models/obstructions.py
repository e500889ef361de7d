"""Cases of obstruction: somebody keeps workers from founding or joining a union (DRV-26)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from communications.models import Notice
from governance.scope import ScopedQuerySet, Territory
from orgs.models import Organization
from privacy.fields import EncryptedField


class ObstructionQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def in_hand(self):
        return self.filter(status__in=Obstruction.IN_HAND)

    def overdue(self, on=None):
        return self.in_hand().filter(due_on__lt=on or timezone.localdate())


class Obstruction(models.Model):
    """A case on the route of 工会法 51: reported, advised against, put before the labour
    administration, which orders correction and, if that is refused, before the people's government.

    Who reported it is kept as a kind of person, never by name, so that nobody can be paid back.
    """

    class Manner(models.TextChoices):
        REFUSING = "refusing", "拒绝、拖延建会"
        JOINING = "joining", "阻挠职工入会"
        HINDERING = "hindering", "阻挠上级工会帮助、指导"
        RETALIATING = "retaliating", "打击报复（调岗、解除劳动合同等）"
        DISSOLVING = "dissolving", "擅自撤销、合并工会"
        VIOLENCE = "violence", "暴力、威胁"

    class Reporter(models.TextChoices):
        WORKER = "worker", "职工反映"
        OFFICER = "officer", "工会干部发现"
        ABOVE = "above", "上级转办"
        OTHER = "other", "其他来源"

    class Status(models.TextChoices):
        REPORTED = "reported", "待核实"
        ADVISING = "advising", "建议督促中"
        AT_LABOUR = "at_labour", "已提请劳动行政部门"
        ORDERED = "ordered", "已责令改正"
        AT_GOVERNMENT = "at_government", "已提请人民政府"
        SETTLED = "settled", "已办结"
        DISMISSED = "dismissed", "经核实不成立"

    class Result(models.TextChoices):
        CORRECTED = "corrected", "督促后改正"
        OBEYED = "obeyed", "责令后改正"
        GOVERNMENT = "government", "政府处理后改正"
        POLICE = "police", "移送公安、司法机关"
        ENDED = "ended", "组织已终止"

    class Publication(models.TextChoices):
        OPEN = "", "未决定"
        NONE = "none", "不公开"
        INTERNAL = "internal", "系统内通报"
        PUBLIC = "public", "公开曝光"

    IN_HAND = (
        *(Status.REPORTED, Status.ADVISING, Status.AT_LABOUR),
        *(Status.ORDERED, Status.AT_GOVERNMENT),
    )
    PROVEN = (*IN_HAND[1:], Status.SETTLED)

    uid = models.UUIDField("公开编号", default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="obstructions", verbose_name="社会组织"
    )
    manner = models.CharField("情形", max_length=12, choices=Manner.choices)
    reporter = models.CharField("来源", max_length=10, choices=Reporter.choices)
    reported_on = models.DateField("反映日期")
    happened_on = models.DateField("发生日期", null=True, blank=True)
    facts = EncryptedField("经过")
    status = models.CharField(
        "状态", max_length=14, choices=Status.choices, default=Status.REPORTED
    )
    due_on = models.DateField("本步骤期限", null=True, blank=True)
    advised_on = models.DateField("建议督促日期", null=True, blank=True)
    labour_on = models.DateField("提请劳动行政部门日期", null=True, blank=True)
    ordered_on = models.DateField("责令改正日期", null=True, blank=True)
    government_on = models.DateField("提请人民政府日期", null=True, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    authority = models.CharField("办理机关", max_length=100, blank=True)
    reply_number = models.CharField("机关文号", max_length=60, blank=True)
    result = models.CharField("结果", max_length=10, choices=Result.choices, blank=True)
    publication = models.CharField(
        "公开决定", max_length=8, choices=Publication.choices, default=Publication.OPEN, blank=True
    )
    publication_reason = models.CharField("公开决定的理由", max_length=300, blank=True)
    notice = models.ForeignKey(
        Notice,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="通报稿",
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = ObstructionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "阻挠建会案件"
        ordering = ["-reported_on", "-pk"]
        indexes = [models.Index(fields=["organization", "status"], name="obstruction_organization")]
        constraints = [
            models.UniqueConstraint(
                name="one_obstruction_in_hand",
                fields=["organization", "manner"],
                condition=Q(
                    status__in=["reported", "advising", "at_labour", "ordered", "at_government"]
                ),
                violation_error_message="这家社会组织已有同一情形的在办案件，请补充到原案件。",
            ),
            models.CheckConstraint(
                name="obstruction_settled_with_result",
                condition=~Q(status="settled") | ~Q(result="") & Q(closed_on__isnull=False),
                violation_error_message="办结须写明结果和日期。",
            ),
            models.CheckConstraint(
                name="obstruction_days",
                condition=Q(happened_on=None) | Q(happened_on__lte=F("reported_on")),
                violation_error_message="发生日期不能晚于反映日期。",
            ),
            models.CheckConstraint(
                name="obstruction_published_with_reason",
                condition=Q(publication="") | ~Q(publication_reason=""),
                violation_error_message="请写明公开或不公开的理由。",
            ),
        ]

    def __str__(self):
        return f"{self.organization.name}：{self.get_manner_display()}"

    def get_absolute_url(self):
        return reverse("membership:obstruction", args=[self.uid])

    @property
    def is_severe(self):
        """Violence and threats need no advice first."""
        return self.manner == self.Manner.VIOLENCE

    @property
    def is_in_hand(self):
        return self.status in self.IN_HAND

    @property
    def is_late(self):
        due = self.due_on
        return self.is_in_hand and due is not None and due < timezone.localdate()

    @property
    def level(self):
        if self.status in (self.Status.SETTLED, self.Status.DISMISSED):
            return "done"
        return "bad" if self.is_late else "caution"
