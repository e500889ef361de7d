"""The rules as data, each with its condition in SQL over two organizations ``a`` and ``b`` with
their traits ``s`` and ``t``. Personal values are compared, never written into a receipt."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from orgs.models import CountedFacts

TOLD = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
THRESHOLD, CERTAIN, NEAR, BLOCK, CROWD = (
    TOLD[name] for name in ("threshold", "certain", "near", "block", "crowd")
)
FORMS = sorted(TOLD["forms"], key=len, reverse=True)

CODES = "a.credit_code IS NOT NULL AND b.credit_code IS NOT NULL"
APART = f"({CODES} AND orgs_places_apart(a.credit_code, b.credit_code) > 2)"
ONE_AMISS = (
    "length(s.core) = length(t.core) AND length(s.core) >= 4"
    " AND orgs_places_apart(s.core, t.core) = 1"
)
WRITTEN = {
    "number_same": ("s.numbers && t.numbers", "a.credit_code", "b.credit_code"),
    "name_same": ("s.core = t.core AND s.county = t.county", "a.name", "b.name"),
    "name_near": (
        f"s.core <> t.core AND (orgs_likeness(s.core, t.core) >= {NEAR} OR ({ONE_AMISS}))",
        *("a.name", "b.name"),
    ),
    "county_same": ("s.county = t.county", "NULL", "NULL"),
    "phone_same": ("s.phones && t.phones", "NULL", "NULL"),
    "representative_same": (
        "s.representative <> '' AND s.representative = t.representative",
        *("NULL", "NULL"),
    ),
    "residence_same": (
        "a.residence <> '' AND a.residence = b.residence",
        *("a.residence", "b.residence"),
    ),
    "registered_same": (
        "a.registered_on = b.registered_on",
        *("a.registered_on::text", "b.registered_on::text"),
    ),
    "code_near": (
        f"{CODES} AND NOT {APART} AND NOT s.numbers && t.numbers",
        *("a.credit_code", "b.credit_code"),
    ),
    "code_differs": (
        f"{APART} AND NOT s.numbers && t.numbers",
        *("a.credit_code", "b.credit_code"),
    ),
    "type_differs": ("a.type <> b.type", "a.type", "b.type"),
}


@dataclass(frozen=True)
class Rule:
    key: str
    label: str
    weight: int
    condition: str
    first: str
    second: str


RULES = [
    Rule(key, told["label"], told["weight"], *WRITTEN[key]) for key, told in TOLD["rules"].items()
]
LABELS = {rule.key: rule.label for rule in RULES}
SCORE = " + ".join(f"CASE WHEN {r.condition} THEN {r.weight} ELSE 0 END" for r in RULES)
LINES = ", ".join(
    f"(CASE WHEN {r.condition} THEN jsonb_build_array('{r.key}', {r.first}, {r.second}, {r.weight})"
    " END)"
    for r in RULES
)
RECEIPT = f"(SELECT jsonb_agg(v.line) FROM (VALUES {LINES}) AS v (line) WHERE v.line IS NOT NULL)"  # noqa: S608


def in_words(receipt):
    """A receipt's lines for people: ``(label, first value, second value, weight)``."""
    types = dict(CountedFacts.Type.choices)
    return [
        (LABELS.get(key, key), types.get(first, first), types.get(second, second), weight)
        for key, first, second, weight in receipt
    ]
