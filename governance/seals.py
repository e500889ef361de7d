"""Sealing the trail: every minute the new events get a Merkle root, chained to the seal before.

A seal covers the events it names, never "all up to a number": an event whose transaction commits
late has a small number and is sealed later, by the next run that sees it. Nothing is ever updated.
Whoever alters a sealed line must alter every seal after it; an anchor, kept elsewhere, then says
so. Without an anchor the last seals could be cut off unseen.
"""

import hashlib

from django.db import connection, transaction
from django.db.models import Max

from governance.models import Event, Seal, SealedEvent

LOCK = "governance.seal"
A_SEALS_MOST = 20_000
LATE = 50_000
"""How far back among the numbers a run looks for late commits; every hour one looks at all."""


def digest(*parts):
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def merkle_root(leaves):
    """Root over hex leaves in order. An odd one out goes up as it is; leaves and nodes differ."""
    level = [digest("leaf", leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [level[n : n + 2] for n in range(0, len(level), 2)]
        level = [digest("node", *pair) if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0] if level else digest("empty")


def chain(previous, root, count):
    return digest("seal", previous.chained if previous else "", root, str(count))


def seal(*, everything=False):
    """Seal what is not sealed yet. Returns the number of events, or None if another is at it."""
    sealed = 0
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
                if not cursor.fetchone()[0]:
                    return None
            events = list(unsealed(everything).order_by("pk")[:A_SEALS_MOST])
            if events:
                close(events)
        sealed += len(events)
        if len(events) < A_SEALS_MOST:
            return sealed


def unsealed(everything=True):
    events = Event.objects.filter(sealed=None)
    if not everything:
        last = SealedEvent.objects.aggregate(last=Max("event_id"))["last"] or 0
        events = events.filter(pk__gt=last - LATE)
    return events


def close(events):
    leaves = [event.leaf() for event in events]
    previous = Seal.objects.order_by("-pk").first()
    root = merkle_root(leaves)
    made = Seal.objects.create(
        previous=previous,
        root=root,
        chained=chain(previous, root, len(events)),
        count=len(events),
    )
    SealedEvent.objects.bulk_create(
        [
            SealedEvent(event=event, seal=made, leaf=leaf)
            for event, leaf in zip(events, leaves, strict=True)
        ],
        batch_size=5000,
    )
    return made
