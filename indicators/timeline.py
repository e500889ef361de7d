"""From facts, eligibility and coverage to rows of constant counts: the one place that counts.

Everything else adds these rows up. Two questions are answered with the same expressions:
``stretches`` gives each organization's whole timeline as now known, ``state`` gives one day as it
was known at one moment.
"""

from indicators.populations import populations

COLUMNS = (
    *("organization_id", "valid_from", "valid_to", "federation_id", "populations", "covered_in"),
    *("type", "category", "level", "form", "reason", "source"),
    *("registered", "filed", "normal", "normal_covered", "eligible"),
)

COUNTING = """
    SELECT {key}, f.federation_id,
        array_remove(ARRAY[{populations}]::text[], NULL) AS populations,
        CASE WHEN x.registered AND e.decision = 'eligible' AND c.form IS NOT NULL
            THEN array_remove(ARRAY[{covered_in}]::text[], NULL)
            ELSE '{{}}' END AS covered_in,
        f.type, f.category, f.registration_level AS level,
        COALESCE(c.form, '') AS form, COALESCE(e.reason, '') AS reason,
        COALESCE(o.code, '') AS source,
        x.registered::int::smallint AS registered,
        x.filed::int::smallint AS filed,
        x.normal::int::smallint AS normal,
        (x.normal AND c.form IS NOT NULL)::int::smallint AS normal_covered,
        (x.registered AND COALESCE(e.decision = 'eligible', FALSE))::int::smallint AS eligible
    FROM {rows}
    LEFT JOIN orgs_source o ON o.id = f.source_id
    CROSS JOIN LATERAL (SELECT
        f.standing = 'registered'
            AND f.status NOT IN ('deregistered', 'cancelled', 'preparing') AS registered,
        f.standing = 'filed' AND f.status NOT IN ('deregistered', 'cancelled') AS filed,
        f.standing = 'registered' AND f.status = 'normal' AS normal) x
    WHERE (x.registered OR x.filed)
"""
FACTS = """organization_id, valid_from, valid_to, federation_id, standing, status, type, category,
        registration_level, kind, source_id"""

BITEMPORAL = ("orgs_organizationfacts", "membership_eligibility", "membership_coverage")
STRETCHES = """
    WITH facts AS MATERIALIZED (
        SELECT {facts} FROM {orgs_organizationfacts} WHERE recorded_to IS NULL
    ), judged AS MATERIALIZED (
        SELECT organization_id, valid_from, valid_to, decision, reason
        FROM {membership_eligibility} WHERE recorded_to IS NULL
    ), covered AS MATERIALIZED (
        SELECT organization_id, valid_from, valid_to, form
        FROM {membership_coverage} WHERE counted AND recorded_to IS NULL
    ), turns AS (
        SELECT organization_id, valid_from AS day FROM facts
        UNION SELECT organization_id, valid_to FROM facts WHERE valid_to IS NOT NULL
        UNION SELECT organization_id, valid_from FROM judged
        UNION SELECT organization_id, valid_to FROM judged WHERE valid_to IS NOT NULL
        UNION SELECT organization_id, valid_from FROM covered
        UNION SELECT organization_id, valid_to FROM covered WHERE valid_to IS NOT NULL
    ), spans AS (
        SELECT organization_id, day AS valid_from,
            lead(day) OVER (PARTITION BY organization_id ORDER BY day) AS valid_to
        FROM turns
    )
    {counting}
"""
SPANS = """spans s
    JOIN facts f ON f.organization_id = s.organization_id AND f.valid_from <= s.valid_from
        AND (f.valid_to IS NULL OR f.valid_to > s.valid_from)
    LEFT JOIN judged e ON e.organization_id = s.organization_id AND e.valid_from <= s.valid_from
        AND (e.valid_to IS NULL OR e.valid_to > s.valid_from)
    LEFT JOIN covered c ON c.organization_id = s.organization_id AND c.valid_from <= s.valid_from
        AND (c.valid_to IS NULL OR c.valid_to > s.valid_from)"""

THEN = """{alias}.valid_from <= %(on)s
        AND ({alias}.valid_to IS NULL OR {alias}.valid_to > %(on)s)
        AND {alias}.recorded_from < %(known_before)s
        AND ({alias}.recorded_to IS NULL OR {alias}.recorded_to >= %(known_before)s)"""
DAY = """orgs_organizationfacts f
    LEFT JOIN membership_eligibility e ON e.organization_id = f.organization_id AND {e}
    LEFT JOIN membership_coverage c
        ON c.organization_id = f.organization_id AND c.counted AND {c}"""


def _counting(key, rows, parameters):
    whom = populations()
    inside, covered = [], []
    for population in whom:
        condition = population.condition("f", parameters)
        code = f"population_{len(parameters)}"
        parameters[code] = population.code
        forms = f"forms_{len(parameters)}"
        parameters[forms] = list(population.forms)
        inside.append(f"CASE WHEN {condition} THEN %({code})s END")
        covered.append(f"CASE WHEN {condition} AND c.form = ANY(%({forms})s) THEN %({code})s END")
    return COUNTING.format(
        key=key, populations=", ".join(inside), covered_in=", ".join(covered), rows=rows
    )


def stretches(*, touched=None):
    """SQL and parameters of the timeline rows (``COLUMNS``) as now known: of all organizations, or
    of those whose ids the table ``touched`` holds in ``organization_id``."""
    parameters = {}
    counting = _counting("s.organization_id, s.valid_from, s.valid_to", SPANS, parameters)
    tables = {table: _of(table, touched) for table in BITEMPORAL}
    return STRETCHES.format(facts=FACTS, counting=counting, **tables), parameters


def _of(table, touched):
    """A table, or its rows of the touched organizations. Whether they are current is asked behind
    OFFSET 0: else the planner takes the exclusion's index for both, a GiST, where finding one
    organization costs five times what it does in the plain one."""
    if not touched:
        return table
    return f"(SELECT * FROM {table} JOIN {touched} USING (organization_id) OFFSET 0) AS {table}"


def state(*, on, known_before, path):
    """SQL and parameters of the rows that held on one day, as known before a moment, of the
    organizations that were then at or below a federation. Columns as ``COLUMNS``."""
    parameters = {"on": on, "known_before": known_before, "path": f"{path}%"}
    then = {alias: THEN.format(alias=alias) for alias in "fec"}
    counting = _counting(
        "f.organization_id, f.valid_from, f.valid_to", DAY.format(**then), parameters
    )
    return (
        f"{counting} AND {then['f']} AND f.federation_id IN"
        " (SELECT id FROM unions_federation WHERE path LIKE %(path)s)"
    ), parameters
