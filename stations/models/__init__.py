"""Stations and aid: one noun a module."""

from stations.models.aid import AidPayment, AidPlan, YearlyReview
from stations.models.around import Benefit, Linkage, Outlet, Workforce
from stations.models.campaigns import Campaign, CampaignAct, CampaignGoods, CampaignPartner
from stations.models.cards import RuleCard
from stations.models.cases import Case, CaseRating, HomeVisit, MoneyLine
from stations.models.funds import (
    AidSource,
    Fund,
    FundBalance,
    FundEntry,
    FundStatement,
    SourceFamily,
)
from stations.models.guides import AidGuide, AidRate, BrandProject
from stations.models.histories import Housing, StationName, StationYear, UseDay
from stations.models.households import Household, HouseholdMember, Standing
from stations.models.items import ServiceItem, ServiceItemVersion, TargetGroup
from stations.models.legal import LegalService
from stations.models.matches import ReliefMatch
from stations.models.offerings import (
    GroupAddition,
    Offering,
    ReturnedItem,
    ServiceReturn,
    ServiceRound,
)
from stations.models.publicity import Publicity, PublicityObjection
from stations.models.ratings import StandardCheck, StarRating, StationHonour
from stations.models.records import ServiceDay, ServiceRecord
from stations.models.relief import NeedKind, ReliefRow, ReliefSheet
from stations.models.sheets import StationLine, StationSheet
from stations.models.stations import Station, StationWorker

__all__ = [
    "AidGuide",
    "AidPayment",
    "AidPlan",
    "AidRate",
    "AidSource",
    "Benefit",
    "BrandProject",
    "Campaign",
    "CampaignAct",
    "CampaignGoods",
    "CampaignPartner",
    "Case",
    "CaseRating",
    "Fund",
    "FundBalance",
    "FundEntry",
    "FundStatement",
    "GroupAddition",
    "HomeVisit",
    "Household",
    "HouseholdMember",
    "Housing",
    "LegalService",
    "Linkage",
    "MoneyLine",
    "NeedKind",
    "Offering",
    "Outlet",
    "Publicity",
    "PublicityObjection",
    "ReliefMatch",
    "ReliefRow",
    "ReliefSheet",
    "ReturnedItem",
    "RuleCard",
    "ServiceDay",
    "ServiceItem",
    "ServiceItemVersion",
    "ServiceRecord",
    "ServiceReturn",
    "ServiceRound",
    "SourceFamily",
    "StandardCheck",
    "Standing",
    "StarRating",
    "Station",
    "StationHonour",
    "StationLine",
    "StationName",
    "StationSheet",
    "StationWorker",
    "StationYear",
    "TargetGroup",
    "UseDay",
    "Workforce",
    "YearlyReview",
]
