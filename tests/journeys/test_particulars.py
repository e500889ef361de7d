"""The page of an organization in a browser: parts that fold on a phone, an act and back."""

import pytest

from tests import make, particulars
from tests.browser import axe, overflow


@pytest.fixture
def org(live):
    officer = make.officer("500112", username="folding")
    org = make.organization(type="51", name="渝北区羽毛球协会")
    particulars.write(org, by=officer, skip=("stances",))
    return org, officer


def test_read_at_a_desk(live, page, enter, org):
    org, officer = org
    enter(page, officer)
    page.goto(f"{live}{org.get_absolute_url()}")
    axe(page)
    assert page.locator("details.part[open]").count() == page.locator("details.part").count()
    page.locator("#grades a.more").click()
    page.get_by_label("等级").select_option("5")
    page.get_by_label("评定日期").fill("2025-01-01")
    page.get_by_role("button", name="保存").click()
    page.locator("#grades").get_by_text("5A").wait_for()
    assert page.url.endswith("#grades")


def test_folded_on_a_phone_and_opened_by_its_address(live, phone, enter, org):
    org, officer = org
    enter(phone, officer)
    phone.goto(f"{live}{org.get_absolute_url()}")
    axe(phone)
    assert overflow(phone) <= 0
    assert phone.locator("details.part[open]").count() == 1
    phone.goto(f"{live}{org.get_absolute_url()}#ties")
    phone.reload()
    phone.locator("#ties").wait_for(state="visible")
