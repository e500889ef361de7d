"""The main menu. Each app says in AppConfig.ready() what of its own stands there."""

from dataclasses import dataclass
from functools import cache

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Item:
    label: str
    url_name: str
    permissions: tuple = ()
    order: int = 50
    group: str = ""
    also: tuple = ()

    def visible(self, user):
        return not self.permissions or any(user.may_somewhere(p) for p in self.permissions)


_items = {}


def register(label, url_name, permission=None, order=50, group="", also=()):
    """``permission``: one, or several of which any will do; None for everybody logged in. Items of
    one ``group`` stand together under its name, where the first of them would stand. ``also``: the
    beginnings of further addresses that belong to it."""
    several = isinstance(permission, (tuple, list, set))
    permissions = tuple(permission) if several else (permission,) if permission else ()
    _items[url_name] = Item(label, url_name, permissions, order, group, tuple(also))


def menu(user, path):
    """What this person may open, in order; the deepest address that holds ``path`` is active."""
    entries, places = [], []
    for item in sorted(_items.values(), key=lambda i: (i.order, i.label)):
        if not item.visible(user):
            continue
        url = address(item.url_name)
        if url is None:  # its page comes with a later release
            continue
        entry = {"label": item.label, "url": url, "active": False, "group": item.group}
        entries.append(entry)
        places += [(begun, entry) for begun in (url, *item.also) if path.startswith(begun)]
    if places:
        max(places, key=lambda place: len(place[0]))[1]["active"] = True
    return grouped(entries)


@cache
def address(url_name):
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def grouped(entries):
    """Those of one group as one entry with ``within``; a group of one stands for itself."""
    groups = {}
    for entry in entries:
        groups.setdefault(entry["group"] or entry["url"], []).append(entry)
    return [
        some[0]
        if len(some) == 1
        else {"label": name, "within": some, "active": any(e["active"] for e in some)}
        for name, some in groups.items()
    ]
