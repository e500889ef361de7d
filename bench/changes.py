"""G4, G5, G6 and growth: what a change costs its writer, and how soon it is in every cell.

A change here suspends an organization or lets it go on: it moves two measures in every dimension
of every population it is in, at every level. Peers are the bare table (a primary key, nothing
else), and the product's own table with its indexes, without marks and history.
"""

import random
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from bench.ground import BARE, SMALL, Line, in_turns, say, seconds, share
from indicators import services
from indicators.models import Refresh
from orgs.bitemporal import rewrite
from orgs.models import OrganizationFacts

FACTS = "orgs_organizationfacts"
EXCLUSION = "plain_organization_id_daterange_excl"
PEERS = ("heap", "unmarked", "plain", "counted")
BATCH = 10_000
CHANGE = "status = CASE status WHEN 'normal' THEN 'suspended' ELSE 'normal' END"
ROW_TRIGGER = """
CREATE TABLE {schema}.counters (federation_id bigint, dimension text, key text, normal int,
    PRIMARY KEY (federation_id, dimension, key));
CREATE FUNCTION {schema}.count_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {schema}.counters
    SELECT a.id, d.dimension, d.key, d.change
    FROM unions_federation f
    JOIN unions_federation a ON starts_with(f.path, a.path)
        AND a.code = ANY(string_to_array(f.path, '/'))
    CROSS JOIN LATERAL (VALUES ('total', '', 0), ('type', NEW.type, 0),
        ('category', NEW.category, 0), ('level', NEW.registration_level, 0)
    ) AS d (dimension, key, change)
    WHERE f.id = NEW.federation_id
    ORDER BY 1, 2, 3
    ON CONFLICT (federation_id, dimension, key) DO UPDATE SET normal = counters.normal
        + (NEW.status = 'normal')::int - (OLD.status = 'normal')::int;
    RETURN NULL;
END $$;
CREATE TRIGGER count_up AFTER UPDATE ON {schema}.counted FOR EACH ROW
    EXECUTE FUNCTION {schema}.count_up();
"""


def make_peers(ground, database):
    """``bare.heap``: rows and a key. ``bare.unmarked``: the product's table without its triggers.
    ``bare.plain``: that without the exclusion that keeps history straight. ``bare.counted``: as
    the heap, with a row trigger that keeps counters."""
    with ground.owner(database) as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {BARE} CASCADE; CREATE SCHEMA {BARE}")
        for name in PEERS:
            like = "INCLUDING INDEXES" if name in ("unmarked", "plain") else ""
            cursor.execute(f"CREATE TABLE {BARE}.{name} (LIKE {FACTS} {like})")
        cursor.execute(f"ALTER TABLE {BARE}.plain DROP CONSTRAINT {EXCLUSION}")
        for name in PEERS:
            cursor.execute(f"INSERT INTO {BARE}.{name} SELECT * FROM {FACTS}")
        for name in ("heap", "counted"):
            cursor.execute(f"ALTER TABLE {BARE}.{name} ADD PRIMARY KEY (id)")
        cursor.execute(ROW_TRIGGER.format(schema=BARE))
        cursor.execute(
            f"GRANT USAGE ON SCHEMA {BARE} TO liaison_app;"
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {BARE} TO liaison_app"
        )
        cursor.execute(f"VACUUM ANALYZE {FACTS}")
        for name in PEERS:
            cursor.execute(f"VACUUM ANALYZE {BARE}.{name}")


def living(count, seed):
    """Ids of current facts rows of organizations that go on, drawn by a seed."""
    keys = OrganizationFacts.objects.filter(
        recorded_to=None,
        valid_to=None,
        standing="registered",
        status__in=["normal", "suspended"],
    ).order_by("pk")
    drawn = list(keys.values_list("pk", flat=True))
    return random.Random(seed).sample(drawn, min(count, len(drawn)))


def update(table, keys):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {CHANGE} WHERE id = ANY(%s)", [keys])


def measure(ground):
    make_peers(ground, "bench_large")
    yield from one_row()
    yield from a_batch()
    yield from eight_writers(ground)
    yield from growth(ground)
    say("verify …")
    verdict = services.verify()
    yield Line(
        "G5",
        "cells that differ from a recount, after all of this",
        verdict.differences,
        1,
        "0 wanted",
        "0",
        unit="",
        limit=0,
    )


def one_row():
    say("G4 one row …")
    services.fold(wait=True)
    keys = iter(living(200, 4))
    folds, cells = [], []

    def fold():
        refresh = services.fold(wait=True)
        cells.append(refresh.cells)

    taken = {name: [] for name in ("bare", "unmarked", "product", "history")}
    for _ in range(40):
        key = next(keys)
        taken["bare"].append(seconds(update, f"{BARE}.heap", [key]))
        taken["unmarked"].append(seconds(update, f"{BARE}.unmarked", [key]))
        taken["product"].append(seconds(update, FACTS, [key]))
        folds.append(seconds(fold))
        taken["history"].append(seconds(close_and_insert, key))
        folds.append(seconds(fold))
    middle = {name: share(times, 0.5) for name, times in taken.items()}
    yield Line(
        "G4",
        "a one-row change, its organization marked",
        middle["product"],
        middle["bare"],
        "bare UPDATE",
        "≤ 1.5×",
        limit=1.5,
    )
    yield Line(
        "G4",
        "a one-row change, its organization marked",
        middle["product"],
        middle["unmarked"],
        "same table without marks",
        "–",
    )
    yield Line(
        "G4",
        "a change as the services make it: closed, and written anew",
        middle["history"],
        middle["unmarked"],
        "one UPDATE without marks",
        "–",
    )
    yield Line(
        "G4",
        f"folded into every level, p95 ({share(cells, 0.5)} cells)",
        share(folds, 0.95),
        0.3,
        "300 ms",
        "≤ 1",
        limit=1,
    )
    rebuild = seconds(services.rebuild)
    yield Line(
        "G4",
        "folded into every level, median",
        share(folds, 0.5),
        rebuild,
        "full rebuild",
        "≤ 1/100",
        limit=0.01,
    )


@transaction.atomic
def close_and_insert(key):
    """What a service does to the facts: history is closed and written, never edited."""
    old = OrganizationFacts.objects.select_for_update().get(pk=key)
    held = OrganizationFacts.objects.filter(organization=old.organization_id)
    status = "suspended" if old.status == "normal" else "normal"
    since = timezone.localdate() - timedelta(days=1)
    rewrite(held, OrganizationFacts(**{**old.content(), "status": status}, valid_from=since))


def a_batch():
    say("G5 10,000 rows …")
    batch = living(BATCH, 5)

    def product():
        update(FACTS, batch)
        services.fold(wait=True)

    taken = in_turns(
        3,
        warm=1,
        bare=lambda: update(f"{BARE}.heap", batch),
        plain=lambda: update(f"{BARE}.plain", batch),
        product=product,
    )
    rows = seconds(update, f"{BARE}.counted", batch)
    yield Line(
        "G5",
        f"{len(batch):,} changes, marked and folded",
        taken["product"],
        taken["plain"],
        "same table without marks and history",
        "≤ 5×",
        limit=5,
    )
    yield Line(
        "G5",
        f"{len(batch):,} changes, marked and folded",
        taken["product"],
        taken["bare"],
        "UPDATE of a table with a key only",
        "–",
    )
    yield Line(
        "G5",
        "row triggers that keep counters (1 of 6 measures, 4 of 7 dimensions)",
        rows,
        taken["product"],
        "marked and folded",
        "≥ 10×",
        higher_is_better=True,
        limit=10,
    )


def eight_writers(ground):
    say("G6 eight writers …")
    top = max(living(1_000, 6))
    script = f"\\set id random(1, {top})\nUPDATE {{}} SET {CHANGE} WHERE id = :id\n"
    rates = {"unmarked": [], "product": [], "bare": []}
    for _ in range(3):
        for name, table in (
            ("bare", f"{BARE}.heap"),
            ("unmarked", f"{BARE}.unmarked"),
            ("product", FACTS),
        ):
            rates[name].append(ground.pgbench(script.format(table), clients=8, seconds=6))
            if name == "product":
                services.fold(wait=True)
    middle = {name: share(found, 0.5) for name, found in rates.items()}
    yield Line(
        "G6",
        "8 writers, one row each time, marked",
        middle["product"],
        middle["unmarked"],
        "same table without marks",
        "≥ 0.75×",
        unit="tps",
        higher_is_better=True,
        limit=0.75,
    )
    yield Line(
        "G6",
        "8 writers, one row each time, marked",
        middle["product"],
        middle["bare"],
        "bare UPDATE",
        "–",
        unit="tps",
        higher_is_better=True,
    )


def growth(ground):
    """The same one-row change, marked and folded, in the small registry and in the large one."""
    say("growth …")
    taken = {"bench_small": [], "bench_large": []}
    for turn in range(5):
        for database in taken:
            ground.use(database)
            if not Refresh.objects.exists():
                services.rebuild()
            services.fold(wait=True)
            keys = living(12, 100 + turn)
            for warming, key in enumerate(keys):
                time_taken = seconds(update, FACTS, [key]) + seconds(services.fold)
                if warming >= 4:
                    taken[database].append(time_taken)
    ground.use("bench_large")
    middle = {name: share(times, 0.5) for name, times in taken.items()}
    yield Line(
        "growth",
        "one-row change, marked and folded, in the large registry",
        middle["bench_large"],
        middle["bench_small"],
        f"among {SMALL:,} organizations",
        "≤ 1.5×",
        limit=1.5,
    )
