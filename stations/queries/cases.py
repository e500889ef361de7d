"""Reads of files that span models: the list, who is on file by category, what is due."""

from contextlib import suppress
from datetime import date

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from accounts.roles import Permission
from stations.models import AidPayment, Case, CaseRating, Household, HouseholdMember, Standing
from unions.models import Federation


def listed(rows):
    """Cases as a list shows them; their heads are read by ``heads_of``."""
    return rows.select_related("household__federation", "station")


def heads_of(cases):
    """``{household: applicant}`` of these cases, in one query."""
    keys = [case.household_id for case in cases]
    found = HouseholdMember.objects.filter(household__in=keys, is_head=True)
    return {member.household_id: member for member in found}


def by_category(heads, on=None):
    """``{category: households}`` on file at and below these federations (A1): figures, which those
    above may see where they see no file."""
    on = on or timezone.localdate()
    below = Federation.objects.at_or_below(heads).order_by().values("pk")
    rows = Standing.objects.filter(household__federation__in=below, valid_from__lte=on)
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=on))
    found = dict(rows.order_by().values_list("category").annotate(n=Count("pk")))
    return {key: found.get(key, 0) for key in Standing.Category.values if key in found}


def given(heads, since, until):
    """What was paid at and below these federations in a time, by item and source."""
    below = Federation.objects.at_or_below(heads).order_by().values("pk")
    rows = AidPayment.objects.paid().filter(
        household__federation__in=below, paid_on__gte=since, paid_on__lte=until
    )
    told = rows.order_by("item__name", "source").values("source", name=F("item__name"))
    return told.annotate(
        amount=Sum("amount"), payments=Count("pk"), households=Count("household", distinct=True)
    )


def end_of_year():
    return timezone.localdate().replace(month=12, day=31)


def to_review(user, by=None):
    """Files of the person's house that are due to be looked at again; by today, or by a day."""
    rows = Case.objects.for_user(user, Permission.CASE_EDIT)
    rows = rows.to_review_by(by or timezone.localdate())
    return rows.select_related("household__federation").order_by("household__review_due_on", "pk")


def without_papers(user):
    """Files of the person's house whose paper has not been brought into step."""
    rows = Case.objects.for_user(user, Permission.CASE_EDIT).without_papers()
    return rows.select_related("household__federation").order_by("household__papers_due_on", "pk")


def in_line(cases, after=""):
    """Of these cases those to be reviewed this year, the longest due first; of them what comes
    behind ``after``, a place in that line as ``place_of`` tells it."""
    rows = cases.to_review_by(end_of_year()).order_by("household__review_due_on", "pk")
    told, _, key = after.partition(".")
    with suppress(ValueError):
        day, key = date.fromisoformat(told), int(key[:18])
        behind = Q(household__review_due_on__gt=day)
        return rows.filter(behind | Q(household__review_due_on=day, pk__gt=key))
    return rows


def place_of(case):
    return f"{case.household.review_due_on}.{case.pk}"


def satisfaction(heads):
    """``{n, knew, overall: {grade: n}, attitude: {grade: n}}`` of those who were helped (AS-20)."""
    below = Federation.objects.at_or_below(heads).order_by().values("pk")
    rows = CaseRating.objects.filter(case__household__federation__in=below).order_by()
    grades = CaseRating.Grade
    told = {"n": rows.count(), "knew": rows.filter(knew=True).count()}
    for name in ("overall", "attitude"):
        found = dict(rows.values_list(name).annotate(n=Count("pk")))
        told[name] = [(grade.label, found.get(grade.value, 0)) for grade in grades]
    told["rows"] = [
        (label, n, m) for (label, n), (_, m) in zip(told["overall"], told["attitude"], strict=True)
    ]
    return told


def relieved(heads):
    """``(on file, of these in government relief)`` at and below (AS-08)."""
    below = Federation.objects.at_or_below(heads).order_by().values("pk")
    rows = Household.objects.on_file().filter(federation__in=below)
    return rows.aggregate(all=Count("pk"), relieved=Count("pk", filter=~Q(relief="")))
