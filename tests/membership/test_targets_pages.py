"""The tree of targets through its pages and over the interface."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from membership.models import TargetPlan
from membership.services import assess
from membership.services.targets import answer_share, issue_plan, propose_plan
from tests import make
from tests.membership.test_targets import draft, furnish, share_of


@pytest.fixture
def drive(db):
    return furnish()


@pytest.fixture
def city(db):
    return make.officer("50")


def words(answer):
    return answer.content.decode()


def caller(user):
    api = APIClient()
    api.force_authenticate(user)
    return api


def test_from_asked_to_issued(client, drive, city, yubei):
    """DRV-13: measured three ways, drafted, changed by hand, put to those below, issued."""
    client.force_login(city)
    page = words(client.get("/drives/DRV-2023/targets/"))
    assert "上级下达 <b>9</b> 家" in page
    address = "/drives/DRV-2023/targets/split/?federation=50&due=2024-12-31"
    page = words(client.get(address))
    assert all(label in page for label in ("按缺口", "按具备条件的家数", "按从业人员", "本级直属"))
    assert "不能少于此数" in words(client.post(address, {"method": "gap", "quota": 8}))
    answer = client.post(address, {"method": "staff", "act": "draft"})
    plan = TargetPlan.objects.get(status="draft")
    assert answer.url == plan.get_absolute_url()
    field = f"share_{share_of(plan, '500112').pk}"
    filled = {f"share_{s.pk}": s.quota for s in plan.shares.all()}
    less = client.post(f"{answer.url}shares/", {**filled, field: filled[field] - 1})
    assert (less.status_code, "还差 1 家" in words(less)) == (422, True)
    more = client.post(f"{answer.url}shares/", {**filled, field: 99})
    assert "具备条件的只有 6 家" in words(more)
    assert client.post(f"{answer.url}shares/", filled).status_code == 302
    client.post(f"{answer.url}propose/", {"answer_by": ""})
    client.force_login(yubei)
    assert "目标分解待反馈 1" in words(client.get("/communications/"))
    wrong = client.post(f"{answer.url}answers/500112/", {"answer": "countered"})
    assert (wrong.status_code, "请填写建议数" in words(wrong)) == (422, True)
    told = {"answer": "countered", "countered": 5, "reason": "一所学校将停办"}
    assert client.post(f"{answer.url}answers/500112/", told).status_code == 302
    client.force_login(city)
    assert "目标分解异议待处理 1" in words(client.get("/communications/"))
    refused = client.post(f"{answer.url}issue/")
    assert (refused.status_code, "异议还没有处理" in words(refused)) == (422, True)


def test_a_draft_is_nobodys_below(client, drive, city, yubei, stranger):
    """A plan in the making is not seen by those it will be put to, nor ever next door."""
    plan = draft(city, drive)
    for who, code in ((yubei, 404), (stranger, 404), (make.officer("0"), 200)):
        client.force_login(who)
        assert client.get(plan.get_absolute_url()).status_code == code
        assert caller(who).get(f"/api/v1/plans/{plan.uid}/").status_code == code
    propose_plan(by=city, plan=plan)
    client.force_login(yubei)
    page = words(client.get(plan.get_absolute_url()))
    assert "提交反馈" in page
    assert "保存调整" not in page
    client.force_login(stranger)
    assert client.get(plan.get_absolute_url()).status_code == 404


def test_objections_are_not_read_by_the_neighbours(client, drive, city, yubei):
    plan = propose_plan(by=city, plan=draft(city, drive))
    share = share_of(plan, "500112")
    answer_share(by=yubei, share=share, countered=4, reason="两所学校将停办")
    for who, read in ((city, True), (yubei, True), (make.officer("500105"), False)):
        client.force_login(who)
        assert ("两所学校将停办" in words(client.get(plan.get_absolute_url()))) is read
        told = caller(who).get(f"/api/v1/plans/{plan.uid}/").json()["shares"]
        assert ("两所学校将停办" in str(told)) is read


def test_versions_side_by_side(client, drive, city):
    """DRV-13: what a new version changed."""
    plan = draft(city, drive, method="staff")
    issue_plan(by=city, plan=plan)
    client.force_login(city)
    page = words(client.get(f"{plan.get_absolute_url()}compare/1/"))
    assert "第 1 版" in page
    assert "+1" in page
    assert client.get(f"{plan.get_absolute_url()}compare/9/").status_code == 404


def test_the_same_over_the_interface(drive, city, yubei):
    """DRV-13: drafted, changed, put, answered, issued; refused in the words of the page."""
    at = caller(city)
    wanted = {"drive": "DRV-2023", "federation": "50", "due_on": "2024-12-31", "method": "gap"}
    less = at.post("/api/v1/plans/", {**wanted, "quota": 8}, format="json")
    assert (less.status_code, "不能少于此数" in less.content.decode()) == (400, True)
    plan = at.post("/api/v1/plans/", wanted, format="json").json()
    one = f"/api/v1/plans/{plan['id']}/"
    assert {s["federation"]: s["quota"] for s in plan["shares"]} == {
        "50": 1,
        "500112": 5,
        "500105": 3,
    }
    changed = at.post(
        f"{one}shares/", {"shares": [{"federation": "500112", "quota": 6}]}, format="json"
    )
    assert changed.status_code == 200, changed.content
    assert at.post(f"{one}propose/", {}, format="json").json()["status"] == "proposed"
    told = {"federation": "500112", "countered": 5, "reason": "一所学校将停办"}
    assert at.post(f"{one}answers/", told, format="json").status_code == 403
    answered = caller(yubei).post(f"{one}answers/", told, format="json")
    assert answered.status_code == 200, answered.content
    assert "异议还没有处理" in at.post(f"{one}issue/").content.decode()
    listed = at.get("/api/v1/plans/?drive=DRV-2023&status=issued").json()["results"]
    assert [p["federation"] for p in listed] == ["50", "0"]
    assert at.post("/api/v1/plans/", {**wanted, "federation": "32"}).status_code == 404


def test_a_page_of_many_shares_asks_as_often_as_of_few(client, drive, city):
    client.force_login(city)

    def asked():
        plan = draft(city, drive)
        client.get(plan.get_absolute_url())  # what is kept for a minute is kept now
        with CaptureQueriesContext(connection) as counted:
            assert client.get(plan.get_absolute_url()).status_code == 200
        return len(counted), plan.shares.count()

    few, shares = asked()
    for code in ("500101", "500102", "500103", "500104", "500106", "500107"):
        org = make.organization(code, kind="school")
        officer = make.officer(code)
        assess(by=officer, organization=org, decision="eligible", as_of=date(2023, 5, 1))
    assert asked() == (few, shares + 6)


def test_simulated_over_the_interface(drive, city, yubei):
    """DRV-13: what the page of splitting shows, and nothing is written; not for those below."""
    asked = {"drive": "DRV-2023", "federation": "50", "due_on": "2024-12-31"}
    before = TargetPlan.objects.count()
    told = caller(city).post("/api/v1/plans/simulate/", asked, format="json").json()
    assert (told["asked"], told["quota"], told["plans"], told["shares"]) == (9, 9, 1, 3)
    assert {row["federation"] for row in told["rows"]} == {"50", "500112", "500105"}
    for method in ("gap", "eligible", "staff"):
        assert sum(row["quotas"][method] for row in told["rows"]) == 9
    more = caller(city).post("/api/v1/plans/simulate/", {**asked, "quota": 11}, format="json")
    assert (more.status_code, "不够 11 家" in words(more)) == (400, True)
    assert caller(yubei).post("/api/v1/plans/simulate/", asked, format="json").status_code == 404
    assert TargetPlan.objects.count() == before


def test_the_weights_in_force(client, city):
    """ACF-16 CQ-22 ZH-06 ZH-08: every criterion with its points, its rule and its source."""
    client.force_login(city)
    page = client.get("/drives/priorities/")
    assert [row[0].points for row in page.context["rows"]][0] == 30
    assert "从业人员满 25 人" in words(page)
    assert "工会法第十一条" in words(page)
    assert client.get("/drives/priorities/?federation=32").status_code == 404
    assert client.get("/drives/priorities/?on=2016-13-01").status_code == 200
