"""What founding asks of officers: organizations to assess, organizations still without a union."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accounts.roles import Permission
from communications.inbox import Tasks
from membership.models import Coverage, Organ, TargetPlan, TargetShare, UnionInspection
from membership.queries import counted_forms, current_drive, in_drive, living, of_state
from membership.services.terms import due as terms_due
from orgs.models import Organization
from unions.look.numbers import cndate
from unions.models import Federation


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
    rows = of_state(rows, "gap", forms=counted_forms(drive))
    return rows.select_related("federation").order_by("pk")


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


def to_reelect(user):
    """Committees whose term is over or soon will be."""
    near = terms_due(timezone.localdate()).values("pk")
    rows = Organ.objects.for_user(user, Permission.FOUNDING_EDIT).filter(pk__in=near)
    return rows.select_related("union__federation").order_by("term_ends_on", "pk")


def reelecting(user):
    first = to_reelect(user).first()
    return f"最早一届{cndate(first.term_ends_on)}届满；换届须报上一级工会批准。" if first else ""


def to_inspect(user):
    rows = UnionInspection.objects.for_user(user, Permission.FOUNDING_EDIT).open()
    return rows.filter(assignee=user).select_related("union__federation").order_by("due_on", "pk")


def inspections_in_hand(*, user, federation):
    """What passes to somebody else when a person leaves an office there."""
    below = Federation.objects.at_or_below([federation]).order_by().values("pk")
    return UnionInspection.objects.open().filter(assignee=user, union__federation__in=below)


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


def heads_of(user):
    return [f.pk for f in user.federations_granting(Permission.DRIVE_MANAGE)]


def to_answer(user):
    """Shares put to the person's own federations that wait for a word."""
    rows = TargetShare.objects.for_user(user, Permission.DRIVE_MANAGE)
    rows = rows.filter(
        plan__status=TargetPlan.Status.PROPOSED,
        answer=TargetShare.Answer.WAITING,
        federation__in=heads_of(user),
    ).exclude(plan__federation=F("federation"))
    return rows.select_related("plan__federation", "plan__drive", "federation").order_by(
        F("plan__answer_by").asc(nulls_last=True), "pk"
    )


def to_settle(user):
    """Objections of those below to a plan of the person's own federations."""
    rows = TargetShare.objects.for_user(user, Permission.DRIVE_MANAGE)
    rows = rows.filter(
        plan__status=TargetPlan.Status.PROPOSED,
        answer=TargetShare.Answer.COUNTERED,
        plan__federation__in=heads_of(user),
    )
    return rows.select_related("plan__federation", "federation").order_by("answered_at", "pk")


def to_split(user):
    """What was issued to the person's own federations and they have not split yet."""
    split = TargetPlan.objects.issued().filter(
        drive=OuterRef("plan__drive"),
        due_on=OuterRef("plan__due_on"),
        federation=OuterRef("federation"),
    )
    below = Federation.objects.filter(parent=OuterRef("federation"))
    rows = TargetShare.objects.for_user(user, Permission.DRIVE_MANAGE).in_force()
    rows = rows.filter(Exists(below), ~Exists(split), federation__in=heads_of(user))
    return rows.select_related("plan__federation", "plan__drive", "federation").order_by(
        "plan__due_on", "pk"
    )


KINDS = (
    Tasks(
        key="to_answer",
        label="目标分解待反馈",
        rows=to_answer,
        template="membership/_task_answer.html",
        permission=Permission.DRIVE_MANAGE,
        order=12,
    ),
    Tasks(
        key="to_settle",
        label="目标分解异议待处理",
        rows=to_settle,
        template="membership/_task_settle.html",
        permission=Permission.DRIVE_MANAGE,
        order=13,
    ),
    Tasks(
        key="to_split",
        label="上级目标待分解",
        rows=to_split,
        template="membership/_task_split.html",
        permission=Permission.DRIVE_MANAGE,
        order=14,
    ),
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
        key="to_reelect",
        label="工会换届",
        rows=to_reelect,
        template="membership/_task_reelect.html",
        permission=Permission.FOUNDING_EDIT,
        unit="家",
        due=reelecting,
        more=lambda user: "/unions/?term=due",
        order=24,
    ),
    Tasks(
        key="to_inspect",
        label="核查工会运行情况",
        rows=to_inspect,
        template="membership/_task_inspect.html",
        permission=Permission.FOUNDING_EDIT,
        unit="家",
        more=lambda user: "/unions/inspections/?mine=1",
        order=26,
        of_office=False,
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
