"""How needs are gathered and judged, and what counts as supply: rules as data, by place and day."""

import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class NeedRule:
    since: date
    source: str
    likeness: float
    likeness_days: int
    channel_days: int
    triage_days: int
    passing: int
    many_people: int
    many_needs: int
    province: str = ""

    def as_kept(self):
        """As it is frozen with what was judged by it."""
        return {**asdict(self), "since": self.since.isoformat()}


@dataclass(frozen=True, kw_only=True)
class Supply:
    domain: str
    labour: tuple
    words: tuple


@cache
def _told():
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def every():
    rules = [NeedRule(**rule) for rule in _told()["rules"]]
    return sorted(rules, key=lambda rule: (bool(rule.province), rule.since), reverse=True)


def rule_at(federation, on=None):
    """What holds at a federation on a day."""
    on, above = on or timezone.localdate(), federation.path.split("/")
    return next(r for r in every() if r.since <= on and (not r.province or r.province in above))


@cache
def supplies():
    return {s["domain"]: Supply(**{**s, "words": tuple(s["words"])}) for s in _told()["supply"]}


def focus_at(federation):
    """``(domains put first, by whose word)`` at a federation."""
    above = federation.path.split("/")
    found = sorted(_told()["focus"], key=lambda f: bool(f.get("province")), reverse=True)
    near = next(f for f in found if f.get("province", above[0]) in above)
    return tuple(near["domains"]), near["source"]
