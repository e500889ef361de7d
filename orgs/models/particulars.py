"""What the particulars of an organization have in common: whose they are, from when to when they
hold, who wrote them down, and how a person comes to them."""

from calendar import monthrange

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from governance.scope import Delegated, ScopedQuerySet, Territory
from orgs.models.facts import Source
from orgs.validators import validate_not_future


def months_after(day, months):
    """The same day so many months on; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def years_after(day, years):
    return months_after(day, 12 * years)


def several(label, choices, length=12, **options):
    """A column of any number of choices, once each; a row written past Django has none."""
    return ArrayField(
        models.CharField(max_length=length, choices=choices),
        verbose_name=label,
        default=list,
        db_default=[],
        blank=True,
        **options,
    )


def of_organization(related_name):
    return models.ForeignKey(
        "orgs.Organization",
        models.PROTECT,
        related_name=related_name,
        verbose_name="社会组织",
    )


def of_list():
    """The list that a row came with; by it the row goes again when the list is taken back."""
    return models.ForeignKey(
        "orgs.ImportBatch",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="所出导入批次",
    )


class ParticularQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"), Delegated("organization"))


class Particular(models.Model):
    """Something known of one organization. ``organization`` is each model's own key."""

    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="数据来源"
    )
    recorded_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="登记人",
    )

    objects = ParticularQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        """For the trail, which tells no personal values."""
        return str(self.organization)


class DatedQuerySet(ParticularQuerySet):
    def in_force(self, on=None):
        on = on or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on), starts_on__lte=on)


class Dated(Particular):
    """Holds from a day until the day before another. Corrected in place: a trigger notes what
    was (``governance.corrections``)."""

    starts_on = models.DateField("开始日期", validators=[validate_not_future])
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_dates",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                violation_error_message="结束日期不能早于开始日期。",
            )
        ]

    def holds(self, on=None):
        on = on or timezone.localdate()
        return self.starts_on <= on and (self.ended_on is None or self.ended_on > on)


class AppendOnlyQuerySet(ParticularQuerySet):
    def standing(self):
        """What is believed now: rows that no later row supersedes or declares void."""
        return self.filter(superseded_by=None, void=False)


class AppendOnly(Particular):
    """Written once. What was wrong is superseded by a new row; the database refuses to change or
    remove one, but for the organization it hangs on, which a merge may change, and for rows that
    came with a list which was taken back."""

    supersedes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="superseded_by",
        verbose_name="更正的记录",
    )
    void = models.BooleanField("作废", default=False, db_default=False, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True
