"""From a suspected pair to one organization, and back to two, in a real browser."""

from datetime import date

import pytest

from indicators import services as figures
from membership.services import assess, record_coverage
from orgs.models import Delegate, DuplicatePair
from orgs.services import update_organization
from orgs.services.duplicates import look_for_duplicates
from orgs.validators import organization_code_checks
from tests import make
from tests.browser import axe, overflow, shoot


@pytest.fixture
def officer(live):
    return make.officer("500112", name="何雨")


@pytest.fixture
def two(live, officer):
    same = {"legal_representative": "陈静", "contact_phone": "13812341234"}
    one = make.organization(name="重庆市渝北区晨光社会工作服务中心", staff_count=12, **same)
    other = make.organization(
        name="渝北晨光社会工作服务中心", credit_code=None, residence="松石路1号", **same
    )
    values = {"form": "joint", "union": make.union(), "as_of": date(2020, 1, 1)}
    record_coverage(by=officer, organization=other, **values)
    assess(by=officer, organization=other, decision="eligible", as_of=date(2020, 1, 1))
    Delegate.objects.create(organization=other, user=make.officer("32"))
    look_for_duplicates()
    figures.rebuild()
    return one, other


def check(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def test_from_a_pair_to_one_and_back_to_two(page, live, enter, officer, two):
    """#11: find the pair, look, merge, follow the old address, un-merge with a question."""
    one, other = two
    enter(page, officer)
    page.goto(f"{live}/organizations/duplicates/")
    check(page, "duplicates")
    page.get_by_role("link", name=one.name).click()
    page.get_by_text("这两家是同一家吗").wait_for()
    check(page, "duplicate")
    page.get_by_role("link", name=f"保留“{one.name}”").click()
    page.get_by_text("尚未合并").wait_for()
    page.get_by_role("cell", name="工会覆盖率（有形覆盖）").wait_for()
    check(page, "merge-preview")
    page.get_by_label("合并依据").fill("现场核实为同一家，系重复录入")
    page.get_by_role("button", name="确认合并").click()
    page.get_by_role("link", name="撤销合并").wait_for()
    check(page, "merge")
    page.goto(f"{live}/organizations/{other.uid}/")
    page.get_by_role("heading", name=one.name).wait_for()
    assert page.url == live + one.get_absolute_url()
    check(page, "merged-organization")
    Delegate.objects.create(organization=one, user=make.officer("32", name="李明"))
    update_organization(by=officer, organization=one, residence="新街2号")
    page.go_back()
    page.get_by_role("link", name="撤销合并").click()
    page.get_by_text("归属不明的 1 项").wait_for()
    check(page, "merge-undo")
    page.get_by_label(f"归“{other.name}”", exact=True).check()
    page.get_by_label("撤销原因").fill("核实为两家")
    page.get_by_role("button", name="撤销合并").click()
    page.get_by_text("两家各自恢复").wait_for()
    page.goto(f"{live}/organizations/{other.uid}/")
    page.get_by_role("heading", name=other.name).wait_for()
    assert DuplicatePair.objects.get().state == "dismissed"
    assert not figures.verify().differences


def test_on_a_telephone(phone, live, enter, officer, two):
    one, other = two
    enter(phone, officer)
    for address, name in (
        ("/organizations/duplicates/", "duplicates"),
        (DuplicatePair.objects.get().get_absolute_url(), "duplicate"),
        (f"/organizations/{one.uid}/merge/?other={other.uid}", "merge-preview"),
        (f"/organizations/{one.uid}/merge/", "merge-choose"),
        ("/organizations/merges/", "merges"),
    ):
        phone.goto(live + address)
        check(phone, f"{name}-phone")


def test_a_mistyped_code_is_proposed_beside_the_field(page, live, enter, officer):
    """#9: proposed, chosen, never put in place by itself."""
    code = next(c for c in iter(make.credit_code, "") if organization_code_checks(c))
    enter(page, officer)
    page.goto(f"{live}/organizations/new/")
    page.get_by_label("名称", exact=False).first.fill("渝北区朝阳服务中心")
    page.get_by_label("统一社会信用代码").fill(code[:-1] + ("1" if code[-1] != "1" else "2"))
    page.locator("[name=type]").select_option("52")
    page.complaints.expect("422")
    page.get_by_role("button", name="登记在册").click()
    page.get_by_text("您是否想输入").wait_for()
    check(page, "code-proposed")
    assert page.get_by_label("都不是").is_checked()
    page.get_by_label(code).check()
    page.get_by_role("button", name="登记在册").click()
    page.get_by_text("已登记在册").wait_for()
