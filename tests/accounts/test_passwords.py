"""Two profiles of passwords, links that work once, and a reset that tells nothing."""

import threading

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connections
from django.test import Client

import communications.tasks  # noqa: F401  declares how mail is sent
from accounts import security, tasks
from accounts.hashers import TunedArgon2PasswordHasher
from accounts.models import ResetRequest, User
from accounts.roles import Role
from accounts.services import passwords, people, tokens
from accounts.validators import PasswordRules
from governance.models import Event
from jobs import runner
from jobs.models import Job
from tests.accounts.conftest import PASSWORD

GOOD = [f"{head}{n}{tail}" for n in range(10) for head, tail in (
    ("River-", "Stone-Bridge"), ("蓝天Sky", "-mountain-08"), ("Tq7!zx", "Lm_Wr9v"),
    ("purple-", "-Elephant"), ("Early", "Morning&Rain"),
)]  # fmt: skip
TWO_CLASSES = [f"{head}{n}" for n in range(10) for head in (
    "river-stone-bridge-".replace("-", "x"), "MOUNTAINSUNRISE", "48203918475", "windowglasstable",
    "QUIETEVENINGWALK",
)]  # fmt: skip
SHORT = [f"Ab{n}-{'x' * k}" for n in range(10) for k in (1, 3, 5, 6)]
NAMED = [f"{word}{n}" for n in range(6) for word in (
    "Gonghui-2026-", "My-ACFTU-Pass-", "He.Yu-Password-", "Heyu-Is-Here-", "工会Password-",
)]  # fmt: skip
PLAIN = [f"Aa1Aa1Aa1Aa1{'Aa1' * n}" for n in range(10)] + [
    "password1234", "Qwerty123456", "iloveyou1234", "123456789012", "qwertyuiop12",
    "PASSWORD1234", "1q2w3e4r5t6y", "password12345", "administrator", "123456789abc",
    "abcd1234abcd", "aaaaaaaaaaaa", "111111111111", "121212121212", "abababababab",
    "zzzzzzzzzzzzA1", "Passw0rdPassw0rd"[:8], "Aa1!Aa1!Aa1!", "1111AAAAaaaa", "A1a1A1a1A1a1",
]  # fmt: skip


def deliver():
    """What the worker does with the mail that waits."""
    for uid in Job.objects.filter(kind="communications.mail").values_list("uid", flat=True):
        assert runner.run(uid) == Job.State.DONE


def right(password, user):
    try:
        PasswordRules().validate(password, user)
    except ValidationError:
        return False
    return True


@pytest.fixture
def he_yu(db):
    return User.objects.create_user("he.yu", password=PASSWORD, name="何雨")


@pytest.mark.parametrize(
    ("profile", "allowed", "refused"),
    [
        ("dengbao", GOOD, TWO_CLASSES + SHORT + NAMED + PLAIN),
        ("asvs", GOOD + [p for p in TWO_CLASSES if len(p) > 11], SHORT + NAMED),
    ],
)
def test_two_hundred_samples(he_yu, settings, profile, allowed, refused):
    settings.PASSWORD_PROFILE = profile
    samples = GOOD + TWO_CLASSES + SHORT + NAMED + PLAIN
    assert len(set(samples)) == 200
    assert [p for p in allowed if not right(p, he_yu)] == []
    assert [p for p in refused if right(p, he_yu)] == []


def test_words_of_the_office_are_barred_by_setting(he_yu, settings):
    settings.PASSWORD_WORDS = ["yuzhong"]
    assert not right("Yuzhong-Bridge-77", he_yu)


def test_the_last_five_are_barred_and_the_sixth_is_free(he_yu):
    used = [PASSWORD, *(f"Garden-Path-{n}-Blue" for n in range(5))]
    for password in used[1:]:
        passwords.change(user=he_yu, password=password, by=he_yu)
    he_yu.refresh_from_db()
    for password in used[1:]:
        with pytest.raises(ValidationError, match="最近 5 次"):
            passwords.change(user=he_yu, password=password, by=he_yu)
    passwords.change(user=he_yu, password=used[0], by=he_yu)


def test_asvs_neither_rotates_nor_remembers(clock, he_yu, settings):
    settings.PASSWORD_PROFILE = "asvs"
    passwords.change(user=he_yu, password="Garden-Path-1-Blue", by=he_yu)
    he_yu.refresh_from_db()
    passwords.change(user=he_yu, password="Garden-Path-1-Blue", by=he_yu)
    clock.shift(400 * 86400)
    assert not security.password_expired(he_yu)


def test_ninety_days_and_then_only_the_change_page(clock, person, client):
    user = person()
    clock.shift(90 * 86400 - 60)
    client.force_login(user)
    assert client.get("/accounts/me/").status_code == 200
    clock.shift(120)
    user.refresh_from_db()
    assert security.password_expired(user)
    for path in ("/", "/accounts/me/", "/accounts/people/", "/accounts/roles/", "/delegates/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/me/password/"), path
    assert client.get("/api/v1/me/").status_code == 403
    assert client.get("/accounts/me/password/").status_code == 200
    new = {"old": PASSWORD, "password": "Garden-Path-1-Blue", "again": "Garden-Path-1-Blue"}
    assert client.post("/accounts/me/password/", new).status_code == 302
    assert client.get("/accounts/me/").status_code == 200


def test_changing_it_ends_all_other_sessions(person, client):
    user, other = person(), Client()
    client.force_login(user)
    other.force_login(user)
    new = {"old": PASSWORD, "password": "Garden-Path-1-Blue", "again": "Garden-Path-1-Blue"}
    assert client.post("/accounts/me/password/", {**new, "old": "wrong"}).status_code == 422
    assert client.post("/accounts/me/password/", {**new, "again": "x"}).status_code == 422
    assert client.post("/accounts/me/password/", new).status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    assert other.get("/accounts/me/").status_code == 302


def test_a_link_sets_a_password_once(person, client):
    boss = person("root.one", Role.SYSTEM_ADMIN, "0")
    user, token = people.open_account(by=boss, username="New.Person", name="新人")
    assert user.username == "new.person"
    assert token not in str(list(user.links.values()))
    answer = client.get(f"/accounts/link/{token}/")
    assert answer["Location"] == "/accounts/link/"
    page = client.get("/accounts/link/").content.decode()
    assert token not in page
    new = {"password": "Garden-Path-1-Blue", "again": "Garden-Path-1-Blue"}
    assert client.post("/accounts/link/", {**new, "password": "short"}).status_code == 422
    assert client.post("/accounts/link/", new).status_code == 302
    assert User.objects.get(pk=user.pk).check_password("Garden-Path-1-Blue")
    assert client.post("/accounts/link/", new).status_code == 404
    assert Client().get(f"/accounts/link/{token}/").status_code == 404


def test_a_new_link_kills_the_old_and_time_kills_both(clock, person, client):
    boss = person("root.one", Role.SYSTEM_ADMIN, "0")
    user, first = people.open_account(by=boss, username="new.person", name="新人")
    second = people.issue_link(user=user, by=boss)
    assert client.get(f"/accounts/link/{first}/").status_code == 404
    assert client.get(f"/accounts/link/{second}/").status_code == 302
    clock.shift(72 * 3600 + 1)
    assert client.get(f"/accounts/link/{second}/").status_code == 404


def test_disabling_kills_links(person, client):
    boss = person("root.one", Role.SYSTEM_ADMIN, "0")
    user, token = people.open_account(by=boss, username="new.person", name="新人")
    people.disable(user=user, by=boss, reason="误开")
    assert client.get(f"/accounts/link/{token}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_link_at_once_one_succeeds(person):
    boss = person("root.one", Role.SYSTEM_ADMIN, "0")
    user, token = people.open_account(by=boss, username="new.person", name="新人")
    start, answers = threading.Barrier(2), []

    def use(n):
        start.wait(10)
        try:
            passwords.set_by_link(user=user, token=token, password=f"Garden-Path-{n}-Blue")
            answers.append(True)
        except ValidationError:
            answers.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]


def plain(answer):
    """A page without the marks that differ at every request."""
    page = answer.content.decode()
    while 'name="csrfmiddlewaretoken"' in page:
        head, _, rest = page.partition('name="csrfmiddlewaretoken"')
        page = head + rest.partition(">")[2]
    return page


def test_asking_for_a_reset_tells_nothing(he_yu, client, monkeypatch, django_assert_num_queries):
    """Same page, same statements for a name with mail, a name without and no such name."""
    monkeypatch.setattr(tasks, "hint", lambda: None)
    User.objects.create_user("with.mail", email="w@example.com", name="有邮箱")
    pages = set()
    for name in ("he.yu", "with.mail", "nobody"):
        browser = Client()
        with django_assert_num_queries(4):
            pages.add(plain(browser.post("/accounts/forgotten/", {"username": name})))
    assert len(pages) == 1
    assert ResetRequest.objects.count() == 3
    tasks.handle_reset_requests()
    assert mail.outbox == []
    deliver()
    assert [m.to for m in mail.outbox] == [["w@example.com"]]
    link = next(w for w in mail.outbox[0].body.split() if "/accounts/link/" in w)
    assert (
        client.get(link.partition("/accounts")[1] + link.partition("/accounts")[2])["Location"]
        == "/accounts/link/"
    )
    assert not ResetRequest.objects.filter(handled_at=None).exists()


def test_an_address_that_asks_too_often_gets_the_same_page(db, client, monkeypatch):
    monkeypatch.setattr(tasks, "hint", lambda: None)
    pages = {plain(client.post("/accounts/forgotten/", {"username": f"u{n}"})) for n in range(12)}
    assert len(pages) == 1
    assert ResetRequest.objects.count() == 10


def test_a_reset_leaves_the_second_factor(person, totp, client):
    user = person()
    totp(user)
    boss = person("root.one", Role.SYSTEM_ADMIN, "0")
    token = people.issue_link(user=user, by=boss)
    client.get(f"/accounts/link/{token}/")
    new = {"password": "Garden-Path-1-Blue", "again": "Garden-Path-1-Blue"}
    client.post("/accounts/link/", new)
    answer = client.post("/accounts/login/", {"login": "he.yu", "password": "Garden-Path-1-Blue"})
    assert answer["Location"] == "/accounts/code/"
    assert client.get("/accounts/me/").status_code == 302


def test_the_trail_tells_of_passwords_without_them(he_yu):
    passwords.change(user=he_yu, password="Garden-Path-1-Blue", by=he_yu)
    told = Event.objects.about(he_yu).get(verb="user.password_changed")
    assert "Garden" not in str(vars(told))


def test_the_hasher_is_argon2id_at_our_cost():
    hashed = TunedArgon2PasswordHasher().encode("x", "somesalt")
    assert hashed.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")


def test_keys_to_the_interface_end_with_the_password(he_yu, client):
    key = tokens.create(user=he_yu, by=he_yu)
    asked = {"HTTP_AUTHORIZATION": f"Token {key}"}
    assert client.get("/api/v1/me/", **asked).status_code == 200
    passwords.change(user=he_yu, password="Garden-Path-1-Blue", by=he_yu)
    assert client.get("/api/v1/me/", **asked).status_code == 401
