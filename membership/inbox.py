"""What founding asks of officers: organizations to assess, organizations still without a union."""

from datetime import timedelta

from django.utils import timezone

from accounts.roles import Permission
from communications.inbox import Tasks
from membership.models import Coverage
from membership.queries import current_drive, in_drive, living, of_state
from orgs.models import Organization
from unions.look.numbers import cndate

COUNTED = ("single", "joint", "industry", "region")


def in_hand(user):
    """The organizations an officer works on: living, of the current drive if there is one."""
    rows = Organization.objects.for_user(user, Permission.FOUNDING_EDIT).filter(living())
    drive = current_drive(user)
    return (in_drive(rows, drive) if drive else rows), drive


def to_assess(user):
    rows, _ = in_hand(user)
    return of_state(rows, "unassessed").select_related("federation").order_by("pk")


def to_found(user):
    rows, drive = in_hand(user)
    forms = drive.counted_forms if drive else COUNTED
    return of_state(rows, "gap", forms=forms).select_related("federation").order_by("pk")


ENDING = (*Organization.ENDED, Organization.Status.LICENCE_REVOKED, Organization.Status.LIQUIDATING)
WINDING_UP_DAYS = 30
"""How long after an organization's end its union may take to wind up, before it is late."""


def to_dissolve(user):
    """What covers organizations that have ended: their unions end with them (工会法 13)."""
    rows = Coverage.objects.for_user(user, Permission.FOUNDING_EDIT).known().valid()
    rows = rows.filter(organization__status__in=ENDING, organization__merged_into=None)
    return rows.select_related("organization__federation", "union").order_by(
        "organization__ended_on", "pk"
    )


def winding_up(user):
    first = to_dissolve(user).exclude(organization__ended_on=None).first()
    law = (
        "工会法第十三条：组织终止，工会相应撤销并报告上一级工会，会籍可以保留；"
        "经费资产由上级工会处置"
    )
    if first is None:
        return f"{law}。"
    last = first.organization.ended_on + timedelta(WINDING_UP_DAYS)
    return f"{law}。最早一家应在{cndate(last)}前了结。"


def due(user):
    """The next target of the current drive, or the last one, which is to be kept."""
    drive = current_drive(user)
    if drive is None:
        return ""
    targets = list(drive.targets.all())
    ahead = [t for t in targets if t.due_on >= timezone.localdate()]
    return f"目标：{(ahead or targets[-1:])[0]}" if targets else ""


def address(**query):
    def more(user):
        drive = current_drive(user)
        parts = {**({"drive": drive.code} if drive else {}), **query}
        return "/organizations/?" + "&".join(f"{k}={v}" for k, v in parts.items())

    return more


KINDS = (
    Tasks(
        key="to_dissolve",
        label="组织已终止，工会待了结",
        rows=to_dissolve,
        template="membership/_task_dissolve.html",
        permission=Permission.FOUNDING_EDIT,
        unit="家",
        due=winding_up,
        more=lambda user: "/organizations/checks/coverage_on_ended/",
        order=18,
    ),
    Tasks(
        key="to_found",
        label="待建会",
        rows=to_found,
        template="membership/_task_found.html",
        permission=Permission.FOUNDING_EDIT,
        unit="家",
        due=due,
        more=address(coverage="gap"),
        order=20,
    ),
    Tasks(
        key="to_assess",
        label="待认定建会条件",
        rows=to_assess,
        template="membership/_task_assess.html",
        permission=Permission.FOUNDING_EDIT,
        unit="家",
        more=address(eligibility="unassessed"),
        order=30,
    ),
)
