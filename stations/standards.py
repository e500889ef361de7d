"""By what stations are measured: read from ``standards.toml``, by kind, province and day."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import timezone

FILE = Path(__file__).parent / "standards.toml"


@dataclass(frozen=True)
class Item:
    key: str
    name: str
    asks: str


@dataclass(frozen=True)
class Standard:
    """A score sheet of ten items; ``need`` of them make a station standard (规范化), and one that
    lacks all of ``plate`` has a plate and nothing behind it."""

    key: str
    name: str
    basis: str
    items: tuple
    need: int
    plate: tuple


@cache
def written():
    with FILE.open("rb") as file:
        return tomllib.load(file)


def standard_of(station, on=None):
    on = on or timezone.localdate()
    province = station.federation.path.strip("/").split("/")[1:2]
    fitting = [
        told
        for told in written()["standard"]
        if station.kind in told["kinds"]
        and told["from"] <= on
        and (not told["provinces"] or set(province) & set(told["provinces"]))
    ]
    told = max(fitting, key=lambda told: (bool(told["provinces"]), told["from"]))
    return _standard(told["key"])


@cache
def _standard(key):
    told = next(told for told in written()["standard"] if told["key"] == key)
    return Standard(
        key=key,
        name=told["name"],
        basis=told["basis"],
        items=tuple(Item(**item) for item in told["items"]),
        need=told["pass"],
        plate=tuple(told["plate"]),
    )


def standard_named(key):
    """The sheet by which an earlier check was made."""
    return _standard(key)


def plate_days():
    return written()["plate"]["days"]


def walk():
    """``(minutes, metres)`` of the circle in which somebody can walk to a station."""
    told = written()["walk"]
    return told["minutes"], told["minutes"] * told["metres_a_minute"]


def stars_within(station, score):
    """``(most stars, what the next one lacks in words)`` for a station with that score."""
    lacking = []
    for line in sorted(written()["stars"], key=lambda line: -line["stars"]):
        lacking_here = _lacks(station, score, line)
        if not lacking_here:
            return line["stars"], lacking
        lacking = [f"{line['stars']} 星须{words}" for words in lacking_here]
    return 0, lacking


def _lacks(station, score, line):
    words = []
    if score < line["score"]:
        words.append(f"规范化检查达标 {line['score']} 项（现 {score} 项）")
    if (station.area or 0) < line.get("area", 0):
        words.append(f"面积不少于 {line['area']} 平方米")
    if (station.capacity or 0) < line.get("capacity", 0):
        words.append(f"可容纳不少于 {line['capacity']} 人")
    missing = [key for key in line.get("facilities", ()) if key not in station.facilities]
    if missing:
        words.append("配备" + "、".join(station.Facility(key).label for key in missing))
    return words
