"""Pages to which several nouns of an app add something: sections and buttons.

    CALL = Page()
    CALL.add(Panel(key="questions", title="澄清问答", template="procurement/_call_questions.html",
                   context=…, permission=Permission.PURCHASE_VIEW, order=50))

Nouns add theirs in their method of ``apps.py``. An entry never widens what a person sees: the row
comes to it already within scope, and it is left out for whoever lacks its ``permission``.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Panel:
    """``context(row, user)`` gives what ``template`` needs, or None where there is nothing to show;
    ``more(row, user)`` gives ``(label, address)`` at its head, or None. ``public(row)`` gives what
    of it everybody may see, shown by ``public_template``; None where nothing."""

    key: str
    title: str
    template: str
    context: Callable
    permission: str
    more: Callable | None = None
    public: Callable | None = None
    public_template: str = ""
    wide: bool = True
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Act:
    """A button at the head of the page, where ``offered(row)`` says so: ``url`` is a URL name that
    takes what names the row in addresses."""

    key: str
    label: str
    url: str
    permission: str
    offered: Callable = lambda row: True
    primary: bool = False
    order: int = 50


class Page:
    def __init__(self):
        self._entries = {}

    def add(self, *entries):
        """Each entry once; the later of two of one key stands (a reload in development)."""
        for entry in entries:
            self._entries[type(entry), entry.key] = entry

    def entries(self, kind):
        found = (entry for (k, _), entry in self._entries.items() if k is kind)
        return sorted(found, key=lambda entry: entry.order)

    def acts(self, user):
        """The buttons of which this person may press such, here or elsewhere."""
        return [act for act in self.entries(Act) if user.may_somewhere(act.permission)]

    def offered(self, row, user):
        """The buttons of this row's page: it is the time, and this person may."""
        return [
            act for act in self.acts(user) if act.offered(row) and user.may(act.permission, row)
        ]

    def shown(self, row, user):
        """The sections of a row's page that this person may see and that hold something."""
        found = []
        for panel in self.entries(Panel):
            if not user.may_somewhere(panel.permission):
                continue
            context = panel.context(row, user)
            if context is not None:
                more = panel.more(row, user) if panel.more else None
                found.append({"panel": panel, "context": context, "more": more})
        return found

    def public(self, row):
        """The sections that everybody may see."""
        found = []
        for panel in self.entries(Panel):
            context = panel.public(row) if panel.public else None
            if context is not None:
                found.append({"panel": panel, "context": context})
        return found
