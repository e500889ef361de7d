"""Needs beside what serves them: by domain, group and region. Supply is the organizations of the
register that are of the labour-relations field and about the domain (``need_rules.toml``), and the
projects that were bought in it."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum

from accounts.roles import Permission
from orgs.models import Organization
from procurement.models import Need, NeedTopic, Project, ServiceDomain, WorkerGroup
from procurement.need_rules import focus_at, supplies
from unions.models import Federation

WAYS = {"domain": "领域", "group": "职工群体", "region": "区域"}
BOUGHT = ("approved", "calling", "awarded")
LEAST = 5
"""So many organizations at least, or a domain with needs counts as short of supply."""


@dataclass
class Row:
    key: str
    label: str
    needs: int = 0
    people: int = 0
    waiting: int = 0
    topics: int = 0
    projects: int | None = None
    money: Decimal | None = None
    organizations: int | None = None
    focus: bool = False
    query: dict = field(default_factory=dict)

    @property
    def short(self):
        """Needs that nobody serves, or too few could."""
        if not self.needs:
            return ""
        if self.organizations is not None and self.organizations < LEAST:
            return "可承接的组织少"
        return "尚无采购项目" if self.projects == 0 else ""


def compare(user, federation, way):
    """The rows of the table for a federation and all below it."""
    below = Q(federation__path__startswith=federation.path)
    needs = Need.objects.for_user(user, Permission.NEED_VIEW).filter(below).order_by()
    topics = NeedTopic.objects.for_user(user, Permission.NEED_VIEW).filter(below).order_by()
    topics = topics.filter(status=NeedTopic.Status.SUITABLE)
    projects = None
    if user.may_somewhere(Permission.PURCHASE_VIEW):
        projects = Project.objects.for_user(user, Permission.PURCHASE_VIEW).filter(below)
        projects = projects.filter(status__in=BOUGHT, direction="buy").order_by()
    serving = None
    if user.may_somewhere(Permission.ORG_VIEW):
        serving = in_the_field(Organization.objects.for_user(user, Permission.ORG_VIEW), federation)
    return {"domain": by_domain, "group": by_group, "region": by_region}[way](
        federation, needs, topics, projects, serving
    )


def in_the_field(rows, federation):
    """Living organizations of the labour-relations field."""
    rows = rows.filter(federation__path__startswith=federation.path, labour_field=True)
    return rows.exclude(status__in=Organization.ENDED).order_by()


def about(domain):
    """What makes an organization one that could serve a domain."""
    supply = supplies().get(domain)
    if supply is None:
        return Q(pk__in=())
    found = Q(labour_domains__overlap=list(supply.labour)) if supply.labour else Q()
    for word in supply.words:
        found |= Q(folded_name__contains=word) | Q(activities__contains=word)
    return found


def _told(rows, by):
    return rows.values(by).annotate(
        told=Count("pk"), heads=Sum("people"), new=Count("pk", filter=Q(status=Need.Status.NEW))
    )


def by_domain(federation, needs, topics, projects, serving):
    first, _ = focus_at(federation)
    rows = {
        value: Row(value, label, focus=value in first, query={"domain": value})
        for value, label in ServiceDomain.choices
    }
    for said in _told(needs, "domain"):
        row = rows[said["domain"]]
        row.needs, row.people, row.waiting = said["told"], said["heads"], said["new"]
    for said in topics.values("domain").annotate(n=Count("pk")):
        rows[said["domain"]].topics = said["n"]
    if projects is not None:
        for row in rows.values():
            row.projects, row.money = 0, Decimal(0)
        for said in projects.values("domain").annotate(n=Count("pk"), sum=Sum("ceiling")):
            rows[said["domain"]].projects, rows[said["domain"]].money = said["n"], said["sum"]
    if serving is not None:
        counts = serving.aggregate(
            **{value: Count("pk", filter=about(value)) for value in supplies()}
        )
        for value, n in counts.items():
            rows[value].organizations = n
    return sorted(rows.values(), key=lambda r: (-r.needs, -r.people, r.key))


def by_group(federation, needs, topics, projects, serving):
    """Organizations are not kept by whom they serve: that column stays empty here."""
    rows = {
        value: Row(value, label, query={"group": value}) for value, label in WorkerGroup.choices
    }
    for said in _told(needs, "group"):
        row = rows[said["group"]]
        row.needs, row.people, row.waiting = said["told"], said["heads"], said["new"]
    for said in topics.values("needs__group").annotate(n=Count("pk", distinct=True)):
        if said["needs__group"]:
            rows[said["needs__group"]].topics = said["n"]
    if projects is not None:
        for row in rows.values():
            row.projects, row.money = 0, Decimal(0)
        pairs = projects.values_list("topics__needs__group", "pk", "ceiling").distinct()
        for group, _, ceiling in pairs:
            if group:
                rows[group].projects += 1
                rows[group].money += ceiling
    return sorted(rows.values(), key=lambda r: (-r.needs, -r.people, r.key))


def by_region(federation, needs, topics, projects, serving):
    """The federations next below, each with all below it, and the federation's own house."""
    below = Federation.objects.public().filter(parent=federation, valid_to=None)
    rows = {
        child.path: Row(child.code, child.short_name, query={"federation": child.code})
        for child in below.order_by("code")
    }
    own = Row(federation.code, f"{federation.short_name}本级")
    depth = federation.path.count("/") + 1

    def row_of(path):
        start = "/".join(path.split("/")[:depth]) + "/"
        return rows.get(start, own)

    for said in _told(needs, "federation__path"):
        row = row_of(said["federation__path"])
        row.needs += said["told"]
        row.people += said["heads"]
        row.waiting += said["new"]
    for path, n in _counted(topics):
        row_of(path).topics += n
    if projects is not None:
        for row in (*rows.values(), own):
            row.projects, row.money = 0, Decimal(0)
        for said in projects.values("federation__path").annotate(n=Count("pk"), s=Sum("ceiling")):
            row = row_of(said["federation__path"])
            row.projects += said["n"]
            row.money += said["s"]
    if serving is not None:
        found = defaultdict(int)
        for path, n in _counted(serving):
            found[id(row_of(path))] += n
        for row in (*rows.values(), own):
            row.organizations = found[id(row)]
    kept = [row for row in rows.values() if row.needs or row.projects or row.organizations]
    return [own, *sorted(kept, key=lambda r: (-r.needs, -r.people, r.key))]


def _counted(rows):
    return rows.values_list("federation__path").annotate(n=Count("pk"))
