"""The pages of projects and their money, as those who work with them open them."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procurement.demo.projects import load_projects
from procurement.models import BudgetLine, HeadcountBasis, Measure, Project
from procurement.services import budgets, projects
from tests import make, purchases
from tests.everybody import at_the_door

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(db):
    return purchases.people()


def posted(line, **over):
    values = purchases.plan(title="某项目") | {
        "federation": make.federation("50").pk,
        "line": line.pk,
        "posts": 0,
    }
    return values | {"direction": "buy", "buyer": "federation"} | over


def text(answer):
    return answer.content.decode()


def test_from_the_plan_to_the_approval_on_pages(who):
    """ACF-14, GD-04: planned with the warnings shown, mended, submitted, confirmed, approved."""
    officer, line = at_the_door(who["officer"]), purchases.line()
    new = reverse("procurement:project_new")
    assert officer.get(new).status_code == 200
    fiscal = purchases.line(source="fiscal")
    looked = officer.post(
        new, posted(fiscal, source="fiscal", method="open_tender", posts=2, check="1")
    )
    assert "劳务派遣" in text(looked)
    assert "第十条" in text(looked)
    assert not Project.objects.exists()
    wrong = officer.post(new, posted(line, source="grant"))
    assert wrong.status_code == 422
    assert officer.post(new, posted(line)).status_code == 302
    row = Project.objects.get()
    page = text(officer.get(row.get_absolute_url()))
    assert "重庆市总工会购买社会组织专业化服务实施意见" in page
    assert "工会购买" in page
    edit = reverse("procurement:project_edit", args=[row.uid])
    assert officer.post(edit, posted(line, ceiling="450000")).status_code == 302
    for verb, name in (("submit", "officer"), ("confirm", "finance"), ("approve", "leader")):
        address = reverse("procurement:project_move", args=[row.uid, verb])
        door = at_the_door(who[name])
        assert door.get(address).status_code == 200
        assert door.post(address, {"reason": ""}).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.ceiling) == ("approved", Decimal("450000"))
    back = reverse("procurement:project_move", args=[row.uid, "return"])
    assert at_the_door(who["leader"]).post(back, {"reason": ""}).status_code == 422


def test_the_inbox_tells_whose_turn_it_is(who):
    project = purchases.begun(who["officer"])
    projects.move(by=who["officer"], project=project, verb="submit")
    inbox = reverse("communications:inbox")
    assert project.title in text(at_the_door(who["finance"]).get(inbox))
    assert project.title not in text(at_the_door(who["leader"]).get(inbox))
    projects.move(by=who["finance"], project=project, verb="confirm")
    assert project.title in text(at_the_door(who["leader"]).get(inbox))


def test_the_list_asks_as_often_whatever_it_shows(who):
    officer, line = at_the_door(who["officer"]), purchases.line("9000000")
    address = reverse("procurement:projects")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert officer.get(address).status_code == 200
        return len(told)

    purchases.begun(who["officer"], line=line)
    asked()
    few = asked()
    for _ in range(6):
        purchases.begun(who["officer"], line=line)
    assert asked() == few
    found = text(officer.get(address, {"status": "approved"}))
    assert "没有符合条件的采购项目" in found
    sent = officer.post(reverse("procurement:projects_export"))
    assert "spreadsheet" in sent["Content-Type"]


def test_money_on_pages_and_by_the_api(who):
    """ACF-14: finance keeps the lines, audit reads all of it and changes nothing."""
    finance, audit = at_the_door(who["finance"]), at_the_door(who["auditor"])
    given = {"federation": make.federation("50").pk, "year": 2026, "source": "union"}
    made = finance.post(
        reverse("procurement:budget_new"), {**given, "name": "购买服务", "amount": "600000"}
    )
    line = BudgetLine.objects.get()
    assert made["Location"] == line.get_absolute_url()
    change = reverse("procurement:budget_change", args=[line.pk])
    assert finance.post(change, {"amount": "700000", "reason": "追加"}).status_code == 302
    assert audit.get(change).status_code == 403
    project = purchases.begun(who["officer"], line=line)
    projects.move(by=who["officer"], project=project, verb="submit")
    for address in (line.get_absolute_url(), reverse("procurement:budgets")):
        assert "200,000.00" in text(audit.get(address))
    assert audit.post(reverse("procurement:budgets_export")).status_code == 200
    told = audit.get("/api/v1/budgets/").json()["results"][0]
    assert (told["reserved"], told["free"]) == ("500000.00", "200000.00")
    told = audit.get(f"/api/v1/projects/{project.uid}/").json()
    assert (told["status"], told["rules"]["rule_set"]) == ("submitted", "chongqing-union-2018")
    assert audit.post("/api/v1/projects/", {}).status_code in (403, 405)


def test_heads_times_a_standard_on_the_page(who):
    """SH-03: reckoned first, then kept as the ground of a line."""
    finance = at_the_door(who["finance"])
    new = reverse("procurement:headcount_new")
    given = {"federation": make.federation("50").pk, "year": 2026, "heads_of": "编制数"}
    given |= {"heads": 31, "standard": "60000", "share": "0.5", "source": "grant"}
    given |= {"name": "服务补贴", "services-TOTAL_FORMS": 1, "services-INITIAL_FORMS": 0}
    given |= {"services-0-name": "调解", "services-0-quantity": "10"}
    given |= {"services-0-unit_cost": "3000"}
    assert "930,000.00" in text(finance.post(new, {**given, "check": "1"}))
    assert not HeadcountBasis.objects.exists()
    assert finance.post(new, given).status_code == 302
    row = HeadcountBasis.objects.get()
    assert (row.amount, row.line.amount) == (Decimal("930000"), Decimal("930000"))
    assert "调解" in text(finance.get(row.get_absolute_url()))
    assert "编制数" in text(finance.get(reverse("procurement:headcounts")))
    assert finance.post(new, {**given, "services-0-quantity": "100000"}).status_code == 422


def test_the_library_of_rules(who):
    """BJ-01, BJ-02: documents in versions, bound to stages, with the projects they govern."""
    officer = at_the_door(who["officer"])
    new = reverse("procurement:measure_new")
    given = {"federation": make.federation("50").pk, "kind": "measure", "stage": "whole"}
    given |= {"title": "管理办法（试行）", "starts_on": "2013-01-01", "term_publicity_days": 7}
    assert officer.post(new, given).status_code == 302
    base = Measure.objects.get()
    detail = {**given, "kind": "detail", "stage": "midterm", "title": "中期评估细则"}
    detail |= {"parent": base.pk, "term_publicity_days": ""}
    assert officer.post(new, detail).status_code == 302
    project = purchases.begun(who["officer"])
    page = text(officer.get(base.get_absolute_url()))
    assert project.title in page
    assert "中期评估" in page
    revise = reverse("procurement:measure_revise", args=[base.uid])
    assert officer.get(revise).status_code == 200
    later = {"starts_on": "2026-06-01", "term_publicity_days": "99"}
    assert officer.post(revise, later).status_code == 422
    assert officer.post(revise, {**later, "term_publicity_days": "6"}).status_code == 302
    listed = text(officer.get(reverse("procurement:measures")))
    assert "第 2 版" in listed
    assert "政府采购法" in listed
    last = Measure.objects.get(version=2)
    end = reverse("procurement:measure_end", args=[last.uid])
    assert officer.post(end, {"on": "2026-12-31", "reason": "另定"}).status_code == 302


def test_a_matter_entrusted_on_pages(who, client):
    """ACF-09, CQ-31: named, approved, announced; anyone reads the notice of a single source."""
    officer = at_the_door(who["officer"])
    project = purchases.begun(who["officer"], method="single_source", method_reason="唯一")
    org = make.organization("50")
    name = reverse("procurement:contractor", args=[project.uid])
    given = {"contractor": "organization", "organization": org.name, "basis": "唯一"}
    assert officer.post(name, {**given, "organization": "没有"}).status_code == 422
    assert officer.post(name, {**given, "amount": "500000"}).status_code == 302
    for verb, by in (("submit", "officer"), ("confirm", "finance"), ("approve", "leader")):
        projects.move(by=who[by], project=project, verb=verb)
    public = reverse("procurement:public_single_source", args=[project.uid])
    assert client.get(public).status_code == 404
    officer.post(reverse("procurement:single_source_notice", args=[project.uid]))
    assert org.name in text(client.get(public))
    officer.post(reverse("procurement:entrustment_settle", args=[project.uid]))
    project.refresh_from_db()
    assert project.status == "approved"  # the notice still runs
    assert project.title in text(officer.get(org.get_absolute_url()))


def test_finance_gives_back_what_an_award_left(who):
    project = purchases.approved(who)
    rest = reverse("procurement:project_rest", args=[project.uid])
    finance = at_the_door(who["finance"])
    assert rest not in text(finance.get(project.get_absolute_url()))
    finance.post(rest)  # not awarded
    project.line.refresh_from_db()
    assert project.line.reserved == project.ceiling
    budgets.commit(by=who["leader"], project=project, amount=Decimal("480000"))
    Project.objects.filter(pk=project.pk).update(status="awarded")
    assert rest in text(finance.get(project.get_absolute_url()))
    assert "20,000.00 元" in text(finance.get(rest))
    assert at_the_door(who["officer"]).post(rest).status_code == 403
    finance.post(rest)
    project.line.refresh_from_db()
    assert (project.line.reserved, project.line.committed) == (0, 480_000)


def test_the_demonstration(who):
    """GD-05, GD-06, SC-08: of every kind one, through the services, once."""
    people = {
        f"cq-{name}": who[part] for name, part in (("finance", "finance"), ("leader", "leader"))
    }
    people["cq-procurement"] = who["officer"]
    assert load_projects(people) > 0
    assert load_projects(people) == 0
    officer = at_the_door(who["officer"])
    for row in Project.objects.all():
        assert officer.get(row.get_absolute_url()).status_code == 200
    assert set(Project.objects.values_list("status", flat=True)) == {
        *("draft", "submitted", "confirmed", "approved", "awarded"),
    }
    undertaken = Project.objects.get(direction="undertake")
    assert undertaken.client in text(officer.get(reverse("procurement:projects")))
    company = Project.objects.get(entrustment__contractor="company")
    assert "25,318" in text(officer.get(company.get_absolute_url()))
    yearly = Project.objects.get(title="工伤职工探视服务")
    assert yearly.route == "政府购买"
