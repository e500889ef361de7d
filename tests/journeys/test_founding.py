"""From a task to a union, in a real browser: the inbox, the finding, the founding, many at once."""

import pytest
from django.core.management import call_command

from communications.services import draft_notice, move_notice, notify
from membership.models import Coverage, Eligibility
from orgs.models import Organization
from tests import make
from tests.browser import axe, overflow, shoot


@pytest.fixture
def officer(live):
    call_command("load_drives")
    user = make.officer("500112", name="何雨")
    for name in ("渝北区启航学校", "渝北区康宁医院", "渝北区小天鹅幼儿园"):
        make.organization(name=name, kind="school", staff_count=31)
    make.organization(name="渝北区志愿者之家", standing="filed", credit_code=None)
    make.union(name="渝北区民办教育联合工会")
    above = make.officer("50")
    told = draft_notice(
        by=above,
        federation=make.federation("50"),
        title="关于做好社会组织建会摸底的通知",
        body="请各区县总工会于月底前完成摸底。",
    )
    move_notice(by=above, notice=told, verb="publish")
    notify(user=user, text="名册“民政七月.xlsx”已写入，新增 3 家。", url="/jobs/")
    return user


def check(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def test_a_task_becomes_a_union(page, live, enter, officer):
    """DRV-04 DRV-14: from the inbox to a covered organization."""
    enter(page, officer)
    page.goto(f"{live}/communications/")
    page.get_by_role("heading", name="待认定建会条件 3 家").first.wait_for()
    check(page, "inbox")
    page.get_by_role("link", name="渝北区启航学校").click()
    page.get_by_label("具备建会条件", exact=True).check()
    check(page, "assess")
    page.get_by_role("button", name="登记认定结论").click()
    page.get_by_text("已登记对“渝北区启航学校”的认定").wait_for()
    check(page, "organization-assessed")
    assert Eligibility.objects.get().assessor == officer

    page.goto(f"{live}/communications/")
    page.get_by_role("heading", name="待建会 1 家").first.wait_for()
    page.get_by_role("link", name="渝北区启航学校").click()
    page.get_by_label("联合建会").check()
    check(page, "cover-form")
    page.get_by_role("button", name="下一步").click()
    page.get_by_text("会员满 25 人的应当建立").wait_for()
    page.get_by_label("渝北区民办教育联合工会").check()
    check(page, "cover")
    page.get_by_role("button", name="登记建会").click()
    page.get_by_text("已登记“渝北区启航学校”的工会覆盖").wait_for()
    assert Coverage.objects.get().recorder == officer
    page.locator("main").get_by_role("link", name="渝北区民办教育联合工会").first.click()
    page.get_by_role("link", name="渝北区启航学校").wait_for()
    check(page, "union")


def test_many_at_once(page, live, enter, officer):
    """DRV-04: all that the list found, told beforehand, one left out with its reason."""
    enter(page, officer)
    page.goto(f"{live}/organizations/")
    page.locator("[data-batch-all]").check()
    page.get_by_role("button", name="认定建会条件").click()
    page.get_by_text("将办理 4 家社会组织").wait_for()
    page.get_by_label("具备建会条件", exact=True).check()
    page.get_by_role("button", name="核对名单").click()
    page.get_by_text("可办理 3 家").wait_for()
    check(page, "bulk-preview")
    page.get_by_label("跳过不能办理的 1 家").check()
    page.get_by_role("button", name="确认认定 3 家").click()
    page.get_by_text("已办理 3 家").wait_for()
    assert Eligibility.objects.count() == 3


def test_on_a_phone(phone, live, enter, officer):
    """Every page of founding and telling, at 390 px."""
    enter(phone, officer)
    own = f"/organizations/{Organization.objects.get(name='渝北区启航学校').uid}"
    paths = {
        "inbox": "/communications/",
        "notices": "/communications/notices/",
        "notice-form": "/communications/notices/new/",
        "notifications": "/communications/notifications/",
        "drives": "/drives/",
        "drive": "/drives/DRV-2023/",
        "drive-form": "/drives/new/",
        "assess": f"{own}/eligibility/",
        "cover-form": f"{own}/coverage/",
        "cover": f"{own}/coverage/?form=joint",
        "found": f"{own}/coverage/?form=single",
        "public": "/public/",
    }
    for name, path in paths.items():
        phone.goto(live + path)
        check(phone, f"{name}-phone")
