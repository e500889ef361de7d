"""Keeping the tallies: the same marks, fold, rebuild and comparison as of the cells, and in the
same transaction. A touched thing is tallied anew; what that changes goes to the days."""

from indicators.models import TallyDay, TallyDirty, TallyStretch
from indicators.rollup import ANCESTRY
from indicators.tallies.sources import TALLIES

DIRTY, STRETCHES, DAYS = (m._meta.db_table for m in (TallyDirty, TallyStretch, TallyDay))
MOST_FOLDED = 60_000
"""Above so many touched subjects all of a tally is counted anew."""

COLUMNS = "subject_id, federation_id, key, valid_from, valid_to, numerator, denominator"
WORKSPACE = f"""
    CREATE TEMP TABLE IF NOT EXISTS tallying_marks (tally text, subject_id bigint)
        ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE IF NOT EXISTS tallying_touched (subject_id bigint) ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE IF NOT EXISTS tallying_net ON COMMIT DELETE ROWS
        AS SELECT {COLUMNS} FROM {STRETCHES} WITH NO DATA;
    DELETE FROM tallying_marks;
"""
NET = f"""
    WITH gone AS (
        DELETE FROM {STRETCHES} WHERE tally = %(tally)s
            AND subject_id IN (SELECT subject_id FROM tallying_touched) RETURNING {COLUMNS}
    ), come AS (
        INSERT INTO {STRETCHES} (tally, {COLUMNS})
        SELECT %(tally)s, {COLUMNS} FROM ({{fresh}}) AS fresh RETURNING {COLUMNS}
    )
    INSERT INTO tallying_net
    SELECT * FROM come
    UNION ALL
    SELECT subject_id, federation_id, key, valid_from, valid_to, -numerator, -denominator FROM gone
"""


def days(rows):
    """SQL that sums stretches into what each day changed, of every federation at or above."""
    return f"""
    WITH own AS MATERIALIZED (
        SELECT federation_id, key, day, sum(turn * numerator)::bigint AS numerator,
            sum(turn * denominator)::bigint AS denominator
        FROM {rows} CROSS JOIN LATERAL (VALUES (valid_from, 1), (valid_to, -1)) AS t (day, turn)
        WHERE day IS NOT NULL GROUP BY federation_id, key, day
        HAVING sum(turn * numerator) <> 0 OR sum(turn * denominator) <> 0
    ), ancestry AS MATERIALIZED ({ANCESTRY})
    SELECT a.federation_id, %(tally)s AS tally, key, day, sum(numerator)::bigint AS numerator,
        sum(denominator)::bigint AS denominator
    FROM own JOIN ancestry a ON a.own_id = own.federation_id
    GROUP BY a.federation_id, key, day
    HAVING sum(numerator) <> 0 OR sum(denominator) <> 0
    """


MINE = f"(SELECT {COLUMNS} FROM {STRETCHES} WHERE tally = %(tally)s) AS mine"
SAME = """d.federation_id = net.federation_id AND d.tally = net.tally AND d.key = net.key
    AND d.day = net.day"""
NEW = """WHEN NOT MATCHED THEN INSERT (federation_id, tally, key, day, numerator, denominator)
    VALUES (net.federation_id, net.tally, net.key, net.day, net.numerator, net.denominator)"""
ADD = f"""
    MERGE INTO {DAYS} AS d USING ({days("tallying_net")}) AS net ON {SAME}
    WHEN MATCHED AND d.numerator + net.numerator = 0 AND d.denominator + net.denominator = 0
        THEN DELETE
    WHEN MATCHED THEN UPDATE SET numerator = d.numerator + net.numerator,
        denominator = d.denominator + net.denominator
    {NEW}
"""
REPLACE = f"""
    MERGE INTO {DAYS} AS d USING ({days(MINE)}) AS net ON {SAME}
    WHEN MATCHED AND (d.numerator, d.denominator) <> (net.numerator, net.denominator)
        THEN UPDATE SET numerator = net.numerator, denominator = net.denominator
    {NEW}
    WHEN NOT MATCHED BY SOURCE AND d.tally = %(tally)s THEN DELETE
"""


def fold(cursor):
    """Tally anew what is marked, and the organizations in ``folding_touched``; the timeline is
    up to date. Returns how many days of federations changed, and the federations whose own they
    were."""
    cursor.execute(WORKSPACE)
    cursor.execute(
        f"""
        WITH taken AS (DELETE FROM {DIRTY} RETURNING tally, subject_id)
        INSERT INTO tallying_marks SELECT DISTINCT tally, subject_id FROM taken
        """
    )
    for tally in TALLIES.values():
        if tally.of_organizations:
            cursor.execute(
                "INSERT INTO tallying_marks SELECT %s, organization_id FROM folding_touched",
                [tally.code],
            )
    cursor.execute(
        "SELECT tally, count(DISTINCT subject_id), bool_or(subject_id IS NULL)"
        " FROM tallying_marks GROUP BY tally"
    )
    changed, federations = 0, set()
    for code, touched, everything in cursor.fetchall():
        if code not in TALLIES:
            continue
        whole = everything or touched > MOST_FOLDED
        if written := (_tally_all if whole else _tally_touched)(cursor, TALLIES[code]):
            changed += written
            rows = MINE if whole else "tallying_net"
            cursor.execute(f"SELECT DISTINCT federation_id FROM {rows}", {"tally": code})
            federations.update(key for (key,) in cursor)
    return changed, federations


def rebuild(cursor):
    """Tally everything anew. Returns how many days of federations changed."""
    cursor.execute(WORKSPACE)
    cursor.execute(f"DELETE FROM {DIRTY}")
    return sum(_tally_all(cursor, tally) for tally in TALLIES.values())


def _tally_all(cursor, tally):
    values = {"tally": tally.code}
    cursor.execute(f"DELETE FROM {STRETCHES} WHERE tally = %(tally)s", values)
    cursor.execute(
        f"INSERT INTO {STRETCHES} (tally, {COLUMNS})"
        f" SELECT %(tally)s, {COLUMNS} FROM ({tally.source()}) AS fresh",
        values,
    )
    cursor.execute(REPLACE, values)
    return cursor.rowcount


def _tally_touched(cursor, tally):
    values = {"tally": tally.code}
    cursor.execute("DELETE FROM tallying_touched; DELETE FROM tallying_net")
    cursor.execute(
        "INSERT INTO tallying_touched"
        " SELECT DISTINCT subject_id FROM tallying_marks WHERE tally = %(tally)s",
        values,
    )
    cursor.execute(NET.format(fresh=tally.source("tallying_touched")), values)
    cursor.execute(ADD, values)
    return cursor.rowcount


def differences(cursor):
    """``(how many, the first in words)`` of what is stored and what a recount gives."""
    found, first = 0, ""
    for tally in TALLIES.values():
        fresh = f"SELECT {COLUMNS} FROM ({tally.source()}) AS fresh"
        stored = f"SELECT {COLUMNS} FROM {STRETCHES} WHERE tally = %(tally)s"
        kept = f"SELECT * FROM {DAYS} WHERE tally = %(tally)s"
        kept = f"SELECT federation_id, tally, key, day, numerator, denominator FROM ({kept}) AS d"
        for what, mine, theirs in (
            ("时段", stored, fresh),
            ("逐日增减", kept, days(f"({fresh}) AS fresh")),
        ):
            for side, more, less in (("多出", mine, theirs), ("缺少", theirs, mine)):
                cursor.execute(
                    f"SELECT count(*), min(r::text) FROM"
                    f" (SELECT * FROM ({more}) m EXCEPT ALL SELECT * FROM ({less}) l) r",
                    {"tally": tally.code},
                )
                number, example = cursor.fetchone()
                found += number
                if number and not first:
                    first = f"{tally.code} 的{what}{side} {number} 行，如 {example}"
    return found, first
