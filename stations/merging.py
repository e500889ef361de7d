"""What becomes of stations and aid when two records of one organization are merged."""

from orgs.merging import Move

RELATIONS = (
    Move("stations.CampaignAct", words=str),
    Move("stations.CampaignPartner", words=lambda row: str(row.campaign)),
)
