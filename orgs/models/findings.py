from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from governance.scope import ScopedQuerySet, Territory
from orgs.models.organizations import Organization
from unions.models import Federation


class FindingQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def for_user(self, user, permission):
        return super().for_user(user, permission).filter(organization__merged_into=None)

    def open(self):
        return self.filter(state=Finding.State.OPEN)

    def standing(self):
        """What the check found and still finds: to be mended, or accepted as it is."""
        return self.filter(state__in=Finding.STANDING)

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())


class Finding(models.Model):
    """An integrity check found something amiss with an organization, from when to when.

    The nightly job opens and heals them; a person can only accept one, with a reason and for a
    time. A finding that comes again is a row of its own, so that what was stays on record.
    """

    class State(models.TextChoices):
        OPEN = "open", "待整改"
        ACCEPTED = "accepted", "已说明"
        HEALED = "healed", "已整改"
        LAPSED = "lapsed", "说明到期"
        DROPPED = "dropped", "检查停用"

    STANDING = (State.OPEN, State.ACCEPTED)

    check_key = models.CharField("检查项", max_length=60)
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="findings", verbose_name="社会组织"
    )
    federation = models.ForeignKey(
        Federation, models.PROTECT, related_name="+", db_index=False, verbose_name="责任工会"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    opened_on = models.DateField("发现日期", default=timezone.localdate)
    due_on = models.DateField("整改期限")
    closed_on = models.DateField("了结日期", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="说明人",
    )
    reason = models.CharField("说明", max_length=300, blank=True)
    until = models.DateField("说明有效至", null=True, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="交办给",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查发现"
        constraints = [
            models.UniqueConstraint(
                name="finding_stands_once",
                fields=["check_key", "organization"],
                condition=Q(state__in=["open", "accepted"]),
                violation_error_message="这一问题已在办理。",
            ),
            models.CheckConstraint(
                name="finding_closed_has_date",
                condition=Q(state="open", closed_on=None)
                | ~Q(state="open") & Q(closed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="finding_accepted_has_reason",
                condition=~Q(state="accepted") | ~Q(reason=""),
                violation_error_message="请写明原因。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["federation", "check_key"], condition=Q(state="open"), name="finding_open"
            ),
            models.Index(fields=["check_key", "state", "id"], name="finding_check"),
        ]

    def __str__(self):
        return f"{self.organization} · {self.check_key}"

    @property
    def overdue(self):
        return self.state == self.State.OPEN and self.due_on < timezone.localdate()


class CheckRunQuerySet(models.QuerySet):
    def public(self):
        """How the checks ran says nothing of any organization: every account may know."""
        return self.all()


class CheckRun(models.Model):
    """One check, run once over the whole register: what it found, or why it did not end."""

    check_key = models.CharField("检查项", max_length=60)
    at = models.DateTimeField("检查时间", default=timezone.now)
    seconds = models.FloatField("用时（秒）")
    found = models.PositiveIntegerField("发现", null=True)
    opened = models.PositiveIntegerField("新发现", default=0)
    healed = models.PositiveIntegerField("已整改", default=0)
    error = models.CharField("未完成的原因", max_length=300, blank=True)

    objects = CheckRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查记录"
        indexes = [models.Index(fields=["check_key", "-at"], name="checkrun_latest")]

    def __str__(self):
        return f"{self.check_key} {self.at:%Y-%m-%d %H:%M}"


class CheckTallyQuerySet(ScopedQuerySet):
    reaches = (Territory(),)


class CheckTally(models.Model):
    """What a check comes to among the organizations one federation answers for, as last counted.

    ``before`` were open a month ago; ``stood`` stood at some time in the last quarter, of which
    ``closed`` have been mended or accepted since: the closing rate.
    """

    check_key = models.CharField("检查项", max_length=60)
    federation = models.ForeignKey(
        Federation, models.CASCADE, related_name="+", verbose_name="责任工会"
    )
    population = models.PositiveIntegerField("受检", default=0)
    open = models.PositiveIntegerField("待整改", default=0)
    accepted = models.PositiveIntegerField("已说明", default=0)
    overdue = models.PositiveIntegerField("超期", default=0)
    before = models.PositiveIntegerField("一个月前待整改", default=0)
    stood = models.PositiveIntegerField("近一季度在办", default=0)
    closed = models.PositiveIntegerField("近一季度办结", default=0)

    objects = CheckTallyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "检查汇总"
        constraints = [
            models.UniqueConstraint(name="tally_once", fields=["check_key", "federation"])
        ]

    def __str__(self):
        return f"{self.federation} · {self.check_key}"
