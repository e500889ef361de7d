"""What founding cases show on the pages of organizations and in the inbox."""

from django.db.models import Q
from django.utils import timezone

from accounts.roles import Permission
from communications.inbox import Tasks
from membership.models import FoundingCase, FoundingUnit
from orgs.extensions import Act, BatchAct, Column, Panel

VIEW, EDIT, APPROVE = (
    Permission.FOUNDING_VIEW,
    Permission.FOUNDING_EDIT,
    Permission.FOUNDING_APPROVE,
)


def panel(organization, user):
    cases = FoundingCase.objects.for_user(user, VIEW).of(organization)
    return {"cases": list(cases.select_related("federation", "approver"))}


def read_progress(organizations):
    units = FoundingUnit._base_manager.filter(organization__in=organizations, open=True)
    found = {unit.organization_id: unit.case for unit in units.select_related("case")}
    return {o.pk: found[o.pk].get_status_display() if o.pk in found else "" for o in organizations}


ENTRIES = (
    Panel(
        key="founding",
        title="建会事项",
        template="membership/_founding_panel.html",
        context=panel,
        permission=VIEW,
        order=19,
    ),
    Column(
        key="founding",
        label="建会进度",
        read=read_progress,
        permission=VIEW,
        shown=False,
        order=33,
    ),
    Act(key="founding", label="发起建会", url="membership:founding_of", permission=EDIT, order=19),
    BatchAct(
        key="founding", label="发起建会", url="membership:founding_new", permission=EDIT, order=22
    ),
)


def to_answer(user):
    """Requests and results that wait for the next-higher union's reply, by somebody else."""
    rows = FoundingCase.objects.for_user(user, APPROVE)
    waits = Q(status="requested") & ~Q(applied_by=user)
    waits |= Q(status="reported") & ~Q(reported_by=user) & ~Q(applied_by=user)
    return rows.filter(waits).select_related("federation").order_by("due_on", "pk")


def to_go_on(user):
    """Cases of one's own that were sent back or whose next step is overdue."""
    rows = FoundingCase.objects.for_user(user, EDIT)
    late = Q(due_on__lt=timezone.localdate()) & ~Q(status__in=("requested", "reported"))
    sent_back = Q(status__in=("mobilised", "elected")) & ~Q(returned="")
    return rows.filter(late | sent_back).select_related("federation").order_by("due_on", "pk")


TASKS = (
    Tasks(
        key="founding_reply",
        label="建会待批复",
        rows=to_answer,
        template="membership/_task_founding.html",
        permission=APPROVE,
        due=lambda user: "工会法第十二条：基层工会的建立须报上一级工会批准；申请人不得自批。",
        more=lambda user: "/foundings/?state=reply",
        order=16,
    ),
    Tasks(
        key="founding_late",
        label="建会退回或逾期",
        rows=to_go_on,
        template="membership/_task_founding.html",
        permission=EDIT,
        more=lambda user: "/foundings/?state=overdue",
        order=17,
    ),
)
