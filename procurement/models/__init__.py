from procurement.models.bans import Ban
from procurement.models.bids import Bid, BidDraft, BidFile
from procurement.models.budgets import BudgetEntry, BudgetLine, FundSource, HeadcountBasis
from procurement.models.calls import Call, Lot
from procurement.models.decisions import Award, Decision
from procurement.models.draws import Conflict, Draw
from procurement.models.entrustments import Entrustment
from procurement.models.experts import Expert, ExpertPost
from procurement.models.flags import Flag
from procurement.models.gathering import NeedChannel, NeedSheet
from procurement.models.keys import BidKey, KeyShare
from procurement.models.measures import Measure
from procurement.models.needs import Need, TopicEntry, WorkerGroup
from procurement.models.objections import Objection
from procurement.models.panels import Declaration, Panel, PanelSeat
from procurement.models.projects import Project
from procurement.models.qualification import LegalOpinion, Qualification, QualificationCheck
from procurement.models.questions import Amendment, Question
from procurement.models.releases import Release
from procurement.models.reviews import Review, Score, ScoreChange
from procurement.models.schemes import ModelText, Scheme
from procurement.models.topics import NeedTopic, ServiceDomain, Suitability

__all__ = [
    "Amendment",
    "Award",
    "Ban",
    "Bid",
    "BidDraft",
    "BidFile",
    "BidKey",
    "BudgetEntry",
    "BudgetLine",
    "Call",
    "Conflict",
    "Decision",
    "Declaration",
    "Draw",
    "Entrustment",
    "Expert",
    "ExpertPost",
    "Flag",
    "FundSource",
    "HeadcountBasis",
    "KeyShare",
    "LegalOpinion",
    "Lot",
    "Measure",
    "ModelText",
    "Need",
    "NeedChannel",
    "NeedSheet",
    "NeedTopic",
    "Objection",
    "Panel",
    "PanelSeat",
    "Project",
    "Qualification",
    "QualificationCheck",
    "Question",
    "Release",
    "Review",
    "Scheme",
    "Score",
    "ScoreChange",
    "ServiceDomain",
    "Suitability",
    "TopicEntry",
    "WorkerGroup",
]
