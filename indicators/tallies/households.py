"""Households in hardship on file, as a whole and by category (A1)."""

from indicators.tallies.shape import Tally
from stations.models import Household, Standing


def categories():
    return dict(Standing.Category.choices)


HOUSEHOLDS = Tally(
    code="households",
    subject=Household,
    stretches="""
        SELECT h.id AS subject_id, h.federation_id, k.key, s.valid_from, s.valid_to,
            1 AS numerator, 0 AS denominator
        FROM {stand} s JOIN {household} h ON h.id = s.household_id
        CROSS JOIN LATERAL (VALUES (''), ('category:' || s.category)) AS k (key)
        WHERE {only:h.id}
    """,
    watches={"stand": "SELECT household_id FROM {rows}", "household": "SELECT id FROM {rows}"},
    parts={"category": categories},
)
"""From the day on which a file was opened to the day it was closed; a change of category ends one
stretch and begins another."""
