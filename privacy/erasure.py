"""Where personal values of a subject stand, and how they are taken out: apps declare the parts.

    erasure.declare(
        "organization",
        Part(label="orgs.Contact", name="联系人", rows=…, erase=…, order=20),
        Kept(name="操作轨迹", why="…"),
    )

``rows(subject)`` gives the rows that still hold something of the subject, so that none are left
after ``erase(rows)``: that is checked each time. Parts run in their order; what notes down how
others change (corrections) comes last. What stays, and why, is declared and shown as well.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Part:
    label: str
    name: str
    rows: Callable
    erase: Callable
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Kept:
    name: str
    why: str


_parts = {}


def declare(kind, *several):
    """Each once under its name: the later of two stands (a reload in development)."""
    for part in several:
        _parts[kind, type(part), part.name] = part


def parts_of(kind):
    found = [p for (k, type_, _), p in _parts.items() if k == kind and type_ is Part]
    return sorted(found, key=lambda part: part.order)


def kept_of(kind):
    return [p for (k, type_, _), p in _parts.items() if k == kind and type_ is Kept]


def found_of(kind, row):
    """``[(part, number of rows)]``: what an erasure would change today."""
    return [(part, part.rows(row).count()) for part in parts_of(kind)]
