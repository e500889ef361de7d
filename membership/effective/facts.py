"""What is known of unions on a day, read set by set: a fixed number of queries for any number."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, Sum

from membership import law
from membership.effective.kinds import KINDS
from membership.effective.rules import rules_of
from membership.models import Coverage, Evidence, Member, Officer, Organ
from unions.models import GrassrootsUnion


@dataclass
class Facts:
    """One union on one day. ``organs`` are those that sit, by kind; ``officers`` theirs by organ;
    ``evidence`` is ``(kind, held_on, ends_on, numbers)``, newest first."""

    union: GrassrootsUnion
    on: date
    rules: object
    law: object
    covered: int = 0
    staff: int | None = None
    roster: tuple = (0, 0)
    organs: dict = field(default_factory=dict)
    officers: dict = field(default_factory=lambda: defaultdict(list))
    evidence: list = field(default_factory=list)

    def speaking(self, kinds):
        """The evidence of these kinds that speaks for the union that day, newest first."""
        return [
            one
            for one in self.evidence
            if one[0] in kinds and KINDS[one[0]].speaks(*one[1:3], self.on)
        ]

    @property
    def told(self):
        """The newest report of workers and members that still speaks, or nothing."""
        found = self.speaking((Evidence.Kind.MEMBERS,))
        return found[0][3] if found else {}

    @property
    def members(self):
        """By the roster where there is one, else as reported; None if nobody knows."""
        return self.roster[0] or self.told.get("members")

    @property
    def women(self):
        return self.roster[1] if self.roster[0] else self.told.get("women")

    @property
    def workers(self):
        """As reported, else the staff of the organizations covered; None if nobody knows."""
        return self.told.get("workers") or self.staff or None

    @property
    def chair(self):
        organ = self.organs.get(Organ.Kind.COMMITTEE)
        officers = self.officers[organ.pk] if organ else []
        return next((o for o in officers if o.post == Officer.Post.CHAIR), None)


def read(unions, on):
    """``[Facts]`` of unions (in hand, with their federation) that day."""
    found = {
        union.pk: Facts(union, on, rules_of(union, on), law.in_force(union.federation, on))
        for union in unions
    }
    keys = list(found)
    for key, covered, staff in _covered(keys, on):
        found[key].covered, found[key].staff = covered, staff
    for key, members, women in _members(keys, on):
        found[key].roster = (members, women)
    for organ in Organ.objects.filter(union__in=keys).sitting(on):
        found[organ.union_id].organs[organ.kind] = organ
    serving = Officer.objects.filter(organ__union__in=keys).serving(on)
    for officer in serving.select_related("organ").defer("person_name"):
        found[officer.organ.union_id].officers[officer.organ_id].append(officer)
    rows = Evidence.objects.standing().filter(union__in=keys, held_on__lte=on)
    for key, *one in rows.order_by("-held_on", "-pk").values_list(
        "union", "kind", "held_on", "ends_on", "numbers"
    ):
        found[key].evidence.append(tuple(one))
    return list(found.values())


def _covered(keys, on):
    rows = Coverage.objects.known().valid(on).counted().filter(union__in=keys)
    return (
        rows.order_by()
        .values_list("union")
        .annotate(n=Count("organization"), staff=Sum("organization__staff_count"))
    )


def _members(keys, on):
    rows = Member.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=on), union__in=keys, in_union_since__lte=on
    )
    return (
        rows.order_by()
        .values_list("union")
        .annotate(n=Count("pk"), women=Count("pk", filter=Q(sex=Member.Sex.FEMALE)))
    )
