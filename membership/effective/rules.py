"""Which rules hold for a union on a day: a province's own before the nation's (``rules.toml``)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from membership import law
from membership.models import EffectiveAssessment

Flag = EffectiveAssessment.Flag
FLAGS = tuple(flag for flag in Flag if flag.value[1:].isdigit())
"""E1 to E10: the ten of which effective coverage is the sum; 女职工组织 is found beside them."""


@dataclass(frozen=True)
class Rules:
    since: date
    basis: str
    required: list
    at_least: int
    reminders: list
    inspect_from: int
    inspect_again: int
    inspect_within: int
    flags: dict
    province: str = ""

    @property
    def others(self):
        """The flags of which some have to be met."""
        return [flag for flag in FLAGS if flag not in self.required]

    def words(self, flag):
        return self.flags[flag]["words"]


@cache
def _sets():
    path = Path(__file__).parent / "rules.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))["set"]


def _latest(province, on):
    begun = [s for s in _sets() if s.get("province", "") == province and s["since"] <= on]
    return max(begun, key=lambda s: s["since"], default=None)


@cache
def rules_at(province="", on=None):
    """The rules of a province, by its code, that day; before the first set, the first holds."""
    on = on or date.max
    nation = _latest("", on) or min(
        (s for s in _sets() if not s.get("province")), key=lambda s: s["since"]
    )
    own = _latest(province, on) if province else None
    flags = {**nation["flags"], **(own or {}).get("flags", {})}
    return Rules(**{**nation, **(own or {}), "flags": flags})


def rules_of(union, on=None):
    """The rules that hold for a union: its federation's line says which province it is in."""
    return rules_at(law.province_of(union.federation), on)
