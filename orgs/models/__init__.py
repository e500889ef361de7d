from orgs.models.claims import Claim
from orgs.models.corrections import CorrectionRequest, ProposedValue
from orgs.models.delegates import Delegate, HandOver, Invitation
from orgs.models.disappearances import Disappearance
from orgs.models.exchange import ExchangeFile
from orgs.models.facts import CountedFacts, Source
from orgs.models.findings import CheckRun, CheckTally, Finding
from orgs.models.identity import DuplicatePair, Merge, MergedRow, Traits
from orgs.models.imports import ImportBatch, ImportLine
from orgs.models.organizations import Organization, OrganizationAlias, OrganizationFacts
from orgs.models.parts import Branch, Certificate, Relation, Separation
from orgs.models.people import Contact, Tie
from orgs.models.profiles import AnnualProfile
from orgs.models.sources import FieldRank, RememberedMapping, Statement
from orgs.models.stances import Stance
from orgs.models.standing import CreditMark, Grade, Inspection

__all__ = [
    "AnnualProfile",
    "Branch",
    "Certificate",
    "CheckRun",
    "CheckTally",
    "Claim",
    "Contact",
    "CorrectionRequest",
    "CountedFacts",
    "CreditMark",
    "Delegate",
    "Disappearance",
    "ExchangeFile",
    "DuplicatePair",
    "FieldRank",
    "Finding",
    "Grade",
    "HandOver",
    "ImportBatch",
    "ImportLine",
    "Inspection",
    "Invitation",
    "Merge",
    "MergedRow",
    "Organization",
    "OrganizationAlias",
    "OrganizationFacts",
    "ProposedValue",
    "Relation",
    "RememberedMapping",
    "Separation",
    "Source",
    "Stance",
    "Statement",
    "Tie",
    "Traits",
]
