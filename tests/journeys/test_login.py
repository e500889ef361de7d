"""Coming in, in a real browser: a code from an authenticator, then a passkey instead."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts.models import User
from accounts.roles import Role
from tests import make
from tests.browser import axe, overflow, shoot

PASSWORD = "Correct-Horse-7-Battery"


def code(secret, ahead=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + ahead))


@pytest.fixture
def officer(live):
    user = make.officer("500112", Role.ORGANIZING, username="he.yu", name="何雨")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def address(live):
    """Passkeys belong to names, not to numbers."""
    return live.replace("127.0.0.1", "localhost")


@pytest.fixture
def device(page):
    """A fingerprint reader that always agrees."""
    chrome = page.context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    chrome.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return chrome


def type_password(page, address):
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("用户名").fill("he.yu")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()


def test_first_day_and_next_day(page, address, officer, device):
    type_password(page, address)
    page.wait_for_url("**/enrol/")
    axe(page)
    shoot(page, "enrol")
    page.get_by_role("link", name="设置验证器").click()
    secret = page.locator(".one-time").inner_text().strip()
    axe(page)
    shoot(page, "totp")
    page.get_by_label("6 位数字").fill(code(secret))
    page.get_by_role("button", name="完成设置").click()
    page.get_by_text("请现在就保存恢复码").wait_for()
    assert page.locator(".codes li").count() == 10
    axe(page)
    shoot(page, "codes")

    page.goto(f"{address}/accounts/me/factors/passkeys/add/")
    page.get_by_label("名称").fill("办公电脑")
    axe(page)
    shoot(page, "passkey-add")
    page.get_by_role("button", name="设置通行密钥").click()
    page.get_by_text("通行密钥“办公电脑”").wait_for()
    axe(page)
    shoot(page, "security")
    assert Authenticator.objects.filter(user=officer, type="webauthn").count() == 1

    page.locator("details.person summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/accounts/login/**")
    assert officer.sessions.count() == 0

    # The next day: a finger is enough, and counts as both factors.
    page.get_by_role("button", name="用通行密钥登录").click()
    page.locator("details.person").wait_for()
    page.goto(f"{address}/accounts/people/")
    page.get_by_role("heading", name="人员与任职").wait_for()
    axe(page)
    shoot(page, "people")


def test_password_then_passkey(page, address, officer, device):
    """The finger as the second factor; a wrong code before it says what to do."""
    type_password(page, address)
    page.wait_for_url("**/enrol/")
    page.goto(f"{address}/accounts/me/factors/passkeys/add/")
    page.get_by_role("button", name="设置通行密钥").click()
    page.get_by_text("请现在就保存恢复码").wait_for()
    page.locator("details.person summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.complaints.expect("422")
    type_password(page, address)
    page.wait_for_url("**/accounts/code/")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="验证并登录").click()
    page.get_by_text("验证码不正确或已用过").first.wait_for()
    page.get_by_role("button", name="用通行密钥验证").click()
    page.locator("details.person").wait_for()


def test_the_door_on_a_phone(phone, live):
    phone.goto(f"{live}/accounts/login/")
    axe(phone)
    shoot(phone, "login-phone")
    assert overflow(phone) <= 0
    phone.complaints.expect("422")
    phone.get_by_label("用户名").fill("nobody")
    phone.get_by_label("密码").fill("wrong-wrong-wrong")
    phone.get_by_role("button", name="登录", exact=True).click()
    phone.get_by_text("用户名或密码不正确").first.wait_for()
    axe(phone)
    shoot(phone, "login-phone-wrong")


def test_people_on_a_phone(phone, live, enter):
    boss = make.officer("500112", Role.ORGANIZING, name="何雨", username="he.yu")
    make.officer("500112", Role.STREET, name="王小明", username="wang.xm")
    enter(phone, boss)
    for path in ("people/", "people/new/", "people/wang.xm/", "roles/", "me/", "me/security/"):
        phone.goto(f"{live}/accounts/{path}")
        axe(phone)
        assert overflow(phone) <= 0, path
        shoot(phone, f"accounts-{path.replace('/', '-')}phone")


def test_a_note_comes_before_the_session_ends(page, live, enter, settings):
    settings.IDLE_MINUTES = 2
    user = make.officer("500112", Role.ORGANIZING, name="何雨", username="he.yu")
    enter(page, user)
    page.goto(f"{live}/accounts/me/")
    note = page.get_by_role("alertdialog")
    note.wait_for(timeout=15000)
    assert "自动退出" in note.inner_text()
    before = User.objects.get(pk=user.pk).sessions.get().seen_at
    settings.IDLE_MINUTES = 30
    note.get_by_role("button", name="继续使用").click()
    note.wait_for(state="detached")
    assert User.objects.get(pk=user.pk).sessions.get().seen_at >= before
