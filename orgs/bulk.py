"""Many rows at once: COPY into a model's table, and keys for rows that must name one another.

For reference data, demonstration data and imports that have already been judged row by row; the
caller keeps the rules, the database its constraints.
"""

import csv
import io
import json
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from privacy.fields import EncryptedField

NULL = "\\N"
CHUNK = 20_000


def _text(field):
    """How one column's values are written: a function from value to CSV text."""
    if isinstance(field, EncryptedField):
        return lambda value: field.get_prep_value(value) or ""
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(field, ArrayField):
        return lambda value: "{" + ",".join(value) + "}"
    if isinstance(field, models.BooleanField):
        return lambda value: "t" if value else "f"
    return lambda value: value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def new_keys(model, count):
    """``count`` fresh primary keys of ``model``, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_rows(model, columns, rows):
    """COPY ``rows`` (tuples in the order of ``columns``, attnames) into ``model``; their number."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    writers = [_text(by_name[name]) for name in columns]
    quote = connection.ops.quote_name
    statement = "COPY {} ({}) FROM STDIN WITH (FORMAT csv, NULL '{}')".format(
        quote(model._meta.db_table), ", ".join(quote(by_name[n].column) for n in columns), NULL
    )
    total = 0
    rows = iter(rows)
    with connection.cursor() as cursor:
        while True:
            buffer = io.StringIO()
            out = csv.writer(buffer)
            count = 0
            for row in rows:
                out.writerow(
                    [
                        NULL if value is None else write(value)
                        for write, value in zip(writers, row, strict=True)
                    ]
                )
                count += 1
                if count == CHUNK:
                    break
            if not count:
                return total
            buffer.seek(0)
            cursor.copy_expert(statement, buffer)
            total += count
