from membership.models.coverage import (
    Coverage,
    Eligibility,
    OrganizationTimelineQuerySet,
    ReasonCode,
)
from membership.models.drives import Drive, DriveTarget, Segment, scope_in_words, segments_of

__all__ = [
    "Coverage",
    "Drive",
    "DriveTarget",
    "Eligibility",
    "OrganizationTimelineQuerySet",
    "ReasonCode",
    "Segment",
    "scope_in_words",
    "segments_of",
]
