"""The guide to purchases (CQ-18): what may be bought, how, and how lawfully; data, not code."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from procurement.models import Project, ServiceDomain


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One kind of activity that is bought, and from what kinds of contractor (ZH-11)."""

    code: str
    name: str
    domain: str
    content: str
    contractors: tuple
    example: str

    @property
    def domain_label(self):
        return ServiceDomain(self.domain).label

    @property
    def content_label(self):
        return Project.Content(self.content).label


@cache
def _told():
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def activities():
    return {
        told["code"]: Activity(**{**told, "contractors": tuple(told["contractors"])})
        for told in _told()["activities"]
    }


def names_of(codes):
    """Activities by code, as people read them; one that is no longer listed by its code."""
    known = activities()
    return [known[code].name if code in known else code for code in codes]


def guide():
    told = _told()
    return {key: told[key] for key in ("version", "source", "excluded", "steps", "checks")}
