"""Panels: who sits on them, what each declared before seeing any bid."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from governance.scope import ScopedQuerySet
from privacy.fields import EncryptedField
from procurement.models.calls import Call
from procurement.models.experts import Expert
from procurement.reach import OwnHouse, Watching

OUT = (Call.Status.PROPOSED, Call.Status.AWARDED)
"""Once the result is made public, the names of the experts are, too."""


class AfterResult(Watching):
    """By office at or above the buyer, once the result is out (招标投标法 37). Before, those of the
    house who run the purchase know the names, and nobody else."""

    def __init__(self, call):
        self.call = call
        super().__init__(f"{call}__project__federation")

    def condition(self, user, permission):
        found = super().condition(user, permission)
        return None if found is None else found & Q(**{f"{self.call}__status__in": OUT})


class Seated:
    """By sitting on the panel, as long as one sits there."""

    def __init__(self, seat=""):
        self.seat = seat

    def condition(self, user, permission):
        if permission != Permission.BID_SCORE or not user.may_somewhere(permission):
            return None
        return Q(**{f"{self.seat}expert__user": user.pk, f"{self.seat}ended_at": None})


class Chairing:
    """By leading it: the panel's chair, who sees the sum of the sheets (feature 16)."""

    def condition(self, user, permission):
        if permission != Permission.BID_SCORE or not user.may_somewhere(permission):
            return None
        led = PanelSeat.objects.sitting().filter(expert__user=user.pk, is_chair=True)
        return Q(pk__in=led.order_by().values("panel"), closes_at__gt=timezone.now())


class PanelQuerySet(ScopedQuerySet):
    """The panel as such: that there is one, and how far it is. Who sits on it, a seat says."""

    reaches = (
        OwnHouse("call__project__federation"),
        Watching("call__project__federation"),
        Chairing(),
    )


class Panel(models.Model):
    """Those who review the bids of a call, and how far their work is."""

    class Status(models.TextChoices):
        SEALED = "sealed", "专家名单已封存待抽取"
        DRAWN = "drawn", "已抽取待声明"
        SCORING = "scoring", "独立评分"
        EXPLAINING = "explaining", "核对说明"
        CLOSED = "closed", "评审结束"

    call = models.OneToOneField(Call, models.PROTECT, related_name="panel", verbose_name="公告")
    size = models.PositiveSmallIntegerField("人数", default=5)
    status = models.CharField("状态", max_length=12, choices=Status.choices, default=Status.SEALED)
    opens_at = models.DateTimeField("评审开始", null=True, blank=True)
    closes_at = models.DateTimeField("评审截止", null=True, blank=True)
    report = models.TextField("评审报告", blank=True)
    formed_at = models.DateTimeField("组成时间", auto_now_add=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评审组"
        constraints = [
            models.CheckConstraint(
                name="panel_window",
                condition=Q(closes_at=None)
                | Q(opens_at__isnull=False, closes_at__gt=F("opens_at")),
                violation_error_message="评审截止须晚于开始。",
            )
        ]

    def __str__(self):
        return f"{self.call.project}：评审组"

    def get_absolute_url(self):
        return reverse("procurement:panel", args=[self.call.uid])

    @property
    def is_open(self):
        """Within its window."""
        now = timezone.now()
        return bool(self.opens_at) and self.opens_at <= now and now < self.closes_at


class PanelSeatQuerySet(ScopedQuerySet):
    reaches = (OwnHouse("panel__call__project__federation"), AfterResult("panel__call"), Seated())

    def sitting(self):
        return self.filter(ended_at=None)

    def published(self):
        """What anyone may know: who sat on the panel, once the result is public."""
        return self.filter(ended_at=None, panel__call__status__in=OUT)


class PanelSeat(models.Model):
    """One expert on a panel, from when to when, chair or not."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats", verbose_name="评审组")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats", verbose_name="专家")
    is_chair = models.BooleanField("组长", default=False)
    drawn_at = models.DateTimeField("抽中时间", default=timezone.now)
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)
    end_code = models.CharField("退出原因", max_length=30, blank=True)

    objects = PanelSeatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评审席位"
        ordering = ["panel", "-is_chair", "pk"]
        constraints = [
            models.UniqueConstraint(name="seat_once", fields=["panel", "expert"]),
            models.UniqueConstraint(
                name="one_chair",
                fields=["panel"],
                condition=Q(is_chair=True, ended_at=None),
                violation_error_message="评审组已有组长。",
            ),
        ]

    def __str__(self):
        return str(self.expert)

    @property
    def trail_name(self):
        return self.expert.trail_name


class Declaration(models.Model):
    """What an expert said of interests in the bidders, and the code of conduct signed with it,
    before any content of a bid was shown."""

    seat = models.OneToOneField(
        PanelSeat, models.PROTECT, related_name="declaration", verbose_name="席位"
    )
    made_at = models.DateTimeField("声明时间", default=timezone.now)
    clear = models.BooleanField("无须回避")
    grounds = ArrayField(
        models.CharField(max_length=20), verbose_name="回避情形", default=list, blank=True
    )
    note = EncryptedField("说明", blank=True)
    code_version = models.CharField("评审纪律版本", max_length=20)
    code_digest = models.CharField("评审纪律摘要（SHA-256）", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "回避声明"
        constraints = [
            models.CheckConstraint(
                name="declaration_says_why",
                condition=Q(clear=True, grounds=[]) | Q(clear=False) & ~Q(grounds=[]),
                violation_error_message="须回避的，请选择回避情形；无须回避的不选。",
            )
        ]

    def __str__(self):
        return "无须回避" if self.clear else "须回避"
