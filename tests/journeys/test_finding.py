"""Finding and arranging in a real browser: the box at the top, saved views, columns."""

import pytest

from tests import make
from tests.browser import axe, overflow, shoot


@pytest.fixture
def officer(live):
    return make.officer("500112", name="何雨")


@pytest.fixture
def organizations(live):
    return [make.organization(name=f"渝北区阳光第{n}中心", staff_count=n) for n in range(12)]


def check(page, name):
    axe(page)
    opened(page, name)


def opened(page, name):
    """With a menu open, which covers what stands below it."""
    assert overflow(page) <= 0, name
    shoot(page, name)


def test_the_box_by_keyboard(page, live, enter, officer, organizations):
    """trust.md 4.3 row 45: "/" goes there, arrows walk through what dropped down."""
    enter(page, officer)
    page.goto(f"{live}/organizations/")
    page.keyboard.press("/")
    page.keyboard.type("阳光第7")
    page.locator(".suggestions a").first.wait_for()
    check(page, "suggestions")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="渝北区阳光第7中心").wait_for()
    page.keyboard.press("/")
    page.keyboard.type("阳光第8")
    page.keyboard.press("Enter")
    page.locator(".found a", has_text="阳光第8").wait_for()
    check(page, "search")


def test_a_view_and_columns_are_kept(page, phone, live, enter, officer, organizations):
    """trust.md 4.3 rows 14 and 19"""
    enter(page, officer)
    page.goto(f"{live}/organizations/?sort=-staff")
    page.get_by_text("保存视图").click()
    page.get_by_placeholder("如：待建会的大单位").fill("大单位在前")
    page.get_by_label("打开列表时使用").check()
    opened(page, "views")
    page.locator(".views button.primary").click()
    page.get_by_text("视图“大单位在前”已保存。").wait_for()
    page.get_by_text("列与行高").click()
    page.locator(".list-columns").get_by_label("住所", exact=True).check()
    opened(page, "columns")
    page.locator(".list-columns button.primary").click()
    page.goto(f"{live}/organizations/")
    page.get_by_role("columnheader", name="住所").wait_for()
    check(page, "list")
    assert page.locator("td.lead").first.inner_text() == "渝北区阳光第11中心"

    enter(phone, officer)
    phone.goto(f"{live}/organizations/?view=all")
    check(phone, "list-phone")
    phone.get_by_text("管理视图").click()
    opened(phone, "views-phone")
    phone.keyboard.press("Escape")
    phone.get_by_text("列与行高").click()
    opened(phone, "columns-phone")
