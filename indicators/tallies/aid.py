"""Money for aid: what came in by source (A6), what was given and to how many (A2). In fen."""

from indicators.tallies.shape import Tally
from stations.models import FundEntry, ServiceItem, SourceFamily


def families():
    return dict(SourceFamily.choices)


def items():
    return dict(ServiceItem.objects.values_list("code", "name"))


def family(column):
    """SQL: the family of a source."""
    cases = " ".join(
        f"WHEN {column} IN ({', '.join(repr(s.value) for s in f.sources)}) THEN '{f.value}'"
        for f in SourceFamily
    )
    return f"CASE {cases} END"


def of_entries(code, direction, amount, parts):
    """Entries of one direction from their day on: as a whole, and under each of their parts."""
    keys = ", ".join(["('')", *(f"('{by}:' || {column})" for by, (column, _) in parts.items())])
    return Tally(
        code=code,
        subject=FundEntry,
        stretches=f"""
            SELECT e.id AS subject_id, e.federation_id, k.key, e.on AS valid_from,
                NULL::date AS valid_to, {amount} AS numerator, 0 AS denominator
            FROM {{entry}} e LEFT JOIN {{item}} i ON i.id = e.item_id
            CROSS JOIN LATERAL (VALUES {keys}) AS k (key)
            WHERE e.direction = '{direction}' AND {{only:e.id}}
        """,
        watches={"entry": "SELECT id FROM {rows}"},
        parts={by: names for by, (_, names) in parts.items()},
    )


FEN = "(e.amount * 100)::bigint"
SOURCE = {"source": (family("e.source"), families)}
BOTH = {**SOURCE, "item": ("i.code", items)}
FUNDS = of_entries("funds", "in", FEN, SOURCE)
AID = tuple(
    of_entries(code, "out", amount, BOTH)
    for code, amount in (
        ("aid", FEN),
        ("aid_households", "e.households"),
        ("aid_persons", "e.persons"),
    )
)
