"""社会组织联合会: an organization others belong to, and how many of them have a union (SH-08).

The other kind of federation, the union of their unions (社会组织工会联合会), is a union itself and
shows whom it leads on its own page.
"""

from dataclasses import dataclass

from django.db.models import Exists, Q
from django.utils import timezone

from accounts.roles import Permission
from membership.queries import covering
from orgs.models import Organization, Relation

SHOWN = 20


@dataclass(frozen=True)
class Hub:
    """``members`` are the first by name, each with ``has_union``; the counts are of all."""

    members: list
    count: int
    covered: int


def hub(organization, user):
    """Its members as far as the person sees them; None where there are none."""
    ties = Relation.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=timezone.localdate()),
        other=organization,
        kind=Relation.Kind.MEMBER,
    )
    seen = Organization.objects.for_user(user, Permission.ORG_VIEW)
    rows = seen.filter(pk__in=ties.values("organization"))
    rows = list(rows.annotate(has_union=Exists(covering())).order_by("name", "pk"))
    if not rows:
        return None
    return Hub(rows[:SHOWN], len(rows), sum(row.has_union for row in rows))
