"""What founding asks of officers: organizations to assess, organizations still without a union."""

from django.utils import timezone

from accounts.roles import Permission
from communications.inbox import Tasks
from membership.queries import current_drive, in_drive, living, of_state
from orgs.models import Organization

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
