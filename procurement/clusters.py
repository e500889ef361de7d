"""Which needs say nearly the same. Two texts are alike by the pairs of neighbouring characters they
share (``orgs_likeness``, as the register compares names); a need is compared with those that stand
first, in its own federation and domain, and joins the one most like it, the earliest of equals."""

from datetime import timedelta

from django.db.models import FloatField, Func, Value

from orgs.names import fold
from procurement.models import Need
from procurement.need_rules import rule_at

MOST = 2_000
"""So many of the latest that stand first are compared."""


class Likeness(Func):
    function = "orgs_likeness"
    output_field = FloatField()


def folded(text):
    return fold(text)[:500]


def nearest(need):
    """The earliest need that says nearly the same, or None."""
    rule = rule_at(need.federation)
    if len(need.folded) < 4:
        return None
    since = need.told_at - timedelta(days=rule.likeness_days)
    first = Need.objects.filter(
        federation=need.federation, domain=need.domain, alike=None, told_at__gte=since
    )
    first = first.exclude(pk=need.pk).order_by("-told_at", "-pk")[:MOST]
    found = (
        Need.objects.filter(pk__in=first.values("pk"))
        .annotate(likeness=Likeness("folded", Value(need.folded)))
        .filter(likeness__gte=rule.likeness)
        .order_by("-likeness", "told_at", "pk")
    )
    return found.first()


def of(need):
    """All that say nearly the same as this one, itself among them."""
    head = need.alike_id or need.pk
    return Need.objects.filter(pk=head) | Need.objects.filter(alike=head)
