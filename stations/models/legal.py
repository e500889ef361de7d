"""Legal service for workers and unions (domain 5.9): asked for, examined, assigned, brought to an
end. The days for it come from ``stations.legal_terms`` and are kept on the row."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import ScopedQuerySet
from orgs import papers_of_identity
from orgs.validators import validate_phone
from privacy.fields import BlindIndexField, EncryptedField
from stations.models.stations import Station
from stations.reach import OwnHouse
from unions.models import Federation

PEOPLE = settings.AUTH_USER_MODEL


class LegalServiceQuerySet(ScopedQuerySet):
    reaches = (OwnHouse(look=Permission.LEGAL_AID),)

    def to_examine(self):
        return self.filter(status=LegalService.Status.RECEIVED)

    def to_assign(self):
        return self.filter(status=LegalService.Status.GRANTED)

    def late_on(self, day):
        """A step that is not taken though its time is over."""
        return self.filter(
            Q(status=LegalService.Status.RECEIVED, examine_by__lt=day)
            | Q(status=LegalService.Status.GRANTED, assign_by__lt=day)
        )


class LegalService(models.Model):
    """One matter of one applicant, or of a group that applies together."""

    class Form(models.TextChoices):
        CONSULTING = "consulting", "法律咨询"
        DRAFTING = "drafting", "代书"
        MEDIATION = "mediation", "协商调解"
        ARBITRATION = "arbitration", "代理仲裁"
        LITIGATION = "litigation", "代理诉讼"

    class Subject(models.TextChoices):
        WORKER = "worker", "职工"
        UNION_WORKER = "union_worker", "工会工作者"
        UNION = "union", "工会组织"

    class Matter(models.TextChoices):
        PAY = "pay", "追索劳动报酬"
        INJURY = "injury", "工伤待遇"
        CONTRACT = "contract", "劳动合同"
        INSURANCE = "insurance", "社会保险"
        WOMEN = "women", "女职工权益"
        UNION_RIGHTS = "union_rights", "工会权益"
        OTHER = "other", "其他"

    class Means(models.TextChoices):
        """Whether the applicant's means were looked at (法律援助法 41, 42)."""

        EXEMPT = "exempt", "依法免予核查"
        MET = "met", "符合经济困难条件"
        NOT_MET = "not_met", "不符合经济困难条件"

    class Status(models.TextChoices):
        RECEIVED = "received", "待审查"
        INCOMPLETE = "incomplete", "待补充材料"
        GRANTED = "granted", "待指派"
        REFUSED = "refused", "不予援助"
        ASSIGNED = "assigned", "办理中"
        CLOSED = "closed", "已办结"
        WITHDRAWN = "withdrawn", "已撤回"
        ENDED = "ended", "已终止"

    class Result(models.TextChoices):
        ANSWERED = "answered", "已答复"
        DRAFTED = "drafted", "已代书"
        SETTLED = "settled", "调解成功"
        UNSETTLED = "unsettled", "调解未成"
        WON = "won", "胜诉（支持）"
        PARTLY = "partly", "部分胜诉（部分支持）"
        LOST = "lost", "败诉（未支持）"

    AT_ONCE = (Form.CONSULTING, Form.DRAFTING)
    """Given on the spot: nothing to examine, nobody to assign (法律援助法 44)."""
    GOOD = (Result.SETTLED, Result.WON, Result.PARTLY)
    RESULTS = {
        Form.CONSULTING: (Result.ANSWERED,),
        Form.DRAFTING: (Result.DRAFTED,),
        Form.MEDIATION: (Result.SETTLED, Result.UNSETTLED),
        Form.ARBITRATION: (Result.WON, Result.PARTLY, Result.LOST, Result.SETTLED),
        Form.LITIGATION: (Result.WON, Result.PARTLY, Result.LOST, Result.SETTLED),
    }

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("受理编号", max_length=60, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="legal_services", verbose_name="受理工会"
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="legal_services",
        verbose_name="受理站点",
    )
    subject = models.CharField(
        "服务对象", max_length=14, choices=Subject.choices, default=Subject.WORKER
    )
    name = EncryptedField("申请人", mask="name")
    id_number = EncryptedField("身份证号", mask="id_number", blank=True)
    id_index = BlindIndexField("身份证号索引", of="id_number")
    phone = EncryptedField("联系电话", mask="phone", blank=True, validators=[validate_phone])
    migrant = models.BooleanField("进城务工人员", default=False)
    people = models.PositiveIntegerField(
        "涉及人数（人）", default=1, validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    form = models.CharField("服务形式", max_length=12, choices=Form.choices)
    matter = models.CharField("事项", max_length=14, choices=Matter.choices)
    opponent = models.CharField("对方当事人", max_length=120, blank=True)
    claim = models.DecimalField(
        "争议金额（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    received_on = models.DateField("受理日期", default=timezone.localdate)
    complete_on = models.DateField("材料齐备日期", null=True, blank=True)
    examine_by = models.DateField("审查期限", null=True, blank=True)
    means = models.CharField("经济状况核查", max_length=8, choices=Means.choices, blank=True)
    decided_on = models.DateField("审查决定日期", null=True, blank=True)
    decided_by = models.ForeignKey(
        PEOPLE, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审查人"
    )
    refusal = models.CharField("不予援助的理由", max_length=500, blank=True)
    assign_by = models.DateField("指派期限", null=True, blank=True)
    assigned_on = models.DateField("指派日期", null=True, blank=True)
    assigned_to = models.CharField("承办人", max_length=60, blank=True)
    firm = models.CharField("承办人单位", max_length=120, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    result = models.CharField("办理结果", max_length=10, choices=Result.choices, blank=True)
    recovered = models.DecimalField(
        "挽回损失（元）", max_digits=14, decimal_places=2, null=True, blank=True
    )
    satisfaction = models.PositiveSmallIntegerField(
        "回访满意度",
        null=True,
        blank=True,
        choices=[
            (5, "十分满意"),
            (4, "比较满意"),
            (3, "一般"),
            (2, "不太满意"),
            (1, "很不满意"),
        ],
    )
    terms = models.JSONField("适用的期限规则", default=dict, editable=False)
    status = models.CharField(
        "状态", max_length=12, choices=Status.choices, default=Status.RECEIVED
    )
    status_note = models.CharField("说明", max_length=500, blank=True)
    by = models.ForeignKey(PEOPLE, models.PROTECT, related_name="+", verbose_name="受理人")
    created_at = models.DateTimeField("登记时间", default=timezone.now)

    objects = LegalServiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "法律服务"
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="legal_refused_with_a_reason",
                condition=~Q(status="refused") | ~Q(refusal=""),
                violation_error_message="不予法律援助的，应当书面说明理由。",
            ),
            models.CheckConstraint(
                name="legal_closed_with_a_result",
                condition=~Q(status="closed") | ~Q(result="") & Q(closed_on__isnull=False),
                violation_error_message="办结须填办理结果和日期。",
            ),
            models.CheckConstraint(
                name="legal_assigned_to_somebody",
                condition=~Q(status="assigned") | ~Q(assigned_to="") & Q(assigned_on__isnull=False),
                violation_error_message="请填写承办人。",
            ),
            models.CheckConstraint(
                name="legal_steps_in_order",
                condition=(Q(decided_on=None) | Q(decided_on__gte=F("received_on")))
                & (Q(assigned_on=None) | Q(assigned_on__gte=F("decided_on")))
                & (Q(closed_on=None) | Q(closed_on__gte=F("received_on"))),
                violation_error_message="审查、指派、办结的日期应依次不早于前一步。",
            ),
        ]
        indexes = [
            models.Index(fields=["federation", "status"], name="legal_place"),
            models.Index(fields=["federation", "received_on"], name="legal_received"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("stations:legal_one", args=[self.uid])

    def clean(self):
        if not self.name.strip():
            raise ValidationError({"name": "请填写申请人。"})
        if self.id_number:
            try:
                papers_of_identity.check(papers_of_identity.CITIZEN, self.id_number)
            except ValidationError as wrong:
                raise ValidationError({"id_number": wrong.messages}) from wrong

    @property
    def due_on(self):
        """The last day of the step that is waited for, if there is one."""
        waited = {
            self.Status.RECEIVED: self.examine_by,
            self.Status.GRANTED: self.assign_by,
        }
        return waited.get(self.status)

    @property
    def is_late(self):
        return self.due_on is not None and self.due_on < timezone.localdate()

    @property
    def level(self):
        marks = {"closed": "good", "assigned": "good", "refused": "done", "withdrawn": "done"}
        return "bad" if self.is_late else marks.get(self.status, "caution")
