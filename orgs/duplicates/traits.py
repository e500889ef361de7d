"""Keeping the traits of organizations in step with their records: only what changed is read."""

import hashlib
from functools import cache

from django.db import connection

from orgs.bulk import copy_rows
from orgs.duplicates.cores import core, places_named
from orgs.models import Organization, Traits
from orgs.names import fold
from orgs.validators import organization_code_checks
from privacy import ciphers
from unions.models import Region

CHUNK = 20_000
PHONE = "orgs.traits.phones"
COLUMNS = [
    *("organization_id", "core", "numbers", "phones", "representative", "county"),
    *("seen", "digest"),
]
SEEN = """
    SELECT o.id, md5(concat_ws('|', o.name, o.credit_code, o.contact_phone, o.legal_representative,
        o.region_id, f.region_id, n.numbers)) AS seen, n.numbers
    FROM orgs_organization o
    JOIN unions_federation f ON f.id = o.federation_id
    LEFT JOIN (
        SELECT organization_id, string_agg(value, ' ' ORDER BY value) AS numbers
        FROM orgs_organizationalias WHERE scheme IN ('credit_code', 'organization_code')
        GROUP BY organization_id
    ) n ON n.organization_id = o.id
    WHERE o.merged_into_id IS NULL
"""
CHANGED = f"""
    SELECT now.id, now.seen, now.numbers FROM ({SEEN}) now
    LEFT JOIN orgs_traits kept ON kept.organization_id = now.id
    WHERE kept.seen IS DISTINCT FROM now.seen {{only}} ORDER BY now.id
"""  # noqa: S608 (our own words)
GONE = """
    DELETE FROM orgs_traits kept USING orgs_organization o
    WHERE o.id = kept.organization_id AND o.merged_into_id IS NOT NULL
"""
KEEP = """
    INSERT INTO orgs_traits ({columns}) SELECT {columns} FROM traits_draft
    ON CONFLICT (organization_id) DO UPDATE SET {sets}
"""


class Places:
    """Divisions in hand, all or those above a few: the county of each, and the words by which
    names begin with it."""

    def __init__(self, regions=None):
        rows = Region.objects.all()
        if regions is not None:
            paths = Region.objects.filter(pk__in=regions).values_list("path", flat=True)
            rows = rows.filter(code__in={c for p in paths for c in p.strip("/").split("/")})
        rows = rows.values_list("pk", "code", "name", "path", "level")
        self.by_code = {code: (pk, name, level) for pk, code, name, _, level in rows}
        self.paths = {pk: path for pk, _, _, path, _ in rows}
        self.of = cache(self._of)

    def _of(self, region):
        """``(county, words)`` of a division; the lowest there is at or above the counties."""
        codes = self.paths.get(region, "").strip("/").split("/")
        known = [(code, *self.by_code[code]) for code in codes if code in self.by_code]
        counties = [pk for _, pk, _, level in known if level <= Region.Level.COUNTY]
        words = places_named((code, name) for code, _, name, _ in known)
        return (counties[-1] if counties else None), words


def refresh_traits(only=None, progress=None):
    """Work out anew the traits of all organizations that changed, or of ``only`` these keys; how
    many there were. Inside the caller's transaction."""
    places = Places(_homes(only) if only is not None else None)
    with connection.cursor() as cursor:
        cursor.execute(GONE)
        chosen = "AND now.id = ANY(%s)" if only is not None else ""
        cursor.execute(CHANGED.format(only=chosen), [list(only)] if only is not None else None)
        changed = cursor.fetchall()
        cursor.execute("CREATE TEMP TABLE IF NOT EXISTS traits_draft (LIKE orgs_traits)")
        for at in range(0, len(changed), CHUNK):
            some = {key: (seen, numbers) for key, seen, numbers in changed[at : at + CHUNK]}
            cursor.execute("TRUNCATE traits_draft")
            copy_rows(Traits, COLUMNS, _rows(some, places), into="traits_draft")
            sets = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
            cursor.execute(KEEP.format(columns=", ".join(COLUMNS), sets=sets))
            if progress:
                progress(min(at + CHUNK, len(changed)), "正在整理比对特征", total=len(changed))
        cursor.execute("DROP TABLE traits_draft")
    return len(changed)


def _homes(keys):
    """Where these organizations reside, or else their federations are."""
    rows = Organization._base_manager.filter(pk__in=keys)
    return {region or home for region, home in rows.values_list("region", "federation__region")}


def _rows(some, places):
    columns = ("pk", "name", "credit_code", "contact_phone", "legal_representative")
    rows = Organization._base_manager.filter(pk__in=some).values_list(
        *columns, "region_id", "federation__region_id"
    )
    for pk, name, code, phone, representative, region, home in rows.iterator():
        seen, numbers = some[pk]
        told = traits_of(places, name, code, phone, representative, region or home, numbers or "")
        yield (pk, *told[:-1], seen, told[-1])


def traits_of(places, name, code, phone, representative, region, numbers=""):
    """``(core, numbers, phones, representative, county, digest)`` of what a record says."""
    county, words = places.of(region) if region else (None, ())
    inner = {number[8:17] if len(number) == 18 else number for number in numbers.split()}
    if code and len(code) == 18 and organization_code_checks(code):
        inner.add(code[8:17])
    phones = sorted({ciphers.blind(one, context=PHONE) for one in (phone or "").split("、") if one})
    representative = fold(representative or "")[:60]
    said = "|".join([fold(name), code or "", *sorted(inner), *phones, representative, str(region)])
    digest = hashlib.md5(said.encode(), usedforsecurity=False).hexdigest()
    return core(name, words), sorted(inner), phones, representative, county, digest
