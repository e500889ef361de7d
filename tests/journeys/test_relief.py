"""An officer who aids looks into what a list brought up: a duplicate, and a person forgotten."""

from playwright.sync_api import expect

from accounts.roles import Role
from stations.models import ReliefMatch
from stations.services.matching import compare
from tests.browser import axe, overflow
from tests.everybody import person
from tests.stations.planted import Lists


def test_an_officer_resolves_a_duplicate_and_a_blind_spot(live, page, phone, enter):
    """AS-28: at a desk and on a phone; what came of each is told in words, and nothing else
    follows."""
    lists = Lists()
    lists.helped_twice()
    lists.forgotten()
    lists.write()
    compare()
    officer = person("yb-aid", "500112", Role.ASSISTANCE)
    enter(page, officer)
    page.goto(f"{live}/stations/matches/")
    axe(page)
    page.get_by_role("link", name="疑似重复救助：生活").click()
    expect(page.get_by_text("合计 12,500")).to_be_visible()
    page.get_by_role("link", name="登记处理结果").click()
    page.get_by_label("政府救助后仍困难，依规可以帮扶").check()
    page.get_by_label("核实和处理的情况").fill("低保后自付药费仍高，依规继续帮扶")
    page.get_by_role("button", name="登记结果").click()
    expect(page.get_by_text("处理结果已登记")).to_be_visible()

    enter(phone, officer)
    phone.goto(f"{live}/stations/matches/?status=open")
    assert overflow(phone) <= 0
    phone.get_by_role("link", name="疑似救助盲区：生活").click()
    expect(phone.get_by_text("500112********", exact=False).first).to_be_visible()
    phone.get_by_role("link", name="登记处理结果").click()
    phone.get_by_label("已联系本人，受理建档").check()
    phone.get_by_label("核实和处理的情况").fill("已电话联系，本人到站点申请")
    phone.get_by_role("button", name="登记结果").click()
    expect(phone.get_by_text("处理结果已登记")).to_be_visible()
    assert not ReliefMatch.objects.waiting().exists()
