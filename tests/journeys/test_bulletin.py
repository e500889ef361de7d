"""A month's bulletin: drafted, edited, released, read in a county, and not changed by hindsight."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from indicators import services
from indicators.models import Bulletin
from tests import make
from tests.browser import axe, overflow, shoot
from tests.indicators.conftest import cover, drive, eligible  # noqa: F401


@pytest.fixture
def chongqing(live, drive):  # noqa: F811
    """Seven of ten covered at the end of last month: 渝北 2 of 4, 江北 1 of 2, 万州 4 of 4."""
    end = timezone.localdate().replace(day=1) - timedelta(days=1)
    left = []
    for code, eligible_here, founded in (("500112", 4, 2), ("500105", 2, 1), ("500101", 4, 4)):
        union = make.union(code)
        for n in range(eligible_here):
            organization = make.organization(code, kind="hospital")
            eligible(organization)
            if n < founded:
                cover(organization, union)
            else:
                left.append((organization, union))
    services.rebuild()
    return end, left


def check(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def test_a_months_bulletin(live, enter, page, phone, chongqing):
    """DRV-25: drafted from figures, edited, released by the leader, read by a county; facts dated
    back afterwards leave it as it is and are told beside it."""
    end, left = chongqing
    officer, leader = make.officer("50"), make.officer("50", Role.LEADER)
    enter(page, officer)
    page.goto(f"{live}/indicators/bulletins/")
    page.get_by_role("link", name="拟通报").first.click()
    page.locator("[name=federation]").select_option(label="重庆市总工会")
    page.get_by_label("数据截至").select_option(end.isoformat())
    check(page, "bulletin-new")
    page.get_by_role("button", name="取数并生成初稿").click()
    page.get_by_text("已取数并拟好初稿").wait_for()
    paper = page.locator("article.paper")
    assert "具备建会条件的社会组织 10 家，已建会 7 家，建会率 70.0%" in paper.inner_text()
    check(page, "bulletin-draft")

    page.get_by_role("link", name="修改正文").click()
    body = page.get_by_label("正文")
    body.fill(body.input_value() + "\n请渝北于下月十日前报送对策。")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("请渝北于下月十日前报送对策。").wait_for()
    page.get_by_role("link", name="送审").click()
    page.get_by_role("button", name="送审").click()
    page.get_by_text("已送审。").wait_for()
    assert page.get_by_role("link", name="签发").count() == 0

    enter(page, leader)
    page.goto(f"{live}/communications/")
    page.get_by_role("heading", name="通报待签发 1 份").first.wait_for()
    title = Bulletin.objects.get().title
    page.locator("main").get_by_role("link", name=title).click()
    page.get_by_role("link", name="签发").click()
    page.get_by_role("button", name="签发").click()
    page.get_by_text("已签发。").wait_for()
    assert "〕1号" in page.locator(".paper-number").inner_text()

    county = make.officer("500112")
    enter(phone, county)
    phone.goto(f"{live}/indicators/bulletins/")
    phone.get_by_role("link", name=title).click()
    released = phone.locator("article.paper").inner_text()
    assert "请渝北于下月十日前报送对策。" in released
    assert "更正说明" not in phone.locator("main").inner_text()
    assert phone.get_by_role("link", name="撤回").count() == 0
    check(phone, "bulletin-phone")

    organization, union = left[0]
    cover(organization, union, since=end - timedelta(days=20))  # found out only now
    services.fold()
    phone.reload()
    assert phone.locator("article.paper").inner_text() == released
    later = phone.locator(".notice").filter(has_text="更正说明")
    said = later.inner_text()
    assert "7／10" in said
    assert "8／10" in said
    check(phone, "bulletin-restated")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下载 Word 文件").click()
    assert download.value.suggested_filename == f"{title}.docx"
