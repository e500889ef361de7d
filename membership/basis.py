"""What each federation has to work with in a drive: organizations, and their staff."""

from dataclasses import dataclass
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, Sum
from django.utils import timezone

from membership.models import Coverage, Eligibility
from membership.queries import in_drive, living
from orgs.models import Organization
from unions.models import Federation


class Place(NamedTuple):
    """What the tree needs of a federation; of 44,000 with their streets, rows are made quicker
    than model instances."""

    pk: int
    parent_id: int | None
    level: int
    code: str
    path: str
    short_name: str


@dataclass
class Basis:
    """Organizations (家) and their staff (人)."""

    eligible: int = 0
    covered: int = 0
    staff: int = 0

    @property
    def gap(self):
        return self.eligible - self.covered

    def add(self, other):
        self.eligible += other.eligible
        self.covered += other.covered
        self.staff += other.staff


@dataclass
class Node:
    """A federation in the line of command: ``own`` is what it answers for itself, ``whole`` with
    all below it."""

    federation: Place
    own: Basis
    whole: Basis
    children: list


def tree(drive, below=None, on=None):
    """``{federation id: Node}`` of all at or below a federation, the drive's own by default, in
    two queries. Who stands under whom is the line of command alone: a county of a municipality
    hangs directly below it, a zone wherever it was put.

    Raises ValidationError where the drive does not reach.
    """
    on = on or timezone.localdate()
    below = below or drive.federation
    if not below.path.startswith(drive.federation.path):
        raise ValidationError("本级不在这项行动的范围内。")
    rows = Federation.objects.at_or_below([below]).valid(on)
    nodes = {
        place[0]: Node(Place(*place), Basis(), Basis(), [])
        for place in rows.order_by().values_list(*Place._fields)
    }
    for key, basis in _own(drive, below, on):
        if key in nodes:
            nodes[key].own = basis
    deepest_first = sorted(nodes.values(), key=lambda n: -n.federation.path.count("/"))
    for node in deepest_first:
        node.whole.add(node.own)
        above = nodes.get(node.federation.parent_id)
        if above:
            above.whole.add(node.whole)
            above.children.append(node)
    for node in nodes.values():
        node.children.sort(key=lambda n: n.federation.code)
    return nodes


def _own(drive, below, on):
    known = Eligibility.objects.known().valid(on).order_by()
    fit = known.filter(decision=Eligibility.Decision.ELIGIBLE).values("organization")
    covered = Coverage.objects.known().valid(on).counted().order_by()
    covered = covered.filter(form__in=drive.counted_forms).values("organization")
    rows = in_drive(Organization._base_manager.filter(living(), pk__in=fit), drive)
    if below.parent_id:
        rows = rows.filter(federation__path__startswith=below.path)
    told = (
        rows.order_by()
        .values_list("federation")
        .annotate(
            eligible=Count("pk"),
            covered=Count("pk", filter=Q(pk__in=covered)),
            staff=Sum("staff_count"),
        )
    )
    return [(key, Basis(n, c, s or 0)) for key, n, c, s in told]
