"""党建带工建: since when an organization has a Party organization, and how long it was, or has
been, without a union (CQ-23). The day is the one from which the register tells so."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from orgs.models import OrganizationFacts


@dataclass(frozen=True)
class PartyFirst:
    """``founded_on`` is the union's first day; None while there is none."""

    since: date
    founded_on: date | None = None

    @property
    def months(self):
        """Whole months between the two, up to today without a union; below 0 where the union came
        first."""
        until = self.founded_on or timezone.localdate()
        early, late = sorted((self.since, until))
        whole = 12 * (late.year - early.year) + late.month - early.month - (late.day < early.day)
        return whole if until >= self.since else -whole

    @property
    def words(self):
        told = f"自 {self.since:%Y-%m-%d} 有党组织"
        if self.founded_on is None:
            return f"{told}，已 {self.months} 个月没有工会"
        if self.founded_on < self.since:
            return f"{told}，工会在先"
        if self.months == 0:
            return f"{told}，同步建立工会"
        return f"{told}，{self.months} 个月后建会"


def party_since(organizations):
    """``{organization id: day}`` of those that have one now, in one query."""
    rows = OrganizationFacts.objects.known().filter(organization__in=organizations)
    found = {}
    for key, has, day in rows.order_by("valid_from").values_list(
        "organization_id", "has_party_org", "valid_from"
    ):
        if not has:
            found.pop(key, None)
        else:
            found.setdefault(key, day)
    return found
