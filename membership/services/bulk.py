"""An act on more organizations than a page can wait for: each judged, locked, done or refused."""

from django.db import transaction

from membership.services.ground import batch_of, hold
from orgs.models import Organization

CHUNK = 500


@transaction.atomic
def act_on_many(*, by, act, progress=lambda *_, **__: None):
    """Do ``act`` (see ``membership.bulk``) to all it selects that may be done, passing over the
    rest. All in one transaction, the locks in the order in which every act takes them. Returns
    ``(how many were done, [(organization id, reason)])``.
    """
    act.check()
    keys = list(act.selection.rows.order_by("pk").values_list("pk", flat=True))
    batch = batch_of(keys, len(keys))
    done, refused = 0, []
    for at in range(0, len(keys), CHUNK):
        some = [Organization(pk=key) for key in keys[at : at + CHUNK]]
        held = hold(by=by, organizations=some, verb=act.key)
        reasons = act.judge(held)
        refused += [(o.pk, reasons[o.pk]) for o in held if o.pk in reasons]
        kept = [o for o in held if o.pk not in reasons]
        if kept:
            act.do(kept, batch=batch)
        done += len(kept)
        progress(min(at + CHUNK, len(keys)), f"已办理 {done:,} 家", total=len(keys))
    if done:
        act.end()
    return done, refused
