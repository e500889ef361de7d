"""Of all that sources say of an organization, which value stands: by rank, then by date.

Lists, officers and organizations say things; nothing of it is ever overwritten. A line of a list
that was taken in is what its source said, a ``Statement`` what a person did. Derived from these are
the values side by side, with the one that stands, and whether what a list says now may replace it.
"""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from orgs.models import (
    CountedFacts,
    FieldRank,
    ImportBatch,
    ImportLine,
    Organization,
    Source,
    Statement,
)
from orgs.names import fold
from unions.models import Federation

NOT_SAID = {
    *("id", "uid", "folded_name", "initials", "source_id", "labour_field", "federation_assigned"),
    *("labour_field_decided_by_id", "created_at", "merged_into_id", "profiled_on"),
    *Organization.MIRRORED,
}
FIELDS = [f.attname for f in Organization._meta.concrete_fields if f.attname not in NOT_SAID]
"""What a source may say: columns of an organization, less what only follows from them."""
PRIVATE = {"contact_phone": "phone"}
WHOLE = {"status", "type", "standing", "labour_domains", "labour_field"}
BY_DAY = {f.attname for f in CountedFacts._meta.fields} - WHOLE
"""Counted values that a source may have right for a while, until a newer one speaks."""
TOGETHER = (
    ("status", "ended_on"),
    ("labour_domains", "labour_field_basis", "labour_field_decided_on"),
    ("region_id", "federation_id"),
)
"""Values that only make sense together: they are decided, taken back and kept as one."""
SAID = [o for o in ImportLine.Outcome.values if o not in ("refused", "missing", "suspicious")]
CHUNK = 5000


def plain(value):
    """A value as JSON keeps it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def typed(name, value):
    """A value as the organization keeps it."""
    if value is None or isinstance(value, list):
        return value
    return Organization._meta.get_field(name).to_python(value)


def alike(one, other):
    """Whether two plain values say the same."""
    if one == other:
        return True
    return isinstance(one, str) and isinstance(other, str) and fold(one) == fold(other)


@dataclass(slots=True)
class Said:
    """What one source said of one organization at one time."""

    source: int
    as_of: date
    recorded: datetime
    values: dict
    private: str = ""
    decided: bool = False
    line: int | None = None
    statement: int | None = None
    who: str = ""
    _told: dict = field(default_factory=dict)

    def get(self, name):
        """The plain value, or None where it says nothing of the field."""
        if name not in PRIVATE:
            return self.values.get(name)
        if not self._told:
            self._told = {"": "", **(json.loads(self.private) if self.private else {})}
        return self._told.get(name) or None


def said_of(organizations):
    """``{organization: [Said]}``, the oldest first, of those keys."""
    found = defaultdict(list)
    keys = sorted(organizations)
    for at in range(0, len(keys), CHUNK):
        some = keys[at : at + CHUNK]
        lines = ImportLine.objects.filter(
            organization__in=some, batch__status=ImportBatch.Status.APPLIED
        )
        lines = lines.filter(outcome__in=SAID) | lines.filter(outcome="suspicious", applied=True)
        for pk, source, as_of, recorded, values, private, line in lines.values_list(
            *("organization_id", "batch__source_id", "batch__as_of", "batch__applied_at"),
            *("values", "private", "pk"),
        ):
            derived = values.pop("_", {}).get("derived", ())
            values = {n: v for n, v in values.items() if n not in derived and v not in (None, "")}
            found[pk].append(Said(source, as_of, recorded, values, private, line=line))
        statements = Statement.objects.filter(organization__in=some)
        for told in statements.annotate(who=F("by__name")):
            found[told.organization_id].append(
                Said(
                    told.source_id,
                    told.as_of,
                    told.recorded_at,
                    told.values,
                    told.private,
                    decided=told.decided,
                    statement=told.pk,
                    who=told.who or "",
                )
            )
    for several in found.values():
        several.sort(key=lambda said: (said.as_of, said.recorded))
    return found


class Ranks:
    """How far each source is trusted, field by field, where; 1 is trusted most."""

    def __init__(self):
        sources = list(Source.objects.values_list("pk", "rank", "name"))
        self.default = {pk: rank for pk, rank, _ in sources}
        self.names = {pk: name for pk, _, name in sources}
        self.rules = defaultdict(list)
        rows = FieldRank.objects.values_list("source", "field", "rank", "federation__path")
        for source, name, rank, path in rows:
            self.rules[source].append((len(path), bool(name), name, path, rank))
        for several in self.rules.values():  # the nearest federation's word, and the exacter one
            several.sort(reverse=True)
        self._paths = {}

    def of(self, source, name, federation):
        """``federation``: the key of the one that answers for the organization."""
        if self.rules.get(source):
            if not self._paths:
                self._paths = dict(Federation.objects.values_list("pk", "path"))
            home = self._paths[federation]
            for _, _, wanted, path, rank in self.rules[source]:
                if home.startswith(path) and wanted in ("", name):
                    return rank
        return self.default.get(source, 50)


def stands_against(name, now, new, *, source, as_of, said, rank):
    """``(what keeps the value from being replaced or None, from when on it stands or None)``.

    ``now`` and ``new`` are plain; ``said`` is all that sources said of the organization, ``rank``
    a function of a source. A source trusted more keeps its value. Of sources trusted alike, the
    one that speaks of a later day does; a counted value then is the list's until that day.
    """
    mine, until = rank(source), None
    for other in said:
        told = other.get(name)
        if told is None or not alike(told, now):
            continue
        if other.decided and _repeats(name, new, source, other.recorded, said):
            return other, None
        theirs = rank(other.source)
        newer = other.as_of > as_of
        if not (theirs < mine or newer and (theirs == mine or other.source == source)):
            continue
        if not (newer and name in BY_DAY):
            return other, None
        until = min(until or other.as_of, other.as_of)
    return None, until


def _repeats(name, new, source, decided, said):
    """The source had said so before somebody looked at it and decided otherwise."""
    return any(
        other.source == source and other.recorded <= decided and alike(other.get(name), new)
        for other in said
    )


def latest(said, name):
    """``{source: Said}``: the last that each source says of a field."""
    return {told.source: told for told in said if told.get(name) is not None}


def origin(name, now, said, rank):
    """Where the value that stands comes from: of all that say so the best, else None."""
    told = [s for s in latest(said, name).values() if alike(s.get(name), plain(now))]
    return min(
        told,
        key=lambda s: (not s.decided, rank(s.source), -s.as_of.toordinal(), -_age(s)),
        default=None,
    )


def _age(said):
    return (said.recorded or timezone.now()).timestamp()
