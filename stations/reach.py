"""Walks to what stations keep: those who work at one reach what is theirs, whatever the union."""

from django.apps import apps
from django.db.models import Q

from accounts.roles import Permission
from governance.scope import Territory
from stations.file_reach import BESIDE

P = Permission
AT_A_STATION = (P.STATION_VIEW, P.SERVICE_VIEW, P.SERVICE_RECORD)
"""What holding STATION_WORK means at one's own station, and nowhere else."""


class AtMyStation:
    """By working there today. ``path`` is the lookup from a row to its station."""

    def __init__(self, path="station"):
        self.path = path

    def condition(self, user, permission):
        if permission not in AT_A_STATION or not user.may_somewhere(P.STATION_WORK):
            return None
        posts = apps.get_model("stations", "StationWorker").objects.current().filter(user=user)
        return Q(**{f"{self.path}__in": posts.values("station")})


class OwnHouse(Territory):
    """By office at the very federation that keeps it: of what lies below, those above see figures,
    and no files (分级负责). ``look`` is the permission to work on it; with it, and only then, comes
    what may be done to personal data there."""

    def __init__(self, path="federation", *, look):
        super().__init__(path)
        self.look = look

    def condition(self, user, permission):
        if permission != self.look and permission not in BESIDE:
            return None
        heads = {head.pk for head in user.federations_granting(self.look)}
        heads &= {head.pk for head in user.federations_granting(permission)}
        return Q(**{f"{self.path}__in": heads}) if heads else None


class Above:
    """By office at or below it: what one's own union and those above it have laid down."""

    def __init__(self, path="federation"):
        self.path = path

    def condition(self, user, permission):
        heads = user.federations_granting(permission)
        line = {code for head in heads for code in head.path.strip("/").split("/")}
        return Q(**{f"{self.path}__code__in": line}) if line else None


class OfOurUnions:
    """By office below, or by working at a station of theirs: how one's own unions above have laid
    out their services may be read."""

    def __init__(self, path="federation"):
        self.path = path

    def condition(self, user, permission):
        if permission != P.SERVICE_VIEW:
            return None
        paths = [head.path for head in user.federations_granting(permission)]
        if user.may_somewhere(P.STATION_WORK):
            posts = apps.get_model("stations", "StationWorker").objects.current()
            paths += posts.filter(user=user).values_list("station__federation__path", flat=True)
        line = {code for path in paths for code in path.strip("/").split("/")}
        return Q(**{f"{self.path}__code__in": line}) if line else None
