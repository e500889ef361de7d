"""An expert's desk in a real browser: by keyboard, saved by itself, on a desktop and on a phone."""

import pytest

from procurement.models import Review
from tests.browser import axe, overflow, shoot
from tests.procurement import calling, reviewed


@pytest.fixture
def call(live):
    return reviewed.scoring(calling.buyer())


def test_an_expert_scores_by_keyboard(page, phone, live, enter, call):
    """Numbers and Enter fill the sheet; it is saved without a button; what is missing is told."""
    seat = reviewed.seats(call)[0]
    enter(page, seat.expert.user)
    page.goto(f"{live}/reviews/")
    axe(page)
    assert overflow(page) <= 0
    shoot(page, "desk")
    page.locator(".desk-sheet").first.click()
    page.locator("[data-points]").first.click()
    for value in ("4", "3.5", "9"):
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    page.locator(".wrong-text", has_text="0 和 5 之间").wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.type("4")
    page.locator("[data-saved]", has_text="已保存").wait_for()
    page.locator("[data-sum]", has_text="已评 3/").wait_for()
    axe(page)
    assert overflow(page) <= 0
    shoot(page, "sheet")
    page.reload()
    assert page.locator("[data-points]").nth(1).input_value() == "3.5"
    page.get_by_role("button", name="提交评审意见").click()
    page.get_by_text("还不能提交").wait_for()
    page.complaints.expect("422")
    assert not Review.objects.filter(locked_at__isnull=False).exists()
    enter(phone, seat.expert.user)
    phone.goto(page.url)
    assert overflow(phone) <= 0
    shoot(phone, "sheet-phone")
    axe(phone)
