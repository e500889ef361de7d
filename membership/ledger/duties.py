"""What canvassing asks of people: their own calls that are due, calls that nobody has taken."""

from datetime import timedelta

from django.utils import timezone

from accounts.roles import Permission
from communications.inbox import Tasks
from membership.canvassing import mine, to_assign
from membership.models import CanvassTask

DUE_DAYS = 7
IN_HAND = "走访任务"


def calls_due(user):
    """One's own visits that are due this week or already late."""
    return mine(user).filter(due_on__lte=timezone.localdate() + timedelta(DUE_DAYS))


def calls_in_hand(*, user, federation):
    """All that a person has in hand there: it goes to their successor."""
    rows = CanvassTask.objects.of(user).filter(state__in=CanvassTask.HELD)
    return rows.filter(organization__federation__path__startswith=federation.path)


KINDS = (
    Tasks(
        key="canvass_mine",
        label="待我走访",
        rows=calls_due,
        template="membership/_task_canvass.html",
        permission=Permission.FOUNDING_VISIT,
        unit="家",
        more=lambda user: "/canvass/",
        order=15,
        of_office=False,
    ),
    Tasks(
        key="canvass_waiting",
        label="走访待分派",
        rows=to_assign,
        template="membership/_task_canvass.html",
        permission=Permission.FOUNDING_EDIT,
        unit="家",
        more=lambda user: "/organizations/?canvass=waiting",
        order=25,
    ),
)
