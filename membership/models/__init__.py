from membership.models.affiliations import Affiliation
from membership.models.canvass import CanvassRound, CanvassTask, Visit
from membership.models.coverage import (
    Coverage,
    Eligibility,
    OrganizationTimelineQuerySet,
    ReasonCode,
)
from membership.models.criteria import CriterionFinding
from membership.models.drives import (
    Drive,
    DrivePhase,
    DriveTarget,
    Segment,
    scope_in_words,
    segments_of,
)
from membership.models.effective import EffectiveAssessment, UnionInspection, UnionStanding
from membership.models.evidence import Evidence
from membership.models.founding import FoundingCase, FoundingPerson, FoundingUnit
from membership.models.joining import Application, JoinCode
from membership.models.ledger import LedgerEntry, LedgerReturn
from membership.models.members import Member, Person, Roster, RosterLine
from membership.models.obstructions import Obstruction
from membership.models.organs import Officer, Organ
from membership.models.practices import Practice
from membership.models.subsidies import Subsidy, SubsidyBudget, SubsidyKind
from membership.models.targets import TargetPlan, TargetShare
from membership.models.transfers import Transfer

__all__ = [
    "Affiliation",
    "Application",
    "CanvassRound",
    "CanvassTask",
    "Coverage",
    "CriterionFinding",
    "Drive",
    "DrivePhase",
    "DriveTarget",
    "EffectiveAssessment",
    "Eligibility",
    "Evidence",
    "JoinCode",
    "LedgerEntry",
    "LedgerReturn",
    "Member",
    "Obstruction",
    "Officer",
    "Organ",
    "Practice",
    "Subsidy",
    "SubsidyBudget",
    "SubsidyKind",
    "FoundingCase",
    "FoundingPerson",
    "FoundingUnit",
    "OrganizationTimelineQuerySet",
    "Person",
    "ReasonCode",
    "Roster",
    "RosterLine",
    "Segment",
    "TargetPlan",
    "TargetShare",
    "Transfer",
    "UnionInspection",
    "UnionStanding",
    "Visit",
    "scope_in_words",
    "segments_of",
]
