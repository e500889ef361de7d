"""The terms of a purchase as its decisions need them: what its frozen rules say; of a term that
came after they were frozen, what the rule set says now."""

from procurement.rules import rule_sets
from unions.calendar import add_working_days

FALLBACK = "union-2021"


def term(project, key):
    """The number that holds for a project."""
    frozen = project.rules or {}
    if frozen.get(key) is not None:
        return int(frozen[key])
    return int(rule_sets().get(frozen.get("rule_set"), rule_sets()[FALLBACK])[key])


def due(project, key, after):
    """The last working day of a term that begins the day after ``after``."""
    return add_working_days(after, term(project, key))


def cite(project, key):
    return (project.rules or {}).get("cites", {}).get(key, "")
