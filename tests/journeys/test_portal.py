"""An organization comes in by itself and has its entry corrected, on a phone."""

import pytest

from accounts.models import User
from orgs.models import Claim, CorrectionRequest
from tests import make
from tests.browser import axe, overflow, shoot

PASSWORD = "Correct-Horse-7-Battery"


@pytest.fixture
def organization(live):
    return make.organization(
        name="渝北区启航学校",
        legal_representative="欧阳明",
        residence="渝北区旧址路 1 号",
        contact_phone="13812345678",
        staff_count=9,
    )


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "登记证书.png"
    file.write_bytes(make.PNG)
    return str(file)


def look(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def tap(page, name):
    page.get_by_role("button", name=name).click()


def task(page, kind):
    return page.locator(".task-group", has_text=kind).get_by_role("link", name="渝北区启航学校")


def test_from_a_claim_to_a_corrected_entry(phone, page, live, enter, organization, photo, settings):
    """ACF-04, in part: the organization's own side of the platform, from a claim to the result."""
    settings.PUBLIC_URL = live
    officer = make.officer("500112", name="何雨")

    # Without an account: which organization, who, what proof.
    phone.goto(f"{live}/accounts/login/")
    phone.get_by_role("link", name="认领本组织").click()
    look(phone, "claim-1-phone")
    phone.complaints.expect("422")
    tap(phone, "下一步")
    phone.locator("[data-error-summary]").wait_for()
    look(phone, "claim-wrong-phone")
    phone.get_by_label("统一社会信用代码").fill(organization.credit_code)
    phone.get_by_label("法定代表人").fill("欧阳明")
    tap(phone, "下一步")
    phone.get_by_label("您的姓名").fill("许文")
    phone.get_by_label("您的手机").fill("13900001234")
    look(phone, "claim-2-phone")
    tap(phone, "下一步")
    phone.get_by_label("登记电话的后四位").fill("5678")
    phone.get_by_label("授权书或登记证书").set_input_files(photo)
    phone.get_by_label("同意将以上信息").check()
    look(phone, "claim-3-phone")
    tap(phone, "提交认领")
    phone.get_by_role("heading", name="已收到您的认领").wait_for()
    look(phone, "claim-received-phone")
    claim = Claim.objects.get()

    # The officer compares and approves.
    enter(page, officer)
    page.goto(f"{live}/communications/")
    task(page, "待审核的组织认领").click()
    page.get_by_text("尾号相符").wait_for()
    look(page, "claim-review")
    page.get_by_role("link", name="通过认领").click()
    tap(page, "通过认领")
    page.get_by_text("已通过").first.wait_for()

    # By number and telephone to an account, and in.
    phone.get_by_role("link", name="查询进度").click()
    phone.get_by_label("您手机的后四位").fill("1234")
    tap(phone, "查询")
    look(phone, "claim-mine-phone")
    phone.get_by_role("link", name="开设账号").click()
    look(phone, "accept-phone")
    phone.get_by_label("用户名").fill("xu.wen")
    phone.get_by_label("密码", exact=False).first.fill(PASSWORD)
    phone.get_by_label("再输入一次").fill(PASSWORD)
    tap(phone, "开设账号并接受")
    phone.get_by_label("用户名").fill("xu.wen")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录", exact=True).click()
    phone.get_by_role("heading", name="渝北区启航学校").wait_for()
    assert phone.url == f"{live}/portal/"
    look(phone, "portal-home-phone")
    assert claim.number.startswith("RL-")

    # One topic a page: an address with a photo, a number of staff.
    tap(phone, "提出更正")
    look(phone, "correction-parts-phone")
    phone.get_by_role("link", name="住所").click()
    phone.get_by_role("textbox", name="住所", exact=True).fill("渝北区新址路 2 号")
    phone.get_by_label("证明材料").set_input_files(photo)
    look(phone, "correction-place-phone")
    tap(phone, "保存，填下一部分")
    phone.get_by_role("heading", name="联系电话").wait_for()
    phone.get_by_role("link", name="规模").click()
    phone.get_by_label("从业人员").fill("12")
    tap(phone, "保存，去核对提交")
    phone.get_by_role("heading", name="核对并提交").wait_for()
    phone.get_by_label("以上内容真实").check()
    look(phone, "correction-check-phone")
    tap(phone, "提交更正申请")
    phone.get_by_text("已提交，等待审核").wait_for()
    look(phone, "correction-sent-phone")

    # The officer takes one and refuses one.
    page.goto(f"{live}/communications/")
    task(page, "待审核的资料更正").click()
    staff, place = (
        page.locator(".proposal", has_text="从业人员"),
        page.locator(".proposal", has_text="旧址路"),
    )
    staff.get_by_label("采纳", exact=True).check()
    place.get_by_label("不采纳", exact=True).check()
    place.get_by_label("不采纳的原因").fill("证书上的住所没有变更。")
    look(page, "correction-review")
    tap(page, "办结")
    page.get_by_text("已办结").first.wait_for()

    # And the organization reads what became of it.
    phone.goto(f"{live}/portal/")
    phone.get_by_role("link", name=CorrectionRequest.objects.get().number).click()
    phone.get_by_text("证书上的住所没有变更。").wait_for()
    look(phone, "correction-decided-phone")
    organization.refresh_from_db()
    assert (organization.staff_count, organization.residence) == (12, "渝北区旧址路 1 号")
    assert User.objects.get(username="xu.wen").delegations.get().organization == organization


def test_the_people_of_an_organization_on_a_phone(phone, live, enter, organization):
    manager = make.delegate(organization, "manager", User.objects.create(username="m", name="唐磊"))
    make.delegate(organization, user=User.objects.create(username="o", name="冯婷"))
    enter(phone, manager.user)
    phone.goto(f"{live}/portal/{organization.uid}/people/")
    phone.get_by_text("冯婷").wait_for()
    look(phone, "portal-people-phone")
    phone.get_by_role("link", name="邀请经办代表").click()
    phone.get_by_label("姓名").fill("新人")
    look(phone, "portal-invite-phone")
    tap(phone, "发出邀请")
    phone.get_by_alt_text("邀请链接的二维码").wait_for()
    look(phone, "portal-invitation-phone")
    phone.goto(f"{live}/portal/{organization.uid}/hand-over/")
    look(phone, "portal-hand-over-phone")
    phone.goto(f"{live}/portal/{organization.uid}/")
    look(phone, "portal-profile-phone")


def test_what_was_typed_survives_a_session_that_ended(phone, live, enter, organization):
    """Test 4 of trust.md 4.3: after logging in again the form offers what was not yet sent."""
    delegate = make.delegate(organization).user
    delegate.set_password(PASSWORD)
    delegate.save()
    enter(phone, delegate)
    phone.goto(f"{live}/portal/")
    tap(phone, "提出更正")
    phone.get_by_role("link", name="资金与活动").click()
    phone.get_by_label("活动内容").fill("社区讲座，每月两次。")
    phone.wait_for_timeout(700)
    delegate.sessions.all().delete()
    address = phone.url
    phone.locator("form[data-guard]").evaluate("form => form.removeAttribute('data-guard')")
    phone.goto(address)
    phone.get_by_label("用户名").fill(delegate.username)
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="登录", exact=True).click()
    phone.wait_for_url(address)
    tap(phone, "恢复填写")
    assert phone.get_by_label("活动内容").input_value() == "社区讲座，每月两次。"
