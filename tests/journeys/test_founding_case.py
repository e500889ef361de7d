"""A union is founded step by step, the next-higher union replies, the leader's rate moves."""

import pytest

from accounts.roles import Role
from indicators import services
from membership.models import FoundingCase
from tests import make
from tests.browser import axe, overflow, shoot
from tests.indicators.conftest import cover, drive, eligible  # noqa: F401
from tests.membership.foundings import CANDIDATES, GROUP, UNION_CODE, VOTES, case_at


@pytest.fixture
def county(live, drive):  # noqa: F811
    """Four eligible hospitals, two covered: the leader reads 50 %."""
    union = make.union("500112")
    for n in range(4):
        organization = make.organization(
            "500112", kind="hospital", staff_count=36, name=f"渝北区康宁医院{n}"
        )
        eligible(organization)
        if n < 2:
            cover(organization, union)
    services.rebuild()
    return organization


def check(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def name_people(page, people):
    rows = {}
    for person in people:
        body, n = person["body"], rows.setdefault(person["body"], 0)
        rows[body] += 1
        page.locator(f"#id_{body}-{n}-person_name").fill(person["person_name"])
        page.locator(f"#id_{body}-{n}-duty").select_option(person.get("duty", "member"))
        if person.get("female"):
            page.locator(f"#id_{body}-{n}-female").check()


def fill(page, **values):
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(str(value))


def step(page, label, **values):
    """From the case into its next step, filled in, and back to the case."""
    page.get_by_role("link", name=label, exact=True).click()
    fill(page, **values)


def done(page, label):
    page.get_by_role("button", name=label, exact=True).click()
    page.get_by_text(f"已办理：{label}").wait_for()


def test_step_by_step_until_the_rate_moves(live, enter, page, county):
    """DRV-14 DRV-16: journey 2, second half."""
    page.complaints.expect("422")  # two steps are refused on the way
    clerk, chief = make.officer("500112", name="何雨"), make.officer("500112", name="罗成")
    leader = make.officer("50", Role.LEADER)
    enter(page, leader)
    page.goto(f"{live}/dashboard/")
    assert page.locator("h1").inner_text().startswith("建会率 50.0%")

    enter(page, clerk)
    page.goto(f"{live}{county.get_absolute_url()}")
    page.get_by_role("link", name="发起建会").first.click()
    fill(page, name="渝北区康宁医院工会", mobilised_on="2026-03-02")
    check(page, "founding-open")
    page.get_by_role("button", name="立项").click()
    page.get_by_role("heading", name="下一步：报送建会请示").wait_for()
    check(page, "founding-case")
    case = page.url
    step(page, "报送建会请示", requested_on="2026-03-03", expected_members=30)
    page.get_by_role("button", name="报送建会请示").click()
    page.get_by_text("此项").first.or_(page.locator(".error").first).wait_for()
    fill(page, wish="职工座谈，一致同意")
    done(page, "报送建会请示")
    page.get_by_text("须由他人批复").wait_for()

    enter(page, chief)
    page.goto(f"{live}/communications/")
    page.get_by_role("link", name="渝北区康宁医院工会").first.click()
    step(page, "批复同意筹建", consented_on="2026-03-05")
    check(page, "founding-consent")
    done(page, "批复同意筹建")

    enter(page, clerk)
    page.goto(case)
    step(page, "成立筹备组", group_on="2026-03-06")
    name_people(page, GROUP)
    check(page, "founding-group")
    done(page, "成立筹备组")
    step(page, "开始发展会员", recruiting_on="2026-03-09")
    done(page, "开始发展会员")
    step(
        page,
        "公示候选人",
        members=30,
        women=6,
        seats=3,
        examined_on="2026-03-20",
        notice_from="2026-03-23",
        notice_to="2026-03-30",
    )
    barred = [{**CANDIDATES[0], "person_name": "赵一"}, *CANDIDATES[1:]]
    name_people(page, barred)
    page.locator("#id_committee-0-bar").select_option("head")
    page.get_by_role("button", name="公示候选人").click()
    page.get_by_text("主席候选人有下列情形").first.wait_for()
    check(page, "founding-barred")
    page.locator("#id_committee-0-bar").select_option("")
    done(page, "公示候选人")
    step(page, "登记选举结果", meeting_on="2026-03-31", entitled=30, present=29, ballots=29)
    found = FoundingCase.objects.get()
    for person in found.people.exclude(body="group"):
        votes = 29 if person.body == "women" else VOTES[person.person_name]
        fill(page, **{f"votes_{person.pk}": votes})
    check(page, "founding-election")
    done(page, "登记选举结果")
    step(page, "报批选举结果", reported_on="2026-04-01")
    done(page, "报批选举结果")

    enter(page, chief)
    page.goto(case)
    step(page, "批复成立", founded_on="2026-04-03")
    done(page, "批复成立")
    check(page, "founding-founded")
    page.get_by_role("link", name="成立批复").click()
    page.get_by_text("同意成立“渝北区康宁医院工会”").wait_for()
    check(page, "founding-approval")

    services.fold(wait=True)
    enter(page, leader)
    page.goto(f"{live}/dashboard/")
    assert page.locator("h1").inner_text().startswith("建会率 75.0%")

    enter(page, clerk)
    page.goto(case)
    step(page, "登记法人资格", registered_on="2026-05-06", credit_code=UNION_CODE)
    done(page, "登记法人资格")
    step(page, "登记开户缴费", account_on="2026-05-20")
    done(page, "登记开户缴费")
    step(page, "转入规范运行", regular_on="2026-06-20")
    done(page, "转入规范运行")
    page.get_by_text("建会程序已全部办完").wait_for()


def test_on_a_phone(phone, live, enter, county):
    """Every page of a case at 390 px."""
    clerk, chief = make.officer("500112"), make.officer("50")
    enter(phone, clerk)
    case = case_at("recruiting", by=clerk, approver=chief, organizations=[county])
    paths = {
        "founding-list": "/foundings/",
        "founding-case": case.get_absolute_url(),
        "founding-step": f"{case.get_absolute_url()}steps/publicise/",
        "founding-halt": f"{case.get_absolute_url()}steps/obstruct/",
        "founding-files": f"{case.get_absolute_url()}files/",
    }
    for name, path in paths.items():
        phone.goto(live + path)
        check(phone, f"{name}-phone")
