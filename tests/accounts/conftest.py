import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import encrypt

from accounts.models import Appointment, User
from accounts.roles import Role
from unions.models import Federation

PASSWORD = "Correct-Horse-7-Battery"


def code_of(secret, ahead=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


@pytest.fixture
def clock(time_machine):
    """Nine o'clock on a Monday, standing still; ``clock.shift(seconds)`` moves it on."""
    time_machine.move_to("2026-11-02T09:00:00+08:00", tick=False)
    return time_machine


@pytest.fixture
def federation(db):
    return lambda code="500112": Federation.objects.get(code=code)


@pytest.fixture
def person(federation):
    """person("he.yu", Role.ORGANIZING, "500112"): an account with a password and an office."""

    def make(username="he.yu", role=Role.ORGANIZING, code="500112", **fields):
        user = User.objects.create_user(username, password=PASSWORD, name="何雨", **fields)
        if role:
            Appointment.objects.create(
                user=user, federation=federation(code), role=role, starts_on="2020-01-01"
            )
        return user

    return make


@pytest.fixture
def totp():
    """Gives a person a TOTP and returns its secret."""

    def give(user):
        secret = generate_totp_secret()
        Authenticator.objects.create(user=user, type="totp", data={"secret": encrypt(secret)})
        return secret

    return give


@pytest.fixture
def come_in(client):
    """Logs in through the pages, with the second factor where there is one."""

    def log_in(user, secret=None, using=None, password=PASSWORD):
        browser = using or client
        answer = browser.post("/accounts/login/", {"login": user.username, "password": password})
        if secret:
            assert answer.status_code == 302, answer.content.decode()
            assert answer["Location"] == "/accounts/code/"
            answer = browser.post("/accounts/code/", {"code": code_of(secret)})
        return answer

    return log_in
