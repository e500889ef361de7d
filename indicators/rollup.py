"""From timeline rows to cells: SQL in two phases, once for each federation's own organizations,
then upwards along the line of command. Parents are sums, so the second phase never counts again.

Every statement here reads a relation of timeline rows that carries ``sign``: +1 for what came, −1
for what went, 0 for what stayed and only counts otherwise; measures are by how much they changed.
A full rebuild is the same statement over all rows with sign 1.
"""

MEASURES = (
    *("registered", "filed", "normal", "normal_covered", "eligible"),
    "eligible_covered",
)
DIMENSIONS = ("type", "category", "level", "form", "reason", "source")

OWN_MEASURES = MEASURES[:-1]
"""Those a timeline row carries; the last depends on the population that asks."""

SUMS = f"""
    {", ".join(f"sum({m})::int AS {m}" for m in OWN_MEASURES)},
    sum(sign * (population = ANY(covered_in))::int)::int AS eligible_covered
"""
RESUMS = ", ".join(f"sum({m})::int AS {m}" for m in MEASURES)
SOMETHING = " OR ".join(f"sum({m}) <> 0" for m in MEASURES)

ANCESTRY = """
    SELECT f.id AS own_id, a.id AS federation_id
    FROM (SELECT id, path FROM unions_federation WHERE id IN (SELECT federation_id FROM own)) f
    CROSS JOIN LATERAL unnest(string_to_array(trim(BOTH '/' FROM f.path), '/')) AS step
    JOIN unions_federation a ON a.code = step
"""
VALID = "valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s)"


def cells(rows):
    """SQL that sums ``rows`` (a FROM item with the timeline's columns and ``sign``) into cells:
    totals of every federation, and the dimensions of the provinces and of the nation.

    What stands below a province is few enough to be grouped by a dimension when someone asks
    (``queries.View.by_dimension``), and too much to be kept for every key of every county. Rows
    that count alike are put together first, so that the seven groupings go over few.
    """
    sets = ", ".join(f"(head_id, population, {d})" for d in DIMENSIONS)
    of = " ".join(f"WHEN GROUPING({d}) = 0 THEN '{d}'" for d in DIMENSIONS)
    dimensions = ", ".join(DIMENSIONS)
    return f"""
    WITH counted AS MATERIALIZED (
        SELECT federation_id, head_id, populations, covered_in, {dimensions},
            {", ".join(f"sum({m})::int AS {m}" for m in OWN_MEASURES)}, sum(sign)::int AS sign
        FROM {rows}
        JOIN (SELECT id AS own_id, COALESCE(province_id, id) AS head_id FROM unions_federation) h
            ON h.own_id = t.federation_id
        GROUP BY GROUPING SETS ((federation_id, populations, covered_in),
            (head_id, populations, covered_in, {dimensions}))
    ), own AS MATERIALIZED (
        SELECT federation_id, population, 'total' AS dimension, '' AS key, {SUMS}
        FROM counted CROSS JOIN LATERAL unnest(populations) AS population
        WHERE federation_id IS NOT NULL
        GROUP BY federation_id, population
        UNION ALL
        SELECT head_id, population, CASE {of} END, COALESCE({dimensions}), {SUMS}
        FROM counted CROSS JOIN LATERAL unnest(populations) AS population
        WHERE federation_id IS NULL
        GROUP BY GROUPING SETS ({sets})
    ), ancestry AS MATERIALIZED ({ANCESTRY})
    SELECT a.federation_id, population, dimension, key, {RESUMS}
    FROM own JOIN ancestry a ON a.own_id = own.federation_id
    GROUP BY a.federation_id, population, dimension, key
    HAVING {SOMETHING}
    """


def keeps_dimensions(federation):
    """Has this federation cells for each key of each dimension, or totals only?"""
    return federation.parent_id is None or federation.province_id == federation.pk


def months(rows):
    """SQL that sums ``rows`` into what each month changed, from the month end %(first)s on.

    A row enters at the first month end on or after its first day and leaves at the first on or
    after the day it ends; what begins and ends between two month ends is never seen.
    """
    end = "(date_trunc('month', {0}::timestamp) + interval '1 month - 1 day')::date"
    at = f"CASE WHEN {{0}} <= %(first)s THEN %(first)s ELSE {end} END"
    return f"""
    WITH own AS MATERIALIZED (
        SELECT federation_id, population, month_end,
            {", ".join(f"sum(turn * {m})::int AS {m}" for m in OWN_MEASURES)},
            sum(turn * sign * (population = ANY(covered_in))::int)::int AS eligible_covered
        FROM (
            SELECT *, {at.format("valid_from")} AS enters,
                CASE WHEN valid_to IS NOT NULL THEN {at.format("valid_to")} END AS leaves
            FROM {rows}
            WHERE valid_to IS NULL OR valid_to > %(first)s
            OFFSET 0  -- work out both ends once
        ) AS stretch
        CROSS JOIN LATERAL unnest(populations) AS population
        CROSS JOIN LATERAL (VALUES (enters, 1), (leaves, -1)) AS t (month_end, turn)
        WHERE enters IS DISTINCT FROM leaves AND month_end IS NOT NULL
        GROUP BY federation_id, population, month_end
        HAVING {" OR ".join(f"sum(turn * {m}) <> 0" for m in OWN_MEASURES)}
            OR sum(turn * sign * (population = ANY(covered_in))::int) <> 0
    ), ancestry AS MATERIALIZED ({ANCESTRY})
    SELECT a.federation_id, population, month_end, {RESUMS}
    FROM own JOIN ancestry a ON a.own_id = own.federation_id
    GROUP BY a.federation_id, population, month_end
    HAVING {SOMETHING}
    """


CELL_KEY = ("federation_id", "population", "dimension", "key")
MONTH_KEY = ("federation_id", "population", "month_end")


def add(table, key, source):
    """MERGE the sums of ``source`` into ``table``: add, make what was not there, drop what counts
    nothing any more."""
    return f"""
    MERGE INTO {table} AS cell USING ({source}) AS net ON {_same(key)}
    WHEN MATCHED AND {" AND ".join(f"cell.{m} + net.{m} = 0" for m in MEASURES)} THEN DELETE
    WHEN MATCHED THEN UPDATE SET {", ".join(f"{m} = cell.{m} + net.{m}" for m in MEASURES)}
    WHEN NOT MATCHED THEN INSERT ({", ".join((*key, *MEASURES))})
        VALUES ({", ".join(f"net.{c}" for c in (*key, *MEASURES))})
    """


def put(table, key, values, source):
    """MERGE that writes the rows of ``source`` into ``table``, over those of the same key."""
    return f"""
    MERGE INTO {table} AS cell USING ({source}) AS net ON {_same(key)}
    WHEN MATCHED AND {_differ(values)} THEN
        UPDATE SET {", ".join(f"{v} = net.{v}" for v in values)}
    WHEN NOT MATCHED THEN INSERT ({", ".join((*key, *values))})
        VALUES ({", ".join(f"net.{c}" for c in (*key, *values))})
    """


def replace(table, key, values, source):
    """MERGE that makes ``table`` equal to ``source`` and writes only what differs."""
    return f"{put(table, key, values, source)} WHEN NOT MATCHED BY SOURCE THEN DELETE"


def difference(table, key, values, source):
    """SQL of the rows in which ``table`` and ``source`` differ: key, stored values, true values."""
    mine, theirs = (", ".join(f"{side}.{v}" for v in values) for side in ("cell", "net"))
    return f"""
    SELECT {", ".join(f"COALESCE(cell.{k}, net.{k}) AS {k}" for k in key)},
        CASE WHEN cell.{key[0]} IS NOT NULL THEN
            (SELECT to_jsonb(r) FROM (SELECT {mine}) r) END AS stored,
        CASE WHEN net.{key[0]} IS NOT NULL THEN
            (SELECT to_jsonb(r) FROM (SELECT {theirs}) r) END AS recounted
    FROM {table} AS cell FULL JOIN ({source}) AS net ON {_same(key)}
    WHERE {_differ(values)}
    """


def changes(stored, fresh, key, values):
    """INSERT of what went (sign −1), what came (+1) and what only counts otherwise (0) between two
    lists of timeline rows: they are matched by everything that is not counted."""
    alike = [c for c in (*key, *values) if c not in OWN_MEASURES]
    same = " AND ".join(
        f"COALESCE(cell.{c}, 'infinity') = COALESCE(net.{c}, 'infinity')"
        if c == "valid_to"
        else f"cell.{c} = net.{c}"
        for c in alike
    )
    differences = [f"COALESCE(net.{m}, 0) - COALESCE(cell.{m}, 0)" for m in OWN_MEASURES]
    return f"""
    INSERT INTO folding_change (sign, {", ".join((*alike, *OWN_MEASURES))})
    SELECT (net.{key[0]} IS NOT NULL)::int - (cell.{key[0]} IS NOT NULL)::int,
        {", ".join(f"COALESCE(net.{c}, cell.{c})" for c in alike)}, {", ".join(differences)}
    FROM ({stored}) AS cell FULL JOIN ({fresh}) AS net ON {same}
    WHERE cell.{key[0]} IS NULL OR net.{key[0]} IS NULL OR {_differ(OWN_MEASURES)}
    """


def signed(sign, columns):
    """Columns of timeline rows, their measures as what comes (+1) or goes (−1)."""
    return ", ".join(f"{sign} * {c}" if c in OWN_MEASURES else c for c in columns)


def _same(key):
    return " AND ".join(f"cell.{k} = net.{k}" for k in key)


def _differ(values):
    mine, theirs = (", ".join(f"{side}.{v}" for v in values) for side in ("cell", "net"))
    return f"ROW({mine}) IS DISTINCT FROM ROW({theirs})"
