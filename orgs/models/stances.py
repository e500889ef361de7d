"""How the union means to treat an organization (ACF-06). Within the office alone."""

from django.db import models

from governance.scope import Territory
from orgs.models.particulars import AppendOnly, AppendOnlyQuerySet, of_organization
from orgs.validators import validate_not_future


class StanceQuerySet(AppendOnlyQuerySet):
    reaches = (Territory("organization__federation"),)

    def newest(self):
        """Of each organization the assessment that stands."""
        rows = self.standing().order_by("organization", "-assessed_on", "-pk")
        return self.model.objects.filter(pk__in=rows.distinct("organization").values("pk"))


class Stance(AppendOnly):
    """An assessment; the newest stands. No walk leads from an organization's delegate to it."""

    class Treatment(models.TextChoices):
        NURTURE = "nurture", "培育扶持"
        GUIDE = "guide", "引导规范"
        WATCH = "watch", "观察"

    organization = of_organization("stances")
    treatment = models.CharField("对待方式", max_length=12, choices=Treatment.choices)
    assessed_on = models.DateField("研判日期", validators=[validate_not_future])
    basis = models.CharField("依据", max_length=500)

    objects = StanceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "联系研判"
        indexes = [
            models.Index(fields=["organization", "-assessed_on", "-id"], name="stance_latest")
        ]
