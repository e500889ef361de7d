from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from orgs.models.facts import Source
from orgs.models.imports import ImportBatch
from orgs.models.organizations import Organization


class DisappearanceQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def for_user(self, user, permission):
        return super().for_user(user, permission).filter(organization__merged_into=None)

    def open(self):
        return self.filter(outcome="")

    def due(self, on=None):
        """Their time of grace is over: somebody has to say what became of them."""
        return self.open().filter(grace_until__lt=on or timezone.localdate())


class Disappearance(models.Model):
    """A source's whole list no longer has an organization that it had. A state, not an end.

    The organization goes on counting until an officer confirms that it ended; it may come back in
    the source's next list, or be known to go on from elsewhere.
    """

    class Outcome(models.TextChoices):
        REAPPEARED = "reappeared", "重新列入"
        ENDED = "ended", "确认终止"
        ELSEWHERE = "elsewhere", "其他来源在册"
        LIVING = "living", "核实仍在"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="disappearances", verbose_name="社会组织"
    )
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="disappearances", verbose_name="数据来源"
    )
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="disappearances", verbose_name="未列入的名单"
    )
    since = models.DateField("未列入日期")
    grace_until = models.DateField("宽限至")
    outcome = models.CharField("结果", max_length=12, choices=Outcome.choices, blank=True)
    closed_on = models.DateField("了结日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核实人",
    )
    found_in = models.ForeignKey(
        ImportBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="重新列入的名单",
    )
    reason = models.CharField("核实情况", max_length=300, blank=True)

    objects = DisappearanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "名单未列"
        constraints = [
            models.UniqueConstraint(
                name="disappeared_once",
                fields=["organization", "source"],
                condition=Q(outcome=""),
            ),
            models.CheckConstraint(
                name="disappearance_outcome_has_date",
                condition=Q(outcome="", closed_on=None)
                | ~Q(outcome="") & Q(closed_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["grace_until"], condition=Q(outcome=""), name="disappearance_open")
        ]

    def __str__(self):
        return f"{self.organization} · {self.source}"

    @property
    def in_grace(self):
        return not self.outcome and self.grace_until >= timezone.localdate()
