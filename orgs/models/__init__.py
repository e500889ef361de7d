from orgs.models.delegates import Delegate
from orgs.models.disappearances import Disappearance
from orgs.models.facts import CountedFacts, Source
from orgs.models.findings import CheckRun, CheckTally, Finding
from orgs.models.identity import DuplicatePair, Merge, MergedRow, Traits
from orgs.models.imports import ImportBatch, ImportLine
from orgs.models.organizations import Organization, OrganizationAlias, OrganizationFacts
from orgs.models.sources import FieldRank, RememberedMapping, Statement

__all__ = [
    "CheckRun",
    "CheckTally",
    "CountedFacts",
    "Delegate",
    "Disappearance",
    "DuplicatePair",
    "Finding",
    "FieldRank",
    "ImportBatch",
    "ImportLine",
    "Merge",
    "MergedRow",
    "Organization",
    "OrganizationAlias",
    "OrganizationFacts",
    "RememberedMapping",
    "Source",
    "Statement",
    "Traits",
]
