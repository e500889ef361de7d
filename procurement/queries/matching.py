"""Who bought what from whom (SH-06): unions, organizations and projects, and what they came to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from accounts.roles import Permission
from procurement.models import Award, Entrustment, Project


@dataclass(frozen=True, kw_only=True)
class Match:
    project: Project
    buyer: str
    contractor: str
    kind: str
    url: str
    way: str
    amount: Decimal
    status: str
    on: date | None
    needs: int
    served: int | None


def matches(user, federation, domain=""):
    """Every project that has its contractor, by award or by entrustment, newest first."""
    projects = Project.objects.for_user(user, Permission.PURCHASE_VIEW)
    projects = projects.filter(federation__path__startswith=federation.path)
    if domain:
        projects = projects.filter(domain=domain)
    keys = projects.order_by().values("pk")
    awards = Award.objects.filter(lot__call__project__in=keys, status="awarded")
    awards = awards.select_related(
        *("bid__organization", "lot__call__project__federation", "lot__call__project__union")
    )
    given = Entrustment.objects.filter(project__in=keys, settled_on__isnull=False)
    given = given.select_related("organization", "project__federation", "project__union")
    found = [_awarded(award) for award in awards] + [_entrusted(row) for row in given]
    told = _people([match.project.pk for match in found])
    found = [_with_people(match, told) for match in found]
    return sorted(found, key=lambda m: (m.on or date.min, m.project.pk), reverse=True)


def _buyer(project):
    if project.union_id:
        return project.union.name
    return project.institution or project.federation.name


def _awarded(award):
    project, organization = award.lot.call.project, award.bid.organization
    return Match(
        project=project,
        buyer=_buyer(project),
        contractor=organization.name if organization else "—",
        kind="社会组织",
        url=organization.get_absolute_url() if organization else "",
        way=project.get_method_display(),
        amount=award.amount,
        status=award.get_status_display(),
        on=award.noticed_on,
        needs=0,
        served=None,
    )


def _entrusted(row):
    project = row.project
    return Match(
        project=project,
        buyer=_buyer(project),
        contractor=row.name,
        kind=row.get_contractor_display(),
        url=row.organization.get_absolute_url() if row.organization_id else "",
        way=project.get_method_display(),
        amount=row.amount,
        status="已办结" if row.result_on else "办理中",
        on=row.settled_on,
        needs=0,
        served=row.served,
    )


def _people(keys):
    """How many people's needs each project answers."""
    rows = Project.objects.filter(pk__in=keys).order_by()
    return dict(rows.values_list("pk").annotate(n=Sum("topics__needs__people")))


def _with_people(match, told):
    return Match(**{**match.__dict__, "needs": told.get(match.project.pk) or 0})


def summed(found):
    """``{unions, contractors, projects, amount, needs, served}`` of all of them (GD-07)."""
    projects = {match.project.pk: match.needs for match in found}
    return {
        "unions": len({match.buyer for match in found}),
        "contractors": len({match.contractor for match in found}),
        "projects": len(projects),
        "amount": sum((match.amount for match in found), Decimal(0)),
        "needs": sum(projects.values()),
        "served": sum(match.served or 0 for match in found),
    }
