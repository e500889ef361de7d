"""A target from the city to the county and back, in a real browser."""

import pytest

from indicators import services
from membership.models import TargetPlan
from tests import make
from tests.browser import axe, overflow, shoot
from tests.membership.test_targets import furnish


@pytest.fixture
def officers(live):
    furnish()
    return [make.officer(code, name=name) for code, name in (("50", "周城"), ("500112", "何雨"))]


def check(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def test_the_city_asks_the_county_counters_both_agree(page, live, enter, officers):
    """DRV-13: 重庆 splits and asks; 渝北 names another number and why; 重庆 meets it elsewhere;
    issued."""
    city, yubei = officers
    enter(page, city)
    page.goto(f"{live}/drives/DRV-2023/targets/")
    check(page, "targets-city")
    page.get_by_role("link", name="重新测算").last.click()
    page.get_by_text("三种办法各分多少").wait_for()
    check(page, "targets-split")
    page.get_by_label("按从业人员").check()
    page.get_by_role("button", name="拟成方案").click()
    page.get_by_text("已按“按从业人员”测算").wait_for()
    field = page.get_by_label("渝北应覆盖家数")
    was = int(field.input_value())
    field.fill(str(was - 1))
    page.get_by_text("还差 1 家").wait_for()  # said beside the field before anything is sent
    field.fill(str(was))
    page.get_by_text("还差 1 家").wait_for(state="hidden")
    check(page, "plan-draft")
    page.get_by_role("button", name="发出征求意见").click()
    page.get_by_text("已发给各家征求意见").wait_for()

    enter(page, yubei)
    page.goto(f"{live}/communications/")
    page.get_by_role("heading", name="目标分解待反馈 1 项").first.wait_for()
    page.locator("main").get_by_role("link", name=f"渝北：{was} 家").click()
    page.get_by_label("提出建议数").check()
    page.get_by_label("建议数", exact=True).last.fill(str(was - 1))
    page.get_by_label("理由").fill("一所学校将停办")
    check(page, "plan-answer")
    page.get_by_role("button", name="提交反馈").click()
    page.get_by_text("已反馈。").wait_for()

    enter(page, city)
    page.goto(f"{live}/communications/")
    page.get_by_role("heading", name="目标分解异议待处理 1 项").first.wait_for()
    page.locator("main").get_by_role("link", name=f"渝北建议 {was - 1} 家").click()
    page.get_by_role("button", name="下达", exact=True).click()
    page.get_by_text("异议还没有处理").first.wait_for()
    page.complaints.expect("422")
    page.get_by_label("渝北应覆盖家数").fill(str(was - 1))
    page.get_by_label("本级直属应覆盖家数").fill("1")  # the city takes it over itself
    page.get_by_role("button", name="保存调整").click()
    page.get_by_text("已保存调整").wait_for()
    check(page, "plan-settled")

    enter(page, make.officer("500105"))
    page.goto(f"{live}/communications/")
    page.locator("main").get_by_role("link", name="江北：").first.click()
    page.get_by_role("button", name="提交反馈").click()
    page.get_by_text("已反馈。").wait_for()

    enter(page, city)
    plan = TargetPlan.objects.get(status="proposed")
    page.goto(live + plan.get_absolute_url())
    page.get_by_text("各家都已同意").wait_for()
    page.get_by_role("button", name="下达", exact=True).click()
    page.get_by_text("已下达。").wait_for()
    page.get_by_role("link", name="与本版对比").first.click()
    page.get_by_text("两版对比").first.wait_for()
    check(page, "plan-compare")
    assert sum(plan.shares.values_list("quota", flat=True)) == plan.quota


def test_on_a_phone(phone, page, live, enter, officers):
    """DRV-01: the pages of targets and of how a drive goes, at 390 px."""
    services.rebuild()
    enter(phone, officers[0])
    plan = TargetPlan.objects.get(federation__code="50")
    for name, path in {
        "targets": "/drives/DRV-2023/targets/",
        "split": "/drives/DRV-2023/targets/split/?due=2024-12-31",
        "plan": plan.get_absolute_url(),
        "progress": "/drives/DRV-2023/progress/",
    }.items():
        phone.goto(live + path)
        check(phone, f"{name}-phone")
    enter(page, officers[0])
    page.goto(f"{live}/drives/DRV-2023/progress/")
    check(page, "progress")
