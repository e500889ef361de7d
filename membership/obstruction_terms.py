"""How long each step of a case of obstruction takes: rules as data, by place and day."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.utils import timezone


@dataclass(frozen=True, kw_only=True)
class Terms:
    since: date
    source: str
    verify_days: int
    advise_days: int
    labour_days: int
    order_days: int
    government_days: int
    province: str = ""


@cache
def every():
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    rules = [Terms(**terms) for terms in tomllib.loads(text)["terms"]]
    return sorted(rules, key=lambda terms: (bool(terms.province), terms.since), reverse=True)


def terms_at(federation, on=None):
    """What holds at a federation on a day; before the first rule, that one."""
    on, above = on or timezone.localdate(), federation.path.split("/")
    here = [terms for terms in every() if not terms.province or terms.province in above]
    return next((terms for terms in here if terms.since <= on), here[-1])
