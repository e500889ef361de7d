"""A clerk at a counter: a line typed, a card scanned, the network lost and found again."""

from django.utils import timezone

from stations.models import ServiceDay, ServiceRecord
from tests.browser import axe, overflow, shoot
from tests.stations.served import counter


def test_a_day_at_the_counter(page, phone, live, enter):
    """AS-25, AS-36, row 40: nothing is lost without a network, nothing is kept twice."""
    here, clerk = counter("psychology", "rest", "legal")
    page.complaints.expect("ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch")
    enter(page, clerk)
    page.goto(f"{live}/stations/counter/")
    find = page.get_by_placeholder("敲项目名称或拼音首字母")
    find.fill("xlzx")
    find.press("Enter")
    card = page.get_by_label("会员卡号")
    card.fill("6217001234567890")
    card.press("Enter")
    page.get_by_text("已登记。").wait_for()
    axe(page)
    shoot(page, "counter")
    page.context.set_offline(True)
    page.get_by_role("button", name="重复上一条").click()
    page.get_by_text("没有网络，1 条存在本机").wait_for()
    page.locator("label", has_text="休息").click()
    page.get_by_role("spinbutton", name="人次").fill("3")
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_text("没有网络，2 条存在本机").wait_for()
    assert ServiceRecord.objects.count() == 1
    page.context.set_offline(False)
    page.locator("[data-counter-persons]", has_text="5").wait_for()
    page.locator("[data-counter-queue]", has_text="没有").wait_for()
    assert ServiceRecord.objects.count() == 3
    today = ServiceDay.objects.filter(station=here, on=timezone.localdate())
    assert {day.item.code: day.persons for day in today} == {"psychology": 2, "rest": 3}
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('counter:'))") == []
    enter(phone, clerk)
    phone.goto(f"{live}/stations/{here.uid}/counter/")
    phone.get_by_role("button", name="重复上一条").wait_for()
    assert overflow(phone) == 0
    shoot(phone, "counter-phone")
