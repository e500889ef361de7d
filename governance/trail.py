"""What was done: one line an act, written in the transaction of the act, never changed after."""

import structlog
from django.db import connection

from governance.models import Event

security = structlog.get_logger("security")


def record(*, by, verb, label, subject=None, federation=None, reason="", **detail):
    """Write down one act and return its Event.

    Call it inside the transaction that does the act: both happen, or neither. ``detail`` holds
    states, counts and document numbers, never personal values; a subject that is called after a
    person says in ``trail_name`` what it is called here.
    """
    assert connection.in_atomic_block, "record() belongs in the transaction of the act it tells of"
    if subject is not None:
        objects = subject._meta.model._default_manager
        if federation is None and hasattr(objects, "federation_of"):
            federation = objects.federation_of(subject)
        about = {
            "subject_type": subject._meta.label_lower,
            "subject_id": str(subject.pk),
            "subject_name": str(getattr(subject, "trail_name", subject))[:200],
        }
        verb = f"{subject._meta.model_name}.{verb}"
    else:
        about = {}
    return Event.objects.create(
        actor=by if by is not None and by.pk else None,
        verb=verb,
        label=label,
        federation=federation,
        reason=reason,
        detail=detail,
        request_id=structlog.contextvars.get_contextvars().get("request_id") or "",
        **about,
    )


def refuse(*, by, verb, subject):
    """A refused attempt changes nothing and is no act: it goes to the security log alone."""
    security.warning(
        "refused", actor=by.pk, verb=verb, subject=f"{subject._meta.label_lower}:{subject.pk}"
    )
