from membership.models.coverage import (
    Coverage,
    Eligibility,
    OrganizationTimelineQuerySet,
    ReasonCode,
)
from membership.models.drives import Drive, DriveTarget, Segment, scope_in_words, segments_of
from membership.models.targets import TargetPlan, TargetShare

__all__ = [
    "Coverage",
    "Drive",
    "DriveTarget",
    "Eligibility",
    "OrganizationTimelineQuerySet",
    "ReasonCode",
    "Segment",
    "TargetPlan",
    "TargetShare",
    "scope_in_words",
    "segments_of",
]
