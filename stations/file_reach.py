"""Walks to the files of households: the house that keeps them, and whoever opened one at a station.
Of what lies below, those above see figures and no files (domain 6.1, 6.2)."""

from django.apps import apps
from django.db.models import Q

from accounts.roles import Permission
from governance.scope import Territory

P = Permission
ON_FILES = (P.CASE_VIEW, P.CASE_EDIT, P.CASE_APPROVE)
BESIDE = (P.PERSONAL_REVEAL, P.ERASURE_ASK, P.HOLD_MANAGE)
"""What may be done to a file as to other rows about people, by those who may look at it at all."""


class KeptHere(Territory):
    """By office at the very federation that keeps the file."""

    def __init__(self, path="federation", *, granted=ON_FILES):
        super().__init__(path)
        self.granted = granted

    def condition(self, user, permission):
        if permission in self.granted:
            heads = user.federations_granting(permission)
        elif permission in BESIDE:
            looking = {head.pk for head in user.federations_granting(P.CASE_VIEW)}
            heads = [h for h in user.federations_granting(permission) if h.pk in looking]
        else:
            return None
        return Q(**{f"{self.path}__in": [head.pk for head in heads]}) if heads else None


class OpenedByMe:
    """By having opened the case at a station one works at: to look at, and no more. ``path`` leads
    from a row to its case, or with ``household`` to the household of the case."""

    def __init__(self, path="case", *, household=False):
        self.path, self.wanted = path, "household" if household else "pk"

    def condition(self, user, permission):
        if permission != P.CASE_VIEW or not user.may_somewhere(P.STATION_WORK):
            return None
        mine = apps.get_model("stations", "Case").objects.filter(opened_by=user).order_by()
        return Q(**{f"{self.path}__in": mine.values(self.wanted)})
