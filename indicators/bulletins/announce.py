"""Where bulletins stand on the floors below: the menu, the inbox, search, kinds of papers."""

from django.db.models import Q

from accounts import navigation, searching
from accounts.roles import Permission
from accounts.searching import Findable, Hit
from communications import inbox
from communications.inbox import Tasks
from documents import kinds
from documents.kinds import Kind
from indicators.bulletins.services import KIND
from indicators.bulletins.words import compose
from indicators.models import Bulletin

P = Permission


def declare():
    kinds.register(PAPER)
    inbox.register(*TASKS)
    searching.register(FINDABLE)
    navigation.register("通报", "indicators:bulletins", P.DASHBOARD_VIEW, order=12)


def to_release(user):
    rows = Bulletin.objects.for_user(user, P.BULLETIN_RELEASE)
    rows = rows.filter(status=Bulletin.Status.SUBMITTED).exclude(author=user)
    return rows.select_related("federation").defer("figures", "body").order_by("on", "pk")


def to_finish(user):
    """One's own drafts, and those the clock wrote, which are nobody's yet."""
    rows = Bulletin.objects.for_user(user, P.BULLETIN_EDIT).filter(Q(author=user) | Q(author=None))
    rows = rows.filter(status=Bulletin.Status.DRAFT).select_related("federation")
    return rows.defer("figures", "body").order_by("on", "pk")


def found(user, words, most):
    rows = Bulletin.objects.for_user(user, P.DASHBOARD_VIEW).filter(title__contains=words)
    rows = rows.select_related("federation").defer("figures", "body").order_by("-on", "-pk")
    return [Hit(r.title, r.get_absolute_url(), r.get_status_display()) for r in rows[:most]]


PAPER = Kind(
    key=KIND,
    label="通报",
    view=P.DASHBOARD_VIEW,
    edit=P.BULLETIN_RELEASE,
    compose=compose,
    subject="indicators.Bulletin",
    series="通报",
)
TASKS = (
    Tasks(
        key="bulletins_to_release",
        label="通报待签发",
        rows=to_release,
        template="indicators/_task_bulletin.html",
        permission=P.BULLETIN_RELEASE,
        unit="份",
        more=lambda user: "/indicators/bulletins/?status=submitted",
        order=44,
    ),
    Tasks(
        key="bulletins_to_finish",
        label="通报草稿待送审",
        rows=to_finish,
        template="indicators/_task_bulletin.html",
        permission=P.BULLETIN_EDIT,
        unit="份",
        more=lambda user: "/indicators/bulletins/?status=draft",
        order=45,
    ),
)
FINDABLE = Findable(
    key="bulletins", label="通报", find=found, permissions=(P.DASHBOARD_VIEW,), order=61
)
