"""The pages of the checks: counts in reach, acts on exactly the set shown, work down the tree."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from communications import inbox
from orgs.models import Finding, Organization
from orgs.services.findings import run_checks
from tests import make
from tests.orgs.planted import gone, sound

pytestmark = pytest.mark.django_db
KEY = "residence_missing"
PAGE = f"/organizations/checks/{KEY}/"


@pytest.fixture
def found():
    """Two of 渝北 and one of 江苏 without residence, and a sound one."""
    sound()
    made = [sound(residence=""), sound(residence="")]
    make.organization("320102", residence="", name="江苏某某中心")
    run_checks(keys=[KEY])
    return made


@pytest.fixture
def desk(client, yubei):
    client.force_login(yubei)
    return client


def test_counts_shares_and_federations_within_reach(client, chongqing, desk, found):
    """CQ-21: a table of checks with severity, count, share of the population, closing rate."""
    page = desk.get("/organizations/checks/").content.decode()
    assert "没有住所" in page
    assert "2 / 3" in page
    client.force_login(chongqing)
    below = client.get("/organizations/checks/?tab=federations").content.decode()
    assert "渝北区" in below
    assert "江苏" not in below
    told = client.get("/api/v1/checks/").json()["results"]
    [line] = [line for line in told if line["key"] == KEY]
    assert (line["numerator"], line["denominator"]) == (2, 3)
    assert client.get("/api/v1/checks/?federation=500105").json()["results"][0]["numerator"] == 0


def test_a_list_in_a_fixed_number_of_queries(desk, found, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        first = desk.get(PAGE)
    names = [o.name for o in found]
    assert all(name in first.content.decode() for name in names)
    assert "江苏某某中心" not in first.content.decode()
    assert names[0] in desk.get(f"{PAGE}?q={names[0]}").content.decode()
    assert names[1] not in desk.get(f"{PAGE}?q={names[0]}").content.decode()
    assert desk.get(f"{PAGE}?state=healed").status_code == 200
    told = desk.get(f"/api/v1/checks/{KEY}/findings/").json()["results"]
    assert {row["name"] for row in told} == set(names)


def test_an_act_on_many_is_asked_about_then_done(desk, found):
    ids = list(Finding.objects.filter(organization__in=found).values_list("pk", flat=True))
    asked = desk.post(f"{PAGE}accept/", {"ids": ids[:1]})
    assert asked.status_code == 200
    assert not Finding.objects.filter(state="accepted").exists()
    short = desk.post(f"{PAGE}accept/", {"ids": ids[:1], "step": "confirm", "reason": "是"})
    assert short.status_code == 422
    data = {"ids": ids[:1], "step": "confirm", "reason": "流动服务，无固定住所"}
    assert desk.post(f"{PAGE}accept/", data).status_code == 302
    assert Finding.objects.get(state="accepted").pk == ids[0]
    assert "流动服务" in desk.get(f"{PAGE}?state=accepted").content.decode()
    data = {"ids": ids[:1], "step": "confirm", "reason": "误操作"}
    desk.post(f"{PAGE}reopen/", data)
    assert Finding.objects.open().filter(pk__in=ids).count() == 2
    colleague = make.officer("500112", "street")
    data = {"all": "1", "query": f"q={found[1].name}", "step": "confirm", "person": colleague.pk}
    desk.post(f"{PAGE}assign/", data)
    assert Finding.objects.get(assigned_to=colleague).organization == found[1]


def test_what_a_neighbour_posts_reaches_nothing(client, stranger, found):
    client.force_login(stranger)
    ids = list(Finding.objects.filter(organization__in=found).values_list("pk", flat=True))
    data = {"ids": ids, "step": "confirm", "reason": "不归我管的"}
    client.post(f"{PAGE}accept/", data)
    assert not Finding.objects.filter(state="accepted").exists()


def test_work_waits_in_the_inbox_a_line_for_each_check(yubei, chongqing, found):
    """CQ-21: assigned down the tree; the superior sees what was let pass."""
    rows = {g.tasks.key: g.rows for g in inbox.groups(yubei)}
    [line] = rows["findings"]
    assert (line["check_key"], line["count"], line["federation__code"]) == (KEY, 2, "500112")
    assert "findings" not in {g.tasks.key for g in inbox.groups(chongqing)}
    Finding.objects.update(due_on=timezone.localdate() - timedelta(1))
    run_checks(keys=[KEY])
    rows = {g.tasks.key: g.rows for g in inbox.groups(chongqing)}
    [line] = rows["findings_late_below"]
    assert (line["check_key"], line["count"], line["places"]) == (KEY, 2, 1)
    Finding.objects.filter(organization=found[0]).update(assigned_to=yubei)
    rows = {g.tasks.key: g.rows for g in inbox.groups(yubei)}
    assert (rows["findings"][0]["count"], rows["findings_given"][0]["count"]) == (1, 1)


def test_the_page_of_an_organization_says_what_is_amiss(desk, found):
    page = desk.get(found[0].get_absolute_url()).content.decode()
    assert "数据检查" in page
    page = desk.get(f"{found[0].get_absolute_url()}record/").content.decode()
    assert "没有住所" in page
    assert "据登记证书补填" in page
    listed = desk.get(f"/organizations/?check={KEY}").content.decode()
    assert found[0].name in listed


def test_findings_and_tables_leave_as_workbooks(desk, found):
    file = desk.post(f"{PAGE}export/", {"all": "1", "query": ""})
    assert b"".join(file.streaming_content)[:2] == b"PK"
    file = desk.get("/organizations/checks/?format=xlsx")
    assert b"".join(file.streaming_content)[:2] == b"PK"


def test_each_federation_has_its_own_home_of_the_register(client, chongqing, stranger, found):
    """CQ-21 区县子网站: number, scale, where, activities, ways of working, what changed."""
    client.force_login(chongqing)
    page = client.get("/organizations/facets/").content.decode()
    assert "?federation=500112" in page
    assert "江苏" not in page
    home = client.get("/organizations/facets/?federation=500112").content.decode()
    for words in ("渝北摸清底数", "上一级：重庆", "工作方式", "有数据问题"):
        assert words in home
    client.force_login(stranger)
    assert "没有符合条件" in client.get("/organizations/facets/?federation=500112").content.decode()


def test_what_a_list_lacks_is_decided_on_a_page(desk, yubei):
    one = gone()
    page = desk.get("/organizations/missing/").content.decode()
    assert one.name in page
    assert "missing" in {g.tasks.key for g in inbox.groups(yubei)}
    row = one.disappearances.get()
    data = {"ids": [row.pk], "step": "confirm", "outcome": "ended", "reason": "已注销"}
    assert desk.post("/organizations/missing/decide/", data).status_code == 422
    data |= {"status": "deregistered", "on": date(2024, 3, 1)}
    assert desk.post("/organizations/missing/decide/", data).status_code == 302
    assert Organization.objects.get(pk=one.pk).status == "deregistered"
    told = desk.get("/api/v1/disappearances/?outcome=ended").json()["results"]
    assert [r["name"] for r in told] == [one.name]
