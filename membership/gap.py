"""What is under way for organizations that have no union yet."""

from membership.models import CanvassTask, CriterionFinding, Eligibility, FoundingUnit
from membership.party import PartyFirst, party_since


def in_hand(organizations):
    """``[(organization, its eligibility, what is under way, its Party organization and since
    when, whether founding its union is among what the Party's work is judged by (ZH-03))]`` in five
    queries."""
    organizations = list(organizations)
    found = Eligibility.objects.known().valid().filter(organization__in=organizations)
    judged = {row.organization_id: row.get_decision_display() for row in found}
    tasks = CanvassTask.objects.open().filter(organization__in=organizations)
    calls = {}
    for task in tasks.select_related("assignee"):
        who = f"，{task.assignee}" if task.assignee else ""
        calls[task.organization_id] = f"摸排：{task.get_state_display()}{who}"
    units = FoundingUnit.objects.filter(organization__in=organizations)
    cases = {
        unit.organization_id: f"建会：{unit.case.get_status_display()}"
        for unit in units.select_related("case")
    }
    since = party_since(organizations)
    norms = CriterionFinding.objects.standing(
        organization__in=organizations, criterion=CriterionFinding.Criterion.PARTY_NORMS
    )
    listed = {row.organization_id: row.listed for row in norms}
    return [
        (
            one,
            judged.get(one.pk, "待认定"),
            "；".join(filter(None, [calls.get(one.pk), cases.get(one.pk)])),
            PartyFirst(since[one.pk]) if one.pk in since else None,
            listed.get(one.pk, "未核实"),
        )
        for one in organizations
    ]
