"""How long things take in joining and transfers: rules as data, by place and day."""

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
    review_days: int
    transfer_days: int
    code_days: int
    onsite_seconds: int
    onsite_grace: int
    form_minutes: int
    province: str = ""


@cache
def every():
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return sorted((Terms(**t) for t in tomllib.loads(text)["terms"]), key=_nearness, reverse=True)


def _nearness(terms):
    return (bool(terms.province), terms.since)


def terms_at(federation, on=None):
    """What holds at a federation on a day."""
    on, above = on or timezone.localdate(), federation.path.split("/")
    return next(t for t in every() if t.since <= on and (not t.province or t.province in above))
