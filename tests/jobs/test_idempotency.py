import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.test import RequestFactory

from jobs import idempotency
from jobs.idempotency import idempotent
from jobs.models import IdempotencyKey
from tests import make
from unions.models import GrassrootsUnion

pytestmark = pytest.mark.django_db


def found(request):
    """A view that makes something and answers with its number."""
    union = make.union(name=request.POST["name"])
    return JsonResponse({"number": union.pk}, status=201, headers={"Location": f"/{union.pk}/"})


def post(view, user=None, key="k-1", **fields):
    fields = {"name": "某厂工会", **fields}
    request = RequestFactory().post("/api/v1/unions/", fields, headers={"Idempotency-Key": key})
    request.user = user or AnonymousUser()
    return view(request)


def test_the_same_again_gets_the_same_answer():
    """Tests 3 and 4 of trust.md."""
    view = idempotent(found)
    first, again = post(view), post(view)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Location"] == first["Location"]
    assert again["Idempotent-Replayed"] == "true"
    assert GrassrootsUnion.objects.count() == 1


def test_the_key_with_another_content_is_refused():
    view = idempotent(found)
    post(view)
    assert post(view, name="另一工会").status_code == 422
    assert GrassrootsUnion.objects.count() == 1


def test_keys_of_two_people_never_meet():
    view = idempotent(found)
    post(view, make.officer("50"))
    post(view, make.officer("50"))
    assert GrassrootsUnion.objects.count() == 2


def test_a_form_carries_it_in_a_hidden_field_and_its_token_does_not_count():
    view = idempotent(lambda request: redirect(f"/{make.union().pk}/"))
    answers = [
        post(view, key="", idempotency_key="f-1", csrfmiddlewaretoken=token) for token in "ab"
    ]
    assert answers[0].url == answers[1]["Location"]


def test_what_was_refused_may_be_tried_again():
    verdicts = [422, 201]

    def view(request):
        make.union()
        return HttpResponse(status=verdicts.pop(0))

    view = idempotent(view)
    assert [post(view).status_code for _ in range(3)] == [422, 201, 201]
    assert GrassrootsUnion.objects.count() == 1


def test_a_crash_leaves_neither_act_nor_answer():
    def view(request):
        make.union()
        raise PermissionDenied

    with pytest.raises(PermissionDenied):
        post(idempotent(view))
    assert not GrassrootsUnion.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_without_a_key_nothing_is_kept():
    post(idempotent(found), key="")
    assert not IdempotencyKey.objects.exists()


def race(view, times):
    answers, gate = [], threading.Barrier(times)

    def one():
        gate.wait()
        try:
            answers.append(post(view))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_one():
    answers = race(idempotent(found), 12)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert GrassrootsUnion.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_without_the_guard_are_many():
    """Negative control: the race is real."""
    race(found, 12)
    assert GrassrootsUnion.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_too_long_at_work_is_told(monkeypatch):
    """409 rather than a queue of waiting browsers."""
    monkeypatch.setattr(idempotency, "WAIT_MILLISECONDS", 100)
    started, finish = threading.Event(), threading.Event()

    def slow(request):
        started.set()
        finish.wait(10)
        return found(request)

    view, answers = idempotent(slow), []

    def first():
        answers.append(post(view))
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    started.wait(10)
    answers.append(post(view))
    finish.set()
    thread.join()
    assert [answer.status_code for answer in answers] == [409, 201]
    assert post(view)["Idempotent-Replayed"] == "true"
