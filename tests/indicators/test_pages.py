"""Dashboard, records and definitions as pages: right counts, few queries, nobody else's figures."""

import re
from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import Appointment
from accounts.roles import Role
from governance.models import Event
from indicators import alerts, services, tasks
from indicators.views import records
from jobs import runner
from jobs.models import Job
from tests import make
from tests.indicators.conftest import cover, eligible, ineligible
from unions.models import Federation

NOVEMBER = "2026-11-20 10:00 +0800"


@pytest.fixture
def november(drive):
    """渝北: five hospitals in scope, four eligible, two founded, one covered by an organ union.
    江北: one, founded. One under 重庆 itself. One in 南京."""
    with time_machine.travel(NOVEMBER, tick=False):
        services.rebuild()
        hospital = {"kind": "hospital"}
        orgs = [make.organization(**hospital) for _ in range(5)]
        for org in orgs[:4]:
            eligible(org)
        ineligible(orgs[4])
        cover(orgs[0], make.union(), since=date(2026, 8, 3))
        cover(orgs[1], make.union(), form="single", since=date(2026, 10, 9))
        cover(orgs[2], make.union(kind="organ"), form="organ", since=date(2024, 1, 1))
        for code in ("500105", "50", "320102"):
            org = make.organization(code, name=f"在{code}的医院", **hospital)
            eligible(org)
            cover(org, make.union(code), since=date(2024, 1, 1))
        services.fold()
        yield orgs


@pytest.fixture
def leader(client, november):
    client.force_login(make.officer("50", Role.LEADER))
    return client


def test_the_dashboard_of_ones_own_federation(leader):
    page = leader.get("/dashboard/")
    words = page.content.decode()
    assert page.context["headline_text"] == "建会率 66.7%，离 85% 还差 2 家"
    assert "看看是哪 2 家" in words
    assert "4 / 6" in words
    assert page.context["map"]["shapes"] == {"counties": page.context["map"]["shapes"]["counties"]}
    rows = {c["code"]: c for c in page.context["table"]["rows"]}
    own = page.context["own"]
    assert sum(c["denominator"] for c in rows.values()) + own["denominator"] == 6
    assert rows["500112"]["url"] == "/dashboard/?federation=500112"


def test_the_line_of_command_is_shown_as_far_as_ones_reach(leader, client):
    page = leader.get("/dashboard/?federation=500112")
    assert [item["federation"].code for item in page.context["look"].crumbs] == ["50"]
    client.force_login(make.officer("0", Role.LEADER))
    page = client.get("/dashboard/?federation=500112")
    assert [item["federation"].code for item in page.context["look"].crumbs] == ["0", "50"]


def same(answer, code):
    """Without what differs in every answer, and without the code that was asked for."""
    return re.sub(
        rf'content="[^"]*"|value="\w{{64}}"|<code>\w{{32}}|{code}', "", answer.content.decode()
    )


PAGES = ("/dashboard/", "/dashboard/records/", "/indicators/", "/indicators/C1/", "/screen/")


@pytest.mark.parametrize("path", [*PAGES, "/indicators/C1/table.xlsx"])
def test_the_stranger_next_door_learns_nothing(client, november, path):
    client.force_login(make.officer("32", Role.ORGANIZING))
    there = client.get(path, {"federation": "500112"})
    nowhere = client.get(path, {"federation": "999999"})
    assert there.status_code == nowhere.status_code == 404
    assert same(there, "500112") == same(nowhere, "999999")
    own = client.get(path)
    assert own.status_code == 200
    assert b"\xe6\xb8\x9d\xe5\x8c\x97" not in b"".join(own)  # 渝北


@pytest.mark.parametrize("path", PAGES)
def test_without_an_office_one_is_told_who_can_help(client, november, path):
    client.force_login(make.officer("50", Role.EXPERT))
    answer = client.get(path)
    assert answer.status_code == 403
    assert "系统管理员" in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_the_log_in_page_comes_first(client, db, path):
    assert client.get(path).status_code == 302


def test_several_offices_give_a_choice(client, november):
    both = make.officer("500112", Role.LEADER)
    Appointment.objects.create(
        user=both, federation=make.federation("500105"), role=Role.LEADER, starts_on="2020-01-01"
    )
    client.force_login(both)
    page = client.get("/dashboard/")
    assert page.context["look"].federation.code == "500105"
    assert "换一个工会" in page.content.decode()
    assert client.get("/dashboard/?federation=500112").status_code == 200


def test_a_day_in_the_past(leader):
    page = leader.get("/dashboard/?on=2026-08-31")
    assert page.context["headline_text"].startswith("截至2026年8月31日，建会率 50.0%")
    assert 'data-live="indicators"' not in page.content.decode()
    behind = leader.get("/dashboard/records/?on=2026-08-31&part=gap")
    assert (behind.context["found"].number, behind.context["listed"]) == (3, 3)


@pytest.mark.parametrize("on", ["2026-13-99", "yesterday", "2030-01-01"])
def test_a_day_that_is_none_shows_the_latest_and_says_so(leader, on):
    page = leader.get("/dashboard/", {"on": on})
    assert page.status_code == 200
    assert "已显示最新数据" in page.content.decode()


def test_as_many_queries_for_thirty_children_as_for_two(leader):
    leader.get("/dashboard/")
    with CaptureQueriesContext(connection) as few:
        leader.get("/dashboard/")
    for federation in Federation.objects.filter(parent__code="50").order_by("code")[:30]:
        eligible(make.organization(federation.code, federation=federation, kind="school"))
    services.fold()
    leader.get("/dashboard/")
    with CaptureQueriesContext(connection) as many:
        leader.get("/dashboard/")
    assert len(few) == len(many)
    assert len(many) < 30


FIGURES = [
    (code, part)
    for code in ("R1", "R3", "C1", "C1a", "C1b", "C2", "C3")
    for part in ("numerator", "denominator", "gap")
]


@pytest.mark.parametrize(("code", "part"), FIGURES)
def test_as_many_records_as_the_figure_says(leader, code, part):
    for federation in ("50", "500112", "500101"):
        page = leader.get(
            "/dashboard/records/", {"code": code, "part": part, "federation": federation}
        )
        found = page.context
        assert found["found"].number == found["listed"] == found["page"].paginator.count


def test_every_number_leads_to_as_many_records(leader):
    page = leader.get("/dashboard/").context
    links = {item["url"]: item["value"] for item in page["without"]["data"]["items"]}
    links |= {item["url"]: item["number"] for item in page["attention"]}
    links[page["gap_url"]] = page["gap"]
    links[page["own"]["url"]] = page["own"]["denominator"]
    assert len(links) == 6
    for url, number in links.items():
        assert leader.get(url).context["page"].paginator.count == number, url


def test_records_are_narrowed(leader, november):
    page = leader.get("/dashboard/records/?part=denominator&child=500112&form=none")
    assert page.context["page"].paginator.count == 1
    assert "按下面的条件查得" in page.content.decode()
    code = november[0].credit_code
    named = leader.get("/dashboard/records/", {"part": "denominator", "q": code})
    assert [org.name for org in named.context["rows"]] == [november[0].name]


@pytest.mark.parametrize("query", ["code=X9", "part=all", "by=month", "by=form&key=nothing"])
def test_records_that_no_figure_has(leader, query):
    assert leader.get(f"/dashboard/records/?{query}").status_code == 404


def test_an_organization_that_has_left_is_counted_and_not_shown(leader, november):
    """It counted here in August; since then it is another federation's."""
    gone = november[0]
    nanjing = make.federation("320102")
    gone.facts.update(valid_to=date(2026, 9, 15))
    facts = gone.facts.get()
    facts.pk, facts.federation = None, nanjing
    facts.valid_from, facts.valid_to = date(2026, 9, 15), None
    facts.save()
    gone.federation = nanjing
    gone.save()
    services.fold()
    page = leader.get("/dashboard/records/?part=denominator&on=2026-08-31")
    assert page.context["found"].number - page.context["listed"] == 1
    words = page.content.decode()
    assert "另有 1 家现由其他工会负责" in words
    assert gone.name not in words


def test_the_export_holds_the_rows_of_the_page(leader, november):
    answer = leader.post("/dashboard/records/export/?part=gap")
    rows = list(load_workbook(BytesIO(b"".join(answer))).active.values)
    assert rows[1][0] == "名称"
    assert {row[0] for row in rows[2:]} == {november[2].name, november[3].name}
    event = Event.objects.get(verb="indicators.export")
    assert (event.detail["rows"], event.federation.code) == (2, "50")


@pytest.mark.django_db(transaction=True)
def test_long_lists_are_exported_by_a_job(leader, november, monkeypatch):
    monkeypatch.setattr(records, "AT_ONCE", 1)
    answer = leader.post("/dashboard/records/export/?part=gap")
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    assert tasks.export_records  # as in a worker, where all kinds of work are known
    assert runner.run(job.uid) == Job.State.DONE
    job.refresh_from_db()
    assert job.result == {"rows": 2}
    with job.result_file.open() as file:
        assert len(list(load_workbook(file).active.values)) == 4


def test_who_may_not_export(client, november):
    client.force_login(make.officer("50", Role.FINANCE))
    assert "导出 Excel" not in client.get("/dashboard/records/").content.decode()
    assert client.post("/dashboard/records/export/").status_code == 403


def test_definitions_say_what_is_counted_and_when_it_is_met(leader):
    page = leader.get("/indicators/C1/")
    words = page.content.decode()
    assert "四舍五入" in words
    assert "59.97%，显示为 60.0%，但没有达到 60%" in words
    assert page.context["now"]["numerator"] == 4
    for tab in page.context["tabs"]:
        assert leader.get(f"/indicators/C1/{tab['url']}").status_code == 200
    assert leader.get("/indicators/X9/").status_code == 404


def test_a_table_of_an_indicator(leader):
    answer = leader.get("/indicators/C1/table.xlsx?by=child")
    rows = list(load_workbook(BytesIO(b"".join(answer))).active.values)
    yubei = next(row for row in rows if row[1] == "500112")
    assert yubei[2:5] == (0.5, 2, 4)


def test_the_wall(leader):
    page = leader.get("/screen/")
    assert page.context["headline_text"] == "建会率 66.7%，离 85% 还差 2 家"
    assert len(page.context["figures"]) <= 6


def test_an_empty_house_has_pages_too(client, db):
    client.force_login(make.officer("50", Role.LEADER))
    for path in PAGES:
        assert client.get(path).status_code == 200, path
    assert "还没有可以统计的数据" in client.get("/dashboard/").content.decode()


def test_a_leader_comes_home_to_the_dashboard(leader):
    assert leader.get("/", follow=True).request["PATH_INFO"] == "/dashboard/"


def test_slow_counts_stand_a_while_and_say_from_when(november, monkeypatch):
    federation = make.federation("50")
    (watch, number), *_ = alerts.counts(federation, "R-1")[0]
    assert (watch.key, number) == ("waiting", 2)
    monkeypatch.setattr(alerts, "SLOW_SECONDS", -1)
    assert alerts.counts(federation, "R-2")[1] is not None
    monkeypatch.setattr(alerts, "SLOW_SECONDS", 3600)
    assert alerts.counts(federation, "R-2")[1] is None


def test_party_organizations_without_a_union(leader, november):
    """ZH-02, C13: the dashboard counts them, and the list names exactly those."""
    november[3].has_party_org = True
    november[3].save()
    make.organization(has_party_org=True, status="suspended")
    covered = make.organization(has_party_org=True)
    cover(covered, make.union(), since=date(2024, 1, 1))
    services.fold()
    item = next(i for i in leader.get("/dashboard/").context["attention"] if "党组织" in i["words"])
    assert item["number"] == 1
    assert [org.name for org in leader.get(item["url"]).context["rows"]] == [november[3].name]


def test_ranking_change_and_months_in_the_band(leader, november):
    """C18, C15: children from the farthest on with their change since last month; the months that
    kept to the target since it was due."""
    cover(november[3], make.union(), since=date(2026, 11, 2))
    services.fold()
    page = leader.get("/dashboard/").context
    first, *rest = page["ranking"]
    assert (first["code"], first["percent"], first["delta"]) == ("500112", 75.0, 25.0)
    assert [c["percent"] for c in rest] == [100.0]
    assert page["trend_words"] == "自2024年12月起 24 个统计月份中，1 个保持在 85% 左右"
    nanjing = make.officer("32", Role.LEADER)
    leader.force_login(nanjing)
    words = leader.get("/dashboard/").context["trend_words"]
    assert words == "自2024年12月起 24 个统计月份中，24 个保持在 85% 左右"
