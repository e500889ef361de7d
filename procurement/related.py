"""Who among the bidders of a call belongs together (domain.md 4.3).

People are compared by name, for that is all a register tells of them; two of one name may be two
persons. One coincidence asks for a look, two of them, or a registered relation of control, keep
both from bidding for one lot.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from orgs.models import Contact, Relation, Tie
from orgs.names import fold

REPRESENTATIVE = "representative"
CONTROL = (Relation.Kind.PARENT, Relation.Kind.FOUNDER, Relation.Kind.HOST)
WORDS = {
    REPRESENTATIVE: "法定代表人同名",
    "people": "任职人员同名",
    "phone": "联系电话相同",
    "address": "住所相同",
    "relation": "登记有隶属或控制关系",
}


@dataclass(frozen=True)
class Link:
    """What two organizations have in common."""

    first: int
    second: int
    kinds: tuple

    @property
    def barring(self):
        return "relation" in self.kinds or (REPRESENTATIVE in self.kinds and len(self.kinds) > 1)

    @property
    def words(self):
        return "、".join(WORDS[kind] for kind in self.kinds)

    def other(self, key):
        return self.second if key == self.first else self.first


def traits_of(organizations, on):
    """``{organization id: {kind: what it is compared by}}``, in a fixed number of queries."""
    keys = [o.pk for o in organizations]
    traits = {key: defaultdict(set) for key in keys}
    for organization in organizations:
        of = traits[organization.pk]
        if organization.legal_representative:
            of[REPRESENTATIVE].add(organization.legal_representative.strip())
        if organization.contact_phone:
            of["phone"].add(organization.contact_phone)
        if organization.residence:
            of["address"].add(fold(organization.residence))
    for tie in Tie.objects.conflicting(on).filter(organization__in=keys):
        if tie.kind == Tie.Kind.REPRESENTATIVE:
            traits[tie.organization_id][REPRESENTATIVE].add(tie.person_name.strip())
        traits[tie.organization_id]["people"].add(tie.person_name.strip())
    for contact in Contact.objects.in_force(on).filter(organization__in=keys):
        traits[contact.organization_id]["phone"].add(contact.phone)
        traits[contact.organization_id]["people"].add(contact.person_name.strip())
    return traits


def links(organizations, on):
    """A Link for every two of them that have something in common."""
    traits = traits_of(organizations, on)
    related = {
        frozenset(pair)
        for pair in Relation.objects.in_force(on)
        .filter(organization__in=traits, other__in=traits, kind__in=CONTROL)
        .values_list("organization", "other")
    }
    found = []
    for first, second in combinations(sorted(traits), 2):
        kinds = tuple(
            kind
            for kind in WORDS
            if (kind == "relation" and frozenset((first, second)) in related)
            or traits[first].get(kind, set()) & traits[second].get(kind, set())
        )
        if kinds:
            found.append(Link(first, second, kinds))
    return found
