"""What the database itself forbids: to change or remove a line of the trail or a seal.

Two locks. The application's role is granted no more than reading and adding; and a trigger refuses
everybody, the owner of the tables too, who would have to take the trigger off first (which a
sealed and anchored trail shows). ``manage.py migrate`` calls ``grant`` every time.
"""

from django.conf import settings
from django.db import connection

from governance.models import Event, Seal, SealedEvent

INSERT_ONLY = (Event, Seal, SealedEvent)

GUARD = """
CREATE OR REPLACE FUNCTION governance_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% on % is refused: the trail is insert-only', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def grant():
    """Give the application's role its rights and put the guards in place. Run by the owner.

    Idempotent. With one role for everything (no owner's address set) only the guards remain.
    """
    role = settings.DATABASES["default"]["USER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        owner = cursor.fetchone()[0]
        if role and role != owner:
            allow(cursor, connection.ops.quote_name(role))
        cursor.execute(GUARD)
        for model in INSERT_ONLY:
            guard(cursor, connection.ops.quote_name(model._meta.db_table))


def allow(cursor, role):
    tables = ", ".join(connection.ops.quote_name(m._meta.db_table) for m in INSERT_ONLY)
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
    cursor.execute(f"REVOKE ALL ON {tables} FROM PUBLIC, {role}")
    cursor.execute(f"GRANT SELECT, INSERT ON {tables} TO {role}")


def guard(cursor, table):
    cursor.execute(
        f"CREATE OR REPLACE TRIGGER insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION governance_insert_only()"
    )
    cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER insert_only")
