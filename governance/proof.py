"""Is the trail as it was sealed? Walk the chain of seals, recompute every leaf, meet the anchor."""

import json
from dataclasses import dataclass, field

from django.utils import timezone

from governance import seals
from governance.models import Event, Seal, SealedEvent

SEALS_AT_ONCE = 500
FORMAT = "liaison trail anchor 1"


class BadAnchor(ValueError):
    """The file is not an anchor of ours."""


@dataclass
class Verdict:
    """What was found. ``first`` tells the first thing wrong: which event, seal and what."""

    seals: int = 0
    events: int = 0
    unsealed: int = 0
    proven_to: int | None = None
    anchored: bool = False
    first: dict | None = None
    last: Seal | None = field(default=None, repr=False)

    @property
    def sound(self):
        return self.first is None

    def blame(self, what, *, seal=None, event=None):
        if self.first is None:
            self.first = {"event": event, "seal": seal, "what": what}


WHAT = {
    "altered": "记录被改动",
    "missing": "记录被删除",
    "leaf": "封签中的叶值被改动",
    "count": "封签所含记录数不符",
    "root": "封签的默克尔根不符",
    "chain": "封签链断裂",
    "cut": "封签链的末尾被截去",
    "anchor": "与锚点不符：封签被重写",
}


def anchor():
    """What to keep elsewhere: the head of the chain, after sealing all there is."""
    seals.seal(everything=True)
    head = Seal.objects.order_by("-pk").first()
    return {
        "format": FORMAT,
        "seal": head.pk if head else 0,
        "chained": head.chained if head else "",
        "seals": Seal.objects.count(),
        "events": SealedEvent.objects.count(),
        "at": timezone.now().isoformat(),
    }


def read_anchor(text):
    """Raises BadAnchor."""
    try:
        told = json.loads(text)
        whole = told["format"] == FORMAT and isinstance(told["seal"], int)
        whole = whole and isinstance(told["chained"], str) and isinstance(told["seals"], int)
    except (ValueError, KeyError, TypeError) as wrong:
        raise BadAnchor("这不是操作轨迹的锚点文件。") from wrong
    if not whole:
        raise BadAnchor("这不是操作轨迹的锚点文件。")
    return told


def verify(anchor=None):
    """Check every seal and every sealed event; with an anchor also that none is gone since."""
    verdict = Verdict(unsealed=seals.unsealed().count())
    previous, batch = None, []
    for seal in Seal.objects.order_by("pk").iterator(chunk_size=SEALS_AT_ONCE):
        if seal.previous_id != (previous.pk if previous else None):
            verdict.blame("chain", seal=seal.pk)
        if seal.chained != seals.chain(previous, seal.root, seal.count):
            verdict.blame("chain", seal=seal.pk)
        batch.append(seal)
        if len(batch) == SEALS_AT_ONCE or sum(s.count for s in batch) > seals.A_SEALS_MOST:
            _verify_events(batch, verdict)
            batch = []
        previous = seal
        verdict.seals += 1
        if anchor and seal.pk == anchor["seal"]:
            if seal.chained != anchor["chained"] or verdict.seals != anchor["seals"]:
                verdict.blame("anchor", seal=seal.pk)
            verdict.proven_to, verdict.anchored = seal.pk, True
    _verify_events(batch, verdict)
    verdict.last = previous
    if anchor and anchor["seal"] and not verdict.anchored:
        verdict.blame("cut", seal=anchor["seal"])
    elif anchor and not anchor["seal"]:
        verdict.anchored, verdict.proven_to = True, 0
    return verdict


def _verify_events(batch, verdict):
    if not batch:
        return
    leaves = {seal.pk: {} for seal in batch}
    rows = SealedEvent.objects.filter(seal__in=[seal.pk for seal in batch])
    for seal, event, leaf in rows.values_list("seal_id", "event_id", "leaf"):
        leaves[seal][event] = leaf
    keys = [event for named in leaves.values() for event in named]
    events = {}
    for at in range(0, len(keys), 5000):
        events |= Event.objects.in_bulk(keys[at : at + 5000])
    for seal in batch:
        named = leaves[seal.pk]
        for key in sorted(named):
            event = events.get(key)
            if event is None:
                verdict.blame("missing", seal=seal.pk, event=key)
            elif event.leaf() != named[key]:
                verdict.blame("altered", seal=seal.pk, event=key)
        if len(named) != seal.count:
            verdict.blame("count", seal=seal.pk, event=_lost(seal, named))
        elif seals.merkle_root([named[key] for key in sorted(named)]) != seal.root:
            verdict.blame("root", seal=seal.pk, event=min(named, default=None))
        verdict.events += len(named)


def _lost(seal, named):
    """The first number at or beside a seal's events that no seal covers: likely the one cut out."""
    sealed = SealedEvent.objects.order_by("event_id")
    before = sealed.filter(seal__lt=seal.pk).last()
    after = sealed.filter(seal__gt=seal.pk).first()
    start = min([before.event_id + 1 if before else 1, *named])
    end = after.event_id - 1 if after else max(named, default=start) + 1
    known = set(named) | set(
        sealed.filter(event__gte=start, event__lte=end).values_list("event_id", flat=True)
    )
    return next((key for key in range(start, end + 1) if key not in known), None)
