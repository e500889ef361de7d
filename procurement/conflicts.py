"""The conflict graph: how the members of a pool are bound to organizations, as the register, the
pool and the delegates tell. Paths are of one step (a post, an employer, a telephone) or of two (a
colleague's post, an affiliate). Names of persons never stand in a path, only what kind of edge.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from orgs.models import Contact, Delegate, Organization, Relation, Tie
from orgs.models.particulars import years_after
from orgs.models.people import COOLING_YEARS
from orgs.names import fold, tidy_phone
from procurement.models import Conflict, ExpertPost

Ground = Conflict.Ground


@dataclass(frozen=True)
class Edge:
    """From an expert to a bidder: on what ground, in words without names."""

    expert: int
    organization: int | None
    ground: str
    path: str


def edges(experts, bidders, *, buyer=None, on=None):
    """All edges of these experts to these bidders, in a fixed number of queries."""
    on = on or timezone.localdate()
    experts, bidders = list(experts), list(bidders)
    people, named = _people(experts), _named(bidders)
    found = {}

    def add(expert, organization, ground, path):
        key = (expert.pk, organization, ground)
        found.setdefault(key, Edge(expert.pk, organization, ground, path[:200]))

    _by_name(experts, bidders, people, on, add)
    _by_unit(experts, named, buyer, on, add)
    _by_contact(experts, bidders, people, on, add)
    _by_affiliate(experts, bidders, on, add)
    return sorted(found.values(), key=lambda e: (e.expert, e.organization or 0, e.ground))


def _people(experts):
    people = defaultdict(list)
    for expert in experts:
        people[expert.person_name].append(expert)
    return people


def _named(bidders):
    """Every name a bidder has or had, folded: ``{name: bidder}``."""
    named = {organization.folded_name: organization for organization in bidders}
    for organization in bidders:
        for alias in organization.aliases.all():
            if alias.scheme == "name":
                named.setdefault(alias.folded or fold(alias.value), organization)
    return named


def _by_name(experts, bidders, people, on, add):
    """Posts in a bidder, in force or ended within the cooling years; its legal representative."""
    for organization in bidders:
        for expert in people.get(organization.legal_representative, ()):
            add(expert, organization.pk, Ground.REPRESENTATIVE, "登记的法定代表人与专家同名")
    units = defaultdict(list)
    for expert in experts:
        units[fold(expert.employer)].append(expert)
    ties = Tie.objects.filter(organization__in=bidders).conflicting(on, COOLING_YEARS)
    for tie in ties:
        until = f"至 {tie.ended_on:%Y-%m-%d}" if tie.ended_on else "在任"
        said = f"{tie.get_kind_display()}{f'（{tie.post}）' if tie.post else ''}，{until}"
        for expert in people.get(tie.person_name, ()):
            add(expert, tie.organization_id, Ground.TIE, f"同名：{said}")
        for expert in units.get(fold(tie.own_unit), ()) if tie.own_unit else ():
            if expert.person_name != tie.person_name:
                add(expert, tie.organization_id, Ground.COLLEAGUE, f"同单位人员：{said}")


def _by_unit(experts, named, buyer, on, add):
    """Where an expert works or worked within the cooling years."""
    bidders = {organization.pk for organization in named.values()}
    overseen = {fold(o.supervising_unit): o for o in named.values() if o.supervising_unit}
    house = fold(buyer.name) if buyer else None
    for expert in experts:
        unit = fold(expert.employer)
        if expert.organization_id in bidders:
            add(expert, expert.organization_id, Ground.EMPLOYER, "所在社会组织即申报单位")
        elif unit in named:
            add(expert, named[unit].pk, Ground.EMPLOYER, "工作单位与申报单位同名")
        elif unit in overseen:
            add(expert, overseen[unit].pk, Ground.SUPERVISOR, "工作单位与业务主管单位同名")
        if house and unit == house:
            add(expert, None, Ground.BUYER, "工作单位即采购单位")
    since = years_after(on, -COOLING_YEARS)
    posts = ExpertPost.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=since), expert__in=experts, starts_on__lte=on
    ).select_related("expert")
    for post in posts:
        organization = named.get(fold(post.unit))
        known = post.organization_id if post.organization_id in bidders else None
        if found := known or (organization and organization.pk):
            until = f"至 {post.ended_on:%Y-%m-%d}" if post.ended_on else "在任"
            add(post.expert, found, Ground.PAST_POST, f"任职经历：{post.post or '任职'}，{until}")


def _by_contact(experts, bidders, people, on, add):
    """Whom one calls, by name or by number; who speaks for it here, or did of late."""
    numbers = defaultdict(list)
    for expert in experts:
        for number in numbers_of(expert.phone):
            numbers[number].append(expert)

    def by_number(text, organization, words):
        for number in numbers_of(text):
            for expert in numbers.get(number, ()):
                add(expert, organization, Ground.PHONE, words)

    for organization in bidders:
        by_number(organization.contact_phone, organization.pk, "与登记的联系电话相同")
    for contact in Contact.objects.filter(organization__in=bidders, ended_on=None):
        duty = contact.get_duty_display()
        for expert in people.get(contact.person_name, ()):
            add(expert, contact.organization_id, Ground.CONTACT, f"与{duty}同名")
        by_number(contact.phone, contact.organization_id, f"与{duty}的电话相同")
    lately = Q(ends_on=None) | Q(ends_on__gt=years_after(on, -COOLING_YEARS))
    speakers = Delegate.objects.filter(lately, organization__in=bidders).select_related("user")
    accounts = {expert.user_id: expert for expert in experts if expert.user_id}
    for delegate in speakers:
        same = {e.pk: e for e in people.get(delegate.user.name, ())}
        if delegate.user_id in accounts:
            same[accounts[delegate.user_id].pk] = accounts[delegate.user_id]
        for expert in same.values():
            add(expert, delegate.organization_id, Ground.DELEGATE, "与经办代表同名或同一账号")


def numbers_of(text):
    return [number for number in tidy_phone(text or "").split("、") if number]


def _by_affiliate(experts, bidders, on, add):
    """The expert's own organization, and one that bids: related, or run by the same person."""
    own = {e.organization_id for e in experts if e.organization_id} - {b.pk for b in bidders}
    if not own:
        return
    ids = [organization.pk for organization in bidders]
    bound = {}
    related = Relation.objects.in_force(on).filter(
        Q(organization__in=own, other__in=ids) | Q(organization__in=ids, other__in=own)
    )
    for row in related:
        pair = (row.organization_id, row.other_id)
        mine, theirs = pair if pair[0] in own else pair[::-1]
        bound[mine, theirs] = row.get_kind_display()
    heads = {b.legal_representative: b.pk for b in bidders if b.legal_representative}
    for organization in Organization.objects.filter(pk__in=own):
        if head := heads.get(organization.legal_representative):
            bound.setdefault((organization.pk, head), "同一法定代表人")
    for expert in experts:
        for (mine, theirs), word in bound.items():
            if expert.organization_id == mine:
                add(expert, theirs, Ground.AFFILIATE, f"所在社会组织与申报单位：{word}")
