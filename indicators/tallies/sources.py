"""What is tallied. See ``indicators.tallies.shape``."""

from indicators.tallies.aid import AID, FUNDS
from indicators.tallies.households import HOUSEHOLDS
from indicators.tallies.of_stations import CENTRES, STATIONS
from indicators.tallies.relief import RELIEF
from indicators.tallies.shape import Tally
from membership.models import CanvassTask, EffectiveAssessment, Member
from orgs.models import Organization
from unions.models import GrassrootsUnion

TIMELINE = "indicators_timeline"
LEAD = 180
"""Days before the end of a term from which on a union stands on the list of those to re-elect."""

EFFECTIVE = Tally(
    code="effective",
    subject=Organization,
    stretches=f"""
        SELECT t.organization_id AS subject_id, t.federation_id, ''::text AS key,
            GREATEST(t.valid_from, c.valid_from, a.valid_from) AS valid_from,
            LEAST(t.valid_to, c.valid_to, a.valid_to) AS valid_to, 1 AS numerator, 0 AS denominator
        FROM {TIMELINE} t
        JOIN {{coverage}} c ON c.organization_id = t.organization_id
            AND c.counted AND c.recorded_to IS NULL
            AND (c.valid_to IS NULL OR c.valid_to > t.valid_from)
            AND (t.valid_to IS NULL OR t.valid_to > c.valid_from)
        JOIN {{assessment}} a ON a.union_id = c.union_id AND a.flag = 'E' AND a.met
            AND (a.valid_to IS NULL OR a.valid_to > GREATEST(t.valid_from, c.valid_from))
            AND a.valid_from < COALESCE(LEAST(t.valid_to, c.valid_to), 'infinity')
        WHERE t.eligible = 1 AND {{only:t.organization_id}}
    """,
    watches={
        "assessment": "SELECT c.organization_id FROM {rows} JOIN {coverage} c USING (union_id)"
    },
)
"""Eligible organizations covered by a union that works (有效覆盖, domain §3.10)."""

CLOSURE = Tally(
    code="closure",
    subject=Organization,
    stretches=f"""
        WITH unfounded AS (
            SELECT t.organization_id, t.federation_id, d.code, d.starts_on, t.valid_from, t.valid_to
            FROM {TIMELINE} t JOIN {{drive}} d ON d.code = ANY(t.populations)
            WHERE t.eligible = 1 AND NOT d.code = ANY(t.covered_in)
                AND {{only:t.organization_id}}
        ), baseline AS (
            SELECT * FROM unfounded WHERE valid_from <= starts_on
                AND (valid_to IS NULL OR valid_to > starts_on)
        )
        SELECT organization_id AS subject_id, federation_id, code AS key,
            starts_on AS valid_from, NULL::date AS valid_to, 1 AS numerator, 1 AS denominator
        FROM baseline
        UNION ALL
        SELECT b.organization_id, b.federation_id, b.code,
            GREATEST(u.valid_from, b.starts_on), u.valid_to, -1, 0
        FROM baseline b JOIN unfounded u USING (organization_id, code)
        WHERE u.valid_to IS NULL OR u.valid_to > b.starts_on
    """,
)
"""Of those eligible and unfounded when a drive began, the ones that no longer are: founded, or
lawfully excluded. They stay with the federation that answered for them then."""


def of_union(code, flag):
    """Unions in being, and those of them of which a finding of the nightly assessment holds."""
    return Tally(
        code=code,
        subject=GrassrootsUnion,
        stretches=f"""
            SELECT u.id AS subject_id, u.federation_id, ''::text AS key, u.founded_on AS valid_from,
                u.dissolved_on AS valid_to, 0 AS numerator, 1 AS denominator
            FROM {{union}} u WHERE u.founded_on IS NOT NULL AND {{only:u.id}}
            UNION ALL
            SELECT u.id, u.federation_id, '', GREATEST(a.valid_from, u.founded_on),
                LEAST(a.valid_to, u.dissolved_on), 1, 0
            FROM {{assessment}} a JOIN {{union}} u ON u.id = a.union_id
            WHERE a.flag = '{flag}' AND a.met AND u.founded_on IS NOT NULL
                AND a.valid_from < COALESCE(u.dissolved_on, 'infinity') AND {{only:u.id}}
        """,
        watches={
            "assessment": "SELECT union_id FROM {rows}",
            "union": "SELECT id FROM {rows}",
        },
    )


WOMEN = of_union("women", EffectiveAssessment.Flag.WOMEN)
ORGANS = of_union("organs", EffectiveAssessment.Flag.E3)

EXPIRY = Tally(
    code="expiry",
    subject=GrassrootsUnion,
    stretches=f"""
        SELECT u.id AS subject_id, u.federation_id, ''::text AS key,
            GREATEST(o.term_ends_on - {LEAD}, o.starts_on) AS valid_from,
            LEAST(o.ended_on, u.dissolved_on) AS valid_to, 1 AS numerator, 0 AS denominator
        FROM {{organ}} o JOIN {{union}} u ON u.id = o.union_id
        WHERE o.kind = 'committee' AND GREATEST(o.term_ends_on - {LEAD}, o.starts_on)
            < COALESCE(LEAST(o.ended_on, u.dissolved_on), 'infinity') AND {{only:u.id}}
    """,
    watches={"organ": "SELECT union_id FROM {rows}", "union": "SELECT id FROM {rows}"},
)
"""Unions whose committee's term ends within half a year, or is over."""

TASKS = Tally(
    code="tasks",
    subject=CanvassTask,
    stretches="""
        SELECT k.id AS subject_id, o.federation_id, ''::text AS key, k.due_on AS valid_from,
            NULL::date AS valid_to, COALESCE(k.closed_on <= k.due_on, FALSE)::int AS numerator,
            1 AS denominator
        FROM {task} k JOIN {organization} o ON o.id = k.organization_id
        WHERE k.due_on IS NOT NULL AND k.state <> 'cancelled' AND {only:k.id}
    """,
    watches={"task": "SELECT id FROM {rows}"},
)
"""Tasks that have come due, and those of them that were closed by then."""

JOINS = Tally(
    code="joins",
    subject=Member,
    stretches="""
        SELECT m.id AS subject_id, m.federation_id, ''::text AS key, m.joined_on AS valid_from,
            NULL::date AS valid_to, (m.channel = 'qr')::int AS numerator, 1 AS denominator
        FROM {member} m
        WHERE m.end_reason <> 'mistaken' AND {only:m.id}
    """,
    watches={"member": "SELECT id FROM {rows}"},
)
"""People who became members, and those of them who came by a QR code."""

TALLIES = {
    tally.code: tally
    for tally in (
        *(EFFECTIVE, CLOSURE, WOMEN, ORGANS, EXPIRY, TASKS, JOINS),
        *(FUNDS, *AID, HOUSEHOLDS),
        RELIEF,
        *(STATIONS, CENTRES),
    )
}
