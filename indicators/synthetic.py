"""A registry of any size with a founding history, for measuring: invented, the same for one seed.

Rows are made by the database out of a hash of (seed, number), and written past services and
triggers, with indexes and constraints taken off and put back in the same transaction: whoever
interrupts it finds everything as it was. One rebuild of the cells follows.
"""

from itertools import accumulate
from random import Random

from django.db import connection, models
from django.db.models import Max
from psycopg2.extras import execute_values

from indicators import services
from indicators.bare import as_owner, bare
from membership.models import Coverage, Eligibility
from orgs.demo import FIRST, KINDS
from orgs.models import Organization, OrganizationFacts, Source
from orgs.names import fold, initials
from unions.models import Federation, GrassrootsUnion, Region

SOURCE = "synthetic"
MOST = 999_999
"""The serial in an invented credit code has six digits."""

TABLES = (Organization, OrganizationFacts, Eligibility, GrassrootsUnion, Coverage)
TYPES = {"51": 410, "52": 575, "53": 10, "59": 5}
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
POWERS = [pow(3, i, 31) for i in range(17)]

DICE = """
CREATE FUNCTION pg_temp.dice(n bigint, salt bigint) RETURNS float8 IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(n, salt) & 1048575) / 1048576.0
"""
DRAFT = """
CREATE TEMP TABLE draft ON COMMIT DROP AS
SELECT r.n, %(first)s + r.n AS id, p.*, k.*,
    format('%%s%%s%%s%%s', p.place, brand.b1, brand.b2, k.word) AS name,
    p.place_initials || brand.i1 || brand.i2 || k.word_initials AS initials,
    level.level,
    k.low + floor(pg_temp.dice(r.n, %(seed)s + 5) ^ 2 * (k.high - k.low + 1))::int AS staff,
    born.day AS born,
    CASE WHEN pg_temp.dice(r.n, %(seed)s + 7) < 0.04 AND born.day < '2025-01-01'
        THEN greatest(born.day + 400, '2018-01-01'::date)
            + floor(pg_temp.dice(r.n, %(seed)s + 8) * 600)::int END AS ended,
    pg_temp.dice(r.n, %(seed)s + 9) AS judged,
    pg_temp.dice(r.n, %(seed)s + 10) AS covered,
    pg_temp.dice(r.n, %(seed)s + 11) AS form_dice,
    pg_temp.dice(r.n, %(seed)s + 12) AS when_dice
FROM generate_series(1, %(count)s) AS r (n)
JOIN place p ON p.slot = width_bucket(pg_temp.dice(r.n, %(seed)s + 1), %(places)s)
JOIN kind k ON k.kind_slot = width_bucket(pg_temp.dice(r.n, %(seed)s + 2), %(kinds)s)
CROSS JOIN LATERAL (SELECT
    1 + floor(pg_temp.dice(r.n, %(seed)s + 3) * %(brands)s)::int AS one,
    1 + floor(pg_temp.dice(r.n, %(seed)s + 13) * %(brands)s)::int AS two) pick
CROSS JOIN LATERAL (SELECT
    substr(%(first_names)s, pick.one, 1) AS b1, substr(%(first_names)s, pick.two, 1) AS b2,
    substr(%(first_initials)s, pick.one, 1) AS i1,
    substr(%(first_initials)s, pick.two, 1) AS i2) brand
CROSS JOIN LATERAL (SELECT CASE
    WHEN k.type = '59' THEN ''
    WHEN k.type = '53' THEN '20'
    ELSE (ARRAY['10', '20', '40', '50'])[1 + width_bucket(
        pg_temp.dice(r.n, %(seed)s + 4), ARRAY[0.002, 0.065, 0.29]::float8[])]
    END AS level) level
CROSS JOIN LATERAL (SELECT '1992-01-01'::date
    + floor(sqrt(pg_temp.dice(r.n, %(seed)s + 6)) * 12400)::int AS day) born
"""

# GB 32100: 17 characters weighted by powers of 3 modulo 31; the inner nine are a GB 11714 code.
CODES = """
SELECT id, CASE WHEN type <> '59' THEN
    type || division || 'MK' || digits
    || CASE inner_check WHEN 10 THEN 'X' WHEN 11 THEN '0' ELSE inner_check::text END
    || substr(%(alphabet)s, (31 - (weight + CASE inner_check WHEN 10 THEN {x} WHEN 11 THEN 0
        ELSE inner_check END * {w16}) %% 31) %% 31 + 1, 1)
    END AS code
FROM (
    SELECT d.id, d.type, v.division, v.digits,
        11 - (22 * 3 + 20 * 7 + {inner}) %% 11 AS inner_check,
        v.weight + substr(d.type, 1, 1)::int * {w0} + substr(d.type, 2, 1)::int * {w1}
            + {m} * {w8} + {k} * {w9} + {serial} AS weight
    FROM draft d
    CROSS JOIN LATERAL (SELECT lpad((%(before)s + d.n)::text, 6, '0') AS digits,
        CASE d.level WHEN '10' THEN '100000' WHEN '20' THEN left(d.division, 2) || '0000'
            WHEN '40' THEN left(d.division, 4) || '00' ELSE d.division END AS division) c
    CROSS JOIN LATERAL (SELECT c.digits, c.division, {place} AS weight) v
) parts
"""


def _codes():
    def digit(source, at):
        return f"substr({source}, {at}, 1)::int"

    inner = " + ".join(
        f"{digit('v.digits', n + 1)} * {weight}" for n, weight in enumerate((9, 10, 5, 8, 4, 2))
    )
    serial = " + ".join(f"{digit('v.digits', n + 1)} * {POWERS[10 + n]}" for n in range(6))
    place = " + ".join(f"{digit('c.division', n + 1)} * {POWERS[2 + n]}" for n in range(6))
    at = {f"w{n}": POWERS[n] for n in (0, 1, 8, 9, 16)}
    letters = {letter.lower(): ALPHABET.index(letter) for letter in "MKX"}
    return CODES.format(inner=inner, serial=serial, place=place, **at, **letters)


STANDING = "CASE WHEN type = '59' THEN 'filed' ELSE 'registered' END"
COUNTED = {
    "type": "type",
    "standing": STANDING,
    "registration_level": "level",
    "kind": "kind",
    "category": "category",
    "labour_field": "labour AND n % 2 = 0",
    "labour_domains": "CASE WHEN labour AND n % 2 = 0 THEN '{skills}' ELSE '{}' END::varchar[]",
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


def generate(*, count, seed):
    """Write ``count`` organizations with their history, then rebuild; returns the Refresh."""
    with as_owner() as cursor:
        _write(cursor, count, seed)
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
    return services.rebuild()


def capacity():
    """How many more can be made before serials run out."""
    return MOST - Organization.objects.filter(source__code=SOURCE).count()


def _write(cursor, count, seed):
    source, _ = Source.objects.get_or_create(code=SOURCE, defaults={"name": "合成数据"})
    before = Organization.objects.filter(source=source).count()
    first = {model: model.objects.aggregate(top=Max("pk"))["top"] or 0 for model in TABLES}
    cursor.execute(DICE)
    places, kinds = _place_table(cursor, seed), _kind_table(cursor)
    cursor.execute(
        DRAFT,
        {
            "first": first[Organization],
            "count": count,
            "seed": seed * 1_000 + before,
            "places": places,
            "kinds": kinds,
            "brands": len(FIRST),
            "first_names": FIRST,
            "first_initials": initials(FIRST),
        },
    )
    cursor.execute(
        f"CREATE TEMP TABLE code ON COMMIT DROP AS {_codes()}",
        {"alphabet": ALPHABET, "before": before},
    )
    cursor.execute("ANALYZE draft; ANALYZE code")
    with bare(cursor, [model._meta.db_table for model in TABLES]):
        _fill(cursor, source.pk, first)


def _fill(cursor, source, first):
    ended = "CASE WHEN ended IS NULL THEN 'normal' ELSE 'deregistered' END"
    seen = "born + interval '20 days'"
    _insert(
        cursor,
        Organization,
        "draft JOIN code USING (id)",
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
    )
    for model in TABLES:
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


def _insert(cursor, model, rows, given, source):
    """INSERT … SELECT; columns not given take what the model gives new rows."""
    parameters = {"source": source}
    for field in model._meta.concrete_fields:
        if field.column in given or field.null or field.primary_key:
            continue
        if field.db_default is models.NOT_PROVIDED:
            name = f"default_{field.column}"
            value = field.get_db_prep_save(field.get_default(), connection)
            given = {**given, field.column: f"%({name})s"}
            parameters[name] = value
    columns = ", ".join(given)
    # "%" is the modulus in these expressions, and what a parameter begins with
    values = ", ".join(text.replace(" % ", " %% ") for text in given.values())
    rows = rows.replace(" % ", " %% ")
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {values} FROM {rows}", parameters
    )


def _place_table(cursor, seed):
    """Where organizations are: counties, or streets where these have federations. Returns the
    bounds between their shares, which are as uneven as the country is."""
    dice = Random(seed)  # noqa: S311 - invented data come from a fixed seed
    federations = dict(Federation.objects.territorial().values_list("code", "pk"))
    streets = Federation.objects.filter(level=Federation.Level.STREET).exists()
    level = Region.Level.TOWNSHIP if streets else Region.Level.COUNTY
    regions = Region.objects.filter(level=level, pseudo=False).order_by("code")
    rows, weights = [], []
    for pk, code, name in regions.values_list("pk", "code", "name"):
        home = federations.get(code) or federations.get(code[:6]) or federations.get(code[:4])
        if home and not code[:6].endswith("00"):
            rows.append((len(rows), pk, home, code[:6], name, initials(name)))
            weights.append(dice.lognormvariate(0, 0.9))
    cursor.execute(
        "CREATE TEMP TABLE place (slot int, region_id bigint, federation_id bigint,"
        " division text, place text, place_initials text) ON COMMIT DROP"
    )
    _rows(cursor, "place", rows)
    return _bounds(weights)


def _kind_table(cursor):
    rows, weights = [], []
    for type_, share in TYPES.items():
        whole = sum(weight for weight, _ in KINDS[type_])
        for weight, kind in KINDS[type_]:
            for word in kind.words:
                weights.append(share * weight / whole / len(kind.words))
                said = (fold(word), initials(word))
                low, high = kind.staff
                rows.append(
                    (len(rows), type_, kind.kind, kind.category, *said, low, high, kind.labour)
                )
    cursor.execute(
        "CREATE TEMP TABLE kind (kind_slot int, type text, kind text, category text, word text,"
        " word_initials text, low int, high int, labour boolean) ON COMMIT DROP"
    )
    _rows(cursor, "kind", rows)
    return _bounds(weights)


def _rows(cursor, table, rows):
    execute_values(cursor, f"INSERT INTO {table} VALUES %s", rows, page_size=5_000)


def _bounds(weights):
    """Upper bounds of all shares but the last, for width_bucket."""
    whole = sum(weights)
    return [share / whole for share in accumulate(weights)][:-1]
