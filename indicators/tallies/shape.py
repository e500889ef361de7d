"""What a tally is: for each thing counted, when it counts and how much, in SQL over its tables."""

from collections.abc import Callable
from dataclasses import dataclass, field

from membership.models import (
    CanvassTask,
    Coverage,
    Drive,
    EffectiveAssessment,
    Member,
    Organ,
)
from orgs.models import Organization
from stations.models import (
    FundEntry,
    Household,
    Housing,
    ReliefMatch,
    ServiceItem,
    Standing,
    Station,
    StationName,
    UseDay,
    Workforce,
)
from unions.models import Federation, GrassrootsUnion

TABLE = {
    name: model._meta.db_table
    for name, model in {
        "assessment": EffectiveAssessment,
        "coverage": Coverage,
        "drive": Drive,
        "entry": FundEntry,
        "federation": Federation,
        "household": Household,
        "housing": Housing,
        "item": ServiceItem,
        "match": ReliefMatch,
        "member": Member,
        "organ": Organ,
        "organization": Organization,
        "stand": Standing,
        "station": Station,
        "station_name": StationName,
        "task": CanvassTask,
        "union": GrassrootsUnion,
        "use_day": UseDay,
        "workforce": Workforce,
    }.items()
}


@dataclass(frozen=True)
class Only:
    """``{only:column}`` in SQL: of a touched subject; always true where all are asked for."""

    touched: str

    def __format__(self, column):
        return f"{column} IN (SELECT subject_id FROM {self.touched})" if self.touched else "TRUE"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """``stretches`` selects ``subject_id, federation_id, key, valid_from, valid_to, numerator,
    denominator``; where it says ``{only:column}``, a fold asks for the touched subjects alone.
    ``watches`` says for each table that may change them which subjects its changed ``{rows}``
    touch. A thing may stand under several keys, as a whole under ``""`` and as a part under
    ``source:union``; ``parts`` gives for each such way of dividing what its keys are called."""

    code: str
    subject: type
    stretches: str
    watches: dict = field(default_factory=dict, hash=False)
    parts: dict[str, Callable] = field(default_factory=dict, hash=False)

    @property
    def of_organizations(self):
        """Follows the organizations that the fold of the cells touches."""
        return self.subject is Organization

    def source(self, touched=""):
        """SQL of all its stretches, or of those whose subjects the table ``touched`` holds."""
        return self.stretches.format(only=Only(touched), **TABLE)
