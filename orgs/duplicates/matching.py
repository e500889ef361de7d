"""Finding pairs over the whole register, in sets: blocks first, then rules, then what is kept.

A block holds organizations that share something worth comparing them for. Who shares it with more
than ``BLOCK`` others shares nothing telling (the telephone of an agency, 老年协会).
"""

from collections import defaultdict

from django.db import connection

from orgs.duplicates.rules import BLOCK, CROWD, RECEIPT, SCORE, THRESHOLD
from orgs.models import DuplicatePair

State = DuplicatePair.State
BLOCKS = """
    CREATE TEMP TABLE pairing_block ON COMMIT DROP AS
    SELECT hashtextextended(key, 1) AS key, id FROM (
        SELECT 'n' || number AS key, organization_id AS id
            FROM orgs_traits, unnest(numbers) AS number
        UNION ALL SELECT 'p' || phone, organization_id FROM orgs_traits, unnest(phones) AS phone
        UNION ALL SELECT 'c' || core || '|' || county, organization_id FROM orgs_traits
            WHERE county IS NOT NULL
        UNION ALL SELECT 'r' || representative || '|' || county, organization_id FROM orgs_traits
            WHERE representative <> '' AND county IS NOT NULL
        UNION ALL SELECT v.kind || v.part || '|' || county, organization_id FROM orgs_traits
            CROSS JOIN LATERAL (VALUES
                ('1', left(core, 3)),
                ('2', substr(core, 2, 3)),
                ('3', left(core, 1) || substr(core, 3, 3)),
                ('4', left(core, 2) || right(core, 2))
            ) AS v (kind, part)
            WHERE length(core) >= 4 AND county IS NOT NULL
    ) AS keyed
"""
CANDIDATES = """
    CREATE TEMP TABLE pairing_candidate ON COMMIT DROP AS
    WITH telling AS (
        SELECT key FROM pairing_block GROUP BY key HAVING count(*) BETWEEN 2 AND %s
    )
    SELECT DISTINCT a.id AS first, b.id AS second
    FROM telling JOIN pairing_block a USING (key) JOIN pairing_block b USING (key)
    WHERE a.id < b.id
"""
JUDGED = f"""
    CREATE TEMP TABLE pairing_found ON COMMIT DROP AS
    SELECT a.id AS first, b.id AS second, scored.score::smallint AS score,
        {RECEIPT} AS receipt, a.federation_id AS one, b.federation_id AS other,
        s.digest || ' ' || t.digest AS digest
    FROM pairing_candidate c
    JOIN orgs_organization a ON a.id = c.first JOIN orgs_traits s ON s.organization_id = a.id
    JOIN orgs_organization b ON b.id = c.second JOIN orgs_traits t ON t.organization_id = b.id
    CROSS JOIN LATERAL (SELECT {SCORE} AS score OFFSET 0) AS scored
    WHERE scored.score >= {THRESHOLD}
"""  # noqa: S608 (rules of our own)
ANSWERING = """
    CREATE TEMP TABLE pairing_answering ON COMMIT DROP AS
    SELECT p.one, p.other, shared.id AS federation_id
    FROM (SELECT DISTINCT one, other FROM pairing_found) p
    JOIN unions_federation f ON f.id = p.one JOIN unions_federation g ON g.id = p.other
    CROSS JOIN LATERAL (
        SELECT h.id FROM unnest(string_to_array(trim(BOTH '/' FROM f.path), '/'))
            WITH ORDINALITY AS step (code, depth)
        JOIN unions_federation h ON h.code = step.code
        WHERE g.path LIKE h.path || '%' AND f.path LIKE h.path || '%'
        ORDER BY step.depth DESC LIMIT 1
    ) AS shared
"""
KEPT = """
    MERGE INTO orgs_duplicatepair AS kept
    USING (
        SELECT f.*, p.federation_id FROM pairing_found f JOIN pairing_answering p USING (one, other)
    ) AS found ON kept.first_id = found.first AND kept.second_id = found.second
    WHEN MATCHED AND kept.state IN ('open', 'crowded') AND (kept.score, kept.receipt,
        kept.federation_id) IS DISTINCT FROM (found.score, found.receipt, found.federation_id) THEN
        UPDATE SET score = found.score, receipt = found.receipt,
            federation_id = found.federation_id
    WHEN MATCHED AND kept.state = 'dismissed' AND kept.digest <> found.digest THEN
        UPDATE SET state = 'open', score = found.score, receipt = found.receipt,
            federation_id = found.federation_id, reopened_at = now()
    WHEN NOT MATCHED THEN INSERT (first_id, second_id, federation_id, score, receipt, state,
        found_at, reason, digest)
        VALUES (found.first, found.second, found.federation_id, found.score, found.receipt,
            'open', now(), '', '')
"""
LOST = """
    DELETE FROM orgs_duplicatepair kept
    WHERE kept.state IN ('open', 'crowded') AND NOT EXISTS (
        SELECT FROM pairing_found f WHERE f.first = kept.first_id AND f.second = kept.second_id)
"""


DONE = "DROP TABLE pairing_block, pairing_candidate, pairing_found, pairing_answering"


def find_pairs(progress=None):
    """Compare everything with everything worth comparing. ``{"candidates", "pairs", "crowded"}``.

    Traits are in step; runs inside the caller's transaction.
    """
    told = {}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        for said, statement, parameters in (
            ("正在分组", BLOCKS, None),
            ("正在配对", CANDIDATES, [BLOCK]),
            ("正在评分", "ANALYZE pairing_candidate", None),
            ("正在评分", JUDGED, None),
            ("正在整理", ANSWERING, None),
            ("正在整理", KEPT, None),
            ("正在整理", LOST, None),
            ("正在整理", DONE, None),
        ):
            if progress:
                progress(0, said)
            cursor.execute(statement, parameters)
            if statement is CANDIDATES:
                told["candidates"] = cursor.rowcount
    told["crowded"] = set_crowds_apart()
    told["pairs"] = DuplicatePair.objects.open().count()
    return told


def set_crowds_apart(most=CROWD):
    """Undecided pairs that hang together in groups of more than ``most`` organizations: a wrong
    link among them would make one of many, so the group is looked at as a whole. How many pairs."""
    undecided = DuplicatePair.objects.filter(state__in=[State.OPEN, State.CROWDED])
    pairs = list(undecided.values_list("pk", "first", "second", "state"))
    leader = {}

    def lead(key):
        while leader.setdefault(key, key) != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for _, first, second, _ in pairs:
        leader[lead(first)] = lead(second)
    size = defaultdict(int)
    for key in list(leader):
        size[lead(key)] += 1
    crowded = {pk for pk, first, _, _ in pairs if size[lead(first)] > most}
    states = {pk: state for pk, _, _, state in pairs}
    for state, keys in (
        (State.CROWDED, [pk for pk in crowded if states[pk] == State.OPEN]),
        (State.OPEN, [pk for pk in states.keys() - crowded if states[pk] == State.CROWDED]),
    ):
        DuplicatePair.objects.filter(pk__in=keys).update(state=state)
    return len(crowded)
