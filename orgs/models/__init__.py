from orgs.models.delegates import Delegate
from orgs.models.facts import CountedFacts, Source
from orgs.models.imports import ImportBatch, ImportLine
from orgs.models.organizations import Organization, OrganizationAlias, OrganizationFacts

__all__ = [
    "CountedFacts",
    "Delegate",
    "ImportBatch",
    "ImportLine",
    "Organization",
    "OrganizationAlias",
    "OrganizationFacts",
    "Source",
]
