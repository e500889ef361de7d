"""Walks to surveys: those above look on, the house itself builds, hands out and releases."""

from django.db.models import Q

from accounts.roles import Permission
from governance.scope import Territory

P = Permission


class OwnHouse:
    """By office at the very federation whose survey it is."""

    def __init__(self, path="federation"):
        self.path = path

    def condition(self, user, permission):
        if permission not in (P.SURVEY_EDIT, P.SURVEY_RELEASE):
            return None
        heads = user.federations_granting(permission)
        return Q(**{f"{self.path}__in": [head.pk for head in heads]}) if heads else None


class Watching(Territory):
    """By office at or above it: to look on."""

    def condition(self, user, permission):
        return super().condition(user, permission) if permission == P.SURVEY_VIEW else None
