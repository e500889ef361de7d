"""Terms that run out: officers are reminded, at the months before that the rules name."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Appointment, User
from accounts.roles import GRANTS, Permission
from communications.services import notify
from membership.effective.rules import rules_at, rules_of
from membership.models import Organ
from orgs.models.particulars import months_after

CHUNK = 200


def due(on, within=None):
    """Committees that sit in unions in being and whose term ends within so many months."""
    within = within if within is not None else max(rules_at("", on).reminders)
    rows = Organ.objects.sitting(on).filter(
        Q(union__dissolved_on=None) | Q(union__dissolved_on__gt=on),
        kind=Organ.Kind.COMMITTEE,
        term_ends_on__lte=months_after(on, within),
    )
    return rows.order_by("term_ends_on", "pk")


def remind_all(on=None):
    """Remind once at each of the months before a term ends; says how many reminders went out."""
    on = on or timezone.localdate()
    told = 0
    keys = list(due(on).filter(term_ends_on__gt=on).values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        told += _remind(keys[at : at + CHUNK], on)
    return told


@transaction.atomic
def _remind(keys, on):
    organs = Organ.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    told, officers = 0, {}
    for organ in organs.select_related("union__federation").order_by("pk"):
        reached = [
            months
            for months in rules_of(organ.union, on).reminders
            if organ.term_ends_on <= months_after(on, months)
        ]
        if not set(reached) - set(organ.reminded):
            continue
        federation = organ.union.federation
        if federation.pk not in officers:
            officers[federation.pk] = _officers_at(federation, on)
        for officer in officers[federation.pk]:
            notify(
                user=officer,
                text=f"“{organ.union.name}”{organ}将于 {organ.term_ends_on:%Y-%m-%d} 届满，"
                "请指导换届。",
                url=f"/unions/{organ.union_id}/",
            )
            told += 1
        organ.reminded = sorted({*organ.reminded, *reached}, reverse=True)
        organ.save(update_fields=["reminded"])
    return told


def _officers_at(federation, on):
    """Who works on founding at this federation itself; those above see it in their lists."""
    roles = [role for role, granted in GRANTS.items() if Permission.FOUNDING_EDIT in granted]
    offices = Appointment.objects.current(on).filter(federation=federation, role__in=roles)
    return User.objects.filter(is_active=True, pk__in=offices.values("user")).order_by("pk")
