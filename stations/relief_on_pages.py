"""What of comparisons and legal service waits for those who work on it."""

from django.urls import reverse
from django.utils import timezone

from accounts.roles import Permission
from communications import inbox
from stations import relief_kept
from stations.models import LegalService, ReliefMatch
from unions.look.numbers import cndate

CHECK, LEGAL = Permission.RELIEF_CHECK, Permission.LEGAL_AID


def to_look_into(user):
    rows = ReliefMatch.objects.for_user(user, CHECK).waiting()
    return rows.select_related("federation").order_by("found_on", "pk")


def to_examine(user):
    rows = LegalService.objects.for_user(user, LEGAL).to_examine()
    return rows.select_related("federation").order_by("examine_by", "pk")


def to_assign(user):
    rows = LegalService.objects.for_user(user, LEGAL).to_assign()
    return rows.select_related("federation").order_by("assign_by", "pk")


def soonest(rows):
    """By when the most pressing of them is due."""

    def words(user):
        first = rows(user).first()
        if first is None:
            return ""
        late = rows(user).late_on(timezone.localdate()).count()
        said = f"最早一件应在{cndate(first.due_on)}前。"
        return f"{said}已超期 {late} 件。" if late else said

    return words


def list_of(name, query):
    return lambda user: f"{reverse(name)}?{query}"


TASKS = (
    inbox.Tasks(
        key="relief_matches",
        label="疑似重复救助和救助盲区",
        rows=to_look_into,
        template="stations/_task_match.html",
        permission=CHECK,
        unit="条",
        more=list_of("stations:matches", "status=open"),
        order=60,
    ),
    inbox.Tasks(
        key="legal_to_examine",
        label="待审查的法律援助申请",
        rows=to_examine,
        template="stations/_task_legal.html",
        permission=LEGAL,
        unit="件",
        due=soonest(to_examine),
        more=list_of("stations:legal", "status=received"),
        order=61,
    ),
    inbox.Tasks(
        key="legal_to_assign",
        label="待指派的法律援助",
        rows=to_assign,
        template="stations/_task_legal.html",
        permission=LEGAL,
        unit="件",
        due=soonest(to_assign),
        more=list_of("stations:legal", "status=granted"),
        order=62,
    ),
)


def declare():
    relief_kept.declare()
    inbox.register(*TASKS)
