"""What each federation has to work with in a drive: organizations, and their staff."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone

from membership.models import Coverage, Eligibility
from membership.queries import in_drive, living
from orgs.models import Organization
from unions.models import Federation


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

    federation: Federation
    own: Basis
    whole: Basis
    children: list


def tree(drive, on=None):
    """``{federation id: Node}`` of all at or below the drive's federation, in four queries."""
    on = on or timezone.localdate()
    nodes = {
        federation.pk: Node(federation, Basis(), Basis(), [])
        for federation in Federation.objects.at_or_below([drive.federation]).valid(on)
    }
    for key, basis in _own(drive, on):
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


def _own(drive, on):
    known = Eligibility.objects.known().valid(on).order_by()
    fit = known.filter(decision=Eligibility.Decision.ELIGIBLE).values("organization")
    covered = Coverage.objects.known().valid(on).counted().order_by()
    covered = covered.filter(form__in=drive.counted_forms).values("organization")
    rows = in_drive(Organization._base_manager.filter(living(), pk__in=fit), drive)
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
