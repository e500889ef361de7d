"""Invented organizations as one temporary table, ``draft``: names, codes and days out of dice.

Nothing is computed a row at a time that a small table can hold: the parts of a name with their
initials, an authority's share of the check character of a credit code, three digits of a serial
and theirs. A row is then a few look-ups and a concatenation.
"""

from itertools import accumulate, product
from random import Random

from psycopg2.extras import execute_values

from orgs.demo import FIRST, KINDS
from orgs.names import fold, initials
from unions.models import Federation, Region

TYPES = {"51": 410, "52": 575, "53": 10, "59": 5}
LEVELS = ("10", "20", "40", "50")
MAKER = "MK"
"""The inner code of an invented organization begins with these letters, and six digits follow."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
POWERS = [pow(3, i, 31) for i in range(17)]
INNER = (3, 7, 9, 10, 5, 8, 4, 2)
INNER_CHECK = "123456789X0"
"""By what 11 less the remainder of the inner sum is, from 1 on."""

DICE = """
CREATE FUNCTION pg_temp.dice(n bigint, salt bigint) RETURNS float8 IMMUTABLE PARALLEL SAFE
    RETURN (hashint8extended(n, salt) & 1048575)::float8 / 1048576
"""
TABLES = """
CREATE TEMP TABLE place (slot int, region_id bigint, federation_id bigint,
    place text, place_initials text) ON COMMIT DROP;
CREATE TEMP TABLE authority (slot int, level text, division text, division_weight int)
    ON COMMIT DROP;
CREATE TEMP TABLE kind (slot int, type text, kind text, category text, word text,
    word_initials text, low int, high int, labour boolean, type_weight int) ON COMMIT DROP;
CREATE TEMP TABLE brand (slot int, brand text, brand_initials text) ON COMMIT DROP;
CREATE TEMP TABLE thousand (value int, digits text, high_inner int, high_outer int,
    low_inner int, low_outer int) ON COMMIT DROP;
"""

# GB 32100: 17 characters weighted by powers of 3 modulo 31; the inner nine are a GB 11714 code.
DRAFT = """
CREATE TEMP TABLE draft ON COMMIT DROP AS
SELECT rolled.*, CASE WHEN type <> '59' THEN
    type || division || %(maker)s || digits || substr(%(inner_check)s, inner_sum, 1)
    || substr(%(alphabet)s, (31 - (outer_sum + (%(inner_values)s)[inner_sum]) %% 31) %% 31 + 1, 1)
    END AS code
FROM (
    SELECT r.n, %(first)s + r.n AS id, p.region_id, p.federation_id, k.type, k.kind, k.category,
        k.labour, a.level, a.division, high.digits || low.digits AS digits,
        p.place || b.brand || k.word AS name,
        p.place_initials || b.brand_initials || k.word_initials AS initials,
        k.low + floor(dice.staff ^ 2 * (k.high - k.low + 1))::int AS staff,
        born.day AS born,
        CASE WHEN dice.ends < 0.04 AND born.day < '2025-01-01'
            THEN old.enough
                + floor(dice.ended * least(600, '2026-10-31'::date - old.enough))::int
            END AS ended,
        dice.judged, dice.covered, dice.form AS form_dice, dice.founded AS when_dice,
        11 - (%(inner)s + high.high_inner + low.low_inner) %% 11 AS inner_sum,
        %(outer)s + k.type_weight + a.division_weight + high.high_outer + low.low_outer
            AS outer_sum
    FROM generate_series(1, %(count)s) AS r (n)
    CROSS JOIN LATERAL (SELECT {dice}) AS dice
    CROSS JOIN LATERAL (
        SELECT '1992-01-01'::date + floor(sqrt(dice.born) * 12400)::int AS day) born
    CROSS JOIN LATERAL (
        SELECT greatest(born.day + 400, '2018-01-01'::date) AS enough) old
    JOIN place p ON p.slot = width_bucket(dice.place, %(places)s)
    JOIN kind k ON k.slot = width_bucket(dice.kind, %(kinds)s)
    JOIN brand b ON b.slot = floor(dice.brand * %(brands)s)::int
    JOIN authority a ON a.slot = p.slot AND a.level = CASE k.type WHEN '59' THEN ''
        WHEN '53' THEN '20' ELSE (%(levels)s)[1 + width_bucket(dice.level, %(level_bounds)s)] END
    JOIN thousand high ON high.value = (%(before)s + r.n) / 1000
    JOIN thousand low ON low.value = (%(before)s + r.n) %% 1000
) rolled
"""
SALTS = {
    "place": 1,
    "kind": 2,
    "brand": 3,
    "level": 4,
    "staff": 5,
    "born": 6,
    "ends": 7,
    "ended": 8,
    "judged": 9,
    "covered": 10,
    "form": 11,
    "founded": 12,
}


def make(cursor, *, count, seed, before, first):
    """Fill ``draft`` with ``count`` organizations whose ids follow ``first``; ``before`` invented
    ones are there already."""
    cursor.execute(DICE)
    cursor.execute(TABLES)
    places, kinds, brands = _places(cursor, seed), _kinds(cursor), _brands(cursor)
    _thousands(cursor)
    salt = seed * 1_000 + before
    dice = ", ".join(f"pg_temp.dice(r.n, {salt + n}) AS {name}" for name, n in SALTS.items())
    cursor.execute(
        DRAFT.format(dice=dice),
        {
            "alphabet": ALPHABET,
            "maker": MAKER,
            "inner": sum(
                w * (ord(letter) - ord("A") + 10) for w, letter in zip(INNER, MAKER, strict=False)
            ),
            "outer": _weigh(MAKER, 8),
            "inner_check": INNER_CHECK,
            "inner_values": [_weigh(letter, 16) for letter in INNER_CHECK],
            "count": count,
            "before": before,
            "first": first,
            "places": places,
            "kinds": kinds,
            "brands": brands,
            "levels": list(LEVELS),
            "level_bounds": [0.002, 0.065, 0.29],
        },
    )


def _weigh(letters, at):
    """What characters add to the sum of a credit code when they stand from position ``at`` on."""
    return sum(ALPHABET.index(letter) * POWERS[at + n] for n, letter in enumerate(letters))


def _places(cursor, seed):
    """Where organizations are: counties, or streets where these have federations. Returns the
    bounds between their shares, which are as uneven as the country is."""
    dice = Random(seed)  # noqa: S311 - invented data come from a fixed seed
    federations = dict(Federation.objects.territorial().values_list("code", "pk"))
    streets = Federation.objects.filter(level=Federation.Level.STREET).exists()
    level = Region.Level.TOWNSHIP if streets else Region.Level.COUNTY
    regions = Region.objects.filter(level=level, pseudo=False).order_by("code")
    places, authorities, weights = [], [], []
    for pk, code, name in regions.values_list("pk", "code", "name"):
        home = federations.get(code) or federations.get(code[:6]) or federations.get(code[:4])
        if home and not code[:6].endswith("00"):
            slot = len(places)
            places.append((slot, pk, home, name, initials(name)))
            divisions = ("100000", f"{code[:2]}0000", f"{code[:4]}00", code[:6])
            for of, division in zip(LEVELS, divisions, strict=True):
                authorities.append((slot, of, division, _weigh(division, 2)))
            authorities.append((slot, "", "", 0))
            weights.append(dice.lognormvariate(0, 0.9))
    _rows(cursor, "place", places)
    _rows(cursor, "authority", authorities)
    return _bounds(weights)


def _kinds(cursor):
    rows, weights = [], []
    for type_, share in TYPES.items():
        whole = sum(weight for weight, _ in KINDS[type_])
        for weight, kind in KINDS[type_]:
            for word in kind.words:
                weights.append(share * weight / whole / len(kind.words))
                said = (fold(word), initials(word))
                counted = (*kind.staff, kind.labour, _weigh(type_, 0))
                rows.append((len(rows), type_, kind.kind, kind.category, *said, *counted))
    _rows(cursor, "kind", rows)
    return _bounds(weights)


def _brands(cursor):
    letters = dict(zip(FIRST, initials(FIRST), strict=True))
    pairs = [(a + b, letters[a] + letters[b]) for a, b in product(FIRST, FIRST)]
    _rows(cursor, "brand", [(slot, *pair) for slot, pair in enumerate(pairs)])
    return len(pairs)


def _thousands(cursor):
    """Three digits of a serial, with what they add to both sums as its first or last three."""
    rows = []
    for value in range(1000):
        digits = f"{value:03d}"
        sums = []
        for at in (0, 3):
            inner = sum(int(digit) * INNER[2 + at + n] for n, digit in enumerate(digits))
            sums += [inner, _weigh(digits, 10 + at)]
        rows.append((value, digits, *sums))
    _rows(cursor, "thousand", rows)


def _rows(cursor, table, rows):
    execute_values(cursor, f"INSERT INTO {table} VALUES %s", rows, page_size=5_000)
    cursor.execute(f"ANALYZE {table}")


def _bounds(weights):
    """Upper bounds of all shares but the last, for width_bucket."""
    whole = sum(weights)
    return [share / whole for share in accumulate(weights)][:-1]
