"""Tables without indexes, constraints and triggers while a great deal is written at once."""

from contextlib import contextmanager

import psycopg2
from django.conf import settings
from django.db import connection


@contextmanager
def as_owner():
    """One transaction of the role that owns the tables: it takes indexes off and puts them back."""
    owner = settings.DATABASE_OWNER
    held = connection.settings_dict
    link = psycopg2.connect(
        dbname=held["NAME"],
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=held["HOST"],
        port=held["PORT"] or None,
    )
    try:
        with link, link.cursor() as cursor:
            cursor.execute("SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '1GB'")
            cursor.execute("SET LOCAL timezone = 'Asia/Shanghai'")
            yield cursor
    finally:
        link.close()


@contextmanager
def bare(cursor, tables):
    """Indexes, foreign keys, exclusions and triggers off while the block writes."""
    cursor.execute(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint
        WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'x', 'u')
        ORDER BY contype DESC, conrelid::regclass::text, conname
        """,
        [tables],
    )
    constraints = cursor.fetchall()
    for table, name, _ in constraints:
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
    for _, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in constraints:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
