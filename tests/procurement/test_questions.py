"""Questions are answered to all without the asker; changes give time and ask to be confirmed."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from governance.models import Event
from procurement import deadlines
from procurement.models import Call, Question
from procurement.services import questions
from tests import make
from tests.procurement import calling


@pytest.fixture
def buyer(db):
    return calling.buyer()


@pytest.fixture
def call(buyer):
    return calling.published(buyer)


def test_nobody_learns_who_asked(buyer, call):
    """The page, the trail and the table itself say no name; the answer is for all."""
    delegate = make.delegate(make.organization(name="晨光社工中心")).user
    question = questions.ask(by=delegate, call=call, text="可以分期开展吗？")
    page = f"/public/calls/{call.uid}/"
    assert "可以分期开展吗" not in Client().get(page).content.decode()
    with pytest.raises(PermissionDenied):
        questions.answer(by=calling.buyer("32"), question=question, answer="可以")
    questions.answer(by=buyer, question=question, answer="可以，按季度。")
    shown = Client().get(page).content.decode()
    assert "可以分期开展吗" in shown
    assert "可以，按季度。" in shown
    officer = Client()
    officer.force_login(buyer)
    for seen in (shown, officer.get(call.get_absolute_url()).content.decode()):
        assert delegate.name not in seen
        assert "晨光社工中心" not in seen
    asked = Event.objects.get(verb="question.ask")
    assert asked.actor is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT asker FROM procurement_question")
        assert '"user"' not in cursor.fetchone()[0]
    assert json.loads(Question.objects.get().asker)["user"] == delegate.pk
    with pytest.raises(ValidationError, match="已经答复"):
        questions.answer(by=buyer, question=question, answer="改口")


def test_questions_end_before_the_last_days(buyer, call):
    """The last question is three working days before the last day for answers."""
    rules = call.project.rules
    last = deadlines.last_question(rules, call.deadline)
    assert call.questions_until == last
    assert last.date() <= (call.deadline - timedelta(days=rules["question_days"])).date()
    Call.objects.filter(pk=call.pk).update(questions_until=timezone.now())
    call.refresh_from_db()
    with pytest.raises(ValidationError, match="提问时间已过"):
        questions.ask(by=None, call=call, text="还能问吗？")


def test_the_public_form_takes_a_question_once_at_a_time(call):
    answer = Client().post(f"/public/calls/{call.uid}/ask/", {"text": "服务地点在哪里？"})
    assert answer.status_code == 302
    assert Question.objects.get().asker == ""
    stuffed = {"text": "买药", "site": "http://x"}
    assert Client().post(f"/public/calls/{call.uid}/ask/", stuffed).status_code == 422


def test_a_material_change_extends_the_period_by_rule(buyer, call):
    """Two days before the end: moved on by the rule's days, bidders are asked to confirm."""
    Call.objects.filter(pk=call.pk).update(
        published_at=timezone.now() - timedelta(days=20),
        deadline=timezone.now() + timedelta(days=2),
        questions_until=timezone.now() - timedelta(days=5),
    )
    call.refresh_from_db()
    before, bare = call.deadline, call.material_at
    words = questions.amend(by=buyer, call=call, kind="editorial", text="改错字", title="更名")
    call.refresh_from_db()
    assert (call.deadline, call.material_at, bare) == (before, None, None)
    assert words.changes[0]["after"] == "更名"
    made = questions.amend(
        by=buyer, call=call, kind="material", text="降低限价", lots={1: "450000"}
    )
    call.refresh_from_db()
    assert made.number == 2
    assert call.lots.get().ceiling == 450000
    assert call.material_at == made.made_at
    days = call.project.rules["question_days"]
    least = timezone.localdate() + timedelta(days=days)
    assert timezone.localdate(call.deadline) == deadlines.rolled(least)
    assert call.questions_until <= call.deadline


def test_what_an_amendment_may_not(buyer, call):
    def refused(words, **asked):
        with pytest.raises(ValidationError, match=words):
            questions.amend(by=buyer, call=call, text="说明", **asked)

    refused("没有改变", kind="material")
    refused("是实质性变更", kind="editorial", lots={1: "450000"})
    refused("超过项目占用的预算", kind="material", lots={1: "500001"})
    earlier = call.deadline - timedelta(days=1)
    refused("没有改变", kind="material", deadline=earlier)
    assert call.lots.get().ceiling == 500000
    Call.objects.filter(pk=call.pk).update(
        published_at=datetime(2026, 1, 1, tzinfo=deadlines.timezone.get_default_timezone()),
        deadline=timezone.now(),
    )
    refused("已经截止", kind="material", title="晚了")
