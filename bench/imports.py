"""G7, G8, G9: a list taken in, beside what the database alone needs and beside the usual ways.

Half of the rows are new, half change what is there; nine in a thousand are broken. Every round is
rolled back. Peers stand on a copy of the table with its indexes, and with nothing else: no history,
no lineage, no judging of names and duplicates. django-import-export is no dependency of this
project; the laboratory found it 27 times slower at 10,000 rows.
"""

import csv
import io
import random
import tempfile
from pathlib import Path
from statistics import median

import openpyxl
import xlsxwriter
from django.db import connection, transaction
from django.utils import timezone
from stdnum.cn import uscc

from bench.ground import COUNT, Line, in_turns, say, seconds
from jobs.sheets import read_table
from orgs.imports import batches
from orgs.imports.batches import import_file
from orgs.imports.columns import WORDS
from orgs.imports.reading import read_listing
from orgs.models import Organization
from orgs.names import initials
from orgs.services.importing import source_named
from unions.models import Federation

ROWS = min(10_000, COUNT // 10)
BROKEN = 111
"""Every so many rows one has a wrong code."""
SCHEMA, TABLE = "bare_import", "orgs_organization"
HEAD = (
    "社会组织名称",
    "统一社会信用代码",
    "社会组织类型",
    "登记管理机关",
    "住所",
    "从业人员（人）",
)
COLUMNS = ("name", "folded_name", "initials", "credit_code", "type", "registering_authority")
COLUMNS += ("residence", "staff_count", "federation_id", "uid")
MERGE = """
INSERT INTO {table} ({columns}, standing, status, registration_level, kind, category, labour_field,
    labour_domains, has_party_org, supervising_unit, management, legal_representative,
    contact_phone, funding_sources, activities, ways_of_working, labour_field_basis)
SELECT {columns}, 'registered', 'normal', '50', 'general', '', false, '{{}}', false, '', '', '', '',
    '{{}}', '', '{{}}', '' FROM incoming
ON CONFLICT (credit_code) DO UPDATE SET staff_count = excluded.staff_count,
    residence = excluded.residence
WHERE ({table}.staff_count, {table}.residence)
    IS DISTINCT FROM (excluded.staff_count, excluded.residence)
"""


def measure(ground):
    ground.use("bench_large")
    home = Federation.objects.get(code="50")
    rows = made_up(home)
    make_peers(ground)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "名单.xlsx"
        broken = write_list(path, rows)
        yield from whole_job(path, rows, home, broken)
        yield from reading_alone(path, home)
    yield from layouts(ground)


def made_up(home):
    """Rows as an office would write them: known organizations with another staff, and new ones."""
    dice = random.Random(20260901)
    ours = Organization._base_manager.filter(federation__in=Federation.objects.at_or_below([home]))
    known = ours.exclude(credit_code=None).filter(status="normal", federation__code="500112")
    known = known if known.count() >= ROWS // 2 else ours.exclude(credit_code=None)
    found = known.filter(status="normal").order_by("pk")
    found = found.values_list("name", "credit_code", "type", "region__name")
    rows = [
        [name, code, kind, "", f"重庆市{county}某某路{n}号", dice.randrange(1000, 2000)]
        for n, (name, code, kind, county) in enumerate(found[: ROWS // 2])
    ]
    for n in range(ROWS - len(rows)):
        body = f"5250011239{n:07d}"
        name = f"重庆市渝北区{dice.choice('晨光和谐同心')}{n}号社会工作服务中心"
        code = body + uscc.calc_check_digit(body)
        rows.append(
            [name, code, "52", "重庆市渝北区民政局", f"重庆市渝北区龙溪街道松石路{n}号", n % 90]
        )
    dice.shuffle(rows)
    return rows


def write_list(path, rows):
    """The list as a workbook, some rows broken. Returns how many."""
    broken = 0
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    page = book.add_worksheet("名单")
    page.write_row(0, 0, HEAD)
    for at, row in enumerate(rows, 1):
        name, code, *rest = row
        if not at % BROKEN:
            broken += 1
            code = code[:-1] + ("0" if code[-1] != "0" else "1")
        page.write_row(at, 0, [name, code, *rest])
    book.close()
    return broken


def make_peers(ground):
    say("  a bare copy of the register …")
    with ground.owner() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")
        cursor.execute(f"GRANT ALL ON SCHEMA {SCHEMA} TO PUBLIC")
        for name, fill in ((TABLE, 80), ("full", 100)):
            table = f"{SCHEMA}.{name}"
            cursor.execute(f"CREATE TABLE {table} (LIKE public.{TABLE} INCLUDING DEFAULTS)")
            cursor.execute(f"ALTER TABLE {table} SET (fillfactor = {fill})")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM public.{TABLE}")
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s",
                [TABLE],
            )
            for (index,) in cursor.fetchall():
                head, _, rest = index.partition(" ON public.")
                unique = "UNIQUE " if "UNIQUE" in head else ""
                cursor.execute(f"CREATE {unique}INDEX ON {SCHEMA}.{rest.replace(TABLE, name, 1)}")
            cursor.execute(
                f"ALTER TABLE {table} ALTER id SET DEFAULT nextval('public.{TABLE}_id_seq')"
            )
            cursor.execute(f"GRANT ALL ON {table} TO PUBLIC; ANALYZE {table}")


def whole_job(path, rows, home, broken):
    say(f"G7 a list of {len(rows):,} rows …")
    source, ready = source_named("bench"), clean(rows, home)
    found = {}

    def product():
        with rolled_back():
            found.update(
                import_file(
                    by=None,
                    path=path,
                    name=path.name,
                    source=source,
                    federation=home,
                    as_of=timezone.localdate(),
                    apply=True,
                )
            )

    taken = in_turns(
        3,
        product=product,
        without=lambda: without_records(product),
        bare=lambda: bare_merge(ready),
        usual=lambda: openpyxl_and_bulk_create(path, home),
    )
    told = len({error["row"] for error in found["errors"]})
    yield Line(
        "G7",
        f"a list of {len(rows):,} rows read, judged, written, with history and lineage",
        taken["product"],
        taken["bare"],
        "COPY of clean rows + the same merge",
        "≤ 2×",
        limit=2,
        note=f"{told} of {broken} broken rows told; {found['new']:,} new",
    )
    yield Line(
        "G7",
        "the same without history and lineage",
        taken["without"],
        taken["bare"],
        "COPY of clean rows + the same merge",
        "–",
    )
    yield Line(
        "G7",
        "openpyxl + bulk_create(update_conflicts), barely checked",
        taken["usual"],
        taken["product"],
        "product",
        "≥ 3×",
        higher_is_better=True,
        limit=3,
    )


class rolled_back(transaction.Atomic):
    """What is done within is timed and undone."""

    def __init__(self):
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, *wrong):
        transaction.set_rollback(True)
        super().__exit__(*wrong)


def without_records(product):
    """The product with its lines and its history left unwritten."""
    from orgs.services import writing

    kept = batches.keep_lines, writing.copy_facts
    batches.keep_lines, writing.copy_facts = (lambda **_: None), (lambda facts, at: None)
    try:
        product()
    finally:
        batches.keep_lines, writing.copy_facts = kept


def clean(rows, home):
    """The rows as the database wants them: those that are not broken."""
    out = io.StringIO()
    writer = csv.writer(out)
    for n, (name, code, kind, authority, residence, staff) in enumerate(rows, 1):
        if not n % BROKEN:
            continue
        uid = f"00000000-0000-4000-8000-{n:012d}"
        writer.writerow(
            [name, name, initials(name), code, kind, authority, residence, staff, home.pk, uid]
        )
    return out


def bare_merge(ready):
    """What the database alone needs: clean rows by COPY, one merge."""
    ready.seek(0)
    names = ", ".join(COLUMNS)
    with rolled_back(), connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE incoming ON COMMIT DROP AS SELECT {names} FROM {TABLE} LIMIT 0"
        )
        cursor.copy_expert(
            f"COPY incoming ({names}) FROM STDIN WITH (FORMAT csv, NULL '\\N')", ready
        )
        cursor.execute(MERGE.format(table=f"{SCHEMA}.{TABLE}", columns=names))


def openpyxl_and_bulk_create(path, home):
    """The way it is usually done: read, check the code, write a thousand at a time."""
    page = openpyxl.load_workbook(path, read_only=True).active
    made = []
    for name, code, kind, authority, residence, staff in page.iter_rows(
        min_row=2, values_only=True
    ):
        if not uscc.is_valid(code):
            continue
        organization = Organization(
            name=name,
            credit_code=code,
            type=kind,
            registering_authority=authority or "",
            residence=residence,
            staff_count=staff,
            federation=home,
        )
        organization.be_found()
        made.append(organization)
    with rolled_back(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL search_path = {SCHEMA}, public")
        Organization._base_manager.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["credit_code"],
            update_fields=["staff_count", "residence"],
            batch_size=1000,
        )


def reading_alone(path, home):
    say("G8 reading, and reading with judgment …")
    taken = in_turns(
        5,
        warm=1,
        product=lambda: read_listing(path, path.name, within=home),
        bare=lambda: read_table(path, path.name, words=WORDS),
    )
    yield Line(
        "G8",
        "read in the sandbox and every cell understood, without the register",
        taken["product"],
        taken["bare"],
        "read in the sandbox",
        "≤ 1.5×",
        limit=1.5,
    )


def layouts(ground):
    """What it costs to change a number in many rows: one that stands in no index, and the staff,
    by which the list can be put in order."""
    say("G9 updates in place …")
    keys = list(Organization._base_manager.order_by("?").values_list("pk", flat=True)[: 2 * ROWS])
    for column, limits, remark in (
        ("member_count", (1 / 3, 1 / 4), ""),
        ("staff_count", (None, None), ", which the order of the list has in an index"),
    ):
        times, wal = changed_in(ground, column, keys)
        for unit, found, limit in (("s", times, limits[0]), ("bytes", wal, limits[1])):
            product, peer = (median(found[name]) for name in (TABLE, "full"))
            yield Line(
                "G9",
                f"{column} changed in {len(keys):,} rows{remark}, fillfactor 80"
                + ("" if unit == "s" else ": write-ahead log"),
                product,
                peer,
                "fillfactor 100",
                f"≤ 1/{round(1 / limit)}" if limit else "–",
                unit=unit,
                limit=limit,
            )
    with ground.owner() as cursor:
        cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def changed_in(ground, column, keys):
    """Seconds and bytes of write-ahead log of each round, in the copies with and without room.
    The pages have all been written whole since the last checkpoint: the first round does that."""
    times, wal = {TABLE: [], "full": []}, {TABLE: [], "full": []}
    with ground.owner() as cursor:
        for _ in range(1 + 3):
            for name in times:
                cursor.execute("SELECT pg_current_wal_insert_lsn()")
                before = cursor.fetchone()[0]
                times[name].append(
                    seconds(
                        cursor.execute,
                        f"UPDATE {SCHEMA}.{name} SET {column} = coalesce({column}, 0) + 1"
                        " WHERE id = ANY(%s)",
                        [keys],
                    )
                )
                cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)", [before])
                wal[name].append(float(cursor.fetchone()[0]))
                cursor.execute(f"VACUUM {SCHEMA}.{name}")
    return {n: t[1:] for n, t in times.items()}, {n: w[1:] for n, w in wal.items()}
