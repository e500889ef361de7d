"""The pages by which officers and administrators look after people."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from accounts import demo, homes, navigation
from accounts.models import Appointment, User
from accounts.roles import GRANTS, Permission, Role
from accounts.services import people, tokens
from governance.models import Event
from orgs.services import delegates
from tests import make
from tests.accounts.conftest import PASSWORD, code_of

pytestmark = pytest.mark.django_db

OFFICE = {
    "federation": "500112",
    "role": "street",
    "starts_on": "2026-11-02",
    "basis": "渝北工发〔2026〕8号",
}


@pytest.fixture
def officer(clock, person, client):
    user = person()
    client.force_login(user)
    return user


def test_a_county_officer_brings_in_a_colleague(officer, client):
    page = client.get("/accounts/people/new/")
    assert page.status_code == 200
    new = {**OFFICE, "name": "黄河", "username": "huang.he", "phone": "", "email": ""}
    answer = client.post("/accounts/people/new/", new)
    assert answer["Location"] == "/accounts/people/huang.he/"
    shown = client.get(answer["Location"])
    link = shown.context["link"]
    assert link in shown.content.decode()
    assert "只显示这一次" in shown.content.decode()
    assert client.get(answer["Location"]).context["link"] is None
    colleague = User.objects.get(username="huang.he")
    assert not colleague.has_usable_password()
    assert colleague.offices[0].role == Role.STREET
    # The colleague sets a password, a second factor, and works.
    browser = Client()
    browser.get("/accounts/link/" + link.partition("/accounts/link/")[2], follow=True)
    word = {"password": "Garden-Path-1-Blue", "again": "Garden-Path-1-Blue"}
    browser.post("/accounts/link/", word)
    browser.post("/accounts/login/", {"login": "huang.he", "password": word["password"]})
    secret = browser.get("/accounts/me/factors/totp/").context["form"].secret
    browser.post("/accounts/me/factors/totp/", {"code": code_of(secret)})
    assert browser.get("/accounts/me/").status_code == 200


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"federation": "50"}, "您无权在"),
        ({"federation": "500113"}, "您无权在"),
        ({"federation": "nowhere"}, "没有这个工会"),
        ({"role": "leader"}, "不由您授予"),
        ({"role": "system_admin"}, "选择一个有效的选项"),
        ({"username": "Has Space"}, "用户名用"),
        ({"username": "he.yu"}, "已被使用"),
        ({"starts_on": "2026-10-01"}, "不能早于今天"),
        ({"phone": "12"}, "11 位"),
    ],
)
def test_what_is_refused_is_said_in_words_and_makes_nothing(officer, client, change, word):
    new = {**OFFICE, "name": "黄河", "username": "huang.he", **change}
    before = User.objects.count(), Event.objects.count()
    answer = client.post("/accounts/people/new/", new)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert (User.objects.count(), Event.objects.count()) == before


def test_the_list_is_ones_own_subtree(officer, person, client):
    person("ours", Role.STREET, "500112")
    person("above", Role.LEADER, "50")
    person("beside", Role.STREET, "500113")
    person("none", None)
    names = {u.username for u in client.get("/accounts/people/").context["page"]}
    assert names == {"he.yu", "ours"}
    found = client.get("/accounts/people/", {"q": "ours", "role": "street", "state": "serving"})
    assert [u.username for u in found.context["page"]] == ["ours"]
    assert not client.get("/accounts/people/", {"federation": "50"}).context["page"].object_list[2:]


def test_who_left_stays_until_they_serve_elsewhere(clock, officer, person, federation, client):
    gone = person("gone", Role.STREET, "500112")
    Appointment.objects.filter(user=gone).update(ends_on=date(2026, 10, 1))
    assert client.get("/accounts/people/gone/").status_code == 200
    Appointment.objects.create(
        user=gone, federation=federation("32"), role=Role.LEGAL, starts_on=date(2026, 10, 2)
    )
    assert client.get("/accounts/people/gone/").status_code == 404


def test_offices_are_given_ended_and_stood_in_for_on_pages(officer, person, client):
    colleague = person("ours", Role.LEGAL, "500112")
    assert client.post("/accounts/people/ours/appoint/", OFFICE).status_code == 302
    office = colleague.appointments.get(role="street")
    values = {
        "deputy": person("deputy", Role.LEGAL).pk,
        "starts_on": "2026-11-03",
        "ends_on": "2026-11-09",
        "reason": "休假",
    }
    assert client.post(f"/accounts/offices/{office.pk}/deputize/", values).status_code == 302
    assert "代 何雨" in client.get("/accounts/people/deputy/").content.decode()
    assert client.get(f"/accounts/offices/{office.pk}/end/").status_code == 200
    assert client.post(f"/accounts/offices/{office.pk}/end/", {}).status_code == 422
    ended = client.post(f"/accounts/offices/{office.pk}/end/", {"reason": "调离"})
    assert ended.status_code == 302
    assert not colleague.appointments.filter(role="street").exists()
    assert "免去乡镇" in client.get("/accounts/people/ours/").content.decode()


def test_system_administrators_shut_and_open_accounts(person, client):
    user = person()
    client.force_login(person("root.one", Role.SYSTEM_ADMIN, "0"))
    assert client.post("/accounts/people/he.yu/disable/", {"reason": ""}).status_code == 422
    client.post("/accounts/people/he.yu/disable/", {"reason": "离任"})
    user.refresh_from_db()
    assert (user.is_active, user.disabled_reason) == (False, "离任")
    client.post("/accounts/people/he.yu/enable/", {"reason": "返聘"})
    client.post("/accounts/people/he.yu/link/")
    assert client.get("/accounts/people/he.yu/").context["link"]
    # Offices and factors are not theirs.
    assert client.post("/accounts/people/he.yu/factors/", {"reason": "x"}).status_code == 403
    assert client.post("/accounts/people/he.yu/appoint/", OFFICE).status_code == 403
    assert user.appointments.count() == 1


def test_unused_accounts_are_reported_and_shut(clock, person, client):
    sleeper, worker = person("sleeper"), person("worker")
    boss = person("root.one", Role.SYSTEM_ADMIN, "0")
    clock.shift(91 * 86400)
    User.objects.filter(pk=boss.pk).update(password_set_at="2027-02-01T00:00:00Z")
    client.force_login(User.objects.get(pk=boss.pk))
    Client().force_login(worker)
    page = client.get("/accounts/people/", {"state": "dormant"})
    assert [u.username for u in page.context["page"]] == ["sleeper"]
    assert client.post("/accounts/people/dormant/disable/").status_code == 302
    sleeper.refresh_from_db()
    assert not sleeper.is_active
    assert User.objects.get(pk=worker.pk).is_active
    assert people.disable_dormant(days=90) == 0


def test_the_roles_page_is_the_code(officer, client):
    page = client.get("/accounts/roles/").content.decode()
    for role in Role:
        assert role.label in page
    granted = set().union(*GRANTS.values())
    assert all(p.label in page and p.sentence in page for p in granted)


def test_home_and_menu_follow_the_role(officer, person, client, monkeypatch):
    monkeypatch.setattr(homes, "_homes", dict(homes._homes))
    monkeypatch.setattr(navigation, "_items", dict(navigation._items))
    navigation.register("甲", "accounts:roles", Permission.ORG_EDIT, order=1)
    navigation.register("乙", "accounts:me", Permission.TRAIL_VIEW, order=2)
    navigation.register("丙", "no:such", None, order=3)
    menu = client.get("/accounts/roles/").context["navigation"]
    labels = [i["label"] for i in menu]
    assert labels[0] == "甲"
    assert "乙" not in labels
    assert "丙" not in labels
    assert [i["label"] for i in menu if i["active"]] == ["甲"]
    navigation.register("丁", "accounts:security", None, order=4, group="组")
    assert "丁" in [i["label"] for i in client.get("/accounts/roles/").context["navigation"]]
    navigation.register("戊", "accounts:me", None, order=5, group="组")
    [group] = [i for i in client.get("/accounts/me/").context["navigation"] if i["label"] == "组"]
    assert group["active"]
    assert [i["label"] for i in group["within"]] == ["丁", "戊"]
    homes.register("accounts:roles", homes.holds(Role.ORGANIZING), order=1)
    assert client.get("/")["Location"] == "/accounts/roles/"
    assert Client().get("/")["Location"] == "/accounts/login/"


def test_a_key_opens_the_interface_until_the_account_is_shut(person, capsys):
    user = person()
    call_command("create_token", "he.yu")
    told = json.loads(capsys.readouterr().out)
    assert told["username"] == "he.yu"
    browser = Client(headers={"Authorization": f"Token {told['token']}"})
    answer = browser.get("/api/v1/me/")
    assert answer.status_code == 200
    assert answer.json()["offices"][0]["federation"] == "500112"
    assert "org_edit" in answer.json()["permissions"]
    assert told["token"] not in str(user.api_tokens.values())
    people.disable(user=user, by=person("root.one", Role.SYSTEM_ADMIN, "0"), reason="离任")
    assert browser.get("/api/v1/me/").status_code == 401
    assert Client().get("/api/v1/me/").status_code == 401
    assert tokens.owner_of("x" * 40) is None
    with pytest.raises(SystemExit) as stop:
        call_command("create_token", "nobody")
    assert stop.value.code == 2


def test_demo_accounts_are_those_published(settings, client):
    with pytest.raises(RuntimeError):
        demo.create_demo_accounts()
    settings.DEMO = True
    organizations = [make.organization("50"), make.organization("50")]
    demo.create_demo_accounts(organizations=organizations)
    demo.create_demo_accounts(organizations=organizations)
    published = demo.published_accounts()
    assert len(published) == User.objects.count() == len(demo.ACCOUNTS)
    assert {u for u, *_ in published} >= {"acftu", "js-organizing", "expert-5", "admin", "org-b"}
    assert [u for u, *_, secret in published if not secret] == ["org-a", "org-b"]
    for username in ("cq-leader", "org-a"):
        secret = next(s for u, *_, s in published if u == username)
        browser = Client()
        word = {"login": username, "password": "demo-liaison-2026"}
        answer = browser.post("/accounts/login/", word)
        if secret:
            page = browser.get("/accounts/code/").content.decode()
            assert code_of(secret) in page
            answer = browser.post("/accounts/code/", {"code": code_of(secret)})
        assert answer["Location"] == "/"
        assert browser.get("/accounts/me/").status_code == 200
    assert User.objects.get(username="org-a").delegations.get().organization == organizations[0]
    assert "demo-liaison-2026" in client.get("/accounts/login/").content.decode()
    settings.DEMO = False
    assert "demo-liaison" not in client.get("/accounts/login/").content.decode()


def test_officers_give_organizations_their_accounts(officer, client):
    organization = make.organization("500112", name="渝北阳光社会工作服务中心")
    page = client.get("/delegates/new/", {"organization": organization.uid})
    assert organization.credit_code in page.content.decode()
    delegate = make.delegate(organization)
    assert delegate.user.may(Permission.OWN_ORG_VIEW, organization)
    assert client.post(f"/delegates/{delegate.pk}/link/").status_code == 302
    listing = client.get("/delegates/")
    assert listing.context["link"]["address"]
    assert client.post(f"/delegates/{delegate.pk}/end/", {"reason": "离职"}).status_code == 302
    fresh = User.objects.get(pk=delegate.user_id)
    assert not fresh.may(Permission.OWN_ORG_VIEW, organization)


def test_strangers_see_no_delegates(person, client):
    organization = make.organization("500112")
    boss = person()
    delegate = make.delegate(organization, user=User.objects.create(username="tang.lei", name="唐"))
    stranger = Client()
    stranger.force_login(person("xu.feng", code="32"))
    assert "tang.lei" not in stranger.get("/delegates/").content.decode()
    for act in ("end", "duty", "link"):
        assert stranger.post(f"/delegates/{delegate.pk}/{act}/", {"reason": "x"}).status_code == 404
    new = {"organization": organization.name, "duty": "operator", "name": "某"}
    assert stranger.post("/delegates/new/", new).status_code == 422
    street = Client()
    street.force_login(person("street", Role.STREET))
    assert street.get("/delegates/").status_code == 403
    # One account, one side.
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError, match="兼任两边"):
        delegates._delegate(organization=organization, user=boss, duty="manager", by=None)


def test_password_log_in_still_works_for_delegates_without_second_factor(person, client):
    organization = make.organization("500112")
    user = User.objects.create_user("tang.lei", password=PASSWORD, name="唐磊")
    user.delegations.create(organization=organization, starts_on="2020-01-01")
    client.post("/accounts/login/", {"login": "tang.lei", "password": PASSWORD})
    assert client.get("/accounts/me/").status_code == 200
