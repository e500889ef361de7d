"""Every address of accounts, tried by nobody, by strangers, and by people who owe something."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts import urls
from accounts.models import Appointment
from accounts.roles import Role

pytestmark = pytest.mark.django_db

OPEN = {"login", "forgotten", "link_form", "account_login", "account_inactive"} | {
    "account_reset_password",
    "mfa_login_webauthn",
    *("mfa_index", "mfa_list_webauthn"),  # lead to a page that is not open
}
"""Pages for people who are not logged in."""


def addresses(patterns=urls.urlpatterns, before="/"):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern.name
        else:
            yield from addresses(pattern.url_patterns, before + str(pattern.pattern))


def fill(route, person, office):
    for hole, value in {
        "<str:username>": person.username,
        "<int:pk>": str(office.pk),
        "<str:name>": "0" * 32,
        "<str:token>": "x" * 43,
    }.items():
        route = route.replace(hole, value)
    return route


@pytest.fixture
def target(person):
    """Somebody of 渝北 whom strangers may not touch."""
    return person("t-street", Role.STREET, "500112")


@pytest.fixture
def all_pages(target):
    office = Appointment.objects.get(user=target)
    return [(fill(route, target, office), name) for route, name in addresses()]


def test_nobody_gets_past_the_door(all_pages, client):
    for path, name in all_pages:
        for answer in (client.get(path), client.post(path)):
            if name not in OPEN:
                assert answer.status_code in {302, 401, 404, 405}, (path, answer.status_code)
                if answer.status_code == 302:
                    assert answer["Location"].startswith("/accounts/login/"), path


STRANGERS = [
    (Role.ORGANIZING, "32"),  # another province
    (Role.ORGANIZING, "500113"),  # the next county
    (Role.STREET, "500112"),  # the same county, no say over people
    (Role.LEADER, "50"),
    (Role.EXPERT, "50"),
    (Role.AUDIT_ADMIN, "0"),
]


@pytest.mark.parametrize(("role", "code"), STRANGERS)
def test_strangers_neither_see_nor_touch(person, target, all_pages, role, code):
    browser = Client()
    browser.force_login(person("stranger", role, code))
    before = (target.password, target.is_active, target.appointments.count())
    for path, _ in all_pages:
        if "/t-street/" not in path and "/offices/" not in path:
            continue
        for answer in (browser.get(path), browser.post(path, {"reason": "x", "last_day": ""})):
            assert answer.status_code in {403, 404}, (path, answer.status_code)
            assert "何雨" not in answer.content.decode().partition("</header>")[2], path
    target.refresh_from_db()
    assert (target.password, target.is_active, target.appointments.count()) == before
    listing = browser.get("/accounts/people/")
    assert listing.status_code == 403 or "t-street" not in listing.content.decode()


def test_hidden_and_absent_people_look_alike(person, target):
    browser = Client()
    browser.force_login(person("stranger", Role.ORGANIZING, "32"))
    hidden = browser.get("/accounts/people/t-street/")
    absent = browser.get("/accounts/people/nobody/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.decode().replace(hidden["X-Request-ID"], "") == (
        absent.content.decode().replace(absent["X-Request-ID"], "")
    )


def plain_addresses(patterns, before="/"):
    """Every address of the project that needs no parameter."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if "<" not in route and "(" not in route:
                yield route, pattern.name
        else:
            yield from plain_addresses(pattern.url_patterns, route)


FREE = ("/healthz", "/readyz", "/metrics", "/csp-report/", "/public/", "/join/", "/maps/")
FREE += ("/api/v1/regions/", "/api/schema/", "/api/docs/", "/boundaries/")


@pytest.mark.parametrize("owes", ["a new password", "a second factor"])
def test_whoever_owes_something_reaches_nothing_else(person, come_in, owes):
    browser, user = Client(), person()
    come_in(user, using=browser)
    if owes == "a new password":
        type(user).objects.filter(pk=user.pk).update(must_change_password=True)
        allowed = {"/accounts/me/password/", "/accounts/session/"}
    else:
        allowed = {"/accounts/me/security/", "/accounts/me/security/enrol/"}
        allowed |= {"/accounts/session/"}
        allowed |= {"/accounts/me/factors/totp/", "/accounts/me/factors/passkeys/add/"}
        allowed |= {"/accounts/again/"}
    reached = set()
    for path, _ in plain_addresses(get_resolver().url_patterns):
        if path.startswith(FREE):
            continue
        answer = browser.get(path)
        if answer.status_code == 200:
            reached.add(path)
    assert reached <= allowed


def test_every_page_carries_the_headers(all_pages, person, client):
    client.force_login(person("boss", Role.ORGANIZING, "500112"))
    for path, _ in all_pages:
        answer = client.get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"], path


def test_reading_changes_nothing(all_pages, person, target, client):
    from governance.models import Event

    client.force_login(person("boss", Role.ORGANIZING, "500112"))
    before = Event.objects.count()
    for path, name in all_pages:
        if name not in {"mfa_deactivate_totp"}:
            client.get(path)
    assert Event.objects.count() == before
    target.refresh_from_db()
    assert target.is_active


def test_cookies_bear_the_host_prefix_behind_https():
    import os
    import subprocess
    import sys

    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
    code += "s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE)"
    environment = {
        **os.environ,
        "PUBLIC_URL": "https://liaison.example.cn",
        "DJANGO_SETTINGS_MODULE": "liaison.settings",
        "SECRET_KEY": "x" * 60,
    }
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["__Host-session", "__Host-csrf", "True", "True", "Lax"]
