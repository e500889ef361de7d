"""Putting a new key in front: every encrypted value is written again under the newest key.

Set FIELD_KEYS to ``new,old`` and restart; run ``manage.py rotate_keys``; the old key may go once it
says that nothing is left under it, except that the oldest key also makes the blind indexes: with
``--indexes`` those are made anew too, under the newest key, while FIELD_KEYS holds it alone.

Files that wait sealed (``privacy.sealed_files``) are not written again: each goes within a month.
"""

from django.apps import apps
from django.db import connection, transaction

from privacy import ciphers
from privacy.fields import BlindIndexField, EncryptedField

BATCH = 1000


def encrypted_fields():
    """``(model, field)`` for every encrypted column of the project."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedField) and model._meta.managed and not model._meta.proxy:
                yield model, field


def rotate(*, dry_run=False, told=lambda label, done: None):
    """Write again what stands under an older key. ``{label: number}``. May be interrupted."""
    newest = ciphers.newest_key_id()
    return {
        f"{model._meta.label}.{field.name}": _rotate(model, field, newest, dry_run, told)
        for model, field in encrypted_fields()
    }


def _rotate(model, field, newest, dry_run, told):
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(field.column)
    key = quote(model._meta.pk.column)
    stale = f"{column} <> '' AND {column} NOT LIKE %s"
    with connection.cursor() as cursor:
        if dry_run:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {stale}", [f"{newest}.%"])  # noqa: S608
            return cursor.fetchone()[0]
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, {column} FROM {table} WHERE {stale} LIMIT {BATCH} FOR UPDATE",  # noqa: S608
                [f"{newest}.%"],
            )
            rows = cursor.fetchall()
            for row, value in rows:
                clear = ciphers.decrypt(value, context=field.context)
                cursor.execute(
                    f"UPDATE {table} SET {column} = %s WHERE {key} = %s",  # noqa: S608
                    [ciphers.encrypt(clear, context=field.context), row],
                )
        done += len(rows)
        told(f"{model._meta.label}.{field.name}", done)
        if len(rows) < BATCH:
            return done


def reindex():
    """Make every blind index anew under the key that now is the oldest. ``{label: number}``."""
    counts = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, BlindIndexField):
                counts[f"{model._meta.label}.{field.name}"] = _reindex(model, field)
    return counts


def _reindex(model, field):
    done = 0
    rows = model._base_manager.exclude(**{field.name: ""}).only("pk", field.of)
    for row in rows.iterator(chunk_size=BATCH):
        value = field.of_value(getattr(row, field.of))
        done += model._base_manager.filter(pk=row.pk).update(**{field.name: value})
    return done
