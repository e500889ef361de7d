"""Nobody can say whose answer is whose: not from a dump, the logs or the trail."""

import csv
import io
import json
from datetime import date, datetime
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models

from governance.models import Correction, Event
from jobs.models import IdempotencyKey
from surveys.models import Envelope, Response, Ticket
from surveys.services import collecting
from tests.everybody import at_the_door
from tests.surveys import asked

pytestmark = pytest.mark.django_db
PEOPLE = 40


@pytest.fixture
def survey(db):
    return asked.small(asked.researcher())


@pytest.fixture
def invited(survey):
    """``(link, [words])``: people in a known order."""
    link = asked.link(survey.by, survey, channel="list")
    names = [f"职工{n}" for n in range(PEOPLE)]
    told = collecting.invite(by=survey.by, link=link, names=names)
    return link, [address.partition("?k=")[2] for _, address in told]


def in_file_order(model, column):
    """Rows as a logical dump writes them: by COPY, in the order in which they lie in the table."""
    told = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({column}) TO STDOUT WITH CSV", told)
    return [line[0] for line in csv.reader(io.StringIO(told.getvalue()))]


def answered_in_turn(link, words):
    """The n-th person writes the number n, so that an order can be told."""
    for n, word in enumerate(words):
        asked.answer(link, word=word, why=[f"第{n}个人"])


def order_of_answers():
    told = [json.loads(answers) for answers in in_file_order(Response, "answers")]
    return [int(answers["why"][0].strip("第个人")) for answers in told]


def followers(order):
    """How many stand right after the one who wrote before them. (Not how many stand where their
    writer stood: a table fills its gaps first, so that a whole run may begin anywhere.)"""
    return sum(after == before + 1 for before, after in pairwise(order))


def test_answers_lie_in_no_order(survey, invited):
    """AS-16: the order of tickets in a dump tells nothing of the order of answers."""
    link, words = invited
    answered_in_turn(link, words)
    assert in_file_order(Ticket, "spent") == ["t"] * PEOPLE
    assert collecting.gather(survey=survey) == PEOPLE
    order = order_of_answers()
    assert sorted(order) == list(range(PEOPLE))
    assert followers(order) < PEOPLE // 4  # one, on the average; ten by chance: one in a million
    assert not Envelope.objects.exists()


def test_without_the_shuffle_the_order_tells(survey, invited, monkeypatch):
    """The control: the same test finds who wrote what when nothing is shuffled."""
    monkeypatch.setattr(collecting, "shuffle", lambda rows: None)
    link, words = invited
    answered_in_turn(link, words)
    collecting.gather(survey=survey)
    assert followers(order_of_answers()) > PEOPLE // 2


def test_ticket_and_answer_are_of_two_transactions(survey, invited):
    """AS-16: what spends a ticket writes no answer; and only a batch is written."""
    link, words = invited
    asked.answer(link, word=words[0])
    assert not Response.objects.exists()
    assert collecting.gather(survey=survey, least=10) == 0
    assert not Response.objects.exists()
    assert Envelope.objects.count() == 1


def test_an_envelope_cannot_be_read_in_a_dump(survey, invited):
    """AS-16: on its way an answer is closed under a key the database does not have."""
    link, words = invited
    asked.answer(link, word=words[0], why=["涨工资"])
    (stored,) = in_file_order(Envelope, "content")
    assert "涨工资" not in stored
    assert words[0] not in stored
    assert "涨工资" in Envelope.objects.get().content


def test_no_row_bears_a_moment_or_another_row(survey):
    """AS-16: tickets, envelopes and answers have random numbers and no time; an answer leads to no
    ticket, address or person."""
    for model in (Ticket, Envelope, Response):
        assert isinstance(model._meta.pk, models.UUIDField)
        assert not [f for f in model._meta.fields if isinstance(f, models.DateTimeField)]
    assert not [f for f in Ticket._meta.fields if isinstance(f, models.DateField)]
    leads = {f.name for f in Response._meta.fields if f.is_relation}
    assert leads == {"survey", "version", "place", "sheet"}
    asked.answer(asked.link(survey.by, survey))
    collecting.gather(survey=survey)
    on = Response.objects.get().on
    assert isinstance(on, date)
    assert not isinstance(on, datetime)


def test_neither_trail_nor_log_tells(survey, invited, caplog):
    """AS-16: an answer over the wire leaves no event, correction, session, key or line of log with
    anything of it; gathering leaves a number."""
    caplog.set_level("DEBUG")
    link, words = invited
    before = Event.objects.count()
    phone = at_the_door(None)
    secret = "班组长克扣加班费"
    given = {"group": "all", "ticket": words[0], "q_happy": "o2", "q_why": secret}
    assert phone.post(f"/s/{link.slug}/", given).status_code == 302
    assert "sessionid" not in phone.cookies
    assert Event.objects.count() == before
    assert not IdempotencyKey.objects.exists()
    collecting.gather(survey=survey)
    event = Event.objects.order_by("pk").last()
    assert event.verb == "survey.gather"
    assert event.detail == {"count": 1}
    assert not Correction.objects.exists()
    assert secret not in caplog.text
    assert words[0] not in caplog.text
    assert link.slug not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(key, ' ') FROM accounts_attempts")
        assert "127.0.0.1" not in (cursor.fetchone()[0] or "")


def test_one_person_one_answer(survey, invited):
    """AS-16: a word opens one answer, also when it comes twice; one nobody was given opens none."""
    link, words = invited
    asked.answer(link, word=words[0])
    for word in (words[0], "unknown", ""):
        with pytest.raises(ValidationError):
            asked.answer(link, word=word or "x")
    public = asked.link(survey.by, survey)
    ticket = collecting.ticket_for(public)
    asked.answer(public, word=ticket)
    for word in (ticket, ticket[:-2], collecting.ticket_for(link)):
        with pytest.raises(ValidationError):
            asked.answer(public, word=word)
    assert collecting.gather(survey=survey) == 2


def test_officers_never_see_one_answer(survey):
    """AS-16: pages and API give sums; no address leads to a single answer."""
    from django.urls import get_resolver

    from tests.doors import routes

    found = [route for route in routes(get_resolver()) if "response" in route]
    assert found == []
