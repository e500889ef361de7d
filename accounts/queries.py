"""Reads that span models."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.models import Appointment, ResetRequest, User
from accounts.roles import GRANTS, Permission
from governance.models import Event
from unions.models import Federation

BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox", "Firefox 浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
SYSTEMS = (
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "平板电脑"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def browser_of(agent):
    """A browser's long name in words a person knows."""
    browser = next((label for sign, label in BROWSERS if sign in agent), "其他浏览器")
    system = next((label for sign, label in SYSTEMS if sign in agent), "")
    return f"{system} · {browser}" if system else browser


PEOPLE = (
    Permission.APPOINTMENT_MANAGE,
    Permission.ACCOUNT_MANAGE,
    Permission.SECURITY_MANAGE,
)
"""Any of these lets a person see who works in their subtree."""


def people_seen_by(user):
    """Accounts that this person looks after in one way or another; not just their own."""
    held = [p for p in PEOPLE if user.may_somewhere(p)]
    if not held:
        return User.objects.none()
    seen = Q()
    for permission in held:
        seen |= Q(pk__in=User.objects.for_user(user, permission).order_by().values("pk"))
    return User.objects.filter(seen)


def events_of_account(user, viewer):
    """What was done to an account; its comings and goings are for those who mind its security."""
    events = Event.objects.about(user).select_related("actor")
    if viewer.may_somewhere(Permission.SECURITY_MANAGE) or viewer == user:
        return events
    return events.exclude(verb__in=COMINGS)


COMINGS = [
    *("user.log_in", "user.log_out", "user.log_in_failed", "user.factor_failed"),
    *("user.session_ended", "user.sessions_ended", "user.recovery_code_used"),
]


def reset_asked(users):
    """Of these, who asked for a new password in the last days and has had none since."""
    since = timezone.now() - timedelta(days=7)
    asked = ResetRequest.objects.filter(username=OuterRef("username"), asked_at__gt=since)
    asked = asked.filter(asked_at__gt=OuterRef("password_set_at"))
    return users.filter(Exists(asked))


def colleagues_of(appointment, *, same_role=False):
    """Who could stand in, or with ``same_role`` take over: people who serve at that federation on
    the same side."""
    serving = Appointment.objects.current().filter(federation=appointment.federation)
    serving = serving.filter(side=appointment.side).exclude(user=appointment.user)
    if same_role:
        serving = serving.filter(role=appointment.role)
    people = User.objects.filter(pk__in=serving.values("user"), is_active=True)
    return people.prefetch_related(
        Prefetch("appointments", Appointment.objects.current(), to_attr="current_offices")
    ).order_by("name")


def near(heads):
    """These federations and those next below, to choose from."""
    here = Q(pk__in=[head.pk for head in heads])
    below = Q(parent__in=[head.pk for head in heads])
    return Federation.objects.valid(timezone.localdate()).filter(here | below)[:300]


def deputies_of(user):
    """Who acts in this person's offices, now or soon."""
    rows = Appointment.objects.unended().filter(stands_in_for__user=user)
    return rows.select_related("user", "federation").order_by("starts_on")


def with_offices(users):
    offices = Appointment.objects.unended().select_related("federation", "stands_in_for__user")
    return users.prefetch_related(Prefetch("appointments", offices, to_attr="current_offices"))


def find_people(users, *, q="", federation=None, role="", state=""):
    """What the list of people filters by."""
    if q:
        users = users.filter(Q(name__icontains=q) | Q(username__icontains=q.lower()))
    offices = Appointment.objects.unended()
    if federation is not None:
        below = Federation.objects.at_or_below([federation])
        offices = offices.filter(federation__in=below.values("pk"))
    if role:
        offices = offices.filter(role=role)
    if federation is not None or role:
        users = users.filter(pk__in=offices.values("user"))
    match state:
        case "serving":
            users = users.serving()
        case "none":
            users = users.exclude(pk__in=Appointment.objects.unended().values("user"))
        case "disabled":
            users = users.filter(is_active=False)
        case "dormant":
            users = users.dormant(timezone.now() - timedelta(days=settings.DORMANT_DAYS or 90))
        case "reset":
            users = reset_asked(users)
    return users


def colleagues(user, permission):
    """Who holds ``permission`` at or below the federations where this person does."""
    roles = [role for role, permissions in GRANTS.items() if permission in permissions]
    below = Federation.objects.at_or_below(user.federations_granting(permission))
    holders = Appointment.objects.current().filter(role__in=roles, federation__in=below)
    return User.objects.filter(pk__in=holders.values("user"), is_active=True).order_by("name", "pk")
