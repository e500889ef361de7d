"""The list: its pages, order, columns, saved views, what is acted on, and what leaves as a file."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import ListChoice, SavedView
from accounts.roles import Role
from governance.models import Event
from governance.paging import Order, slice_by
from jobs import runner
from jobs.models import Job
from orgs import tasks  # noqa: F401 (declares the kinds of work)
from orgs.models import Organization
from tests import make

LIST = "/organizations/"
EXPORT = "/organizations/export/"


@pytest.fixture
def officer(client, chongqing):
    client.force_login(chongqing)
    return client


def words(answer):
    if answer.streaming:
        return b"".join(answer.streaming_content)
    return answer.content.decode()


def shown(answer):
    """Names of the organizations on a page, in order."""
    return re.findall(r'<td class="lead"><a href="[^"]+">([^<]+)</a>', words(answer))


def many(count, **over):
    return [make.organization(name=f"单位{n:02}", **over) for n in range(count)]


@pytest.mark.parametrize(
    ("sort", "column", "descending"),
    [("", "pk", True), ("name", "folded_name", False), ("-staff", "staff_count", True)]
    + [("staff", "staff_count", False), ("-registered", "registered_on", True)],
)
def test_pages_by_key_in_every_order_and_both_directions(db, sort, column, descending):
    for n in range(23):
        make.organization(
            name=f"单位{n % 5}",
            staff_count=None if n % 4 == 0 else n % 3,
            registered_on=date(2015, 1, 1 + n % 3),
        )
    rows, order = Organization.objects.all(), Order.of(Organization, column, descending=descending)
    whole = list(order.applied(rows))
    assert len(whole) == 23
    pages, cursor = [], ""
    while True:
        page = slice_by(rows, order, cursor, size=5)
        pages.append(page)
        if not (cursor := page.next):
            break
    assert [row for page in pages for row in page.rows] == whole
    for before, page in zip(pages, pages[1:], strict=False):
        assert slice_by(rows, order, page.previous, size=5).rows == before.rows
    assert pages[0].previous == ""


@pytest.mark.parametrize("cursor", ["garbage", "-", "W10", "eyJhIjoxfQ", "WyJ4IiwgMV0", "²"])
def test_a_foreign_cursor_is_the_first_page(officer, cursor):
    many(3)
    for sort in ("", "-staff", "-registered"):
        assert len(shown(officer.get(LIST, {"cursor": cursor, "sort": sort}))) == 3


def test_turning_pages_and_jumping_to_one(officer):
    many(45)
    first = officer.get(LIST, {"sort": "name", "size": 10})
    assert "共 <b>45</b> 家" in words(first)
    following = re.search(r'rel="next" href="([^"]+)"', words(first))[1].replace("&amp;", "&")
    second = officer.get(LIST + following)
    jumped = officer.get(LIST, {"sort": "name", "size": 10, "page": 2})
    assert shown(second) == shown(jumped) == [f"单位{n:02}" for n in range(10, 20)]
    assert 'aria-current="page">2</b>' in words(second)
    assert shown(officer.get(LIST, {"sort": "name", "size": 10, "page": 99}))[-1] == "单位44"


def test_rows_are_counted_where_one_begins(officer):
    """Turning on takes the number along; beginning anew, by filter or jump, counts anew."""
    many(45)
    first = words(officer.get(LIST, {"sort": "name", "size": 10}))
    following = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    make.organization(name="单位99")
    with CaptureQueriesContext(connection) as asked:
        assert "共 <b>45</b> 家" in words(officer.get(LIST + following))
    assert not [q for q in asked.captured_queries if "COUNT(*)" in q["sql"]]
    assert "共 <b>46</b> 家" in words(officer.get(LIST, {"sort": "name", "size": 10, "page": 2}))


def test_words_and_an_order(officer):
    """Best first without an order; by the order, all of them, with one."""
    for name, staff in (("阳光协会", 1), ("江北阳光", 9), ("阳光中心", 5)):
        make.organization(name=name, staff_count=staff)
    make.organization(name="晨曦中心", staff_count=7)
    assert shown(officer.get(LIST, {"search": "阳光"})) == ["阳光中心", "阳光协会", "江北阳光"]
    by_staff = officer.get(LIST, {"search": "阳光", "sort": "-staff"})
    assert shown(by_staff) == ["江北阳光", "阳光中心", "阳光协会"]


def test_a_hit_by_a_former_name_says_so_and_a_near_one_too(officer):
    one = make.organization(name="晨曦养老服务中心")
    one.aliases.create(scheme="name", value="阳光协会", folded="阳光协会")
    assert "曾用名 阳光协会" in words(officer.get(LIST, {"search": "阳光协会"}))
    page = words(officer.get(LIST, {"search": "晨西养老服务中心"}))
    assert "没有完全相符的，以下是名称相近的" in page
    assert "晨曦养老服务中心" in page


def test_as_many_queries_for_fifty_rows_as_for_one(officer):
    make.organization(name="阳光协会")
    for query in ({"size": 50}, {"size": 50, "search": "协会"}):
        officer.get(LIST, query)
        with CaptureQueriesContext(connection) as one:
            officer.get(LIST, query)
        made = [make.organization(name=f"阳光第{n}协会") for n in range(49)]
        with CaptureQueriesContext(connection) as fifty:
            assert len(shown(officer.get(LIST, query))) == 50
        assert len(fifty) == len(one)
        Organization.objects.filter(pk__in=[o.pk for o in made]).delete()


def test_columns_density_and_size_are_remembered(officer, chongqing):
    """trust.md 4.3 rows 15 and 19"""
    make.organization(residence="某路1号", staff_count=77)
    assert "某路1号" not in words(officer.get(LIST))
    save = reverse("accounts:arrange", args=["organizations"])
    posted = {"columns": ["type", "residence"], "dense": "1", "size": "50", "query": "type=52"}
    answer = officer.post(save, posted)
    assert answer.url == f"{LIST}?type=52"
    page = words(officer.get(answer.url))
    assert "某路1号" in page
    assert ">77<" not in page
    assert "sticky compact" in page
    officer.get(LIST, {"size": 100})
    assert ListChoice.objects.get(user=chongqing).size == 100
    officer.post(save, {"reset": "1"})
    assert "某路1号" not in words(officer.get(LIST))
    assert officer.post(save, {"columns": ["no-such"], "size": "50"}).status_code == 302
    assert officer.post(reverse("accounts:arrange", args=["nothing"])).status_code == 404


def test_views_are_saved_begun_with_shared_and_dropped(officer, chongqing, client, yubei):
    many(2, type="51")
    make.organization(name="学校", type="52")
    save = reverse("accounts:save_view", args=["organizations"])
    query = "type=51&sort=-name&page=3&cursor=x&search="
    posted = {"name": "协会类", "query": query, "shared": "1", "begin": "1"}
    assert officer.post(save, posted).url == f"{LIST}?sort=-name&type=51"
    begun = officer.get(LIST, follow=True)
    assert shown(begun) == ["单位01", "单位00"]
    assert "协会类" in words(begun)
    assert len(shown(officer.get(LIST, {"view": "all"}))) == 3
    view = SavedView.objects.get()
    officer.post(reverse("accounts:begin_with_view", args=[view.pk]), {"not": "1"})
    assert len(shown(officer.get(LIST))) == 3

    colleague = make.officer("50", Role.LEADER)
    client.force_login(colleague)
    assert "协会类" in words(client.get(LIST))
    assert client.post(reverse("accounts:drop_view", args=[view.pk])).status_code == 404
    for stranger in (yubei, make.officer("32")):
        client.force_login(stranger)
        assert "协会类" not in words(client.get(LIST))
        for act in ("drop_view", "begin_with_view"):
            assert client.post(reverse(f"accounts:{act}", args=[view.pk])).status_code == 404
    client.force_login(chongqing)
    assert client.post(reverse("accounts:drop_view", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()


def test_a_private_view_is_nobody_elses(officer, client):
    posted = {"name": "我的", "query": "type=51"}
    officer.post(reverse("accounts:save_view", args=["organizations"]), posted)
    client.force_login(make.officer("50"))
    assert "我的</a>" not in words(client.get(LIST))


def test_export_asks_what_for_first(officer):
    many(2)
    page = officer.post(EXPORT, {"all": "1", "query": "type=52"})
    assert page.status_code == 200
    assert "将导出 <b>2</b> 家" in words(page)
    assert officer.post(EXPORT, {"all": "1", "purpose": "", "columns": "all"}).status_code == 422
    assert not Event.objects.filter(verb="organizations.export").exists()


def exported(officer, **posted):
    answer = officer.post(EXPORT, {"purpose": "核对台账", "columns": "shown", **posted})
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert f"{timezone.localdate():%Y%m%d}.xlsx" in answer["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(words(answer)))


def test_export_is_the_filtered_set_with_the_columns_and_in_the_order_shown(officer):
    """trust.md 4.3 row 18 and test 36"""
    for n in range(3):
        make.organization(name=f"=1+{n}", legal_representative="张三丰", type="51", staff_count=n)
    make.organization(name="不在其中", type="52")
    save = reverse("accounts:arrange", args=["organizations"])
    officer.post(save, {"columns": ["staff", "credit_code", "representative"], "size": "20"})
    query = "type=51&sort=-staff"
    page = officer.get(f"{LIST}?{query}")
    book = exported(officer, all="1", query=query)
    head, *rows = book["数据"].iter_rows(values_only=True)
    assert head == ("名称", "统一社会信用代码", "从业人数", "法定代表人")
    assert [row[0] for row in rows] == [f"'{name}" for name in shown(page)]
    cells = [cell for row in book["数据"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert "张三丰" not in str(rows)
    told = dict(book["导出说明"].iter_rows(values_only=True))
    assert told["用途"] == "核对台账"
    assert "重庆市总工会" in told["导出人"]
    event = Event.objects.get(verb="organizations.export")
    assert (event.detail, event.reason) == ({"rows": 3}, "核对台账")


def test_ticked_rows_leave_in_the_order_of_the_page(officer):
    made = {o.name: o.pk for o in many(4)}
    page = shown(officer.get(LIST, {"sort": "-name"}))
    book = exported(officer, ids=[made[name] for name in page[1:3]], query="sort=-name")
    assert [row[0] for row in book["数据"].iter_rows(min_row=2, values_only=True)] == page[1:3]


def test_words_found_leave_in_the_order_found(officer):
    for name in ("江北阳光", "阳光协会", "晨曦中心"):
        make.organization(name=name)
    book = exported(officer, all="1", query="search=阳光")
    names = [row[0] for row in book["数据"].iter_rows(min_row=2, values_only=True)]
    assert names == shown(officer.get(LIST, {"search": "阳光"})) == ["阳光协会", "江北阳光"]
    near = exported(officer, all="1", query="search=北江阳光")
    assert near["数据"].max_row - 1 == len(shown(officer.get(LIST, {"search": "北江阳光"})))


def test_a_long_list_is_written_by_a_job(officer, monkeypatch):
    monkeypatch.setattr("orgs.views.registry.MOST_AT_ONCE", 2)
    many(5)
    posted = {"all": "1", "query": "sort=name", "purpose": "核对台账", "columns": "all"}
    assert officer.post(EXPORT, posted).status_code == 302
    job = Job.objects.get(kind="orgs.export")
    runner.run(str(job.uid))
    job.refresh_from_db()
    assert job.result == {"rows": 5}
    rows = list(openpyxl.load_workbook(job.result_file)["数据"].iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [f"单位{n:02}" for n in range(5)]
    assert "资金来源" in rows[0]


def test_a_very_long_list_waits_for_a_leader(officer, chongqing, client, monkeypatch, settings):
    """peers 25: above so many rows a leader agrees before the file can be fetched."""
    monkeypatch.setattr("orgs.views.registry.MOST_AT_ONCE", 1)
    settings.EXPORT_APPROVAL_ROWS = 2
    many(3)
    officer.post(EXPORT, {"all": "1", "query": "", "purpose": "核对台账", "columns": "shown"})
    job = Job.objects.get(kind="orgs.export")
    runner.run(str(job.uid))
    result = reverse("jobs:result", args=[job.uid])
    assert officer.get(result).status_code == 403
    assert "等待领导批准" in words(officer.get(job.get_absolute_url()))

    page = reverse("jobs:clearance", args=[job.uid])
    assert officer.get(page).status_code == 404
    for stranger in (make.officer("32", Role.LEADER), make.officer("500112", Role.LEADER)):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
    client.force_login(make.officer("0", Role.LEADER))
    assert "核对台账" in words(client.get(page))
    assert client.post(page, {"decision": "refuse"}).status_code == 422
    assert client.post(page, {"decision": "grant"}).status_code == 302
    assert client.post(page, {"decision": "grant"}).status_code == 422
    client.force_login(chongqing)
    answer = client.get(result)
    assert answer.status_code == 200
    assert words(answer)[:2] == b"PK"


def test_nobody_clears_their_own_export(db, client, monkeypatch, settings):
    settings.EXPORT_APPROVAL_ROWS = 1
    monkeypatch.setattr("orgs.views.registry.MOST_AT_ONCE", 1)
    many(2)
    leader = make.officer("50", Role.LEADER)
    client.force_login(leader)
    client.post(EXPORT, {"all": "1", "query": "", "purpose": "核对台账", "columns": "shown"})
    page = reverse("jobs:clearance", args=[Job.objects.get(kind="orgs.export").uid])
    assert client.post(page, {"decision": "grant"}).status_code == 422
    assert "待批准的导出" not in words(client.get("/communications/"))
    client.force_login(make.officer("50", Role.LEADER))
    assert "待批准的导出" in words(client.get("/communications/"))
