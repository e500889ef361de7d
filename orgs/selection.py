"""Which organizations an act on the list is about: the rows ticked, or all that the list found."""

import hashlib
from dataclasses import dataclass

from django.http import QueryDict

from orgs import extensions
from orgs.filters import SEARCH
from orgs.models import Organization


@dataclass(frozen=True)
class Selection:
    """``rows`` is within the actor's reach; ``posted`` carries the choice to the next page."""

    rows: object
    posted: dict
    whole: bool

    def digest(self):
        """Tells one set of organizations from another: a preview holds for exactly its set."""
        keys = ",".join(str(pk) for pk in self.rows.order_by("pk").values_list("pk", flat=True))
        return hashlib.sha256(keys.encode()).hexdigest()[:16]


def found(rows, user, query, *, but=None):
    """``rows`` cut down by what a list's address asks for; unknown parameters ask for nothing.

    The words come last: what they mean depends on the rows that are left, and so does whether
    a typing error is looked for. ``but`` leaves out one condition.
    """
    entries = extensions.entries(extensions.Filter, user)
    for entry in sorted(entries, key=lambda entry: entry.name == SEARCH):
        value = query.get(entry.name)
        if entry.name == but or value in (None, ""):
            continue
        field = entry.field(user)
        field.required = False
        if field.to_python(value) is not None:
            rows = entry.apply(rows, value, user, query)
    return rows


def selected(user, permission, posted):
    """What a list posted (``ids``, or ``all=1`` and its own ``query``), within reach."""
    rows = Organization.objects.for_user(user, permission)
    if posted.get("all") == "1":
        kept = {"all": ["1"], "query": [posted.get("query", "")]}
        return Selection(found(rows, user, QueryDict(posted.get("query", ""))), kept, True)
    ids = [key for key in posted.getlist("ids") if key.isdecimal()]
    kept = {"ids": ids, "query": [posted.get("query", "")]}
    return Selection(rows.filter(pk__in=ids), kept, False)
