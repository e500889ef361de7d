"""Who may touch which rows. Every door asks here and nowhere else.

A model's QuerySet declares ``reaches``: the walks by which a person may come to a row. The rows a
person may touch are the UNION of what each walk yields (an OR over joins cost thirteen times as
much at 902,000 rows).
"""

from functools import reduce

from django.db import models
from django.db.models import Q

from unions.models import Federation


class Territory:
    """By office: rows whose federation lies at or below one where the person holds the permission.

    ``path`` is the lookup from a row to its federation. ``unassigned`` lets a national office also
    see rows that belong to no federation.
    """

    def __init__(self, path="federation", *, unassigned=False):
        self.path, self.unassigned = path, unassigned

    def rows(self, model, user, permission):
        heads = user.federations_granting(permission)
        if not heads:
            return None
        if any(head.level == Federation.Level.NATIONAL for head in heads):
            rows = model._base_manager.all()
            return rows if self.unassigned else rows.exclude(**{self.path: None})
        subtree = Federation.objects.at_or_below(heads)
        return model._base_manager.filter(**{f"{self.path}__in": subtree.values("pk")})

    def federation_of(self, row):
        return reduce(lambda at, name: at and getattr(at, name), self.path.split("__"), row)


class Delegated:
    """By delegation: rows of the organizations a person speaks for today."""

    def __init__(self, path):
        self.path = path

    def rows(self, model, user, permission):
        if permission not in user.delegate_permissions:
            return None
        return model._base_manager.filter(**{f"{self.path}__in": user.delegated_organizations})


class Oneself:
    """By being it: rows that are about the person."""

    def __init__(self, path):
        self.path = path

    def rows(self, model, user, permission):
        return model._base_manager.filter(**{self.path: user.pk})


class ScopedQuerySet(models.QuerySet):
    """A QuerySet whose model says how its rows are reached."""

    reaches = (Territory(),)

    def for_user(self, user, permission):
        """The rows on which ``user`` holds ``permission``; none for a stranger."""
        if not getattr(user, "is_active", False) or not user.is_authenticated:
            return self.none()
        found = [walk.rows(self.model, user, permission) for walk in self.reaches]
        found = [rows for rows in found if rows is not None]
        if not found:
            return self.none()
        if len(found) == 1 and found[0].query.where.children == []:
            return self.all()
        keys = [rows.order_by().values("pk") for rows in found]
        union = keys[0].union(*keys[1:]) if len(keys) > 1 else keys[0]
        return self.filter(Q(pk__in=union))

    def federation_of(self, row):
        """The federation a row in hand belongs to, or None."""
        for walk in self.reaches:
            if isinstance(walk, Territory):
                return walk.federation_of(row)
        return None
