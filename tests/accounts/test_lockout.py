"""Trust test 27: guessing stops before the hasher, by account and by address."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from accounts import lockout
from accounts.models import Attempts, User
from accounts.roles import Role
from accounts.services import people
from governance.models import Event
from tests.accounts.conftest import PASSWORD, code_of

WRONG = "not-the-Password-1"


def guess(name="he.yu", password=WRONG, address="10.0.0.1", browser=None):
    return (browser or Client()).post(
        "/accounts/login/", {"login": name, "password": password}, REMOTE_ADDR=address
    )


@pytest.mark.django_db
def test_five_wrong_passwords_shut_the_account_for_everybody(person, client):
    person()
    assert [guess().status_code for _ in range(5)] == [422] * 5
    answer = guess()
    assert answer.status_code == 429
    assert "15 分钟" in answer.content.decode()
    assert guess(password=PASSWORD, address="10.9.9.9").status_code == 429
    assert Event.objects.filter(verb="user.log_in_failed").count() == 5


@pytest.mark.django_db
def test_a_name_that_does_not_exist_is_shut_just_so(db):
    assert [guess("nobody").status_code for _ in range(6)] == [422] * 5 + [429]


@pytest.mark.django_db
def test_the_lock_opens_by_itself(clock, person):
    person()
    for _ in range(6):
        guess()
    clock.shift(14 * 60 + 50)
    assert guess(password=PASSWORD).status_code == 429
    clock.shift(15)
    assert guess(password=PASSWORD).status_code == 302


@pytest.mark.django_db
def test_trying_while_shut_does_not_prolong_the_lock(clock, person):
    person()
    for _ in range(6):
        guess()
    for _ in range(3):
        clock.shift(4 * 60)
        assert guess().status_code == 429
    clock.shift(3 * 60 + 5)
    assert guess(password=PASSWORD).status_code == 302


@pytest.mark.django_db
def test_one_address_may_not_try_many_names(person, settings):
    settings.LOGIN_ADDRESS_LIMIT = 50
    person()
    answers = [guess(f"u{n}").status_code for n in range(60)]
    assert answers == [422] * 50 + [429] * 10
    # An address that is shut out cannot shut out accounts, and others come in.
    for _ in range(6):
        guess("he.yu")
    assert guess("he.yu", PASSWORD, address="10.0.0.2").status_code == 302


@pytest.mark.django_db
def test_a_right_password_clears_the_account_but_not_the_address(person):
    person()
    for _ in range(4):
        guess()
    assert guess(password=PASSWORD).status_code == 302
    assert not Attempts.objects.filter(key=lockout.account_key("he.yu")).exists()
    assert Attempts.objects.get(key="address:10.0.0.1").count == 4


@pytest.mark.django_db
def test_the_security_administrator_opens_it(person):
    user = person()
    for _ in range(6):
        guess()
    guard = person("guard", Role.SECURITY_ADMIN, "0")
    people.unlock(user=user, by=guard)
    assert guess(password=PASSWORD).status_code == 302


@pytest.mark.django_db
def test_wrong_codes_shut_the_second_door(person, totp, client):
    user = person()
    secret = totp(user)
    client.post("/accounts/login/", {"login": "he.yu", "password": PASSWORD})
    for _ in range(5):
        assert client.post("/accounts/code/", {"code": "000000"}).status_code == 422
    answer = client.post("/accounts/code/", {"code": code_of(secret)})
    assert answer.status_code == 422
    assert "15 分钟" in answer.content.decode()


def storm(count):
    """That many at the same moment; who looked at a hash is counted."""
    start = threading.Barrier(20)

    def one(n):
        if n < 20:
            start.wait(20)
        try:
            return guess().status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(one, range(count)))


@pytest.fixture
def looks(monkeypatch):
    seen = []

    def slowly(self, password):
        seen.append(password)
        time.sleep(0.05)
        return False

    monkeypatch.setattr(User, "check_password", slowly)
    return seen


@pytest.mark.django_db(transaction=True)
def test_of_a_hundred_at_once_five_reach_the_hasher(person, looks):
    person()
    answers = storm(100)
    assert len(looks) == 5
    assert sorted(answers) == [422] * 5 + [429] * 95


@pytest.mark.django_db(transaction=True)
def test_control_counting_afterwards_lets_a_crowd_through(person, looks, monkeypatch):
    """The same storm when an attempt is counted only once it has failed."""
    person()
    reserve, failed = lockout.reserve, lockout.LockoutHandler.user_login_failed

    def look_only(key):
        row = Attempts.objects.filter(key=key).first()
        return row is None or row.count < lockout.limit_of(key)

    def count_now(self, sender, credentials, request=None, **kwargs):
        reserve(lockout.account_key(credentials["username"]))
        return failed(self, sender, credentials, request, **kwargs)

    monkeypatch.setattr(lockout, "reserve", look_only)
    monkeypatch.setattr(lockout.LockoutHandler, "user_login_failed", count_now)
    storm(100)
    assert len(looks) > 5
