"""What becomes of all that refers to an organization when two records of one are made one.

Every foreign key to ``Organization``, and every pair of columns that may name one, has an entry,
put here by its app in ``AppConfig.ready()``; ``tests/orgs/test_merging_registry.py`` fails for one
without. Nothing that nobody thought of can thus be left behind or dragged along.

    merging.register(
        Move("orgs.Delegate"),                               # goes along, and back on un-merge
        Timeline("membership.Coverage", kin="union_id"),     # bitemporal: the survivor's stands
        Keep("orgs.ImportLine", why="…"),                    # stays with the record it is about
        Forbid("procurement.Contract", why="合同履行中，不能合并。"),
    )
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps

SURVIVOR, LOSER = "survivor", "loser"


@dataclass(frozen=True)
class Relation:
    """A table that refers to organizations by ``field``; by type and ``key`` where it is generic.

    ``words(row)`` says a row to a person, without personal values. While ``unless(rows of the one
    that goes)`` finds any, there is no merge, and ``why`` is the refusal.
    """

    label: str
    field: str = "organization"
    key: str = ""
    words: Callable = str
    why: str = ""
    unless: Callable | None = None

    @property
    def model(self):
        return apps.get_model(self.label)

    @property
    def place(self):
        """Under which name rows are remembered: a table may refer by two columns."""
        second = not self.key and self.field != "organization"
        return f"{self.label}.{self.field}" if second else self.label

    @property
    def name(self):
        return str(self.model._meta.verbose_name)

    def of(self, organization):
        """Its rows about this organization."""
        return self.model._base_manager.filter(**self.pointing(organization))

    def pointing(self, organization):
        """The columns that refer to it, as they are filtered and written."""
        if self.key:
            return {self.field: organization._meta.label_lower, self.key: str(organization.pk)}
        return {self.field: organization}


@dataclass(frozen=True)
class Move(Relation):
    """Rows go to the survivor, and back. One that the survivor has already (a unique constraint
    says so) stays where it is.

    ``route(row, merge)`` tells whose a row is that came to the survivor after the merge, where
    that is sure; else, and where it gives nothing, whoever un-merges is asked. ``both`` says why
    a second person must look where both sides have such rows.
    """

    route: Callable | None = None
    both: str = ""


@dataclass(frozen=True)
class Timeline(Relation):
    """Bitemporal rows: the loser's are closed in recorded time and fill what the survivor's leave
    free (``fills``). ``track(row)`` parts rows that do not exclude one another; ``kin`` names the
    column by which a later row is known to go on from an earlier one."""

    track: Callable = lambda row: ""
    fills: bool = True
    kin: str = ""
    both: str = ""

    def of(self, organization):
        return self.model.objects.filter(**self.pointing(organization))


@dataclass(frozen=True)
class Keep(Relation):
    """Rows stay with the record they are about; ``why`` says so to people, if they need telling."""


@dataclass(frozen=True)
class Forbid(Relation):
    """While there are any rows at all, there is no merge."""

    unless: Callable = lambda rows: rows


@dataclass(frozen=True)
class Effect:
    """What a merge does to figures. ``read(keys, user)`` gives, as things stand in this
    transaction, ``{key: (place, figure, numerator, denominator or None)}`` of all that these
    organizations count in and the person may see; it is asked before and after."""

    key: str
    read: Callable


_relations, _effects = {}, {}


def register(*entries):
    for entry in entries:
        _relations[entry.label, entry.field] = entry


def register_effect(key, read):
    _effects[key] = Effect(key, read)


def relations(kind=Relation):
    """All of them, or those of one kind, in an order that does not change."""
    return [r for _, r in sorted(_relations.items()) if isinstance(r, kind)]


def declared():
    """``(label, field)`` of everything registered."""
    return set(_relations)


def effects(keys, user):
    found = {}
    for effect in _effects.values():
        found |= {(effect.key, *row): told for row, told in effect.read(keys, user).items()}
    return found
