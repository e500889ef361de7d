"""Test 32 of trust.md: whatever an operator with all rights does to the trail, the anchor shows."""

import random

import pytest

from governance import proof, seals
from governance.models import Event
from tests.tampering import NAMED, WAYS, cut, tampering

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _numbers_without_gaps(servers):
    """An event cut out is named by the gap it leaves; tests rolled back leave gaps, too."""
    servers.reset()


def build(minutes=12):
    chance = random.Random(4)
    for minute in range(minutes):
        for n in range(chance.randrange(1, 12)):
            why = f"第 {minute} 分第 {n} 件"
            Event.objects.create(verb="thing.done", label="办理", reason=why, subject_id=n)
        seals.seal()
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def test_five_hundred_alterations_are_found(servers):
    keys, chance = build(), random.Random(20260401)
    anchor = proof.anchor()
    assert proof.verify(anchor).sound
    for n in range(500):
        way = WAYS[n % len(WAYS)]
        with tampering(servers, undo=True) as cursor:
            key = way(cursor, chance, keys)
            verdict = proof.verify(anchor)
            assert not verdict.sound, way.__name__
            if way in NAMED:
                assert verdict.first["event"] == key, way.__name__
    assert proof.verify(anchor).sound


def test_without_the_anchor_a_cut_tail_is_not_seen(servers):
    """Negative control: what the anchor is for."""
    keys, chance = build(), random.Random(1)
    anchor = proof.anchor()
    with tampering(servers, undo=True) as cursor:
        cut(cursor, chance, keys)
        assert proof.verify().sound
        assert not proof.verify(anchor).sound
