"""The words of reviewing (``terms/review.toml``): what experts sign, the reasons by their codes."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from procurement.drawing import digest


@dataclass(frozen=True)
class Conduct:
    version: str
    title: str
    lines: tuple
    cite: str

    @property
    def digest(self):
        """Of exactly what was signed."""
        return digest("\n".join((self.title, self.version, *self.lines)))


@cache
def _told():
    path = Path(__file__).parent / "terms" / "review.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def conduct():
    said = _told()["conduct"]
    return Conduct(said["version"], said["title"], tuple(said["lines"]), said["cite"])


def grounds():
    """``{code: why an expert must withdraw}``."""
    return _told()["grounds"]


def barred():
    """``{code: why somebody is left out before the draw}``."""
    return _told()["barred"]


def left():
    """``{code: why a seat was given up}``."""
    return _told()["left"]


def share_kinds(source):
    """Which kinds count towards the rule's share of experts, by whose money it is."""
    shares = _told()["share"]
    return shares["fiscal" if source == "fiscal" else "other"]
