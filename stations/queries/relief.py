"""What comparing the lists of others with the files of households finds. The database joins the two
by keyed hashes; no number and no name is opened for it.

A list counts for the union that was given it and those below it, and for nobody else's files.
"""

from collections import namedtuple

from django.db import connection
from django.db.models import Count, Q

from stations.models import (
    AidPayment,
    Case,
    Household,
    HouseholdMember,
    NeedKind,
    ReliefMatch,
    ReliefRow,
    ReliefSheet,
    ServiceItem,
)
from unions.models import Federation

OF_ITEM = {
    "living": NeedKind.LIVING,
    "school": NeedKind.EDUCATION,
    "medical": NeedKind.MEDICAL,
    **dict.fromkeys(("training", "placement", "startup", "loan"), NeedKind.EMPLOYMENT),
    **dict.fromkeys(("legal", "petition", "rights"), NeedKind.JUSTICE),
}
"""What of the union's is the same kind of help as what of the government's."""

TABLE = {
    name: model._meta.db_table
    for name, model in {
        "case": Case,
        "federation": Federation,
        "household": Household,
        "item": ServiceItem,
        "match": ReliefMatch,
        "member": HouseholdMember,
        "payment": AidPayment,
        "row": ReliefRow,
        "sheet": ReliefSheet,
    }.items()
}
OVER = ", ".join(f"'{status}'" for status in Case.OVER)
NEEDS = " ".join(f"WHEN '{code}' THEN '{need}'" for code, need in OF_ITEM.items())

PAID = """
    SELECT p.id, p.household_id, p.paid_on, p.amount, h.federation_id, f.path,
        CASE COALESCE(head.code, i.code) {needs} ELSE 'other' END AS need,
        extract(year FROM p.paid_on)::int AS year
    FROM {payment} p JOIN {household} h ON h.id = p.household_id
    JOIN {federation} f ON f.id = h.federation_id
    JOIN {item} i ON i.id = p.item_id LEFT JOIN {item} head ON head.id = i.parent_id
    WHERE p.status = 'paid'
"""
GIVEN = """
    SELECT DISTINCT ON (m.household_id, r.id_index, s.source, r.need, r.program, r.starts_on)
        m.household_id, r.id, r.need, r.amount, r.starts_on,
        COALESCE(r.ends_on, 'infinity') AS ends_on
    FROM (SELECT DISTINCT household_id, path FROM paid) p
    JOIN {member} m ON m.household_id = p.household_id AND m.id_index <> ''
    JOIN {row} r ON r.id_index = m.id_index
    JOIN {sheet} s ON s.id = r.sheet_id AND s.status = 'applied' AND s.content = 'relief'
    JOIN {federation} sf ON sf.id = s.federation_id AND starts_with(p.path, sf.path)
    ORDER BY m.household_id, r.id_index, s.source, r.need, r.program, r.starts_on,
        s.as_of DESC, r.id DESC
"""
"""What a department tells again in its next list, the same help of the same person from the same
day, counts once: as the newest list says."""

DUPLICATES = """
    WITH paid AS MATERIALIZED ({paid}), given AS MATERIALIZED ({given}), met AS (
        SELECT p.household_id, p.federation_id, p.need, p.year, p.id AS payment, p.amount AS paid,
            g.id AS row, g.amount AS given,
            row_number() OVER (PARTITION BY p.id) AS nth_of_payment,
            row_number() OVER (PARTITION BY p.household_id, p.year, g.id) AS nth_of_row
        FROM paid p JOIN given g ON g.household_id = p.household_id AND g.need = p.need
            AND p.paid_on BETWEEN g.starts_on AND g.ends_on
    ), together AS (
        SELECT household_id, federation_id, need, year,
            sum(paid) FILTER (WHERE nth_of_payment = 1) AS union_amount,
            sum(given) FILTER (WHERE nth_of_row = 1) AS other_amount,
            array_agg(DISTINCT payment) AS payments, array_agg(DISTINCT row) AS rows
        FROM met GROUP BY household_id, federation_id, need, year
    )
    SELECT * FROM together t
    WHERE NOT EXISTS (
        SELECT FROM {match} x WHERE x.kind = 'duplicate' AND x.household_id = t.household_id
            AND x.need = t.need AND x.year = t.year AND x.status = 'handled'
            AND x.union_amount + x.other_amount >= t.union_amount + t.other_amount
    )
"""
"""Same household, same kind, the union's payment within the period of the other's. What a person
has judged comes again only if it has grown since."""

KNOWN = """
    SELECT m.id_index FROM {member} m JOIN {household} h ON h.id = m.household_id
    WHERE m.id_index <> '' AND (
        (h.opened_on IS NOT NULL AND h.closed_on IS NULL)
        OR EXISTS (SELECT FROM {case} c
            WHERE c.household_id = h.id AND c.status NOT IN ({over}))
    )
"""
"""Whoever is on a file or on the way to one, wherever it is."""

RAISED = """
    SELECT FROM {match} x JOIN {row} r2 ON r2.id = x.row_id
    WHERE x.ground = '{ground}' AND r2.id_index = r.id_index
        AND (x.status = 'open' OR x.year >= extract(year FROM s.as_of))
"""
"""The same person, waiting, or looked into once this year."""

LISTED = """
    SELECT DISTINCT ON (r.id_index) r.id, r.federation_id, r.need, r.amount,
        extract(year FROM s.as_of)::int AS year
    FROM {row} r JOIN {sheet} s ON s.id = r.sheet_id
    LEFT JOIN ({known}) k ON k.id_index = r.id_index
    WHERE s.status = 'applied' AND s.content = 'relief' AND r.worker = 'yes'
        AND r.need = 'living' AND (r.ends_on IS NULL OR r.ends_on >= %(today)s)
        AND k.id_index IS NULL AND NOT EXISTS ({raised_listed})
    ORDER BY r.id_index, r.id DESC
"""
"""On the government's list of the poor today, a worker, and on no file of any union."""

IN_NEED = """
    SELECT DISTINCT ON (r.id_index) r.id, r.federation_id, r.need, r.amount,
        extract(year FROM s.as_of)::int AS year
    FROM {row} r JOIN {sheet} s ON s.id = r.sheet_id
    LEFT JOIN ({known}) k ON k.id_index = r.id_index
    WHERE s.status = 'applied' AND s.content = 'signal' AND k.id_index IS NULL
        AND NOT EXISTS (
            SELECT FROM {row} g JOIN {sheet} gs ON gs.id = g.sheet_id
            WHERE g.id_index = r.id_index AND gs.status = 'applied' AND gs.content = 'relief'
                AND (g.ends_on IS NULL OR g.ends_on >= r.starts_on)
        )
        AND NOT EXISTS ({raised_in_need})
    ORDER BY r.id_index, r.id DESC
"""
"""A sign of need, and neither a file nor relief from anybody since."""

PASSED_ON = """
    SELECT DISTINCT ON (c.household_id) c.household_id, c.passed_to_id AS federation_id, c.id,
        c.number, extract(year FROM c.decided_at)::int AS year
    FROM {case} c
    WHERE c.status = 'refused' AND c.passed_to_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM {member} m JOIN ({known}) k ON k.id_index = m.id_index
            WHERE m.household_id = c.household_id)
        AND NOT EXISTS (SELECT FROM {match} x
            WHERE x.household_id = c.household_id AND x.ground = 'passed_on')
    ORDER BY c.household_id, c.id DESC
"""
"""Refused because another union is responsible, and not known there either."""


PARTS = TABLE | {"needs": NEEDS, "over": OVER}
PARTS |= {
    "paid": PAID.format(**PARTS),
    "given": GIVEN.format(**PARTS),
    "known": KNOWN.format(**PARTS),
    "raised_listed": RAISED.format(ground="listed", **PARTS),
    "raised_in_need": RAISED.format(ground="in_need", **PARTS),
}


def found(sql, **values):
    """Rows by name."""
    with connection.cursor() as cursor:
        cursor.execute(sql.format(**PARTS), values)
        row = namedtuple("Row", [column.name for column in cursor.description])
        return [row(*told) for told in cursor.fetchall()]


def counts_of(rows):
    """Found and handled, of each kind (A3): ``{kind: {"found", "handled"}}``."""
    handled = Count("pk", filter=Q(status=ReliefMatch.Status.HANDLED))
    told = rows.order_by().values("kind").annotate(found=Count("pk"), handled=handled)
    counts = {kind: {"found": 0, "handled": 0} for kind in ReliefMatch.Kind.values}
    return counts | {said.pop("kind"): said for said in told}
