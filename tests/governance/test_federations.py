"""Pages of the line of command: found, moved after a look at what goes along, renamed, ended."""

from datetime import date

import pytest

from accounts.roles import Role
from governance.models import Event
from tests import make
from unions.models import Federation, Region
from unions.queries import deepest_territorial_federation, living_regions


@pytest.fixture
def keeper(client, db):
    client.force_login(make.officer("50", Role.SYSTEM_ADMIN))
    return client


@pytest.fixture
def zone(db):
    """An airport zone's federation under 渝北."""
    return Federation.objects.create(
        code="500112-airport",
        name="空港工业园区工会",
        short_name="空港园区",
        kind=Federation.Kind.ZONE,
        level=Federation.Level.STREET,
        parent=make.federation("500112"),
        region=make.federation("500112").region,
    )


def test_one_walks_down_from_where_one_keeps(keeper):
    page = keeper.get("/federations/")
    children = make.federation("50").children.count()
    assert page.context["page"].paginator.count == 1 + children
    below = keeper.get("/federations/?parent=500112")
    assert below.context["page"].paginator.count == 0
    found = keeper.get("/federations/", {"search": "渝北"})
    assert [one.code for one in found.context["page"]] == ["500112"]
    assert keeper.get("/federations/", {"search": "南京"}).context["page"].paginator.count == 0


@pytest.mark.parametrize("path", ["", "move/", "rename/", "found/", "end/"])
def test_elsewhere_there_is_nothing_to_find(keeper, path):
    assert keeper.get(f"/federations/32/{path}").status_code == 404
    assert keeper.get(f"/federations/nothing/{path}").status_code == 404
    assert keeper.get(f"/federations/500112/{path}").status_code == 200


def test_only_keepers_come_in(client, db):
    client.force_login(make.officer("50", Role.ORGANIZING))
    for path in ("/federations/", "/federations/500112/", "/federations/500112/move/"):
        assert client.get(path).status_code == 403


def test_what_moves_is_seen_before_it_moves(keeper, zone):
    path = f"/federations/{zone.code}/move/"
    make.union(code=zone.code)
    preview = keeper.post(path, {"parent": "500105", "basis": "渝工〔2026〕3号"})
    words = preview.content.decode()
    assert "空港工业园区工会改由江北区总工会领导？" in words
    assert "基层工会 1 个" in words
    zone.refresh_from_db()
    assert zone.parent.code == "500112"
    done = keeper.post(path, {"parent": "500105", "basis": "渝工〔2026〕3号", "step": "confirm"})
    assert done.status_code == 302
    zone.refresh_from_db()
    assert (zone.parent.code, zone.path) == ("500105", "/0/50/500105/500112-airport/")
    event = Event.objects.get()
    assert (event.verb, event.detail["before"], event.detail["after"]) == (
        "federation.reparent",
        "500112",
        "500105",
    )
    assert "变更隶属关系" in keeper.get(f"/federations/{zone.code}/").content.decode()


@pytest.mark.parametrize("parent", ["32", "320102", "500112-airport", "没有这个工会"])
def test_whom_one_cannot_stand_under(keeper, zone, parent):
    answer = keeper.post(f"/federations/{zone.code}/move/", {"parent": parent, "step": "confirm"})
    assert answer.status_code == 422
    assert "没有找到可以作为上级的这个工会" in answer.content.decode()


def test_a_zone_is_renamed_by_itself_and_a_county_with_its_division(keeper, zone):
    keeper.post(f"/federations/{zone.code}/rename/", {"name": "临空区工会", "short_name": "临空"})
    zone.refresh_from_db()
    assert zone.name == "临空区工会"
    keeper.post("/federations/500112/rename/", {"name": "临空区", "on": "2026-01-01"})
    assert make.federation("500112").name == "临空区总工会"


def test_one_is_founded_and_ended(keeper):
    values = {"kind": "zone", "name": "新园区工会", "short_name": "新园区", "level": "5"}
    values |= {"code": "500112-park", "region": "500112", "on": "2026-01-01"}
    answer = keeper.post("/federations/500112/found/", values)
    assert answer["Location"] == "/federations/500112-park/"
    again = keeper.post("/federations/500112/found/", values)
    assert again.status_code == 422
    ended = keeper.post("/federations/500112-park/end/", {"on": "2026-02-01", "basis": "文"})
    assert ended.status_code == 302
    assert Federation.objects.get(code="500112-park").valid_to == date(2026, 2, 1)


def test_tomorrow_is_not_registered_today(keeper):
    answer = keeper.post("/federations/500112/rename/", {"name": "临空区", "on": "2099-01-01"})
    assert answer.status_code == 422
    assert "只能登记已经生效的变更" in answer.content.decode()


def test_a_zone_that_the_state_gave_no_code(keeper):
    """A functional area hangs on its division; its federation stands under the one around it."""
    page = keeper.get("/federations/500112/").content.decode()
    assert "设立功能区" in page
    values = {"region": "500112", "name": "两江数字经济产业园", "short_name": "数字园"}
    values |= {"slug": "digital", "on": "2026-01-01", "basis": "渝工〔2026〕5号"}
    answer = keeper.post("/federations/500112/zone/", values)
    assert answer["Location"] == "/federations/500112-digital/"
    zone = Federation.objects.get(code="500112-digital")
    assert (zone.kind, zone.name, zone.parent.code) == ("zone", "两江数字经济产业园工会", "500112")
    assert (zone.region.code, zone.region.level) == ("500112-digital", Region.Level.ZONE)
    assert zone.region.path == "/50/5001/500112/500112-digital/"
    assert deepest_territorial_federation(zone.region) == make.federation("500112")
    again = keeper.post("/federations/500112/zone/", values)
    assert "已被使用" in again.content.decode()
    inside = keeper.post("/federations/500112/zone/", {**values, "region": zone.region.code})
    assert "应设在行政区划之下" in inside.content.decode()
    elsewhere = keeper.post("/federations/500112/zone/", {**values, "region": "320102"})
    assert (elsewhere.status_code, "您无权变更这里" in elsewhere.content.decode()) == (422, True)
    keeper.post("/federations/500112-digital/end/", {"on": "2026-02-01", "basis": "文"})
    zone.refresh_from_db()
    assert zone.valid_to == zone.region.valid_to == date(2026, 2, 1)
    assert living_regions([zone.region.code])[zone.region.code].code == "500112"


def test_what_was_corrected_stands_on_the_page(keeper, zone):
    keeper.post(f"/federations/{zone.code}/rename/", {"name": "临空区工会", "short_name": "临空"})
    page = keeper.get(f"/federations/{zone.code}/").content.decode()
    assert "名称：<del>空港工业园区工会</del> → 临空区工会" in page
