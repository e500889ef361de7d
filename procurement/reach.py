"""Walks to what a federation buys: those above look on, the house itself acts (分级负责)."""

from django.apps import apps
from django.db.models import Q

from accounts.roles import Permission
from governance.scope import Territory

P = Permission
ACTING = (P.PURCHASE_EDIT, P.PURCHASE_APPROVE, P.PURCHASE_BUDGET, P.PURCHASE_LEGAL)


class OwnHouse:
    """By office at the very federation that buys: nobody above edits, approves or pays for it;
    they send it back instead."""

    def __init__(self, path="federation"):
        self.path = path

    def condition(self, user, permission):
        heads = user.federations_granting(permission) if permission in ACTING else ()
        return Q(**{f"{self.path}__in": [head.pk for head in heads]}) if heads else None


class Watching(Territory):
    """By office at or above it: to look on."""

    def condition(self, user, permission):
        if permission != P.PURCHASE_VIEW:
            return None
        return super().condition(user, permission)


class AtHome(Watching):
    """By office below it: what one's own unions above have laid down may be read."""

    def condition(self, user, permission):
        if permission != P.PURCHASE_VIEW:
            return None
        heads = user.federations_granting(permission)
        line = {code for head in heads for code in head.path.strip("/").split("/")}
        return Q(**{f"{self.path}__code__in": line}) if line else None


class OnMyDesk:
    """By reviewing it: bids on which a person has a sheet in a panel at work (see ``Review``)."""

    def condition(self, user, permission):
        if permission != P.BID_SCORE:
            return None
        sheets = apps.get_model("procurement", "Review").objects.for_user(user, permission)
        return Q(pk__in=sheets.order_by().values("bid"))
