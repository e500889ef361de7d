"""Stations in figures (domain 7.4): how many of a network, how housed, how named, how idle.

One tally holds several counts of a station, told apart by their keys:

    below      open stations of aid below county level (table 1)
    growth     what two years added to them, beside how many there were then (S1)
    office     of those whose premises are known, the ones in a union's office (S2)
    renamed    centres that are called 职工服务中心 now and were called otherwise (S4)
    posts      centres with posts of the public establishment (S5)
    group      centres and points of the group organizations (S6)
    rest       rest points of outdoor workers (S7)
    density    stations of all kinds, beside the workers of the place (S8)
    idle       stations that record services, and those that served nobody for a year (S9)

``renamed`` and ``posts`` stand again under ``renamed:city``, ``posts:county`` and so on, by layer.
"""

from indicators.tallies.shape import Tally
from stations.models import Station
from stations.standards import plate_days
from unions.models import Federation

BELOW = """s.layer IN ('zone', 'township', 'village', 'enterprise')
    AND s.kind IN ('aid_centre', 'service_centre', 'aid_station')"""
CENTRE = "s.kind IN ('aid_centre', 'service_centre') AND s.layer IN ('city', 'county')"
OPEN = "s.opened_on AS valid_from, s.closed_on AS valid_to"


def counted(key, where, numerator=1, denominator=0, span=OPEN):
    """The stations of which ``where`` holds, as long as they are open."""
    return f"""
        SELECT s.id AS subject_id, s.federation_id, {key} AS key, {span},
            {numerator} AS numerator, {denominator} AS denominator
        FROM {{station}} s WHERE {where} AND {{only:s.id}}
    """


def later(column):
    return f"(s.{column} + INTERVAL '2 years')::date"


TWO_YEARS_ON = f"{later('opened_on')} AS valid_from, {later('closed_on')} AS valid_to"
BY_LAYER = "CROSS JOIN LATERAL (VALUES (''), (':' || s.layer)) AS of (layer)"


def of_centres(key, held, since, join=""):
    """Centres of cities and counties, and those of which something holds from a day on."""
    return f"""
        SELECT s.id, s.federation_id, '{key}' || of.layer, {OPEN}, 0, 1
        FROM {{station}} s {BY_LAYER} WHERE {CENTRE} AND {{only:s.id}}
        UNION ALL
        SELECT s.id, s.federation_id, '{key}' || of.layer, GREATEST({since}, s.opened_on),
            s.closed_on, 1, 0
        FROM {{station}} s {join} {BY_LAYER}
        WHERE {CENTRE} AND {held} AND {since} < COALESCE(s.closed_on, 'infinity') AND {{only:s.id}}
    """


FIRST_RENAMED = """JOIN LATERAL (
        SELECT max(n.ended_on) AS ended_on FROM {station_name} n
        WHERE n.station_id = s.id AND n.kind = 'aid_centre'
    ) AS renamed ON renamed.ended_on IS NOT NULL"""

IDLE = f"""
        SELECT s.id, s.federation_id, 'idle', GREATEST(s.recorded_from, s.opened_on), s.closed_on,
            0, 1
        FROM {{station}} s
        WHERE s.recorded_from < COALESCE(s.closed_on, 'infinity') AND {{only:s.id}}
        UNION ALL
        SELECT quiet.id, quiet.federation_id, 'idle', quiet.since + {plate_days()},
            LEAST(quiet.until, quiet.closed_on), 1, 0
        FROM (
            SELECT s.id, s.federation_id, s.closed_on, served.day AS since,
                lead(served.day) OVER (PARTITION BY s.id ORDER BY served.day) AS until
            FROM {{station}} s CROSS JOIN LATERAL (
                SELECT GREATEST(s.recorded_from, s.opened_on) AS day
                UNION SELECT u.day FROM {{use_day}} u
                WHERE u.station_id = s.id AND u.day > GREATEST(s.recorded_from, s.opened_on)
            ) AS served
            WHERE s.recorded_from IS NOT NULL AND {{only:s.id}}
        ) AS quiet
        WHERE quiet.since + {plate_days()}
            < COALESCE(LEAST(quiet.until, quiet.closed_on), 'infinity')
"""
"""Counted from the day on which a station began to record: of the time before nothing is known."""

WORKERS = """
        SELECT -w.id, w.federation_id, 'density', w.valid_from, w.valid_to, 0, w.workers
        FROM {workforce} w WHERE {only:-w.id}
"""
"""Counts of workers are no stations: their subjects are negative, and no record of a figure."""

STATIONS = Tally(
    code="stations",
    subject=Station,
    stretches=" UNION ALL ".join(
        (
            counted("'below'::text", BELOW),
            counted("'growth'", BELOW),
            counted("'growth'", BELOW, -1, 1, span=TWO_YEARS_ON),
            """
        SELECT s.id, s.federation_id, 'office', GREATEST(h.valid_from, s.opened_on),
            LEAST(h.valid_to, s.closed_on), (h.premises = 'union_office')::int, 1
        FROM {housing} h JOIN {station} s ON s.id = h.station_id
        WHERE """
            + BELOW
            + """ AND {only:s.id}
            AND GREATEST(h.valid_from, s.opened_on)
                < COALESCE(LEAST(h.valid_to, s.closed_on), 'infinity')
            """,
            of_centres(
                "renamed",
                "s.kind = 'service_centre'",
                "renamed.ended_on",
                join=FIRST_RENAMED,
            ),
            of_centres("posts", "s.established_on IS NOT NULL", "s.established_on"),
            counted("'group'", "s.kind IN ('group_centre', 'group_point', 'tibetan_station')"),
            counted("'rest'", "s.kind = 'rest_point'"),
            counted("'density'", "TRUE"),
            IDLE,
            WORKERS,
        )
    ),
    watches={
        "station": "SELECT id FROM {rows}",
        "station_name": "SELECT station_id FROM {rows}",
        "housing": "SELECT station_id FROM {rows}",
        "use_day": "SELECT station_id FROM {rows}",
        "workforce": "SELECT -id FROM {rows}",
    },
)

CENTRES = Tally(
    code="centres",
    subject=Federation,
    stretches="""
        SELECT f.id AS subject_id, f.id AS federation_id, ''::text AS key,
            COALESCE(f.valid_from, DATE '2000-01-01') AS valid_from, f.valid_to, 0 AS numerator,
            1 AS denominator
        FROM {federation} f JOIN unions_region r ON r.id = f.region_id
        WHERE f.kind = 'territorial' AND (f.level = 3
            OR f.level = 4 AND r.name !~ '(?<!林|特)区$') AND {only:f.id}
        UNION ALL
        SELECT f.id, f.id, '', lower(span), upper(span), 1, 0
        FROM {federation} f JOIN unions_region r ON r.id = f.region_id
        CROSS JOIN LATERAL (
            SELECT unnest(range_agg(daterange(
                GREATEST(s.opened_on, f.valid_from, DATE '2000-01-01'),
                LEAST(s.closed_on, f.valid_to)
            ))) AS span
            FROM {station} s
            WHERE s.federation_id = f.id AND s.kind IN ('aid_centre', 'service_centre')
                AND GREATEST(s.opened_on, f.valid_from, DATE '2000-01-01')
                    < COALESCE(LEAST(s.closed_on, f.valid_to), 'infinity')
        ) AS having_one
        WHERE f.kind = 'territorial' AND (f.level = 3
            OR f.level = 4 AND r.name !~ '(?<!林|特)区$') AND {only:f.id}
    """,
    watches={
        "station": "SELECT federation_id FROM {rows}",
        "federation": "SELECT id FROM {rows}",
    },
)
"""Cities, counties and county-level cities, told by their names from urban districts, which do not
count; and of them those with an open centre, however many."""
