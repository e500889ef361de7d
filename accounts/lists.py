"""Lists that people arrange for themselves: columns, rows a page, views saved under a name.

An app registers its list in ``AppConfig.ready()``; the list's view asks ``arranged`` and hands the
answer to the tags ``{% list_views %}`` and ``{% list_columns %}``.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.models import ListChoice, SavedView
from unions.paging import SIZES

NOT_CONDITIONS = ("page", "cursor", "size", "view")

_lists = {}


@dataclass(frozen=True)
class Listing:
    """``columns(user)``: every column a person may show, with ``key``, ``label`` and ``shown``."""

    name: str
    url_name: str
    columns: object

    @property
    def url(self):
        return reverse(self.url_name)


def register(name, url_name, columns):
    _lists[name] = Listing(name, url_name, columns)


def listing(name):
    """The list of that name, or None."""
    return _lists.get(name)


def conditions(query):
    """What of an address is worth keeping under a name: no page, no size, nothing empty."""
    kept = QueryDict(mutable=True)
    for name, values in sorted(query.lists()):
        if name not in NOT_CONDITIONS:
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


class Arranged:
    """One person's arrangement of one list, for one request: two queries, however long the list."""

    def __init__(self, user, name, query):
        self.list, self.user, self.query = _lists[name], user, query
        self.choice = (
            ListChoice.objects.filter(user=user, listing=name).select_related("opens_with").first()
        ) or ListChoice(user=user, listing=name)

    @cached_property
    def size(self):
        asked = self.query.get("size", "")
        asked = int(asked) if asked.isdecimal() else 0
        return asked if asked in SIZES else self.choice.size

    @cached_property
    def columns(self):
        """All columns, each with whether it is shown."""
        chosen = set(self.choice.columns)
        every = self.list.columns(self.user)
        return [(column, column.key in chosen if chosen else column.shown) for column in every]

    @property
    def shown(self):
        return [column for column, shown in self.columns if shown]

    @property
    def dense(self):
        return self.choice.dense

    @property
    def sizes(self):
        return SIZES

    @cached_property
    def conditions(self):
        return conditions(self.query)

    @cached_property
    def views(self):
        """Those one may use, one's own first: ``[(view, address, in use, one's own)]``."""
        rows = SavedView.objects.for_user(self.user, "").filter(listing=self.list.name)
        rows = sorted(rows, key=lambda view: (view.owner_id != self.user.pk, view.name))
        return [
            (
                view,
                f"{self.list.url}?{view.query or 'view=all'}",
                view.query == self.conditions and bool(view.query),
                view.owner_id == self.user.pk,
            )
            for view in rows
        ]

    @property
    def share_with(self):
        """The federation whose people see a view that is shared, or None."""
        offices = self.user.offices
        return offices[0].federation.short_name if offices else None

    @property
    def whole(self):
        """The list without any condition; not the view it opens with."""
        return f"{self.list.url}?view=all"

    @property
    def begins_with(self):
        """Where an address without parameters leads, or None."""
        view = self.choice.opens_with
        if self.query or view is None or not view.query:
            return None
        readable = view.owner_id == self.user.pk or any(
            office.federation_id == view.federation_id for office in self.user.offices
        )
        return f"{self.list.url}?{view.query}" if readable else None
