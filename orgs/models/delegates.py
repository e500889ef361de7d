from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.roles import Duty
from governance.scope import ScopedQuerySet, Territory
from orgs.models.organizations import Organization


class DelegateQuerySet(ScopedQuerySet):
    reaches = (Territory("organization__federation"),)

    def current(self, on=None):
        on = on or timezone.localdate()
        return self.unended(on).filter(starts_on__lte=on)

    def unended(self, on=None):
        """In force, or to begin later."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on))


class Delegate(models.Model):
    """A person who speaks for an organization here, for a term."""

    Duty = Duty

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="delegations",
        verbose_name="人员",
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="delegates", verbose_name="社会组织"
    )
    duty = models.CharField("职责", max_length=12, choices=Duty.choices, default=Duty.OPERATOR)
    starts_on = models.DateField("开始日期", default=timezone.localdate)
    ends_on = models.DateField("结束日期", null=True, blank=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经办代表"
        constraints = [
            models.UniqueConstraint(
                name="delegate_once",
                fields=["user", "organization"],
                condition=Q(ends_on=None),
                violation_error_message="此人已是该社会组织的经办代表。",
            )
        ]

    def __str__(self):
        return f"{self.user} · {self.organization}"
