"""Two comparisons at once find everything once."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from stations.models import ReliefMatch
from stations.queries import relief
from stations.services.matching import compare
from tests.stations.planted import Lists
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_comparisons_at_once():
    """AS-28: the second waits and finds nothing new; without the lock both find the same."""
    lists = Lists()
    for _ in range(3):
        lists.helped_twice()
        lists.forgotten()
    lists.write()
    told = []
    assert together(lambda _: told.append(compare()), 1, 2) == ["won", "won"]
    assert sorted(found["duplicates"] for found in told) == [0, 3]
    assert sorted(found["blind_spots"] for found in told) == [0, 3]

    ReliefMatch.objects.all().delete()
    barrier, seen = threading.Barrier(2), []

    def careless(_):
        with transaction.atomic():
            seen.append(len(relief.found(relief.LISTED, today=timezone.localdate())))
            barrier.wait()

    together(careless, 1, 2)
    assert seen == [3, 3]
