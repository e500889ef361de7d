"""The demonstration's founding and membership, in the order in which things come about."""

from membership.demo.canvass import load_canvass
from membership.demo.coverage import load_foundings
from membership.demo.criteria import load_criteria
from membership.demo.founding import load_cases
from membership.demo.members import load_members
from membership.demo.organs import load_unions_at_work
from membership.demo.support import load_support
from membership.demo.targets import load_targets

__all__ = [
    "load_canvass",
    "load_cases",
    "load_criteria",
    "load_foundings",
    "load_members",
    "load_support",
    "load_targets",
    "load_unions_at_work",
]
