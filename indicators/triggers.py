"""How the cells learn that something below them changed.

Statement-level triggers on the tables of the lower floors write the ids of touched organizations
to ``indicators_dirty``, in the transaction that touches them, and nothing else. They count nothing:
counts computed in triggers drift when two transactions touch one organization at once.

Declared here and made anew after every migrate; a table that is not there yet is passed over.
"""

from django.db import connection, transaction

from indicators.tallies.shape import TABLE
from indicators.tallies.sources import TALLIES

COUNTED = ("orgs_organizationfacts", "membership_eligibility", "membership_coverage")
"""Tables with an ``organization_id``: a change touches that organization."""

SHAPING = {
    "unions_federation": ("code", "path"),
    "membership_drive": ("code", "federation_id", "starts_on", "scope", "counted_forms"),
    "orgs_source": ("code",),
}
"""Tables whose listed columns shape every count: a change asks for a full rebuild. Rows that come
or go do so only for drives: a federation or a source that nothing refers to counts nothing."""

MARK = """
CREATE OR REPLACE FUNCTION indicators_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO indicators_dirty (organization_id) SELECT DISTINCT organization_id FROM come;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO indicators_dirty (organization_id) SELECT DISTINCT organization_id FROM gone;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO indicators_dirty (organization_id)
        SELECT organization_id FROM come UNION SELECT organization_id FROM gone;
    ELSE
        INSERT INTO indicators_dirty (organization_id) VALUES (NULL);
    END IF;
    RETURN NULL;
END $$
"""
RESHAPE = """
CREATE OR REPLACE FUNCTION indicators_reshape_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO indicators_dirty (organization_id)
        SELECT NULL WHERE EXISTS (
            SELECT FROM come JOIN gone USING (id)
            WHERE ROW({come}) IS DISTINCT FROM ROW({gone})
        );
    ELSE
        INSERT INTO indicators_dirty (organization_id) VALUES (NULL);
    END IF;
    RETURN NULL;
END $$
"""
TALLY = """
CREATE OR REPLACE FUNCTION indicators_tally_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND TG_OP <> 'TRUNCATE' THEN
        INSERT INTO indicators_tallydirty (tally, subject_id) {gone};
    END IF;
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO indicators_tallydirty (tally, subject_id) VALUES {everything};
    ELSIF TG_OP <> 'DELETE' THEN
        INSERT INTO indicators_tallydirty (tally, subject_id) {come};
    END IF;
    RETURN NULL;
END $$
"""
TRANSITION = {
    "insert": "REFERENCING NEW TABLE AS come",
    "update": "REFERENCING OLD TABLE AS gone NEW TABLE AS come",
    "delete": "REFERENCING OLD TABLE AS gone",
    "truncate": "",
}


def install():
    """Make the triggers on every watched table there is; take them off where no one would read
    the marks. May run as often as one likes."""
    with transaction.atomic(), connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        reading = "indicators_dirty" in present
        if reading:
            cursor.execute(MARK)
        for table in COUNTED:
            if table in present:
                _watch(cursor, table, "indicators_mark", TRANSITION if reading else ())
        for table, columns in SHAPING.items():
            if table not in present:
                continue
            cursor.execute(
                RESHAPE.format(
                    table=table,
                    come=", ".join(f"come.{c}" for c in columns),
                    gone=", ".join(f"gone.{c}" for c in columns),
                )
            )
            acts = TRANSITION if table == "membership_drive" else ("update",)
            _watch(cursor, table, f"indicators_reshape_{table}", acts if reading else ())
        _install_tallies(cursor, present)


def _install_tallies(cursor, present):
    """Marks of what is tallied: which subjects the changed rows of a table touch."""
    reading = "indicators_tallydirty" in present
    watched = {}
    for tally in TALLIES.values():
        for table, subjects in tally.watches.items():
            watched.setdefault(TABLE[table], []).append((tally.code, subjects))
    for table, tallies in watched.items():
        if table not in present:
            continue
        marks = {
            rows: " UNION ALL ".join(
                f"SELECT DISTINCT '{code}', * FROM ({subjects.format(rows=rows, **TABLE)}) AS s"
                for code, subjects in tallies
            )
            for rows in ("come", "gone")
        }
        everything = ", ".join(f"('{code}', NULL)" for code, _ in tallies)
        if reading:
            cursor.execute(TALLY.format(table=table, everything=everything, **marks))
        function = f"indicators_tally_{table}"
        _watch(cursor, table, function, TRANSITION if reading else (), name="tally")


def _watch(cursor, table, function, acts, name="indicators"):
    for act, referencing in TRANSITION.items():
        if act in acts:
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER {name}_{act} AFTER {act.upper()} ON {table} "
                f"{referencing} FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{act} ON {table}")
