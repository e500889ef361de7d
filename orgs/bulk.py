"""Many rows at once: COPY into a model's table, and keys for rows that must name one another.

For reference data, demonstration data and imports that have already been judged row by row; the
caller keeps the rules, the database its constraints.
"""

import csv
import gc
import io
import json
from contextlib import contextmanager

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from privacy.fields import EncryptedField

NULL = "\\N"
CHUNK = 20_000


@contextmanager
def kept_until_done():
    """Around work that makes many values and drops none of them: the collector, which would go
    through all of them over and over, rests meanwhile. A third of the time of a long list."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Among(models.Func):
    """A column is one of these: ``= ANY`` of one array, where ``IN`` would take Django a parameter
    for each, and all of a second for fifty thousand."""

    arity = 1
    output_field = models.BooleanField()

    def __init__(self, column, these):
        super().__init__(column)
        self.these = list(these)

    def as_sql(self, compiler, connection):
        column, values = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s)", [*values, self.these]


as_json = json.JSONEncoder(ensure_ascii=False).encode


def _text(field):
    """How one column's values are written, where CSV would not do it by itself: a function from
    value to text."""
    if isinstance(field, EncryptedField):
        return lambda value: field.get_prep_value(value) or ""
    if isinstance(field, models.JSONField):
        nothing = {dict: "{}", list: "[]"}
        return lambda value: as_json(value) if value else nothing.get(type(value), "null")
    if isinstance(field, ArrayField):
        return lambda value: "{" + ",".join(value) + "}"
    if isinstance(field, models.BooleanField):
        return lambda value: "t" if value else "f"
    return None  # numbers, texts and times are written as PostgreSQL reads them


def new_keys(model, count):
    """``count`` fresh primary keys of ``model``, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy_rows(model, columns, rows, *, into=None):
    """COPY ``rows`` (tuples in the order of ``columns``, attnames) into ``model``; their number.

    ``into`` is another table with the same columns.
    """
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    writers = [(at, w) for at, name in enumerate(columns) if (w := _text(by_name[name]))]
    quote = connection.ops.quote_name
    statement = "COPY {} ({}) FROM STDIN WITH (FORMAT csv, NULL '{}')".format(
        quote(into or model._meta.db_table),
        ", ".join(quote(by_name[n].column) for n in columns),
        NULL,
    )
    total = 0
    rows = iter(rows)
    with connection.cursor() as cursor:
        while True:
            buffer = io.StringIO()
            out = csv.writer(buffer)
            count = 0
            for row in rows:
                told = [NULL if value is None else value for value in row]
                for at, write in writers:
                    if row[at] is not None:
                        told[at] = write(row[at])
                out.writerow(told)
                count += 1
                if count == CHUNK:
                    break
            if not count:
                return total
            buffer.seek(0)
            cursor.copy_expert(statement, buffer)
            total += count


def update_rows(model, columns, rows):
    """Let rows of ``model`` have these values: ``columns`` begin with ``id``. One statement.

    By way of a temporary table: a list of fifty thousand changes is one join, and rows whose
    indexed columns stay the same are rewritten in place.
    """
    quote = connection.ops.quote_name
    table, draft = quote(model._meta.db_table), quote("draft_of_changes")
    names = [quote(model._meta.get_field(name).column) for name in columns[1:]]
    told, sets = ", ".join(names), ", ".join(f"{name} = draft.{name}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {draft} AS SELECT id, {told} FROM {table} LIMIT 0")  # noqa: S608
        count = copy_rows(model, columns, rows, into="draft_of_changes")
        statement = f"UPDATE {table} kept SET {sets} FROM {draft} draft WHERE draft.id = kept.id"  # noqa: S608
        cursor.execute(statement)
        cursor.execute(f"DROP TABLE {draft}")
    return count
