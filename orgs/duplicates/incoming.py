"""Records not yet on the register, compared with those that are: at registration and in lists."""

import json

from django.db import connection

from orgs.duplicates.rules import CERTAIN, LABELS, RECEIPT, SCORE, THRESHOLD
from orgs.duplicates.traits import Places, refresh_traits, traits_of
from orgs.models import Organization
from orgs.names import fold

DRAFT = """
    CREATE TEMP TABLE IF NOT EXISTS incoming (no int, name text, folded text, credit_code text,
        residence text, registered_on date, type text, core text, numbers varchar[],
        phones varchar[], representative text, county bigint)
"""
FILL = "INSERT INTO incoming SELECT * FROM json_populate_recordset(NULL::incoming, %s)"
LIKE_THEM = """
    SELECT organization_id AS id FROM orgs_traits
        WHERE core = s.core AND county = s.county
    UNION SELECT id FROM orgs_organization WHERE folded_name = s.folded
    UNION SELECT id FROM orgs_organization WHERE substring(credit_code, 9, 9) = ANY(s.numbers)
"""
CANDIDATES = f"""
    SELECT DISTINCT found.id FROM incoming s CROSS JOIN LATERAL ({LIKE_THEM}) AS found
"""  # noqa: S608 (our own words)
JUDGED = f"""
    SELECT DISTINCT ON (s.no, b.id) s.no, b.id, scored.score, {RECEIPT}
    FROM incoming a JOIN incoming s ON s.no = a.no
    CROSS JOIN LATERAL ({LIKE_THEM}) AS found
    JOIN orgs_organization b ON b.id = found.id AND b.merged_into_id IS NULL
    JOIN orgs_traits t ON t.organization_id = b.id
    CROSS JOIN LATERAL (SELECT {SCORE} AS score OFFSET 0) AS scored
    WHERE scored.score >= %s AND (%s::bigint[] IS NULL OR b.federation_id = ANY(%s))
    ORDER BY s.no, b.id
"""  # noqa: S608 (rules of our own)


def alike(organization, *, seen):
    """Those on the register that a record about to be made may repeat, likeliest first, of the
    rows ``seen``: ``[(organization, score, receipt)]``. Runs inside the caller's transaction."""
    region = organization.region_id or organization.federation.region_id
    with connection.cursor() as cursor:
        _draft(cursor, [organization], Places([region] if region else []))
        cursor.execute(CANDIDATES)
        refresh_traits(only=[key for (key,) in cursor.fetchall()])  # today's have none yet
        rows = _judged(cursor, [THRESHOLD, None, None])
        found = {key: (score, json.loads(receipt)) for _, key, score, receipt in rows}
        cursor.execute("DROP TABLE incoming")
    known = seen.filter(pk__in=found).select_related("federation")
    return sorted(((o, *found[o.pk]) for o in known), key=lambda one: -one[1])


def repeating(organizations, *, ours):
    """Of many records about to be made, those that are almost surely there: ``{place in the list:
    (organization, score, receipt)}``, among the federations ``ours`` (keys)."""
    if not organizations:
        return {}
    with connection.cursor() as cursor:
        _draft(cursor, organizations, Places())
        cursor.execute("ANALYZE incoming")
        best = {}
        for no, key, score, receipt in _judged(cursor, [CERTAIN, list(ours), list(ours)]):
            if no not in best or score > best[no][1]:
                best[no] = (key, score, json.loads(receipt))
        cursor.execute("DROP TABLE incoming")
    known = Organization._base_manager.in_bulk({key for key, *_ in best.values()})
    return {no: (known[key], score, receipt) for no, (key, score, receipt) in best.items()}


def _judged(cursor, parameters):
    """Each record is looked up by its keys, whatever the statistics of a register say that is being
    filled: believing it empty, the planner once read all of it for every row of a list."""
    cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
    cursor.execute(JUDGED, parameters)
    rows = cursor.fetchall()
    cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
    return rows


def _draft(cursor, organizations, places):
    cursor.execute(DRAFT)
    cursor.execute("TRUNCATE incoming")
    rows = []
    for no, o in enumerate(organizations):
        region = o.region_id or (o.federation.region_id if o.federation_id else None)
        core, numbers, phones, representative, county, _ = traits_of(
            places, o.name, o.credit_code, o.contact_phone, o.legal_representative, region
        )
        rows.append(
            {
                "no": no,
                "name": o.name,
                "folded": fold(o.name),
                "credit_code": o.credit_code,
                "residence": o.residence,
                "registered_on": o.registered_on and o.registered_on.isoformat(),
                "type": o.type,
                "core": core,
                "numbers": numbers,
                "phones": phones,
                "representative": representative,
                "county": county,
            }
        )
    cursor.execute(FILL, [json.dumps(rows, ensure_ascii=False)])


def because(receipt):
    """What speaks for it, in a few words."""
    return "、".join(LABELS[key] for key, _, _, weight in receipt if weight > 0)
