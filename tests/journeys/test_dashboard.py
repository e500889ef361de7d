"""A leader reads, drills down by mouse and by keys, opens the records, and hangs it on the wall."""

import re

import pytest

from accounts.roles import Role
from indicators import services
from tests import make
from tests.browser import axe, overflow, shoot
from tests.indicators.conftest import cover, drive, eligible  # noqa: F401

WALLS = ((1920, 1080), (3840, 2160), (5760, 1080))


@pytest.fixture
def chongqing(live, drive):  # noqa: F811
    for code, founded in (("500112", 3), ("500105", 1), ("500101", 4), ("500243", 2)):
        union = make.union(code)
        for n in range(4):
            organization = make.organization(code, kind="hospital")
            eligible(organization)
            if n < founded:
                cover(organization, union)
    services.rebuild()
    return make.officer("50", Role.LEADER)


def drawn(page, id):
    page.locator(f"#{id}.drawn").wait_for()


def test_from_the_sentence_to_the_records(live, enter, page, chongqing):
    enter(page, chongqing)
    page.goto(f"{live}/dashboard/")
    assert page.locator("h1").inner_text() == "建会率 62.5%，离 85% 还差 4 家"
    for id in ("map", "trend", "without-chart"):
        drawn(page, id)
    axe(page)
    assert overflow(page) == 0
    shoot(page, "dashboard")
    page.get_by_role("link", name="看看是哪 6 家").click()
    assert "图上数字 6 家，本页名单 6 家，两者一致" in page.locator(".records-count").inner_text()
    axe(page)
    page.go_back()
    assert page.locator("h1").inner_text().startswith("建会率 62.5%")


def test_a_map_without_a_mouse(live, enter, page, chongqing):
    enter(page, chongqing)
    page.goto(f"{live}/dashboard/")
    drawn(page, "map")
    canvas = page.locator("#map .chart-canvas")
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    said = page.locator("#map p[aria-live]")
    assert re.search(r"%|无数据", said.inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"federation=50\d{4}"))
    assert page.locator(".crumbs a").first.inner_text() == "重庆"


def test_a_map_under_the_mouse(live, enter, page, chongqing):
    enter(page, chongqing)
    page.goto(f"{live}/dashboard/")
    drawn(page, "map")
    box = page.locator("#map canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.72, box["y"] + box["height"] * 0.33)
    page.wait_for_url(re.compile(r"federation=50\d{4}"))
    page.go_back()
    page.wait_for_url(f"{live}/dashboard/")
    drawn(page, "map")
    page.locator("#map").get_by_role("button", name="看表格").click()
    page.locator("#map").get_by_role("link", name="渝北").click()
    page.wait_for_url(re.compile("federation=500112"))
    assert "还没有建会的" in page.locator("#waiting").inner_text()
    axe(page)


def test_a_day_is_chosen(live, enter, page, chongqing):
    enter(page, chongqing)
    page.goto(f"{live}/dashboard/")
    page.get_by_text("数据截至").click()
    page.get_by_role("link", name="2023年末").click()
    assert page.locator("h1").inner_text().startswith("截至2023年12月31日，建会率")


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/records/", "/indicators/C1/"])
def test_on_a_phone(live, enter, phone, chongqing, path):
    enter(phone, chongqing)
    phone.goto(f"{live}{path}")
    assert overflow(phone) == 0
    axe(phone)
    shoot(phone, f"phone{path.replace('/', '-')}")


@pytest.mark.parametrize("path", ["/indicators/", "/indicators/C1/", "/indicators/R1/?by=month"])
def test_definitions(live, enter, page, chongqing, path):
    enter(page, chongqing)
    page.goto(f"{live}{path}")
    assert overflow(page) == 0
    axe(page)


SMALLEST = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let least = Infinity;
  while (walk.nextNode()) {
    const box = walk.currentNode.parentElement.getBoundingClientRect();
    if (!walk.currentNode.textContent.trim() || box.width <= 1) continue;
    if (walk.currentNode.parentElement.closest("script, .skip, .sr, [hidden]")) continue;
    least = Math.min(least, parseFloat(getComputedStyle(walk.currentNode.parentElement).fontSize));
  }
  return least;
}"""


@pytest.mark.parametrize("size", WALLS)
def test_on_the_wall(live, enter, page, chongqing, size):
    enter(page, chongqing)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{live}/screen/")
    drawn(page, "wall-chart")
    room = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert room == list(size)
    for part in page.locator(".wall-sheet > *, .wall-middle > *").all():
        box = part.bounding_box()
        assert box["y"] + box["height"] <= size[1] + 1
    assert page.evaluate(SMALLEST) >= 24 * size[1] / 1080 - 0.5
    assert re.fullmatch(r"\d\d:\d\d:\d\d", page.locator("[data-clock]").inner_text())
    axe(page)
    shoot(page, f"wall-{size[0]}", full=False)


def test_the_wall_says_when_it_is_cut_off(live, enter, page, chongqing):
    page.complaints.expect("ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch")
    enter(page, chongqing)
    page.goto(f"{live}/screen/")
    drawn(page, "wall-chart")
    page.context.set_offline(True)
    page.get_by_text("连接已中断").wait_for()
    page.context.set_offline(False)
    page.locator("[data-offline]").wait_for(state="hidden")
