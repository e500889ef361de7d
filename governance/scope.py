"""Who may touch which rows. Every door asks here and nowhere else.

A model's QuerySet declares ``reaches``: the walks by which a person may come to a row.

    class CaseQuerySet(ScopedQuerySet):
        reaches = (Territory("organization__federation"), Delegated("organization"))

A walk is an object with one method, ``condition(user, permission)``, which gives

- ``None`` if the person has no such way to any row,
- ``EVERYTHING`` if they reach all of them,
- else a ``Q`` on the model. It must not multiply rows: come to many-valued relations by a subquery
  (``Q(pk__in=Panel.objects…values("bid"))``), and bring validity with it (an expert's window, a
  delegate's term), since nobody asks again.

So a new walk is a class of a few lines in the app whose rows it goes over (``accounts.models``
``Employed`` is one), named after the way people come: by office, by speaking for, by sitting on the
panel. A permission is checked inside the walk, for a walk that grants without one is a hole;
``Oneself`` alone needs none. ``tests/governance/test_scope.py`` shows what to test: what is
reached, what the neighbour does not reach, what an ended office no longer reaches.

One walk is a plain condition; several are the UNION of their keys (an OR over joins cost thirteen
times as much at 902,000 rows, and the planner cannot use two indexes for it).
"""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from unions.models import Federation

EVERYTHING = Q()
MOST_KEYS = 3_000
"""So many federations are written out in a condition; a province with its streets has fewer."""


class Territory:
    """By office: rows whose federation lies at or below one where the person holds the permission.

    ``path`` is the lookup from a row to its federation. ``unassigned`` lets a national office also
    see rows that belong to no federation.
    """

    def __init__(self, path="federation", *, unassigned=False):
        self.path, self.unassigned = path, unassigned

    def condition(self, user, permission):
        heads = user.federations_granting(permission)
        if not heads:
            return None
        if any(head.level == Federation.Level.NATIONAL for head in heads):
            return EVERYTHING if self.unassigned else Q(**{f"{self.path}__isnull": False})
        return Q(**{f"{self.path}__in": _subtree(user, heads)})

    def federation_of(self, row):
        return reduce(lambda at, name: at and getattr(at, name), self.path.split("__"), row)


def _subtree(user, heads):
    """Keys of the federations at or below these, written out and read once for this ``user``.

    The planner then knows how many rows they hold and can join their index with others. Over a
    subquery it cannot: a common word in a province took 370 ms of 902,000 names, and takes 13.
    """
    known = getattr(user, "_subtrees", None)
    if known is None:
        known = user._subtrees = {}  # an attribute, so that a lazy user and the real one share it
    paths = tuple(sorted({head.path for head in heads}))
    if paths not in known:
        keys = Federation.objects.at_or_below(heads).order_by()
        found = list(keys.values_list("pk", flat=True)[: MOST_KEYS + 1])
        known[paths] = found if len(found) <= MOST_KEYS else keys.values("pk")
    return known[paths]


def either(conditions):
    """Of several ways, whichever are open: None if none is, EVERYTHING if one leads everywhere."""
    found = [condition for condition in conditions if condition is not None]
    if EVERYTHING in found:
        return EVERYTHING
    return reduce(or_, found) if found else None


class Delegated:
    """By delegation: rows of the organizations a person speaks for today."""

    def __init__(self, path):
        self.path = path

    def condition(self, user, permission):
        if permission not in user.delegate_permissions:
            return None
        return Q(**{f"{self.path}__in": user.delegated_organizations(permission)})


class Oneself:
    """By being it: rows that are about the person."""

    def __init__(self, path):
        self.path = path

    def condition(self, user, permission):
        return Q(**{self.path: user.pk})


class ScopedQuerySet(models.QuerySet):
    """A QuerySet whose model says how its rows are reached."""

    reaches = (Territory(),)

    def for_user(self, user, permission):
        """The rows on which ``user`` holds ``permission``; none for a stranger."""
        if not getattr(user, "is_active", False) or not user.is_authenticated:
            return self.none()
        found = [walk.condition(user, permission) for walk in self.reaches]
        found = [condition for condition in found if condition is not None]
        if not found:
            return self.none()
        if EVERYTHING in found:
            return self.all()
        if len(found) == 1:
            return self.filter(found[0])
        rows = self.model._base_manager.order_by()
        keys = [rows.filter(condition).values("pk") for condition in found]
        return self.filter(pk__in=keys[0].union(*keys[1:]))

    def federation_of(self, row):
        """The federation a row in hand belongs to, or None."""
        for walk in self.reaches:
            if isinstance(walk, Territory) and (found := walk.federation_of(row)):
                return found
        return None
