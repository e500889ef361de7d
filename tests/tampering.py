"""An operator with the owner's rights, who takes guards and keys off before altering the trail."""

from contextlib import contextmanager

from django.db import connection, transaction

from governance.models import Event, Seal, SealedEvent
from liaison import embedded
from liaison.environment import parse_database

UNGUARD = """
DO $$ DECLARE found record; BEGIN
    FOR found IN SELECT conrelid::regclass AS name, conname FROM pg_constraint
        WHERE contype = 'f' AND conrelid IN
            ('governance_event'::regclass, 'governance_seal'::regclass,
             'governance_sealedevent'::regclass)
    LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.name, found.conname); END LOOP;
END $$;
ALTER TABLE governance_event DISABLE TRIGGER USER;
ALTER TABLE governance_seal DISABLE TRIGGER USER;
ALTER TABLE governance_sealedevent DISABLE TRIGGER USER;
"""


@contextmanager
def as_owner(servers):
    """The test's connection works as owner of the tables for a while."""
    usual = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    address = parse_database(servers.servers.url(embedded.OWNER, servers.database))
    connection.close()
    connection.settings_dict.update({key: address[key] for key in usual})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


@contextmanager
def tampering(servers, *, undo=False):
    """A cursor for altering what cannot be altered; ``undo`` takes it back at the end."""
    with as_owner(servers), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UNGUARD)
        yield cursor
        if undo:
            transaction.set_rollback(True)


def edit(cursor, chance, keys):
    column = chance.choice(["reason", "label", "verb", "subject_id", "request_id"])
    key = chance.choice(keys)
    cursor.execute(f"UPDATE governance_event SET {column} = {column} || 'x' WHERE id = %s", [key])
    return key


def redate(cursor, chance, keys):
    key = chance.choice(keys)
    cursor.execute("UPDATE governance_event SET at = at - interval '1 ms' WHERE id = %s", [key])
    return key


def delete(cursor, chance, keys):
    key = chance.choice(keys)
    cursor.execute("DELETE FROM governance_event WHERE id = %s", [key])
    return key


def delete_with_its_leaf(cursor, chance, keys):
    key = chance.choice(keys)
    cursor.execute("DELETE FROM governance_sealedevent WHERE event_id = %s", [key])
    cursor.execute("DELETE FROM governance_event WHERE id = %s", [key])
    return key


def swap(cursor, chance, keys):
    one, two = sorted(chance.sample(keys, 2))
    cursor.execute(
        "UPDATE governance_event a SET reason = b.reason FROM governance_event b"
        " WHERE a.id IN (%(one)s, %(two)s) AND b.id IN (%(one)s, %(two)s) AND a.id <> b.id",
        {"one": one, "two": two},
    )
    return one


def edit_with_its_leaf(cursor, chance, keys):
    key = edit(cursor, chance, keys)
    event = Event.objects.get(pk=key)
    cursor.execute(
        "UPDATE governance_sealedevent SET leaf = %s WHERE event_id = %s", [event.leaf(), key]
    )


def cut(cursor, chance, keys):
    """Take the last seals off, with all they cover."""
    last = Seal.objects.order_by("-pk").first().pk
    first = last - chance.randrange(3)
    lost = list(SealedEvent.objects.filter(seal__gte=first).values_list("event_id", flat=True))
    cursor.execute("DELETE FROM governance_sealedevent WHERE seal_id >= %s", [first])
    cursor.execute("DELETE FROM governance_seal WHERE id >= %s", [first])
    cursor.execute("DELETE FROM governance_event WHERE id = ANY(%s)", [lost])


NAMED = [edit, redate, delete, delete_with_its_leaf, swap]
"""Ways after which the proof names the very event."""

WAYS = [*NAMED, edit_with_its_leaf, cut]
