"""The search box leads to a federation by its figures."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission
from accounts.searching import Findable, Hit
from unions.models import Federation


def federations(user, words, most):
    rows = Federation.objects.for_user(user, Permission.DASHBOARD_VIEW).filter(valid_to=None)
    rows = rows.filter(name__contains=words).order_by("level", "code")
    board = reverse("indicators:dashboard")
    return [
        Hit(f.name, f"{board}?{urlencode({'federation': f.code})}", "覆盖看板") for f in rows[:most]
    ]


ENTRIES = (
    Findable(
        key="boards",
        label="工会看板",
        find=federations,
        permissions=(Permission.DASHBOARD_VIEW,),
        order=30,
    ),
)
