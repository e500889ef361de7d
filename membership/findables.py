"""What of founding the search box finds: grassroots unions and drives."""

from django.urls import reverse

from accounts.roles import Permission
from accounts.searching import Findable, Hit
from membership.models import Drive
from orgs.names import fold
from orgs.search import containing
from unions.models import GrassrootsUnion


def unions(user, words, most):
    said = fold(words)
    if len(said) < 2:
        return []
    rows = GrassrootsUnion.objects.for_user(user, Permission.FOUNDING_VIEW)
    rows = containing(rows, said, "name").select_related("federation").order_by("pk")
    return [
        Hit(
            union.name,
            reverse("membership:union", args=[union.pk]),
            f"{union.federation.short_name} · {union.get_kind_display()}",
        )
        for union in rows[:most]
    ]


def drives(user, words, most):
    rows = Drive.objects.for_user(user, Permission.FOUNDING_VIEW).filter(name__contains=words)
    rows = rows.select_related("federation").order_by("-starts_on", "pk")
    return [
        Hit(drive.name, reverse("membership:drive", args=[drive.code]), drive.federation.short_name)
        for drive in rows[:most]
    ]


ENTRIES = (
    Findable(
        key="unions",
        label="基层工会",
        find=unions,
        permissions=(Permission.FOUNDING_VIEW,),
        order=40,
    ),
    Findable(
        key="drives",
        label="专项行动",
        find=drives,
        permissions=(Permission.FOUNDING_VIEW,),
        order=45,
    ),
)
