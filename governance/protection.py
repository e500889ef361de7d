"""What the database itself forbids: to change or remove a line of the trail or a seal.

Two locks. The application's role is granted no more than reading and adding; and a trigger refuses
everybody, the owner of the tables too, who would have to take the trigger off first (which a
sealed and anchored trail shows). ``manage.py migrate`` calls ``grant`` every time.
"""

from django.db import connection

from governance import corrections
from governance.models import Correction, Event, Seal, SealedEvent

INSERT_ONLY = (Event, Seal, SealedEvent)

GUARD = """
CREATE OR REPLACE FUNCTION governance_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the trail is insert-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def grant(role=None):
    """Give the application's ``role`` its rights and put the guards in place. Run by the owner.

    Idempotent. With one role for everything (no owner's address set) only the guards remain.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        there = set(connection.introspection.table_names(cursor))
        if role and role != owner:
            allow(cursor, connection.ops.quote_name(role), there)
        cursor.execute(GUARD)
        for table in _names(INSERT_ONLY, there):
            guard(cursor, table)
    corrections.install()


def allow(cursor, role, there):
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    kept = [(table, "SELECT, INSERT") for table in _names(INSERT_ONLY, there)]
    kept += [(table, "SELECT, DELETE") for table in _names((Correction,), there)]
    for table, rights in kept:
        cursor.execute(f"REVOKE ALL ON {table} FROM PUBLIC, {role}")
        cursor.execute(f"GRANT {rights} ON {table} TO {role}")


def _names(models, there):
    """Their tables, of those that are there yet: apps may be migrated one by one."""
    tables = [model._meta.db_table for model in models]
    return [connection.ops.quote_name(table) for table in tables if table in there]


def guard(cursor, table):
    cursor.execute(
        f"CREATE OR REPLACE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION governance_insert_only()"
    )
    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER insert_only")
