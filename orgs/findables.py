"""What of the register the search box finds."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts.roles import Permission
from accounts.searching import Findable, Hit
from orgs.models import Organization
from orgs.search import find, remembered


def organizations(user, words, most):
    rows = Organization.objects.for_user(user, Permission.ORG_VIEW)
    found = find(rows, words)
    by_key = rows.select_related("federation").in_bulk(found.keys[:most])
    shown = [by_key[key] for key in found.keys[:most] if key in by_key]
    notes = {} if found.alike else remembered(shown, words)
    return [
        Hit(o.name, o.get_absolute_url(), " · ".join(told(o, notes, found.alike))) for o in shown
    ]


def told(organization, notes, alike):
    yield organization.federation.short_name
    if organization.ended:
        yield organization.get_status_display()
    if organization.pk in notes:
        yield notes[organization.pk]
    if alike:
        yield "名称相近"


ENTRIES = (
    Findable(
        key="organizations",
        label="社会组织",
        find=organizations,
        permissions=(Permission.ORG_VIEW,),
        more=lambda user, words: f"{reverse('orgs:list')}?{urlencode({'search': words})}",
        order=20,
    ),
)
