"""Somebody follows an old link."""

from tests.browser import axe, overflow


def test_a_page_that_is_not_there_says_so(live, page, phone):
    for window in (page, phone):
        window.complaints.expect("404")
        answer = window.goto(f"{live}/public/no-such-page/")
        assert answer.status == 404
        assert window.get_by_role("heading", level=1).inner_text() == "没有找到这个页面"
        assert window.get_by_role("link", name="回到首页").is_visible()
        assert overflow(window) <= 0
        axe(window)
