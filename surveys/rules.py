"""How answers are gathered and shown: rules as data, by place and day (``rules.toml``)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class Rule:
    since: date
    small_cell: int
    batch: int
    shown: int
    text_most: int
    posts: int
    province: str = ""


@cache
def every():
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    rules = [Rule(**rule) for rule in told["rules"]]
    return sorted(rules, key=lambda rule: (bool(rule.province), rule.since), reverse=True)


def rule_at(federation, on=None):
    """What holds at a federation on a day."""
    on, above = on or timezone.localdate(), federation.path.split("/")
    return next(r for r in every() if r.since <= on and (not r.province or r.province in above))
