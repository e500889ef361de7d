"""G2 and G3: from timelines to every cell of every federation, against the bare aggregate."""

from itertools import product

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils import timezone

from bench.ground import Line, in_turns, say, seconds
from indicators import rollup, services
from indicators.days import as_of
from indicators.models import Timeline
from unions.models import Federation

CONSUME = " + ".join(f"coalesce(sum({m}), 0)" for m in rollup.MEASURES)
LEVELS = (None, "province", "city", "county")


def execute(sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(sql, parameters)
        return cursor.fetchone() if cursor.description else None


def consumed(select):
    """Sums every column, so that the planner cannot leave a part of the work undone."""
    return f"SELECT count(*), {CONSUME} FROM ({select}) AS everything"


def bare_aggregate():
    """The limit in this database: the same rows grouped once by the same keys, each where it
    stands, and never upwards."""
    sets = ", ".join(f"(head_id, population, {d})" for d in rollup.DIMENSIONS)
    return f"""
        SELECT COALESCE(federation_id, head_id) AS federation_id, population,
            COALESCE({", ".join(rollup.DIMENSIONS)}, '') AS key, {rollup.SUMS}
        FROM {services.ROWS_TODAY}
        JOIN (SELECT id AS own_id, COALESCE(province_id, id) AS head_id FROM unions_federation) h
            ON h.own_id = t.federation_id
        CROSS JOIN LATERAL unnest(populations) AS population
        GROUP BY GROUPING SETS ((federation_id, population), {sets})
    """


def measure(ground):
    today = {"on": as_of()}
    whole = rollup.cells(services.ROWS_TODAY)

    def into_a_table():
        execute("DROP TABLE IF EXISTS rolled")
        execute(f"CREATE TEMP TABLE rolled AS {whole}", today)

    say("G2 full roll-up …")
    taken = in_turns(
        3,
        bare=lambda: execute(consumed(bare_aggregate()), today),
        select=lambda: execute(consumed(whole), today),
        table=into_a_table,
        rebuild=services.rebuild,
    )
    cells = execute("SELECT count(*) FROM rolled")[0]
    yield Line(
        "G2",
        f"every level as a query ({cells:,} cells)",
        taken["select"],
        taken["bare"],
        "bare aggregate of one level",
        "≤ 1.2×",
        limit=1.2,
    )
    yield Line(
        "G2",
        "every level into a table",
        taken["table"],
        taken["bare"],
        "bare aggregate of one level",
        "≤ 1.5×",
        limit=1.5,
    )
    yield Line(
        "G2",
        "full rebuild: timelines, cells, months, nothing to write",
        taken["rebuild"],
        taken["bare"],
        "bare aggregate of one level",
        "–",
    )
    yield from against_the_orm(taken["table"])


def against_the_orm(ours):
    """What a project without cells does: a query a level and dimension, or counts a federation."""
    say("G3 the same cells by ORM …")
    on = timezone.localdate()
    valid = Timeline.objects.valid(on)
    sums = {m: Sum(m) for m in ("registered", "filed", "normal", "normal_covered", "eligible")}

    def annotate(level, dimension, population):
        keys = [f"federation__{level}"] if level else []
        keys += [dimension] if dimension else []
        rows = valid.filter(populations__contains=[population])
        founded = Count("valid_from", filter=Q(covered_in__contains=[population]))
        list(rows.values(*keys).annotate(**sums, founded=founded).order_by())

    populations = ["all", "DRV-2023"]
    some = list(product(LEVELS, (None, "type"), populations))
    taken = [seconds(annotate, *one) for one in some]
    # the samples are two of seven dimensions and two of six populations, the two largest
    whole = sum(taken) * len((None, *rollup.DIMENSIONS)) / 2
    yield Line(
        "G3",
        "one ORM annotate a level, dimension and population (2 of 6 populations)",
        whole,
        ours,
        "roll-up into a table",
        "≥ 2.5×",
        higher_is_better=True,
        limit=2.5,
        note=f"extrapolated from {len(some)} queries",
    )

    def two_counts(federation):
        below = valid.filter(federation__path__startswith=federation.path)
        below.filter(normal=1).count()
        below.filter(normal_covered=1).count()

    expected = 0
    for level in Federation.Level.values:
        held = Federation.objects.filter(level=level)
        sample = list(held.order_by("?")[:5])
        if sample:
            expected += sum(seconds(two_counts, f) for f in sample) / len(sample) * held.count()
    yield Line(
        "G3",
        "two ORM counts a federation (2 of 6 measures, no dimension)",
        expected,
        ours,
        "roll-up into a table",
        "≥ 50×",
        higher_is_better=True,
        limit=50,
        note=f"extrapolated to {Federation.objects.count():,}; the goal was set for 44,704 regions",
    )
