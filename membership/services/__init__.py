"""What can be done about founding unions in organizations."""

from membership.services.coverage import (
    correct_coverage,
    end_coverage,
    found_union,
    record_coverage,
    record_coverages,
    void_coverage,
)
from membership.services.eligibility import assess, assess_many, withdraw_assessment
from membership.services.organs import constitute
from membership.services.unions import dissolve_union

__all__ = [
    "assess",
    "assess_many",
    "constitute",
    "correct_coverage",
    "dissolve_union",
    "end_coverage",
    "found_union",
    "record_coverage",
    "record_coverages",
    "void_coverage",
    "withdraw_assessment",
]
