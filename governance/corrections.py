"""What became of master records: each changed or removed row of a tracked table, column by column.

A trigger notes it, so no way of writing escapes: a service, ``update()``, a bulk act, plain SQL.
What it notes hangs on the act in whose transaction it happened (``Event.act``): who and why are
told there, once. Only columns that changed are kept; encrypted ones, secrets and what is derived
are left out by the app that says what to track, in its ``AppConfig.ready()``:

    corrections.track("orgs.Organization", but=("contact_phone", "folded_name", "initials"))

Not for what has a history of its own: facts, jobs, cells, answers, bids, the trail itself.
``install`` is run by the owner of the tables after every migration (``protection.grant``). The
application may read the notes and delete them (erasure); it can neither write nor alter one.
"""

from django.apps import apps
from django.db import connection

from governance.models import Correction, Event

NOTE = """
CREATE OR REPLACE FUNCTION governance_note_correction() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hidden text[] := TG_ARGV[2]::text[];
    was jsonb := to_jsonb(OLD) - hidden;
    becomes jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(NEW) - hidden END;
BEGIN
    IF was = becomes THEN RETURN NULL; END IF;
    INSERT INTO governance_correction (at, act, subject_type, subject_id, removed, before, after)
    SELECT now(), {act}, TG_ARGV[0], was ->> TG_ARGV[1], TG_OP = 'DELETE',
        coalesce(jsonb_object_agg(key, value), '{{}}'),
        coalesce(jsonb_object_agg(key, becomes -> key) FILTER (WHERE becomes IS NOT NULL), '{{}}')
    FROM jsonb_each(was) WHERE becomes IS NULL OR value IS DISTINCT FROM becomes -> key;
    RETURN NULL;
END $$
"""

_tracked = {}


def track(label, *, but=()):
    """Note corrections of this model, all columns but those named (field names)."""
    _tracked[label] = tuple(but)


def tracked():
    return {apps.get_model(label): but for label, but in _tracked.items()}


def install():
    """Bring the triggers to what is tracked now. Idempotent."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if Correction._meta.db_table not in tables:
            return
        cursor.execute(NOTE.format(act=Correction.ACT))
        wanted = {
            model._meta.db_table: model for model in tracked() if model._meta.db_table in tables
        }
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'note_correction'"
        )
        for (table,) in cursor.fetchall():
            if table.strip('"') not in wanted:
                cursor.execute(f"DROP TRIGGER note_correction ON {table}")
        for table, model in wanted.items():
            hidden = [model._meta.get_field(name).column for name in tracked()[model]]
            arguments = [model._meta.label_lower, model._meta.pk.column, f"{{{','.join(hidden)}}}"]
            literals = ", ".join(f"'{argument}'" for argument in arguments)
            cursor.execute(
                f"CREATE OR REPLACE TRIGGER note_correction AFTER UPDATE OR DELETE"
                f" ON {quote(table)} FOR EACH ROW"
                f" EXECUTE FUNCTION governance_note_correction({literals})"
            )


def corrections_of(row, *, most=50):
    """``(correction, event or None, [(name of column, before, after)])``, newest first.

    The caller has come to the row through scope.
    """
    found = list(
        Correction.objects.filter(
            subject_type=row._meta.label_lower, subject_id=str(row.pk)
        ).order_by("-at", "-pk")[:most]
    )
    acts = Event.objects.filter(act__in={one.act for one in found}).select_related("actor")
    events = {}
    for event in acts.order_by("pk"):
        events.setdefault(event.act, event)
    return [(one, events.get(one.act), one.changes(type(row))) for one in found]
