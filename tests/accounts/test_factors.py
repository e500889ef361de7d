"""Trust test 28: a code is good once, one after the other and both at once."""

import threading
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.db import connections
from django.test import Client, RequestFactory

from accounts import security
from accounts.roles import Role
from accounts.services import factors, people
from governance.models import Event
from tests.accounts.conftest import PASSWORD, code_of


def both_at_once(act, times=2):
    start, answers = threading.Barrier(times), []

    def one():
        start.wait(10)
        try:
            answers.append(act())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db
def test_a_code_is_good_once(person, totp):
    user = person()
    code = code_of(totp(user))
    assert factors.use_code(user=user, code=code)
    assert factors.use_code(user=user, code=code) is None


@pytest.mark.django_db
def test_a_code_is_not_good_again_while_it_is_still_shown(clock, person, totp):
    """A period late it would still be right; and nothing older than the last one is taken."""
    clock.move_to("2026-11-02T09:00:05+08:00", tick=False)
    user = person()
    secret = totp(user)
    before, now = code_of(secret, -1), code_of(secret)
    assert factors.use_code(user=user, code=now)
    assert factors.use_code(user=user, code=before) is None
    clock.shift(31)
    assert factors.matching_step(secret, now)
    assert factors.use_code(user=user, code=now) is None
    assert factors.use_code(user=user, code=code_of(secret))


@pytest.mark.django_db
def test_control_the_library_takes_it_again_a_period_later(person, totp, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    user = person()
    secret = totp(user)
    authenticator = Authenticator.objects.get(user=user, type="totp")
    code = code_of(secret, 1)
    assert authenticator.wrap().validate_code(code)
    cache.clear()  # what thirty seconds, or a restart of the broker, do
    assert authenticator.wrap().validate_code(code)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_let_in(person, totp):
    for n in range(10):
        user = person(f"user{n}")
        code = code_of(totp(user))
        found = both_at_once(lambda user=user, code=code: factors.use_code(user=user, code=code))
        assert [bool(f) for f in sorted(found, key=bool)] == [False, True]


@pytest.mark.django_db(transaction=True)
def test_of_two_browsers_at_once_one_is_let_in(person, totp):
    user = person()
    secret = totp(user)
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    waiting, code = list(browsers), code_of(secret)
    answers = both_at_once(
        lambda: waiting.pop().post("/accounts/code/", {"code": code}).status_code
    )
    assert sorted(answers) == [302, 422]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_are_let_in(person, totp, monkeypatch):
    """The same race when the row is read without locking it."""
    user = person()
    code = code_of(totp(user))
    save = Authenticator.save

    def late(self, *args, **kwargs):
        time.sleep(0.2)
        save(self, *args, **kwargs)

    monkeypatch.setattr(Authenticator, "save", late)
    manager = type(Authenticator.objects)
    monkeypatch.setattr(manager, "select_for_update", manager.all)
    found = both_at_once(lambda: factors.use_code(user=user, code=code))
    assert all(found)


@pytest.mark.django_db(transaction=True)
def test_a_recovery_code_is_good_once(person, totp):
    user = person()
    totp(user)
    codes = RecoveryCodes.activate(user).get_unused_codes()
    assert len(set(codes)) == 10
    assert factors.use_code(user=user, code=codes[0]).type == "recovery_codes"
    assert factors.use_code(user=user, code=codes[0]) is None
    found = both_at_once(lambda: factors.use_code(user=user, code=codes[1]), times=4)
    assert sum(map(bool, found)) == 1
    assert len(RecoveryCodes.activate(user).get_unused_codes()) == 8


@pytest.mark.django_db
def test_secrets_are_sealed_in_the_database(person, totp):
    user = person()
    secret = totp(user)
    assert secret not in str(Authenticator.objects.get(user=user).data)


@pytest.mark.django_db
def test_the_last_factor_of_staff_stays(person, totp, come_in, client):
    user = person()
    come_in(user, totp(user))
    assert client.post("/accounts/me/factors/totp/remove/").status_code == 200
    assert security.has_second_factor(user)


@pytest.mark.django_db
def test_lost_factors_are_reset_by_another_security_administrator(person, totp, come_in, client):
    user = person()
    come_in(user, totp(user))
    guard = person("guard", Role.SECURITY_ADMIN, "0")
    people.reset_factors(user=user, by=guard, reason="手机遗失，当面核实")
    assert not security.has_second_factor(user)
    assert client.get("/accounts/me/").status_code == 302
    assert Event.objects.about(user).first().verb == "user.factors_reset"


@pytest.mark.django_db
def test_verified_lately_wears_off(clock, person, totp, come_in, client):
    user = person()
    come_in(user, totp(user))

    def recently():
        request = RequestFactory().get("/")
        request.user, request.session = user, client.session
        return security.recently_verified(request)

    assert recently()
    clock.shift(601)
    assert not recently()


@pytest.mark.django_db
def test_changing_factors_asks_once_more(clock, person, totp, come_in, client):
    user = person()
    secret = totp(user)
    come_in(user, secret)
    assert client.get("/accounts/me/factors/passkeys/add/").status_code == 200
    clock.shift(601)
    answer = client.get("/accounts/me/factors/passkeys/add/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/again/code/")
    # The password alone is not enough for whoever has a second factor.
    password = client.post("/accounts/again/", {"password": PASSWORD})
    assert password["Location"].startswith("/accounts/again/code/")
    shown = client.post(answer["Location"], {"code": code_of(secret)})
    assert shown["Location"] == "/accounts/me/factors/passkeys/add/"
