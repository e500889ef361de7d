"""The clocks of legal service and who is exempt from a look at their means: read from
``stations/law/legal_aid/*.toml`` by place and day, and kept on the row when it is received."""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from unions.calendar import add_working_days, is_working_day

LAW = Path(__file__).parent / "law" / "legal_aid"
WORKING = "working"


@cache
def rule_sets():
    paths = sorted(LAW.glob("*.toml"))
    return tuple(tomllib.loads(path.read_text(encoding="utf-8")) for path in paths)


def applicable(federation, on=None):
    """The rule set nearest to the federation, then the newest, of those in force that day; before
    there was a law, the oldest."""
    on = on or timezone.localdate()
    line = federation.path.strip("/").split("/")
    here = [rules for rules in rule_sets() if rules["code"] in line]
    in_force = [rules for rules in here if rules["version"] <= on]
    if not in_force:
        return min(here, key=lambda rules: rules["version"])
    return max(in_force, key=lambda rules: (line.index(rules["code"]), rules["version"]))


def frozen(federation, on=None):
    """What a row keeps: a plain dict."""
    rules = applicable(federation, on)
    return rules | {"version": rules["version"].isoformat()}


def due(terms, step, after):
    """The last day of ``examine`` or ``assign`` that begins the day after ``after``. A term in
    calendar days that would end on a day of rest ends on the next working day."""
    days, unit = terms[step]["days"], terms[step]["unit"]
    if unit == WORKING:
        return add_working_days(after, days)
    last = after + timedelta(days=days)
    return last if is_working_day(last) else add_working_days(last, 1)


def words(terms, step):
    """7 日; 3 个工作日."""
    unit = "个工作日" if terms[step]["unit"] == WORKING else "日"
    return f"{terms[step]['days']} {unit}"


def exemption(terms, *, migrant, matter):
    """The clause by which means are not looked at, or None."""
    for rule in terms.get("exempt", ()):
        if matter in rule["matters"] and (migrant or not rule.get("migrant")):
            return rule
    return None
