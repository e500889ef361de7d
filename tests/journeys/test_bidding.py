"""A delegate bids from a phone ninety seconds before the deadline; the line comes and goes."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from procurement.models import Bid, Call
from procurement.services import drafts
from tests.browser import axe, overflow
from tests.procurement.bidding import bidder, tender, written


def test_a_bid_from_a_phone_in_the_last_minute(live, phone, enter):
    """Autosave outlives a lost line, and handing in is repeated until it is answered, once."""
    made = tender()
    organization, delegate = bidder()
    draft = written(made.lot, organization, delegate, goals={"text": ""})
    Call.objects.update(deadline=timezone.now() + timedelta(seconds=90))
    enter(phone, delegate)
    phone.complaints.expect("ERR_|Failed to load resource|Failed to fetch")
    phone.goto(f"{live}/portal/calls/{made.call.uid}/")
    assert overflow(phone) <= 0
    phone.get_by_role("link", name="继续填写").click()
    phone.get_by_role("link", name="项目目标").click()
    field = phone.get_by_label("项目目标")
    state = phone.locator("[data-autosave-state]")
    phone.context.set_offline(True)
    field.fill("一年内普法二十场")
    expect(state).to_contain_text("连接中断", timeout=10_000)
    field.fill("一年内普法二十场，满意率九成。")
    phone.context.set_offline(False)
    expect(state).to_contain_text("已自动保存", timeout=15_000)
    draft.refresh_from_db()
    assert drafts.content(draft)["parts"]["goals"]["text"].endswith("九成。")
    phone.get_by_role("button", name="保存，去核对提交").click()
    expect(phone.get_by_role("heading", name="核对并提交")).to_be_visible()
    assert overflow(phone) <= 0
    axe(phone)
    with phone.expect_download() as copy:
        phone.get_by_role("link", name="下载申报副本").click()
    assert copy.value.suggested_filename.startswith("申报副本")
    lost = []

    def lose(route):
        """The request arrives, its answer does not."""
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            return route.abort()
        return route.continue_()

    phone.route("**/check/", lose)
    phone.get_by_role("button", name="提交申报").click()
    expect(phone.get_by_text("已提交，已密封")).to_be_visible(timeout=20_000)
    assert lost == [302]
    bid = Bid.objects.get()
    assert bid.submitted_at < Call.objects.get().deadline
    expect(phone.get_by_role("heading", name=bid.number)).to_be_visible()
    assert overflow(phone) <= 0
    axe(phone)
