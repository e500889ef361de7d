"""Rule cards: what a union has laid down on giving aid, each with the clause it stands in."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from stations.reach import Above
from unions.models import Federation
from unions.validity import holding_on, one_at_a_time


class CardQuerySet(ScopedQuerySet):
    """One's own, those above, by which one is bound, and those below. Laying down and ending is for
    the house that issues them (``stations.services.cards``)."""

    reaches = (Above(), Territory())

    def on(self, day):
        return self.filter(holding_on(day))


class RuleCard(models.Model):
    """One number that a document lays down for a federation and all below it, from a day on.

    Which numbers there are, and which way each is tighter, says ``stations.cards.terms``. A card is
    not rewritten: it ends, and the next one begins.
    """

    class Force(models.TextChoices):
        BLOCK = "block", "硬性"
        WARN = "warn", "提示"

    uid = models.UUIDField("编号", default=uuid.uuid4, unique=True, editable=False)
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="rule_cards", verbose_name="制定工会"
    )
    term = models.CharField("事项", max_length=40)
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    force = models.CharField("效力", max_length=6, choices=Force.choices, default=Force.BLOCK)
    title = models.CharField("依据文件", max_length=150)
    number = models.CharField("文号", max_length=60, blank=True)
    clause = models.CharField("条款", max_length=60, help_text="如：第八条第二款。")
    text = models.TextField("条文摘录", max_length=1000, blank=True)
    valid_from = models.DateField("施行日期", default=timezone.localdate)
    valid_to = models.DateField("停止日期", null=True, blank=True, help_text="自这一天起不再适用。")
    end_reason = models.CharField("停止原因", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="录入人"
    )
    created_at = models.DateTimeField("录入时间", default=timezone.now)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "规则卡"
        ordering = ["term", "-valid_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="card_ends_after_it_begins",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                violation_error_message="停止日期应在施行日期之后。",
            ),
            one_at_a_time(
                "one_card_of_a_term_on_any_day",
                "federation",
                "term",
                message="本级对这一事项已有规则卡，请先停止原来的。",
            ),
        ]

    def __str__(self):
        return f"{self.title}{self.clause}"

    def get_absolute_url(self):
        return reverse("stations:card", args=[self.uid])
