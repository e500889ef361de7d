"""What a call is composed from, as data: scoring tables, model contracts, the form of a bid.

The product's own stand in the TOML files here; what a federation made of them are rows
(``Scheme``, ``ModelText``). A call keeps a copy of what it was published with.
"""

import tomllib
from copy import deepcopy
from functools import cache
from pathlib import Path

from procurement.terms import weighing


@cache
def _told(name):
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _schemes():
    return {
        code: {
            "code": code,
            "purpose": raw["purpose"],
            "name": raw["name"],
            "version": raw["version"],
            "cite": raw["cite"],
            "items": [_item(item, f"{n}") for n, item in enumerate(raw["items"], 1)],
        }
        for code, raw in _told("schemes").items()
    }


def _item(raw, code):
    """A line of the file as an item: codes are places (2.1), anchors go from the best down."""
    item = {"code": code, "name": raw["name"], "weight": raw["weight"]}
    if asks := raw.get("asks"):
        item["asks"] = asks
    if within := raw.get("items"):
        item["children"] = [_item(one, f"{code}.{n}") for n, one in enumerate(within, 1)]
        return item
    flags = {name: raw.get(name, False) for name in ("price", "union")}
    return weighing.leaf(item, raw.get("anchors", weighing.SAID), **flags)


def schemes(purpose=None):
    """The product's scoring tables, each ``{"code", "purpose", "name", "version", "items"}``."""
    found = [one for one in _schemes().values() if purpose in (None, one["purpose"])]
    return deepcopy(found)


def scheme(code):
    return deepcopy(_schemes()[code])


def contract(code):
    return _told("contracts")[code]


def contracts():
    """``{code: {"kind", "name", "version", "body"}}``: the product's model contracts."""
    return _told("contracts")


def bid_form():
    """What a bid consists of, under its version."""
    return deepcopy(_told("bid_form"))
