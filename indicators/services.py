"""Keeping the cells true: fold what changed, rebuild everything, go on to the next day, verify.

One folder works at a time, in one transaction that sees one snapshot: it takes the dirty marks it
sees, recounts those organizations, and commits their timelines, the cells and the disappearance of
the marks together. Killed half-way it has done nothing, and the marks are still there. Marks that
come in meanwhile belong to transactions it does not see; the next fold finds both.
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from governance.trail import record
from indicators import live, rollup, timeline
from indicators.days import as_of, months_since
from indicators.models import Cell, Dirty, MonthlyChange, Refresh, TallyDirty, Timeline
from indicators.tallies import folding as tallies
from jobs.services import enqueue

LOCK = 7_261_001
"""The advisory lock of the one folder."""

MOST_FOLDED = 60_000
"""Above so many touched organizations a rebuild is quicker."""

FEW = 50
"""Up to so many changes are looked up one by one."""

EVERYONE = ("/0/*",)
MOST_PATHS = 50
"""An announcement that would name more federations names what they have in common."""

TIMELINE, CELLS, MONTHS = (m._meta.db_table for m in (Timeline, Cell, MonthlyChange))
KEY = ("organization_id", "valid_from")
VALUES = tuple(c for c in timeline.COLUMNS if c not in KEY)
LIST = ", ".join(timeline.COLUMNS)

WORKSPACE = f"""
    CREATE TEMP TABLE IF NOT EXISTS folding_touched (organization_id bigint)
        ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE IF NOT EXISTS folding_fresh ON COMMIT DELETE ROWS
        AS SELECT {LIST} FROM {TIMELINE} WITH NO DATA;
    CREATE TEMP TABLE IF NOT EXISTS folding_change ON COMMIT DELETE ROWS
        AS SELECT 1::int AS sign, {LIST} FROM {TIMELINE} WITH NO DATA;
    DELETE FROM folding_touched;
    DELETE FROM folding_fresh;
    DELETE FROM folding_change;
"""
ALL_ROWS = f"(SELECT 1 AS sign, {LIST} FROM {TIMELINE}) AS t"
ROWS_TODAY = f"(SELECT 1 AS sign, {LIST} FROM {TIMELINE} WHERE {rollup.VALID}) AS t"
CHANGES = "folding_change AS t"
CHANGES_TODAY = f"(SELECT * FROM folding_change WHERE {rollup.VALID}) AS t"


def is_behind():
    """Is there anything to fold, or a day to go on to? One cheap query each."""
    return _is_marked() or as_of() != timezone.localdate()


def _is_marked():
    return Dirty.objects.exists() or TallyDirty.objects.exists()


def fold(*, wait=False):
    """Bring the cells up to date with all that is committed. Returns the Refresh this made, or
    None when nothing counted changed or, unless ``wait``, another folder is at work."""
    with _sole_folder(wait=wait) as cursor:
        refresh, paths = _fold(cursor) if cursor else (None, ())
    return _announce(refresh, paths)


def rebuild(*, on=None):
    """Count everything anew at ``on`` (today if None) and write what differs."""
    with _sole_folder(wait=True) as cursor:
        Dirty.objects.all().delete()
        refresh, paths = _rebuild(cursor, on or timezone.localdate())
    return _announce(refresh, paths)


def advance(*, on=None, wait=True):
    """Let the cells speak of ``on`` (today if None): what began or ended since comes or goes."""
    on = on or timezone.localdate()
    with _sole_folder(wait=wait) as cursor:
        refresh, paths = _advance(cursor, on) if cursor else (None, ())
    return _announce(refresh, paths)


def keep_up():
    """What the clock calls for several times a second: the next day if it has come, then a fold."""
    if as_of() != timezone.localdate():
        advance(wait=False)
    if _is_marked():
        return fold()
    return None


@dataclass(frozen=True)
class Verdict:
    as_of: date
    refresh: str
    timeline: int
    cells: int
    months: int
    tallies: int
    first: str

    @property
    def differences(self):
        return self.timeline + self.cells + self.months + self.tallies


def verify():
    """Fold, then recount everything in the same snapshot and compare. Returns a Verdict."""
    with _sole_folder(wait=True) as cursor:
        refresh, paths = _fold(cursor)
        on = as_of()
        cursor.execute("DELETE FROM folding_fresh")
        fresh, parameters = timeline.stretches()
        cursor.execute(f"INSERT INTO folding_fresh ({LIST}) {_listed(fresh)}", parameters)
        stretches = f"SELECT {LIST} FROM folding_fresh"
        found = [_differences(cursor, TIMELINE, KEY, VALUES, stretches, {})]
        recounted = f"(SELECT 1 AS sign, {LIST} FROM folding_fresh) AS t"
        today = f"(SELECT 1 AS sign, {LIST} FROM folding_fresh WHERE {rollup.VALID}) AS t"
        for table, key, source, values in (
            (CELLS, rollup.CELL_KEY, rollup.cells(today), {"on": on}),
            (MONTHS, rollup.MONTH_KEY, rollup.months(recounted), months_since()),
        ):
            if values is None:
                found.append((MonthlyChange.objects.count(), ""))
            else:
                found.append(_differences(cursor, table, key, rollup.MEASURES, source, values))
        found.append(tallies.differences(cursor))
        latest = Refresh.objects.first()
    _announce(refresh, paths)
    return Verdict(
        as_of=on,
        refresh=str(latest),
        timeline=found[0][0],
        cells=found[1][0],
        months=found[2][0],
        tallies=found[3][0],
        first=next((sentence for _, sentence in found if sentence), ""),
    )


@contextmanager
def _sole_folder(*, wait):
    """Hold the lock of the one folder over one transaction with one snapshot, and yield its cursor;
    None when another holds it and we do not wait.

    The lock comes before the snapshot, or the snapshot would miss what the last folder did. Inside
    somebody else's transaction the lock is theirs until they commit.
    """
    nested = connection.in_atomic_block
    scope = "_xact" if nested else ""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute(f"SELECT pg_advisory{scope}_lock(%s)", [LOCK])
        else:
            cursor.execute(f"SELECT pg_try_advisory{scope}_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                yield None
                return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if not nested:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET LOCAL work_mem = '256MB'")
            cursor.execute(WORKSPACE)
            yield cursor
    finally:
        if not nested and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _fold(cursor):
    day = as_of()
    if day is None:
        Dirty.objects.all().delete()
        return _rebuild(cursor, timezone.localdate())
    cursor.execute(
        f"""
        WITH taken AS (
            DELETE FROM {Dirty._meta.db_table} WHERE id IN (
                SELECT id FROM {Dirty._meta.db_table} ORDER BY id LIMIT %s
            ) RETURNING organization_id
        )
        INSERT INTO folding_touched SELECT DISTINCT organization_id FROM taken
        """,
        [MOST_FOLDED * 4],
    )
    touched = cursor.rowcount
    cursor.execute("SELECT EXISTS (SELECT FROM folding_touched WHERE organization_id IS NULL)")
    if touched > MOST_FOLDED or cursor.fetchone()[0]:
        Dirty.objects.all().delete()
        return _rebuild(cursor, day)
    changed = _fold_organizations(cursor, day) if touched else 0
    tallied, federations = tallies.fold(cursor)
    if not changed and not tallied:
        return None, ()
    refresh = Refresh.objects.create(
        as_of=day, cause=Refresh.Cause.FOLD, organizations=touched, cells=changed + tallied
    )
    return refresh, _touched_paths(cursor, list(federations))


def _fold_organizations(cursor, day):
    """Count the touched organizations anew; returns how many cells that changed."""
    fresh, parameters = timeline.stretches(touched="folding_touched")
    cursor.execute(f"INSERT INTO folding_fresh ({LIST}) {_listed(fresh)}", parameters)
    stored = f"""SELECT {LIST} FROM {TIMELINE}
        WHERE organization_id IN (SELECT organization_id FROM folding_touched)"""
    cursor.execute(rollup.changes(stored, "SELECT * FROM folding_fresh", KEY, VALUES))
    if not cursor.rowcount:
        return 0
    with _row_by_row(cursor, cursor.rowcount <= FEW):
        return _apply(cursor, day)


@contextmanager
def _row_by_row(cursor, few):
    """Look up one by one what few changes touch. The planner does not know how many rows the work
    tables hold, and would read every month of every federation for a single one."""
    switch = "SET LOCAL enable_hashjoin = {0}; SET LOCAL enable_mergejoin = {0}"
    if few:
        cursor.execute(switch.format("off"))
    yield
    if few:
        cursor.execute(switch.format("on"))


def _apply(cursor, day):
    """Let the timeline, the cells and the months follow ``folding_change``; returns how many cells
    and months were written."""
    cursor.execute(
        f"""
        DELETE FROM {TIMELINE} t USING folding_change c
        WHERE c.sign < 0 AND t.organization_id = c.organization_id
            AND t.valid_from = c.valid_from AND NOT EXISTS (
                SELECT FROM folding_fresh f
                WHERE f.organization_id = c.organization_id AND f.valid_from = c.valid_from)
        """
    )
    come = f"""SELECT {LIST} FROM folding_fresh
        WHERE organization_id IN (SELECT organization_id FROM folding_change)"""
    cursor.execute(rollup.put(TIMELINE, KEY, VALUES, come))
    changed = _add_cells(cursor, CHANGES_TODAY, {"on": day})
    if months := months_since():
        source = rollup.months(CHANGES)
        cursor.execute(rollup.add(MONTHS, rollup.MONTH_KEY, source), months)
        changed += cursor.rowcount
    return changed


def _rebuild(cursor, on):
    # After a bulk load the planner knows nothing of the tables yet and would join row by row.
    cursor.execute("SET LOCAL enable_nestloop = off")
    fresh, parameters = timeline.stretches()
    cursor.execute(rollup.replace(TIMELINE, KEY, VALUES, fresh), parameters)
    organizations = cursor.rowcount
    cursor.execute(
        rollup.replace(CELLS, rollup.CELL_KEY, rollup.MEASURES, rollup.cells(ROWS_TODAY)),
        {"on": on},
    )
    changed = cursor.rowcount
    if months := months_since():
        source = rollup.months(ALL_ROWS)
        cursor.execute(rollup.replace(MONTHS, rollup.MONTH_KEY, rollup.MEASURES, source), months)
        changed += cursor.rowcount
    else:
        MonthlyChange.objects.all().delete()
    changed += tallies.rebuild(cursor)
    refresh = Refresh.objects.create(
        as_of=on, cause=Refresh.Cause.REBUILD, organizations=organizations, cells=changed
    )
    return refresh, EVERYONE


def _advance(cursor, on):
    day = as_of()
    if day is None or on < day:
        Dirty.objects.all().delete()
        return _rebuild(cursor, on)
    if on == day:
        return None, ()
    cursor.execute(
        f"""
        INSERT INTO folding_change
        SELECT -1, {rollup.signed(-1, timeline.COLUMNS)} FROM {TIMELINE}
        WHERE valid_from <= %(day)s AND valid_to > %(day)s AND valid_to <= %(on)s
        UNION ALL SELECT 1, {LIST} FROM {TIMELINE}
        WHERE valid_from > %(day)s AND {rollup.VALID}
        """,
        {"day": day, "on": on},
    )
    organizations = cursor.rowcount
    changed = _add_cells(cursor, CHANGES, {})
    refresh = Refresh.objects.create(
        as_of=on, cause=Refresh.Cause.ADVANCE, organizations=organizations, cells=changed
    )
    return refresh, EVERYONE


def _add_cells(cursor, rows, parameters):
    cursor.execute(rollup.add(CELLS, rollup.CELL_KEY, rollup.cells(rows)), parameters)
    return cursor.rowcount


def _listed(source):
    return f"SELECT {LIST} FROM ({source}) AS fresh"


def _differences(cursor, table, key, values, source, parameters):
    difference = rollup.difference(table, key, values, source)
    cursor.execute(f"SELECT *, count(*) OVER () FROM ({difference}) d LIMIT 1", parameters)
    row = cursor.fetchone()
    if row is None:
        return 0, ""
    where = "，".join(f"{k}={v}" for k, v in zip(key, row, strict=False))
    return row[-1], f"{table}（{where}）：现存 {row[len(key)]}，重算 {row[len(key) + 1]}"


def _touched_paths(cursor, tallied):
    cursor.execute(
        "SELECT path FROM unions_federation WHERE id = ANY(%s)"
        " OR id IN (SELECT federation_id FROM folding_change) ORDER BY path",
        [tallied],
    )
    paths = [path for (path,) in cursor]
    if len(paths) <= MOST_PATHS:
        return paths
    common = os.path.commonprefix([path.split("/") for path in paths])
    return ["/".join([*common, "*"])]


def _announce(refresh, paths):
    """Once committed, tell open pages. Inside somebody else's transaction that is later."""
    if refresh is not None:
        transaction.on_commit(lambda: live.announce(refresh, paths))
    return refresh


@transaction.atomic
def note_export(*, by, found, rows):
    """What leaves the house is written down."""
    record(
        by=by,
        verb="indicators.export",
        label="导出指标构成名单",
        federation=found.look.federation,
        indicator=found.code,
        part=found.part,
        on=found.day and found.day.isoformat(),
        rows=rows,
    )


def note_priorities_export(*, by, drive, federation, on, rows):
    """The same of a list of organizations to begin with."""
    record(
        by=by,
        verb="priorities.export",
        label="导出优先建会名单",
        federation=federation,
        drive=drive.code,
        on=on and on.isoformat(),
        rows=rows,
    )


def ask_for_records(*, by, title, query):
    """A job that writes a long list behind a figure; it asks the query again, with the rights that
    the person then has."""
    return enqueue(
        by=by, kind="indicators.records", title=f"导出：{title}", arguments={"query": query}
    )
