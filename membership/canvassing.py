"""Reads of the canvass: who may be sent, what one has in hand, what visits came to."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import GRANTS, Permission, Role
from membership.cards import cards
from membership.models import CanvassRound, CanvassTask, Coverage, ReasonCode, Visit
from unions.models import Federation

VISITING = {role for role in Role if Permission.FOUNDING_VISIT in GRANTS.get(role, ())}


def people_for(by, kind=CanvassTask.Kind.CANVASS, *, permission=Permission.FOUNDING_EDIT):
    """The people a person may give organizations to: in office at or below their own federations;
    for pairings, leaders alone. Whoever only visits hands over within the same reach."""
    leaders = kind == CanvassTask.Kind.LEADER
    roles = {Role.LEADER} if leaders else VISITING - {Role.LEADER}
    heads = by.federations_granting(permission)
    below = Federation.objects.at_or_below(heads).order_by().values("pk")
    offices = Appointment.objects.current().filter(role__in=roles, federation__in=below)
    return User.objects.filter(is_active=True, pk__in=offices.values("user")).order_by("name", "pk")


def mine(user):
    """What one has in hand, the most pressing first."""
    rows = CanvassTask.objects.for_user(user, Permission.FOUNDING_VISIT).of(user)
    rows = rows.filter(state__in=CanvassTask.HELD)
    return rows.select_related("organization__federation", "round").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def to_assign(user):
    """Tasks that wait for somebody to take them."""
    rows = CanvassTask.objects.for_user(user, Permission.FOUNDING_EDIT)
    rows = rows.filter(state=CanvassTask.State.WAITING)
    return rows.select_related("organization__federation").order_by(
        F("due_on").asc(nulls_last=True), "pk"
    )


def of_canvass(organizations, state, user):
    """``organizations`` cut down to one state of the canvass; an unknown one cuts nothing."""
    today = timezone.localdate()
    tasks = CanvassTask.objects.filter(organization=OuterRef("pk"))
    usual = tasks.filter(kind=CanvassTask.Kind.CANVASS)
    match state:
        case "none":
            return organizations.filter(~Exists(usual.exclude(state="cancelled")))
        case "waiting" | "assigned" | "following" | "closed":
            return organizations.filter(Exists(usual.filter(state=state)))
        case "late":
            return organizations.filter(Exists(tasks.open().filter(due_on__lt=today)))
        case "mine":
            return organizations.filter(Exists(tasks.of(user).filter(state__in=CanvassTask.HELD)))
        case "paired":
            return organizations.filter(Exists(tasks.open().filter(kind="leader")))
        case "promised":
            return organizations.filter(
                ledger_entry__promised_on__lte=today,
                pk__in=CanvassTask.objects.open().values("organization"),
            )
    return organizations


@dataclass(frozen=True)
class Conversion:
    """Of the organizations visited with a reason, how many had a union later."""

    code: str
    label: str
    visited: int
    founded: int
    card: object

    @property
    def enough(self):
        """A rate on fewer cases would say more of chance than of the reason."""
        return self.visited >= settings.CONVERSION_LEAST_CASES


def conversions(user, *, within=None):
    """``[Conversion]`` by main reason, most visited first; ``within`` narrows to organizations.

    An organization counts once for each reason it gave, from the first visit that named it; it is
    founded if a counted coverage as now known begins on that day or later.
    """
    visits = Visit.objects.for_user(user, Permission.FOUNDING_VIEW).exclude(reason="")
    if within is not None:
        visits = visits.filter(organization__in=within.order_by().values("pk"))
    first = visits.order_by("organization", "reason", "on", "pk").distinct("organization", "reason")
    covered = (
        Coverage.objects.known()
        .counted()
        .filter(
            Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            organization=OuterRef("organization"),
            valid_from__gte=OuterRef("on"),
        )
    )
    told = first.annotate(founded=Exists(covered)).values_list("reason", "founded")
    tally = {}
    for reason, founded in told.iterator(chunk_size=5_000):
        seen = tally.setdefault(reason, [0, 0])
        seen[0] += 1
        seen[1] += founded
    found = [
        Conversion(code, ReasonCode(code).label, visited, founded, cards().get(code))
        for code, (visited, founded) in tally.items()
    ]
    return sorted(found, key=lambda one: (-one.visited, one.code))


def rounds_of(user):
    """The rounds of one's territory, each with how many tasks it has and how far they are."""
    rows = CanvassRound.objects.for_user(user, Permission.FOUNDING_VIEW)
    done = [CanvassTask.State.FOLLOWING, CanvassTask.State.CLOSED]
    return (
        rows.select_related("federation", "drive")
        .annotate(
            given=Count("tasks", filter=~Q(tasks__state=CanvassTask.State.CANCELLED)),
            called=Count("tasks", filter=Q(tasks__state__in=done)),
            closed=Count("tasks", filter=Q(tasks__state=CanvassTask.State.CLOSED)),
        )
        .order_by("-starts_on", "-pk")
    )
