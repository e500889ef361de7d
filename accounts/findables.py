"""What of this floor the search box finds: pages of the menu, people, federations."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts import navigation
from accounts.queries import PEOPLE, find_people, people_seen_by, with_offices
from accounts.roles import Permission
from accounts.searching import Findable, Hit
from unions.models import Federation


def pages(user, words, most):
    return [
        Hit(one["label"], one["url"], item["label"] if one is not item else "")
        for item in navigation.menu(user, "")
        for one in item.get("within", [item])
        if words in item["label"] or words in one["label"]
    ][:most]


def people(user, words, most):
    rows = with_offices(find_people(people_seen_by(user), q=words)).order_by("name", "pk")
    return [
        Hit(
            str(person),
            reverse("accounts:person", args=[person.username]),
            "、".join(
                f"{office.federation.short_name}{office.get_role_display()}"
                for office in person.current_offices[:2]
            ),
        )
        for person in rows[:most]
    ]


def federations(user, words, most):
    rows = Federation.objects.for_user(user, Permission.REGION_MANAGE).filter(valid_to=None)
    rows = rows.filter(name__contains=words).order_by("level", "code")
    return [
        Hit(f.name, reverse("governance:federation", args=[f.code]), f.code) for f in rows[:most]
    ]


ENTRIES = (
    Findable(key="pages", label="功能", find=pages, order=10),
    Findable(
        key="federations",
        label="工会组织",
        find=federations,
        permissions=(Permission.REGION_MANAGE,),
        order=30,
    ),
    Findable(
        key="people",
        label="人员",
        find=people,
        permissions=PEOPLE,
        more=lambda user, words: f"{reverse('accounts:people')}?{urlencode({'q': words})}",
        order=60,
    ),
)
