"""What is held: rows that a legal hold names, and rows that belong to one it names.

A row belongs to a held one if it points at it: by a foreign key, or by type and number. Longer ways
are told with ``through``. Whoever removes anything for good asks ``spare`` which rows may go, in a
transaction that began with ``guard``; whoever places a hold is ``alone``. So a hold waits for the
removal under way, and no removal that begins after it overlooks it.
"""

from django.apps import apps
from django.db import connection
from django.db.models import Q

from privacy.models import LegalHold

BY_TYPE = (
    ("owner_type", "owner_id"),
    ("subject_type", "subject_id"),
    ("person_type", "person_id"),
    ("model", "object_id"),
)
LOCK = "hashtext('privacy.holds')"
_ways = {}


def through(label, way, to):
    """Rows of ``label`` belong to a row of ``to`` by this lookup."""
    _ways.setdefault(label, []).append((way, to))


def guard():
    """To be called first in a transaction that removes: no hold is placed until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({LOCK})")


def alone():
    """To be called first in a transaction that places a hold: nothing is being removed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")


def spare(rows):
    """Of these rows, those that may go."""
    return rows.exclude(_held(rows.model))


def held(rows):
    """… and those that may not."""
    return rows.filter(_held(rows.model))


def hold_on(row):
    """A hold that keeps this row, or None."""
    model = type(row)
    for hold in LegalHold.objects.standing():
        one = _by(model, hold.subject_type, [hold.subject_id])
        if one and model._base_manager.filter(one, pk=row.pk).exists():
            return hold
    return None


def _held(model):
    """The condition that a row of ``model`` is held."""
    by_type = {}
    for kind, key in LegalHold.objects.standing().values_list("subject_type", "subject_id"):
        by_type.setdefault(kind, []).append(key)
    condition = Q(pk__in=())
    for kind, keys in by_type.items():
        condition |= _by(model, kind, keys)
    return condition


def _by(model, kind, keys):
    condition = Q(pk__in=())
    if model._meta.label_lower == kind:
        condition |= Q(pk__in=keys)
    names = {field.name for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        target = field.remote_field.model if field.remote_field else None
        if target is not None and target._meta.label_lower == kind:
            condition |= Q(pk__in=_pointing(model, field.name, keys))
    for way, to in _ways.get(model._meta.label, ()):
        if apps.get_model(to)._meta.label_lower == kind:
            condition |= Q(pk__in=_pointing(model, way, keys))
    for type_name, key_name in BY_TYPE:
        if {type_name, key_name} <= names:
            condition |= Q(**{type_name: kind, f"{key_name}__in": keys})
    return condition


def _pointing(model, way, keys):
    """A subquery: in an exclusion, a row that points nowhere must not count as unknown."""
    return model._base_manager.order_by().filter(**{f"{way}__in": keys}).values("pk")
