import pytest
from django.test import Client

from accounts.models import Session
from accounts.roles import Role
from governance.models import Event
from tests.accounts.conftest import PASSWORD, code_of

pytestmark = pytest.mark.django_db


def test_password_and_code_open_the_door(clock, person, totp, come_in, client):
    user = person()
    secret = totp(user)
    answer = come_in(user, secret)
    assert answer.status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    row = Session.objects.get(user=user)
    assert row.address == "127.0.0.1"
    verbs = Event.objects.about(user).values_list("verb", flat=True)
    assert list(verbs) == ["user.log_in"]


def test_wrong_password_and_unknown_name_look_alike(person, client):
    person()
    answers = [
        client.post("/accounts/login/", {"login": name, "password": "wrong-wrong-wrong"})
        for name in ("he.yu", "nobody.here")
    ]
    assert [a.status_code for a in answers] == [422, 422]
    pages = [a.content.decode() for a in answers]
    same = [p.replace("he.yu", "X").replace("nobody.here", "X") for p in pages]
    token = 'name="csrfmiddlewaretoken" value="'
    for i, page in enumerate(same):
        while token in page:
            head, _, rest = page.partition(token)
            page = head + rest.partition('"')[2]
        same[i] = page
    assert same[0] == same[1]
    assert "用户名或密码不正确" in same[0]


def test_a_password_alone_opens_nothing_for_staff(person, come_in, client):
    come_in(person())
    answer = client.get("/accounts/me/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/me/security/enrol/"
    assert client.get("/accounts/me/security/enrol/").status_code == 200


def test_asvs_profile_lets_officers_in_but_not_administrators(person, come_in, settings):
    settings.PASSWORD_PROFILE = "asvs"
    browser = Client()
    come_in(person(), using=browser)
    assert browser.get("/accounts/me/").status_code == 200
    browser = Client()
    come_in(person("root.one", Role.SYSTEM_ADMIN, "0"), using=browser)
    assert browser.get("/accounts/me/").status_code == 302


def test_setting_up_a_totp_counts_as_showing_it(clock, person, come_in, client):
    user = person()
    come_in(user)
    page = client.get("/accounts/me/factors/totp/")
    assert page.status_code == 200
    secret = page.context["form"].secret
    answer = client.post("/accounts/me/factors/totp/", {"code": code_of(secret)})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert page.context["can_view_codes"]
    assert client.get("/accounts/me/").status_code == 200
    # The code that proved it is spent.
    browser = Client()
    browser.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    assert browser.post("/accounts/code/", {"code": code_of(secret)}).status_code == 422
    assert browser.post("/accounts/code/", {"code": code_of(secret, 1)}).status_code == 302


def test_log_out_ends_the_session_and_is_recorded(clock, person, totp, come_in, client):
    user = person()
    come_in(user, totp(user))
    answer = client.post("/accounts/logout/")
    assert answer.status_code == 302
    assert "storage" in answer["Clear-Site-Data"]
    assert not Session.objects.filter(user=user).exists()
    assert Event.objects.about(user).first().verb == "user.log_out"
    assert client.get("/accounts/logout/").status_code == 405


def test_the_session_key_changes_at_log_in(clock, person, totp, client):
    """A key planted before log-in is worth nothing after it."""
    user = person()
    secret = totp(user)
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies["session"] = planted = session.session_key
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    client.post("/accounts/code/", {"code": code_of(secret)})
    assert client.session.session_key != planted
    attacker = Client()
    attacker.cookies["session"] = planted
    assert attacker.get("/accounts/me/").status_code == 302


def test_pages_that_need_a_post_refuse_without_csrf_token(person, totp, come_in):
    browser = Client(enforce_csrf_checks=True)
    for path in ("/accounts/login/", "/accounts/logout/", "/accounts/forgotten/"):
        assert browser.post(path, {}).status_code == 403
