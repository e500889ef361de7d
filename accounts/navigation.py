"""The main menu. Each app says in AppConfig.ready() what of its own stands there."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Item:
    label: str
    url_name: str
    permissions: tuple = ()
    order: int = 50
    group: str = ""

    def visible(self, user):
        return not self.permissions or any(user.may_somewhere(p) for p in self.permissions)


_items = {}


def register(label, url_name, permission=None, order=50, group=""):
    """``permission``: one, or several of which any will do; None for everybody logged in. Items of
    one ``group`` stand together under its name, where the first of them would stand."""
    several = isinstance(permission, (tuple, list, set))
    permissions = tuple(permission) if several else (permission,) if permission else ()
    _items[url_name] = Item(label, url_name, permissions, order, group)


def menu(user, path):
    """What this person may open, in order; the deepest address that holds ``path`` is active."""
    entries = []
    for item in sorted(_items.values(), key=lambda i: (i.order, i.label)):
        if not item.visible(user):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:  # its page comes with a later release
            continue
        entries.append({"label": item.label, "url": url, "active": False, "group": item.group})
    inside = [e for e in entries if path == e["url"] or path.startswith(e["url"])]
    if inside:
        max(inside, key=lambda e: len(e["url"]))["active"] = True
    return grouped(entries)


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
