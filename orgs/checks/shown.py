"""What the checks show on the list and the pages of organizations."""

from django import forms

from accounts.roles import Permission
from orgs import checks
from orgs.extensions import Column, Filter, Panel, Remark
from orgs.models import Disappearance, Finding


def standing_of(organization):
    """Read once for a page that speaks of them twice."""
    if not hasattr(organization, "standing_findings"):
        rows = Finding.objects.standing().filter(organization=organization)
        rows = rows.select_related("assigned_to").order_by("state", "due_on", "pk")
        organization.standing_findings = list(rows)
    return organization.standing_findings


def panel(organization, user):
    rows = standing_of(organization)
    missing = Disappearance.objects.open().filter(organization=organization)
    return {
        "findings": [(row, checks.find(row.check_key)) for row in rows],
        "missing": missing.select_related("source"),
    }


def remark(organization, user):
    keys = [row.check_key for row in standing_of(organization) if row.state == row.State.OPEN]
    grave = any((check := checks.find(key)) and check.level == "bad" for key in keys)
    return [(f"{len(keys)} 项数据问题待整改", "bad" if grave else "caution")] if keys else []


def check_field(user):
    choices = [("", "全部"), ("any", "有待整改的问题"), *((c.key, c.title) for c in checks.every())]
    return forms.ChoiceField(label="数据检查", choices=choices, required=False)


def by_check(rows, value, user, query):
    found = Finding.objects.open()
    if value != "any":
        found = found.filter(check_key=value)
    return rows.filter(pk__in=found.values("organization"))


def read(organizations):
    counts = {}
    rows = Finding.objects.open().filter(organization__in=organizations)
    for organization, _ in rows.values_list("organization", "pk"):
        counts[organization] = counts.get(organization, 0) + 1
    return {pk: f"{n} 项待整改" for pk, n in counts.items()}


ENTRIES = (
    Panel(
        key="findings",
        title="数据检查",
        template="orgs/checks/_panel.html",
        context=panel,
        permission=Permission.ORG_EDIT,
        part="record",
        order=79,
    ),
    Remark(key="findings", say=remark, permission=Permission.ORG_EDIT),
    Filter(
        name="check", field=check_field, apply=by_check, permission=Permission.ORG_VIEW, order=60
    ),
    Column(
        key="findings",
        label="数据检查",
        read=read,
        permission=Permission.ORG_VIEW,
        mark=lambda text: "caution" if text else "",
        shown=False,
        order=60,
    ),
)
