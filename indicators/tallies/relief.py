"""What comparing lists of relief with files finds, and what of it was handled (A3)."""

from indicators.tallies.shape import Tally
from stations.models import ReliefMatch


def kinds():
    return dict(ReliefMatch.Kind.choices)


RELIEF = Tally(
    code="relief",
    subject=ReliefMatch,
    stretches="""
        SELECT x.id AS subject_id, x.federation_id, k.key, x.found_on AS valid_from,
            NULL::date AS valid_to, 0 AS numerator, 1 AS denominator
        FROM {match} x CROSS JOIN LATERAL (VALUES (''), ('kind:' || x.kind)) AS k (key)
        WHERE {only:x.id}
        UNION ALL
        SELECT x.id, x.federation_id, k.key, x.handled_on, NULL, 1, 0
        FROM {match} x CROSS JOIN LATERAL (VALUES (''), ('kind:' || x.kind)) AS k (key)
        WHERE x.handled_on IS NOT NULL AND {only:x.id}
    """,
    watches={"match": "SELECT id FROM {rows}"},
    parts={"kind": kinds},
)
"""Findings from the day on which they came up, handled ones from the day of their result."""
