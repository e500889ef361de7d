"""More workers than seats, all at once: no more get in than there are seats, and each is answered
(DRV-15). Small here; two hundred for a hundred in the drill."""

import threading
import time

import pytest
from django.db import connection
from django.test import Client

from membership.models import Application, Member
from membership.services import joining, reviewing
from tests import joined, make
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def storm(code, workers, taps=1, threads=16):
    """``{status: number}`` and the receipts: every worker hands in the form ``taps`` times."""
    posts = [
        {**joined.person(), "id_type": "id_card", "worker": "staff", "agreed": "on"}
        for _ in range(workers)
    ]
    for n, post in enumerate(posts):
        post["idempotency_key"] = f"worker-{n}"
    waiting = [post for post in posts for _ in range(taps)]
    answers, lock, start = [], threading.Lock(), threading.Barrier(threads)

    def work():
        start.wait()
        while True:
            with lock:
                if not waiting:
                    break
                post = waiting.pop()
            for _ in range(20):
                answer = Client().post(f"/join/{code.token}/", post)
                if answer.status_code != 409:  # the first tap is still at work
                    break
            with lock:
                answers.append((post["idempotency_key"], answer))
        connection.close()

    several = [threading.Thread(target=work) for _ in range(threads)]
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()
    return answers


def judge(code, answers, workers, quota, taps=1):
    told = {}
    for key, answer in answers:
        told.setdefault(key, []).append(answer)
    assert len(answers) == workers * taps
    assert len(told) == workers
    taken = [key for key, some in told.items() if some[0].status_code == 302]
    full = [key for key, some in told.items() if "名额已满" in some[0].content.decode()]
    assert (len(taken), len(full)) == (quota, workers - quota)
    for key in taken:  # each tap of one person leads to the same receipt
        assert len({answer["Location"] for answer in told[key]}) == 1
    code.refresh_from_db()
    assert code.used == quota
    indexes = Application.objects.filter(code=code).values_list("id_index", flat=True)
    assert len(indexes) == len(set(indexes)) == quota


def test_no_more_than_there_are_seats():
    code = joined.code(make.union(), quota=5)
    answers = storm(code, 12, taps=2, threads=6)
    judge(code, answers, 12, 5, taps=2)


def test_without_the_one_statement_they_would_be_more(monkeypatch):
    """The control: whoever counts first and trusts it lets too many in."""

    def counted_first(application):
        others = Application.objects.filter(code=application.code_id).exclude(pk=application.pk)
        if others.count() >= application.code.quota:
            raise joining.ValidationError(joining.FULL)
        time.sleep(0.1)

    monkeypatch.setattr(joining, "take_seat", counted_first)
    code = joined.code(make.union(), quota=2)
    answers = storm(code, 12, threads=6)
    assert sum(answer.status_code == 302 for _, answer in answers) > 2


def test_two_officers_make_one_member():
    code = joined.code(make.union())
    who = joined.person()
    first = joining.submit(code=code, ticked=True, **who)
    second = joining.submit(code=joined.code(make.union()), ticked=True, **who)
    officers = [make.officer("500112") for _ in range(2)]

    def approve(n):
        reviewing.approve(by=officers[n], application=(first, second)[n])

    together(approve, 0, 1)
    assert Member.objects.current().count() == 1


@pytest.mark.drill
def test_two_hundred_for_a_hundred_seats():
    code = joined.code(make.union(), quota=100)
    begun = time.monotonic()
    answers = storm(code, 200, taps=2)
    took = time.monotonic() - begun
    judge(code, answers, 200, 100, taps=2)
    print(f"200 workers tapping twice for 100 seats: 100 taken, 100 told it is full; {took:.1f} s")  # noqa: T201
