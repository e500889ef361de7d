from orgs.models.claims import Claim
from orgs.models.corrections import CorrectionRequest, ProposedValue
from orgs.models.delegates import Delegate, HandOver, Invitation
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
    "Claim",
    "CorrectionRequest",
    "CountedFacts",
    "Delegate",
    "Disappearance",
    "DuplicatePair",
    "FieldRank",
    "Finding",
    "HandOver",
    "ImportBatch",
    "ImportLine",
    "Invitation",
    "Merge",
    "MergedRow",
    "Organization",
    "OrganizationAlias",
    "OrganizationFacts",
    "ProposedValue",
    "RememberedMapping",
    "Source",
    "Statement",
    "Traits",
]
