"""Tables without indexes, constraints and triggers while a great deal is written at once."""

from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

MEMORY = """
    SET LOCAL work_mem = '256MB';
    SET LOCAL maintenance_work_mem = '1GB';
    SET LOCAL synchronous_commit = off;
"""


@contextmanager
def as_owner():
    """One transaction of the role that owns the tables: it takes indexes off and puts them back."""
    held = connection.settings_dict
    before = {key: held[key] for key in ("USER", "PASSWORD")}
    connection.close()
    held.update({key: settings.DATABASE_OWNER[key] for key in before})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(MEMORY)
            yield cursor
    finally:
        connection.close()
        held.update(before)


@contextmanager
def bare(cursor, tables, phase):
    """Indexes, foreign keys, exclusions and triggers off while the block writes. They are read
    from the catalogue, so whatever a table has today comes back; ``phase(name)`` is told the time
    that putting back takes."""
    cursor.execute(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype
        FROM pg_constraint
        WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'x', 'u')
        ORDER BY contype DESC, conrelid::regclass::text, conname
        """,
        [tables],
    )
    constraints = cursor.fetchall()
    for table, name, _, _ in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
        """,
        [tables],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in tables:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    with phase("indexes"):
        for _, definition in indexes:
            cursor.execute(definition)
    for title, kinds in (("exclusions", "x"), ("keys", "uf")):
        with phase(title):
            for table, name, definition, kind in constraints:
                if kind in kinds:
                    cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
