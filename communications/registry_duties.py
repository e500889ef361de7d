"""What the checks of the register ask of an office: one line for each check and federation, however
many organizations are behind it. And who asks to be forgotten."""

from datetime import timedelta

from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from accounts.roles import Permission
from communications.inbox import Tasks
from orgs.models import CheckTally, Disappearance, Finding
from privacy.models import Erasure

EDIT = Permission.ORG_EDIT
ENDING_DAYS = 14


def own(user):
    """The person's own federations, without those below."""
    return [head.pk for head in user.federations_granting(EDIT)]


def findings_given(user):
    """Given to this very person, wherever in their reach."""
    rows = Finding.objects.for_user(user, EDIT).open().filter(assigned_to=user)
    return _by_check(rows)


def findings_of_office(user):
    """Of the organizations one's own federation answers for, given to nobody yet."""
    rows = Finding.objects.for_user(user, EDIT).open()
    return _by_check(rows.filter(federation__in=own(user), assigned_to=None))


def _by_check(rows):
    names = ("check_key", "federation__code", "federation__short_name")
    told = {"count": Count("pk"), "due": Min("due_on")}
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    return rows.order_by().values(*names).annotate(**told, late=late).order_by("due", "check_key")


def findings_late_below(user):
    """What federations below have let pass: to be urged, not done for them."""
    rows = CheckTally.objects.for_user(user, EDIT).filter(overdue__gt=0)
    rows = rows.exclude(federation__in=own(user)).order_by().values("check_key")
    told = {"count": Sum("overdue"), "places": Count("federation")}
    return rows.annotate(**told).order_by("-count", "check_key")


def missing(user):
    """Lacking in a list, the time of grace over or nearly so."""
    soon = timezone.localdate() + timedelta(ENDING_DAYS)
    rows = Disappearance.objects.for_user(user, EDIT).open().filter(grace_until__lte=soon)
    rows = rows.filter(organization__federation__in=own(user)).order_by()
    rows = rows.values("source__name", "organization__federation__short_name")
    told = {"count": Count("pk"), "due": Min("grace_until")}
    return rows.annotate(**told).order_by("due", "source__name")


def erasures(user):
    """Asked for by others, for this person to decide."""
    rows = Erasure.objects.for_user(user, Permission.ERASURE_DECIDE)
    rows = rows.filter(state=Erasure.State.ASKED).exclude(asked_by=user)
    return rows.select_related("federation").order_by("asked_at", "pk")


def _findings(key, label, rows, order):
    """What checks found, a line for each check: given to oneself, or the office's."""
    return Tasks(
        key=key,
        label=label,
        rows=rows,
        template="communications/_task_finding.html",
        permission=EDIT,
        unit="类",
        more=lambda user: "/organizations/checks/",
        order=order,
    )


KINDS = (
    Tasks(
        key="erasures",
        label="待审批的个人信息清除",
        rows=erasures,
        template="communications/_task_erasure.html",
        permission=Permission.ERASURE_DECIDE,
        unit="份",
        more=lambda user: "/privacy/erasures/?state=asked",
        order=12,
    ),
    _findings("findings_given", "交办给我的数据问题", findings_given, 15),
    Tasks(
        key="missing",
        label="名单未列，宽限期将满",
        rows=missing,
        template="communications/_task_missing.html",
        permission=EDIT,
        unit="批",
        more=lambda user: "/organizations/missing/",
        order=55,
    ),
    _findings("findings", "待整改的数据问题", findings_of_office, 60),
    Tasks(
        key="findings_late_below",
        label="下级超期未整改的数据问题",
        rows=findings_late_below,
        template="communications/_task_late.html",
        permission=EDIT,
        unit="类",
        more=lambda user: "/organizations/checks/?tab=federations&sort=-overdue",
        order=65,
    ),
)
