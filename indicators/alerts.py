"""What a leader should look at (需要注意): counted from records there are, each with its list.

Counting walks over the register. Where that is quick it is done anew at every refresh; where it is
not, as at the top of a large country, the numbers stand for ten minutes and say from when they are.
"""

import time
from dataclasses import dataclass
from datetime import timedelta

import redis
import structlog
from django.core.cache import cache
from django.db.models import Exists, F
from django.utils import timezone

from indicators.definitions import REFERENCE_DRIVE
from indicators.records import records
from membership.queries import assessed, without_union
from orgs.models import Organization

log = structlog.get_logger(__name__)
KEPT_SECONDS = 600
SLOW_SECONDS = 0.25
WAITING_DAYS = 365


@dataclass(frozen=True)
class Watch:
    """One kind of organization to look at. ``words`` follow the number."""

    key: str
    words: str
    title: str
    rows: object


def party_without_union(federation, drive):
    """Registered, with a Party organization, covered by no union in any form (C13)."""
    rows = Organization.objects.filter(federation__path__startswith=federation.path)
    return as_counted(without_union(rows))


def long_eligible(federation, drive):
    """In the drive's scope, found eligible a year ago or longer, and still not founded."""
    since = timezone.localdate() - timedelta(days=WAITING_DAYS)
    rows = records("C1", federation, part="gap", drive=drive)
    return rows.filter(Exists(assessed().filter(valid_from__lte=since)))


def as_counted(rows):
    """With the columns that ``records.records`` gives, read from what is so now."""
    return rows.annotate(
        counted_federation=F("federation__name"),
        counted_path=F("federation__path"),
        counted_type=F("type"),
    )


WATCHES = {
    watch.key: watch
    for watch in (
        Watch("party", "家有党组织、无工会", "有党组织、无任何工会覆盖的", party_without_union),
        Watch("waiting", "家具备条件满一年未建会", "具备建会条件满一年仍未建会的", long_eligible),
    )
}


def counts(federation, refresh, drive=REFERENCE_DRIVE):
    """``[(Watch, number)]`` of those that count something, and when they were counted if that was
    before the last refresh."""
    key = f"watches:{federation.pk}:{drive}"
    found = _kept(key)
    if not found or (found["refresh"] != refresh and found["took"] < SLOW_SECONDS):
        began = time.monotonic()
        numbers = {w.key: w.rows(federation, drive).count() for w in WATCHES.values()}
        took = time.monotonic() - began
        found = {"numbers": numbers, "refresh": refresh, "took": took, "at": timezone.now()}
        _keep(key, found)
    earlier = found["at"] if found["refresh"] != refresh else None
    return [(WATCHES[name], n) for name, n in found["numbers"].items() if n], earlier


def _kept(key):
    try:
        return cache.get(key)
    except redis.RedisError as problem:
        log.warning("not read from the cache", problem=str(problem))


def _keep(key, found):
    try:
        cache.set(key, found, KEPT_SECONDS)
    except redis.RedisError as problem:
        log.warning("not kept in the cache", problem=str(problem))
