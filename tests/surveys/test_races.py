"""Many at once: one answer a ticket, no more than a quota, each envelope opened once. Each with a
control in which the guard is taken away and the race is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from surveys.models import Envelope, Quota, Response
from surveys.services import building, collecting
from tests.surveys import asked
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = range(6)


def read_then_write(survey, group, ownership, count=1):
    """A quota as one would write it at first: look, then count up."""
    quota = Quota.objects.get(survey=survey, group=group)
    if quota.taken >= quota.most:
        raise ValidationError(collecting.FULL, code="full")
    wait()
    Quota.objects.filter(pk=quota.pk).update(taken=quota.taken + count)


def look_then_spend(link, word):
    """A ticket as one would spend it at first."""
    ticket = collecting.known(link, word)
    if ticket.spent:
        raise ValidationError(collecting.ALREADY, code="again")
    wait()
    ticket.spent = True
    ticket.save()


def wait():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.2)")


def test_many_at_once(transactional_db, monkeypatch):
    """AS-16: six taps on one invitation are one answer; of six people two get the two places; two
    who gather at once write each answer once."""
    by = asked.researcher()
    survey = asked.small(by)
    listed, public = (asked.link(by, survey, channel=channel) for channel in ("list", "qr"))

    def invited():
        return collecting.invite(by=by, link=listed, names=["职工"])[0][1].partition("?k=")[2]

    word = invited()
    assert together(lambda tap: asked.answer(listed, word=word), *TAPS).count("won") == 1
    assert Envelope.objects.count() == 1

    building.put_quota(by=by, survey=survey, group="all", most=2)
    assert together(lambda one: asked.answer(public), *TAPS).count("won") == 2
    assert Quota.objects.get().taken == 2
    assert Envelope.objects.count() == 3

    together(lambda one: collecting.gather(survey=survey), *range(2))
    assert Response.objects.count() == 3
    assert not Envelope.objects.exists()

    # The controls: look first, write afterwards.
    with monkeypatch.context() as loose:
        loose.setattr(collecting, "take_place", lambda *args, **more: None)
        loose.setattr(collecting, "spend", look_then_spend)
        word = invited()
        assert together(lambda tap: asked.answer(listed, word=word), *TAPS).count("won") > 1
    Quota.objects.update(most=3)
    with monkeypatch.context() as loose:
        loose.setattr(collecting, "take_place", read_then_write)
        assert together(lambda one: asked.answer(public), *TAPS).count("won") > 1
