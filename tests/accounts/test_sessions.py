"""Sessions end when they should, and nothing else keeps them."""

import json

import pytest
import redis
from django.conf import settings as django_settings
from django.test import Client

from accounts.models import Session
from accounts.roles import Role
from accounts.services import people
from accounts.sessions import public_name
from governance.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def inside(clock, person, client):
    user = person()
    client.force_login(user)
    assert client.get("/accounts/me/").status_code == 200
    return user


def test_idle_for_half_an_hour_is_over(clock, inside, client):
    clock.shift(30 * 60 - 1)
    assert client.get("/accounts/me/").status_code == 200
    clock.shift(30 * 60 + 1)
    answer = client.get("/accounts/me/?tab=1")
    assert answer.status_code == 302
    assert "ended=idle" in answer["Location"]
    assert "next=%2Faccounts%2Fme%2F%3Ftab%3D1" in answer["Location"]
    assert not Session.objects.filter(user=inside).exists()
    page = client.get(answer["Location"]).content.decode()
    assert "自动退出" in page
    assert Event.objects.about(inside).first().verb == "user.session_ended"


def test_administrators_have_ten_minutes(clock, person, client):
    client.force_login(person("root.one", Role.SYSTEM_ADMIN, "0"))
    client.get("/accounts/me/")
    clock.shift(10 * 60 - 1)
    assert client.get("/accounts/me/").status_code == 200
    clock.shift(10 * 60 + 1)
    assert client.get("/accounts/me/").status_code == 302


def test_twelve_hours_are_the_most(clock, inside, client):
    for _ in range(28):
        clock.shift(25 * 60)
        assert client.get("/accounts/me/").status_code == 200
    clock.shift(20 * 60 - 1)
    assert client.get("/accounts/me/").status_code == 200
    clock.shift(2)
    answer = client.get("/accounts/me/")
    assert answer.status_code == 302
    assert "ended=absolute" in answer["Location"]


def test_pages_that_refresh_by_themselves_keep_nothing_open(clock, inside, client):
    clock.shift(20 * 60)
    assert client.get("/accounts/me/", headers={"X-Live": "1"}).status_code == 200
    clock.shift(11 * 60)
    assert client.get("/accounts/me/").status_code == 302


def test_machines_get_a_problem_not_a_page(clock, inside, client):
    clock.shift(31 * 60)
    answer = client.get("/api/v1/me/")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


def test_the_page_knows_when_its_session_ends(clock, inside, client):
    page = client.get("/accounts/me/").content.decode()
    assert 'data-idle="1800"' in page
    clock.shift(60)
    left = client.get("/accounts/session/", headers={"X-Live": "1"}).json()
    assert 1738 <= left["idle"] <= 1741
    assert client.post("/accounts/session/").json()["idle"] == 1800
    assert Client().get("/accounts/session/").status_code == 401


def test_disabling_ends_all_five_sessions_at_the_next_request(person):
    user = person()
    browsers = [Client() for _ in range(5)]
    for browser in browsers:
        browser.force_login(user)
        assert browser.get("/accounts/me/").status_code == 200
    boss = person("root.one", Role.SYSTEM_ADMIN, "0")
    people.disable(user=user, by=boss, reason="离任")
    assert [b.get("/accounts/me/").status_code for b in browsers] == [302] * 5
    assert user.sessions.count() == 0
    people.enable(user=user, by=boss, reason="返聘")
    assert [b.get("/accounts/me/").status_code for b in browsers] == [302] * 5


def test_a_flag_in_the_database_is_enough(person, client):
    """Whatever way an account is shut, the next request is refused."""
    user = person()
    client.force_login(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/accounts/me/").status_code == 302


def test_own_sessions_are_listed_and_ended(person, client):
    user = person()
    other, third = Client(), Client()
    for browser in (client, other, third):
        browser.force_login(user)
    page = client.get("/accounts/me/security/")
    assert len(page.context["sessions"]) == 3
    name = public_name(other.session.session_key)
    assert client.post(f"/accounts/me/sessions/{name}/end/").status_code == 302
    assert other.get("/accounts/me/").status_code == 302
    assert third.get("/accounts/me/").status_code == 200
    client.post("/accounts/me/sessions/end/")
    assert third.get("/accounts/me/").status_code == 302
    assert client.get("/accounts/me/").status_code == 200


def test_nobody_ends_the_session_of_another(person, client):
    user, stranger = person(), person("xu.feng", code="32")
    other = Client()
    other.force_login(user)
    client.force_login(stranger)
    name = public_name(other.session.session_key)
    assert client.post(f"/accounts/me/sessions/{name}/end/").status_code == 404
    assert other.get("/accounts/me/").status_code == 200


def test_pages_never_show_the_key_of_a_session(inside, client):
    key = client.session.session_key
    for path in ("/accounts/me/security/", "/events/grant/", "/accounts/session/"):
        assert key not in client.get(path).content.decode()


def test_log_out_is_told_to_open_streams(inside, client, django_capture_on_commit_callbacks):
    with redis.Redis.from_url(django_settings.REDIS_URL) as broker:
        listener = broker.pubsub()
        listener.subscribe(django_settings.LIVE_CHANNEL)
        listener.get_message(timeout=5)
        name = client.session.session_key
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/accounts/logout/")
        heard = listener.get_message(timeout=5)
    assert json.loads(heard["data"]) == {"topic": "logout", "session": public_name(name)}
