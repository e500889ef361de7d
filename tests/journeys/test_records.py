"""What was done, what is at work, what is hidden: pages of the lower floors in a real browser."""

import pytest
from django.db import transaction

from accounts.roles import Role
from documents.services import numbers
from governance import seals
from governance.trail import record
from jobs import services
from jobs.models import Job
from orgs.models import Organization
from tests import make
from tests.browser import axe, overflow, shoot


@pytest.fixture
def officer(live):
    return make.officer("500112", name="何雨")


@pytest.fixture
def organization(live, officer):
    made = make.organization(name="渝北区启航学校", contact_phone="13812341234")
    with transaction.atomic():
        Organization.objects.filter(pk=made.pk).update(residence="渝北区新址 1 号")
        record(by=officer, verb="change", label="更正登记事项", subject=made, reason="登记证变更")
    seals.seal()
    return made


def check(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def test_an_auditor_reads_the_trail(page, phone, live, enter, organization):
    auditor = make.officer("50", Role.AUDIT)
    for window, size in ((page, "desktop"), (phone, "phone")):
        enter(window, auditor)
        window.goto(f"{live}/trail/")
        window.get_by_text("更正登记事项").first.wait_for()
        check(window, f"trail-{size}")
        window.locator("table a").first.click()
        window.get_by_text("叶值").wait_for()
        check(window, f"event-{size}")


def test_corrections_stand_on_the_detail_page(page, live, enter, officer, organization):
    enter(page, officer)
    page.goto(live + organization.get_absolute_url())
    page.get_by_role("link", name="查看记录与来源").scroll_into_view_if_needed()
    page.get_by_role("heading", name="更正记录").wait_for()  # fetched when scrolled to
    page.get_by_text("渝北区新址 1 号").first.wait_for()
    check(page, "corrections")


def test_a_hidden_value_is_shown_once_for_a_reason(page, live, enter, officer, organization):
    enter(page, officer)
    page.goto(live + organization.get_absolute_url())
    page.get_by_role("link", name="查看原文").click()
    page.get_by_label("查看理由").fill("核对建会材料，电话联系")
    check(page, "reveal")
    page.get_by_role("button", name="查看原文").click()
    page.get_by_text("13812341234").wait_for()
    check(page, "revealed")


def test_own_work_tells_its_progress_and_its_end(page, phone, live, enter, officer):
    job = services.enqueue(by=officer, kind="none", title="导入渝北区民政名册", total=1200)
    for window, size in ((page, "desktop"), (phone, "phone")):
        enter(window, officer)
        Job.objects.update(
            state="running", lease_until="2999-01-01T00:00Z", progress=480, message="正在核对"
        )
        window.goto(f"{live}/jobs/")
        window.get_by_text("480 / 1,200").wait_for()
        check(window, f"jobs-{size}")
        window.goto(f"{live}/jobs/{job.uid}/")
        window.get_by_role("button", name="取消作业").wait_for()
        check(window, f"job-{size}")
        Job.objects.update(state="failed", lease_until=None, error="第 3 行：名称不能为空。")
        window.get_by_text("名称不能为空").wait_for()  # by itself, without a reload
        check(window, f"job-failed-{size}")


def test_the_register_of_numbers(page, phone, live, enter, officer):
    for n in range(3):
        numbers.next_number(
            federation=make.federation("500112"),
            kind="建",
            year=2026,
            by=officer,
            title=f"关于同意成立第 {n + 1} 联合工会委员会的批复",
        )
    for window, size in ((page, "desktop"), (phone, "phone")):
        enter(window, officer)
        window.goto(f"{live}/documents/numbers/")
        window.get_by_text("渝北工建〔2026〕3号").first.wait_for()
        check(window, f"numbers-{size}")
