"""Action cards 对策卡: what to do about a reason, kept as data in ``cards.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from membership.models import ReasonCode

FILE = Path(__file__).with_name("cards.toml")


@dataclass(frozen=True)
class Card:
    """``steps`` in the order in which they are tried; come back after ``days``."""

    code: str
    title: str
    steps: tuple
    law: str
    days: int


@cache
def cards():
    """``{code: Card}``, one for each reason code there is."""
    with FILE.open("rb") as file:
        told = tomllib.load(file)
    return {
        code: Card(code, one["title"], tuple(one["steps"]), one["law"], one["days"])
        for code in ReasonCode.values
        if (one := told.get(code))
    }
