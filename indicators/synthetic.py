"""A registry of any size with a founding history, for measuring: invented, the same for one seed.

Rows are made by the database out of a hash of (seed, number), and written past services and
triggers, with indexes and constraints taken off and put back in the same transaction: whoever
interrupts it finds everything as it was. One rebuild of the cells follows.
"""

import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection, models
from django.db.models import Max

from indicators import draft, services
from indicators.bare import as_owner, bare
from indicators.models import Cell, MonthlyChange, Refresh, Timeline
from membership.models import Coverage, Eligibility
from orgs.models import Organization, OrganizationFacts, Source
from unions.models import GrassrootsUnion

SOURCE = "synthetic"
MOST = 999_999
"""The serial in an invented credit code has six digits."""

TABLES = (Organization, OrganizationFacts, Eligibility, GrassrootsUnion, Coverage)
DERIVED = (Timeline, Cell, MonthlyChange)

STANDING = "CASE WHEN type = '59' THEN 'filed' ELSE 'registered' END"
COUNTED = {
    "type": "type",
    "standing": STANDING,
    "registration_level": "level",
    "kind": "kind",
    "category": "category",
    "labour_field": "labour AND n % 2 = 0",
    "labour_domains": "CASE WHEN labour AND n % 2 = 0 THEN ARRAY['skills']::varchar[]"
    " ELSE ARRAY[]::varchar[] END",
    "has_party_org": "staff > 12 AND n % 3 > 0",
    "staff_count": "staff",
    "federation_id": "federation_id",
    "region_id": "region_id",
    "source_id": "%(source)s",
}
ELIGIBLE, INELIGIBLE, FOUNDED, ORGAN = 0.588, 0.70, 0.62, 0.70
BEGAN = "greatest(born, '2023-01-01'::date)"
FORM = """(ARRAY['single', 'joint', 'industry', 'region'])[1 + width_bucket(
    form_dice, ARRAY[0.30, 0.66, 0.85]::float8[])]"""
KINDS_OF_UNION = (
    """CASE form WHEN 'single' THEN 'own' WHEN 'region' THEN 'regional' ELSE form END"""
)
SINCE = """greatest(born + 120, CASE
    WHEN when_dice < 0.43 THEN '2014-01-01'::date + floor(when_dice / 0.43 * 3400)::int
    WHEN when_dice < 0.74 THEN '2023-05-20'::date + floor((when_dice - 0.43) / 0.31 * 225)::int
    ELSE '2024-01-01'::date + floor((when_dice - 0.74) / 0.26 * 700)::int END)"""


@dataclass
class Generated:
    """What was made, and how long each part of it took."""

    refresh: Refresh = None
    rows: dict = field(default_factory=dict)
    seconds: dict = field(default_factory=dict)

    @contextmanager
    def phase(self, name):
        began = time.monotonic()
        yield
        self.seconds[name] = self.seconds.get(name, 0) + time.monotonic() - began


def generate(*, count, seed):
    """Write ``count`` organizations with their history, then rebuild; returns what was Generated.
    All in one transaction, the figures included."""
    made = Generated()
    with as_owner() as cursor:
        source, _ = Source.objects.get_or_create(code=SOURCE, defaults={"name": "合成数据"})
        before = Organization.objects.filter(source=source).count()
        first = {model: model.objects.aggregate(top=Max("pk"))["top"] or 0 for model in TABLES}
        with made.phase("draft"):
            draft.make(cursor, count=count, seed=seed, before=before, first=first[Organization])
        with bare(cursor, _tables(*TABLES, *DERIVED), made.phase):
            with made.phase("rows"):
                _fill(cursor, source.pk, first, made.rows)
                cursor.execute(f"ANALYZE {', '.join(_tables(*TABLES))}")
            with made.phase("figures"):
                made.refresh = services.rebuild()
        with made.phase("figures"):  # or the first changes are folded by plans for empty tables
            cursor.execute(f"ANALYZE {', '.join(_tables(*DERIVED))}")
    return made


def _tables(*models):
    return [model._meta.db_table for model in models]


def capacity():
    """How many more can be made before serials run out."""
    return MOST - Organization.objects.filter(source__code=SOURCE).count()


def _fill(cursor, source, first, written):
    ended = "CASE WHEN ended IS NULL THEN 'normal' ELSE 'deregistered' END"
    seen = "born + interval '20 days'"
    _insert(
        cursor,
        Organization,
        "draft",
        {
            "id": "id",
            **COUNTED,
            "status": ended,
            "labour_field_basis": "CASE WHEN labour AND n % 2 = 0 THEN '合成数据' ELSE '' END",
            "labour_field_decided_on": "CASE WHEN labour AND n % 2 = 0 THEN born END",
            "uid": "md5('synthetic' || id)::uuid",
            "name": "name",
            "folded_name": "name",
            "initials": "initials",
            "credit_code": "code",
            "registered_on": "born",
            "ended_on": "ended",
        },
        source,
        written,
    )
    for status, since, until, known, where in (
        ("'normal'", "born", "ended", seen, "TRUE"),
        (
            "'deregistered'",
            "ended",
            "NULL::date",
            "ended + interval '10 days'",
            "ended IS NOT NULL",
        ),
    ):
        _insert(
            cursor,
            OrganizationFacts,
            f"draft WHERE {where}",
            {
                "organization_id": "id",
                **COUNTED,
                "status": status,
                "valid_from": since,
                "valid_to": until,
                "recorded_from": known,
            },
            source,
            written,
        )
    eligible = f"judged < {ELIGIBLE}"
    lives = f"type <> '59' AND (ended IS NULL OR ended > {BEGAN})"
    unfounded = f"covered >= {FOUNDED} AND n % 5 > 0"
    reason = "'N' || lpad((1 + n % 13)::text, 2, '0')"
    _insert(
        cursor,
        Eligibility,
        f"draft WHERE judged < {INELIGIBLE} AND {lives}",
        {
            "organization_id": "id",
            "decision": f"CASE WHEN {eligible} THEN 'eligible' ELSE 'ineligible' END",
            "reason": f"CASE WHEN NOT {eligible} OR {unfounded} THEN {reason} ELSE '' END",
            "valid_from": BEGAN,
            "valid_to": "ended",
            "recorded_from": f"{BEGAN} + interval '30 days'",
        },
        source,
        written,
    )
    cursor.execute(
        f"""
        CREATE TEMP TABLE founding ON COMMIT DROP AS
        SELECT id, name, form, federation_id, since, ended, CASE WHEN form = 'single'
            THEN row_number() OVER (PARTITION BY form ORDER BY id)
            ELSE dense_rank() OVER (PARTITION BY form = 'single' ORDER BY federation_id, form)
            END AS union_rank
        FROM (
            SELECT *, CASE WHEN covered < {FOUNDED} THEN {FORM} ELSE 'organ' END AS form,
                {SINCE} AS since
            FROM draft WHERE {eligible} AND {lives} AND covered < {ORGAN}
        ) f
        WHERE since < coalesce(ended, '2026-10-31'::date)
        """
    )
    cursor.execute("SELECT count(*) FROM founding WHERE form = 'single'")
    own = cursor.fetchone()[0]
    number = (
        f"{first[GrassrootsUnion]} + union_rank + CASE WHEN form = 'single' THEN 0 ELSE {own} END"
    )
    _insert(
        cursor,
        GrassrootsUnion,
        "founding GROUP BY union_rank, form, federation_id",
        {
            "id": number,
            "name": "CASE WHEN form = 'single' THEN min(name) || '工会' ELSE '第' || union_rank || "
            "CASE form WHEN 'organ' THEN '机关工会' ELSE '工会联合会' END END",
            "federation_id": "federation_id",
            "kind": KINDS_OF_UNION,
            "founded_on": "min(since)",
        },
        source,
        written,
    )
    _insert(
        cursor,
        Coverage,
        "founding",
        {
            "organization_id": "id",
            "union_id": number,
            "form": "form",
            "counted": "TRUE",
            "valid_from": "since",
            "valid_to": "ended",
            "recorded_from": "since + interval '5 days'",
        },
        source,
        written,
    )
    for model in TABLES:
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


def _insert(cursor, model, rows, given, source, written):
    """INSERT … SELECT; columns not given take what the model gives new rows."""
    parameters = {"source": source}
    for column in model._meta.concrete_fields:
        if column.column in given or column.null or column.primary_key:
            continue
        if column.db_default is models.NOT_PROVIDED:
            name = f"default_{column.column}"
            value = column.get_db_prep_save(column.get_default(), connection)
            given = {**given, column.column: f"%({name})s"}
            parameters[name] = value
    columns = ", ".join(given)
    # "%" is the modulus in these expressions, and what a parameter begins with
    values = ", ".join(text.replace(" % ", " %% ") for text in given.values())
    rows = rows.replace(" % ", " %% ")
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {rows}", parameters
    )
    table = model._meta.db_table
    written[table] = written.get(table, 0) + cursor.rowcount
