"""What upper apps show and do on the pages of organizations.

An upper app registers entries in its ``AppConfig.ready()``; the list, the detail page, exports and
the API of organizations ask here. An entry never widens what a person sees: rows come to it
already within scope, and it is left out for whoever lacks its ``permission``.
"""

from collections.abc import Callable
from dataclasses import dataclass

PARTS = {
    "registration": "登记",
    "scale": "规模与条件",
    "standing": "评估与信用",
    "people": "人员与关系",
    "union": "联系与建会",
    "record": "记录与来源",
}
"""The parts of the detail page, in their order."""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A card on the detail page, in one of its PARTS. ``context(organization, user)`` gives what
    ``template`` shows; it finds ``organization`` and ``may_edit`` besides."""

    key: str
    title: str
    template: str
    context: Callable
    permission: str
    order: int = 50
    part: str = "union"
    note: str = ""
    wide: bool = True


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What the page says first, beside the register's own sentence. ``say(organization, user)``
    gives ``[(words, level)]``: good, caution, bad or plain."""

    key: str
    say: Callable
    permission: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the list and its export. ``read(organizations)`` takes one page of rows and
    gives ``{organization id: text}`` in a fixed number of queries; ``mark(text)`` a level for the
    sign beside it (good, caution, bad, plain)."""

    key: str
    label: str
    read: Callable
    permission: str
    mark: Callable | None = None
    shown: bool = True
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A condition above the list, also a parameter of the API. ``field(user)`` gives the form
    field, ``apply(rows, value, user, query)`` the rows that remain; ``query`` holds the values of
    all filters, for one that depends on another."""

    name: str
    field: Callable
    apply: Callable
    permission: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class BatchAct:
    """Something to do to the rows ticked, or to all found: the list posts its selection to
    ``url`` (a URL name); ``orgs.selection`` reads it there."""

    key: str
    label: str
    url: str
    permission: str
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Act:
    """A button on the detail page, or from the order ``SELDOM`` on a line of its menu; ``url`` is a
    URL name that takes the organization's ``uid``."""

    SELDOM = 40
    key: str
    label: str
    url: str
    permission: str
    order: int = 50

    @property
    def seldom(self):
        return self.order >= self.SELDOM


def once(organization, user, key, ask):
    """What several entries of one page ask of an organization, asked once for whoever looks at it
    (None: the same for everybody): kept on the row that the page is about, and gone with it."""
    kept = organization.__dict__.setdefault("asked_once", {})
    key = (user and user.pk, key)
    if key not in kept:
        kept[key] = ask()
    return kept[key]


def may_once(organization, user, permission):
    return once(organization, user, permission, lambda: user.may(permission, organization))


_entries = {}


def register(*entries):
    """Each entry once; the later of two of one key stands (a reload in development)."""
    for entry in entries:
        _entries[type(entry), getattr(entry, "key", None) or entry.name] = entry


def entries(kind, user):
    """The entries of one kind a person may use, in their order."""
    found = [e for (k, _), e in _entries.items() if k is kind and user.may_somewhere(e.permission)]
    return sorted(found, key=lambda e: e.order)
