"""The home of a federation's own part of the register (区县子网站, CQ-21): where its organizations
are, what happened to them lately, and what waits."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from orgs.models import Disappearance, Finding, OrganizationAlias
from unions.models import Federation

MONTH = 30


def place_of(user, permission, code):
    """``(federation, the one above it if within reach)``: the one asked for, else one's own."""
    heads = user.federations_granting(permission)
    if not heads:
        return None, None
    asked = Federation.objects.filter(code=code).select_related("parent").first() if code else None
    if asked is None or not any(asked.path.startswith(head.path) for head in heads):
        return heads[0], None
    above = asked.parent
    seen = above is not None and any(above.path.startswith(head.path) for head in heads)
    return asked, above if seen else None


def spread_of(rows, federation):
    """How many of ``rows`` each of the subtrees next below answers for, and the federation itself:
    ``[(federation, number)]``, those with most first. What lies elsewhere is left out."""
    below = {child.path: child for child in federation.children.filter(valid_to=None)}
    counts, depth = Counter(), federation.path.count("/") + 1
    groups = rows.order_by().values("federation__path").annotate(number=Count("pk"))
    for group in groups:
        path = group["federation__path"]
        if path.startswith(federation.path):
            head = "/".join(path.split("/")[:depth]) + "/"
            counts[below.get(head, federation)] += group["number"]
    return counts.most_common()


def lately(rows, *, today=None):
    """What the last month brought to ``rows``: ``{what: number}``."""
    since = (today or timezone.localdate()) - timedelta(MONTH)
    found = rows.aggregate(
        registered=Count("pk", filter=Q(registered_on__gt=since)),
        ended=Count("pk", filter=Q(ended_on__gt=since)),
    )
    renamed = OrganizationAlias.objects.filter(scheme="name", until__gt=since)
    missing, amiss = Disappearance.objects.open(), Finding.objects.open()
    return {
        **found,
        **{
            name: rows.order_by().filter(pk__in=those.values("organization")).count()
            for name, those in (("renamed", renamed), ("missing", missing), ("amiss", amiss))
        },
    }
