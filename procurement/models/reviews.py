"""What each expert thinks of each bid, cell by cell."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.roles import Permission
from governance.purses import money
from governance.scope import ScopedQuerySet
from procurement.models.bids import Bid
from procurement.models.panels import AfterResult, Panel, PanelSeat
from procurement.reach import OwnHouse


class Reviewing:
    """By sitting on the panel: one's own sheets, within the window, once one has declared."""

    def condition(self, user, permission):
        if permission != Permission.BID_SCORE or not user.may_somewhere(permission):
            return None
        now = timezone.now()
        return Q(
            seat__expert__user=user.pk,
            seat__ended_at=None,
            seat__declaration__clear=True,
            seat__panel__status__in=(Panel.Status.SCORING, Panel.Status.EXPLAINING),
            seat__panel__opens_at__lte=now,
            seat__panel__closes_at__gt=now,
        )


TOLD = (Panel.Status.EXPLAINING, Panel.Status.CLOSED)


class HandedIn(OwnHouse):
    """By office at the buyer: not before every sheet is handed in."""

    def condition(self, user, permission):
        found = super().condition(user, permission)
        return None if found is None else found & Q(seat__panel__status__in=TOLD)


class ReviewQuerySet(ScopedQuerySet):
    reaches = (
        Reviewing(),
        HandedIn("seat__panel__call__project__federation"),
        AfterResult("seat__panel__call"),
    )

    def sitting(self):
        """Of those who still sit on the panel."""
        return self.filter(seat__ended_at=None)


class Review(models.Model):
    """One expert's sheet on one revision of one bid; locked once handed in. Nothing on it is
    nought because nothing was entered: a cell without points has none."""

    seat = models.ForeignKey(PanelSeat, models.PROTECT, related_name="reviews", verbose_name="席位")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="reviews", verbose_name="申报")
    comment = models.TextField("总体意见", max_length=2000, blank=True)
    amount = money("建议资助金额（元）", null=True, blank=True)
    locked_at = models.DateTimeField("提交时间", null=True, blank=True)
    explanation = models.TextField("偏差说明", max_length=1000, blank=True)
    changed_at = models.DateTimeField("最近修改", null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评审意见"
        ordering = ["seat", "bid"]
        constraints = [
            models.UniqueConstraint(name="review_once", fields=["seat", "bid"]),
            models.CheckConstraint(
                name="review_amount",
                condition=Q(amount=None) | Q(amount__gte=0),
                violation_error_message="金额不能小于 0 元。",
            ),
        ]

    def __str__(self):
        return f"{self.seat} 对 {self.bid}"

    @property
    def trail_name(self):
        return f"{self.seat.trail_name} 对申报 {self.bid}"


class Score(models.Model):
    """One cell of a sheet: points for an indicator of the scheme, or why none are given."""

    review = models.ForeignKey(
        Review, models.CASCADE, related_name="scores", verbose_name="评审意见"
    )
    item = models.CharField("指标", max_length=30)
    points = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True, blank=True)
    most = models.DecimalField("满分", max_digits=6, decimal_places=2)
    comment = models.CharField("评语", max_length=500, blank=True)
    abstains = models.CharField("不评分的理由", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评分"
        ordering = ["review", "pk"]
        constraints = [
            models.UniqueConstraint(name="score_once", fields=["review", "item"]),
            models.CheckConstraint(
                name="score_range",
                condition=Q(points=None) | Q(points__gte=0, points__lte=F("most")),
                violation_error_message="得分应在 0 和满分之间。",
            ),
            models.CheckConstraint(
                name="score_or_abstains",
                condition=Q(points=None) | Q(abstains=""),
                violation_error_message="已评分的指标不填不评分的理由。",
            ),
        ]

    def __str__(self):
        return f"{self.item} {self.points}"


class ScoreChange(models.Model):
    """What a cell said before and after; rows are added, never changed (条例 75)."""

    review = models.ForeignKey(
        Review, models.CASCADE, related_name="changes", verbose_name="评审意见"
    )
    item = models.CharField("指标", max_length=30)
    before = models.DecimalField("原得分", max_digits=6, decimal_places=2, null=True, blank=True)
    after = models.DecimalField("新得分", max_digits=6, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "评分修改"
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.item} {self.before} → {self.after}"
