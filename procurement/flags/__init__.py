"""Red flags: rules that look at a purchase and say what deserves a second look.

A rule reads a ``Case`` and answers ``passed()``, ``raised(why)`` or ``unknown(what is missing)``.
None of them refuses anything. What a rule compares with is in ``rules.toml``, beside its label and
why it is asked; a rule without an entry there is not run.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from procurement.flags import bids, calls, panels, prices, winners
from procurement.flags.case import Case

PARTS = (calls, bids, prices, panels, winners)


@dataclass(frozen=True)
class Rule:
    key: str
    label: str
    why: str
    ask: Callable
    terms: dict


def _rules():
    asks = {name: ask for part in PARTS for name, ask in part.RULES.items()}
    told = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    return {
        key: Rule(key, said.pop("label"), said.pop("why"), asks[key], said)
        for key, said in told.items()
    }


RULES = _rules()


def look(call):
    """``[(rule, verdict)]`` for one call, its records read once."""
    case = Case(call)
    return [(rule, rule.ask(case, **rule.terms)) for rule in RULES.values()]
