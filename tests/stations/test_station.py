"""Stations opened, renamed, housed, checked, rated and closed; by whom, and on which pages."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from stations.models import Linkage, Station, StationName
from stations.services import around, ratings
from stations.services import stations as services
from stations.standards import standard_of
from tests import make
from tests.everybody import at_the_door, person
from tests.stations import made

pytestmark = pytest.mark.django_db
DAY = date(2021, 5, 1)


@pytest.fixture
def officer():
    return person("yb-aid", "500112", "assistance")


@pytest.fixture
def chief():
    return person("cq-aid", "50", "assistance")


def opened(officer, **over):
    here = make.federation("500112")
    fields = {
        "federation": here,
        "region": here.region,
        "name": "回兴驿站",
        "kind": "rest_point",
        "layer": "county",
        "premises": "union_office",
        "opened_on": DAY,
        **over,
    }
    return services.open_station(by=officer, **fields)


def passed(station, *lacking):
    return {item.key: item.key not in lacking for item in standard_of(station).items}


def test_only_at_home_and_below(officer):
    """AS-01: a county's officer keeps the county's stations, not those of the city or next door."""
    assert opened(officer).housings.get().premises == "union_office"
    for code in ("50", "500113", "32"):
        with pytest.raises(PermissionDenied):
            opened(officer, federation=make.federation(code), region=make.federation(code).region)
    with pytest.raises(ValidationError, match="渝北区以内"):
        opened(officer, region=make.federation("500113").region)


def test_what_the_database_refuses_it_says_in_words(officer):
    with pytest.raises(ValidationError, match="县级以上"):
        opened(officer, kind="aid_centre", layer="township")
    with pytest.raises(ValidationError, match="开发区级别"):
        opened(officer, layer="zone", kind="aid_station")
    with pytest.raises(ValidationError, match="一起填写"):
        opened(officer, longitude="106.63")


def test_a_centre_of_aid_becomes_a_centre_of_service(officer):
    """AS-11: the former name is kept with its kind and day; it cannot be renamed into the past."""
    centre = opened(officer, kind="aid_centre", name="渝北区困难职工帮扶中心")
    services.rename_station(
        by=officer,
        station=centre,
        name="渝北区职工服务中心",
        kind="service_centre",
        on=date(2023, 1, 1),
        document="渝工发〔2023〕1号",
    )
    centre.refresh_from_db()
    assert (centre.name, centre.kind) == ("渝北区职工服务中心", "service_centre")
    former = StationName.objects.get(station=centre)
    assert (former.name, former.kind) == ("渝北区困难职工帮扶中心", "aid_centre")
    with pytest.raises(ValidationError, match="已有更名"):
        services.rename_station(by=officer, station=centre, name="别名", on=date(2022, 1, 1))


def test_premises_change_from_a_day_on(officer):
    """AS-23: out of the union's office into a front of its own; both stand with their days."""
    station = opened(officer)
    services.rehouse_station(by=officer, station=station, premises="own", on=date(2024, 3, 1))
    told = list(station.housings.values_list("premises", "valid_from", "valid_to"))
    assert told == [("own", date(2024, 3, 1), None), ("union_office", DAY, date(2024, 3, 1))]
    with pytest.raises(ValidationError, match="晚于"):
        services.rehouse_station(by=officer, station=station, premises="host", on=DAY)


def test_ten_items_and_another_persons_word(officer, chief):
    """AS-24: eight of ten are standard; a plate with nobody behind it is told; nobody settles what
    they found themselves."""
    station = opened(officer)
    check = ratings.check_station(
        by=officer, station=station, checked_on=DAY, answers=passed(station, "sign", "rules")
    )
    assert (check.score, check.passed, check.idle) == (8, True, False)
    with pytest.raises(ValidationError, match="其他人"):
        ratings.confirm_check(by=officer, check=check)
    assert ratings.confirm_check(by=chief, check=check).confirmed_by == chief
    plate = ratings.check_station(
        by=officer,
        station=station,
        checked_on=date(2022, 5, 1),
        answers=passed(station, "keeping", "equipment", "served"),
    )
    assert (plate.passed, plate.idle) == (False, True)
    with pytest.raises(ValidationError, match="逐项"):
        ratings.check_station(by=officer, station=station, checked_on=DAY, answers={"sign": True})


def test_stars_need_what_they_ask_and_lowering_a_reason(officer, chief):
    station = opened(officer, area=35, capacity=25, facilities=["water", "microwave", "air"])
    with pytest.raises(ValidationError, match="还没有核定"):
        ratings.rate_station(by=chief, station=station, year=2024, stars=4)
    check = ratings.check_station(
        by=officer, station=station, checked_on=DAY, answers=passed(station)
    )
    ratings.confirm_check(by=chief, check=check)
    with pytest.raises(ValidationError, match="AED"):
        ratings.rate_station(by=chief, station=station, year=2024, stars=5)
    ratings.rate_station(by=chief, station=station, year=2024, stars=4)
    with pytest.raises(ValidationError, match="理由"):
        ratings.rate_station(by=chief, station=station, year=2025, stars=3)
    lower = ratings.rate_station(by=chief, station=station, year=2025, stars=3, reason="饮水机坏")
    assert lower.before == 4
    organizer = person("org", "500112", "organizing")
    with pytest.raises(PermissionDenied):
        ratings.rate_station(by=organizer, station=station, year=2026, stars=3, reason="x")


def test_departments_outlets_and_benefits(officer):
    """AS-05, AS-06, AS-29, AS-34: linked from outside and inside the union; a discount somebody
    gives; what a card brings at a base, and nowhere else."""
    here = make.federation("500112")
    around.link(by=officer, federation=here, department="civil", matter="低保信息比对")
    inner = around.link(by=officer, federation=here, department="u_law", matter="法律援助窗口")
    assert inner.is_internal
    around.unlink(by=officer, linkage=inner, ends_on=date(2099, 1, 1))
    assert Linkage.objects.standing(date(2099, 1, 1)).count() == 1
    outlet = around.open_outlet(
        by=officer,
        federation=here,
        region=here.region,
        kind="pharmacy",
        name="爱心药店",
        partner="某医药公司",
        discounts="九五折",
    )
    door = at_the_door(officer)
    assert "低保信息比对" in door.get("/stations/linkages/").text
    assert "法律援助窗口" not in door.get("/stations/linkages/?side=government").text
    assert "爱心药店" in door.get("/stations/outlets/?kind=pharmacy").text
    assert door.get(outlet.get_absolute_url()).status_code == 200
    answer = door.get("/api/v1/outlets/").json()["results"]
    assert [row["name"] for row in answer] == ["爱心药店"]
    with pytest.raises(ValidationError, match="会员服务基地"):
        around.grant_benefit(by=officer, station=opened(officer), function="finance", words="x")
    base = opened(officer, kind="member_base", name="基地")
    assert around.grant_benefit(by=officer, station=base, function="finance", words="免年费")


def test_a_worker_sees_their_own_station_and_no_other(officer):
    """§6.2: by working there, not by territory."""
    mine, other = opened(officer), opened(officer, name="别的站")
    worker = person("worker", "500112", "station")
    services.post_worker(by=officer, station=mine, user=worker, source="hired", starts_on=DAY)
    door = at_the_door(worker)
    page = door.get("/stations/").text
    assert mine.name in page
    assert other.name not in page
    assert door.get(mine.get_absolute_url()).status_code == 200
    assert door.get(other.get_absolute_url()).status_code == 404
    services.end_post(by=officer, worker=mine.workers.get(), ends_on=DAY)
    assert mine.name not in door.get("/stations/").text


def test_an_officer_opens_a_station_by_its_form(officer):
    """AS-01, AS-30: degrees of a map on the market are turned into ours; hours as people write."""
    door = at_the_door(officer)
    form = {
        "federation": "500112",
        "name": "政务大厅职工服务窗口",
        "kind": "union_station",
        "layer": "county",
        "premises": "government",
        "counter": "hall",
        "region": "500112",
        "longitude": "106.634400",
        "latitude": "29.717300",
        "datum": "gcj02",
        "hours": "工作日 09:00-17:00",
        "windows": ["aid", "law", "policy", "mutual"],
        "opened_on": "2024-01-01",
    }
    answer = door.post("/stations/new/", form)
    assert answer.status_code == 302, answer.text
    station = Station.objects.get(name=form["name"])
    assert station.hours_words == "周一至周五 09:00-17:00"
    assert station.is_one_stop
    assert 0.001 < abs(float(station.longitude) - 106.6344) < 0.01
    page = door.get(station.get_absolute_url()).text
    assert "一站式" in page
    assert "政务服务大厅" in page
    assert station.name not in door.get("/stations/?kind=rest_point").text
    assert station.name in door.get("/stations/?found=one_stop").text
    wrong = door.post("/stations/new/", {**form, "hours": "早晚", "name": "x"})
    assert wrong.status_code == 422
    assert "开放时间请写成" in wrong.text


@pytest.mark.parametrize(
    ("verb", "posted"),
    [
        ("house", {"premises": "own", "on": "2024-01-01"}),
        ("rename", {"name": "新名", "kind": "rest_point", "on": "2024-01-01"}),
        ("year", {"year": 2024, "served": 900, "funds": "12000", "transferred": 1, "hired": 2,
                  "established": 0, "volunteers": 3}),
        ("honour", {"title": "最美站点", "year": 2024, "given_by": "全总"}),
        ("close", {"on": "2024-01-01", "reason": "拆迁"}),
    ],
)  # fmt: skip
def test_each_act_has_its_page(officer, verb, posted):
    """AS-25, AS-32: the year's figures and staff by source too are told on the station's page."""
    station = opened(officer)
    door = at_the_door(officer)
    url = reverse("stations:station_do", args=[station.uid, verb])
    assert door.get(url).status_code == 200
    assert door.post(url, posted).status_code == 302
    page = door.get(station.get_absolute_url()).text
    if verb == "year":
        assert "12,000" in page
    assert door.post(url, {}).status_code in (404, 422)


def test_lists_ask_as_much_for_many_as_for_few(officer, django_assert_max_num_queries):
    door = at_the_door(officer)
    opened(officer)
    with django_assert_max_num_queries(60) as few:
        door.get("/stations/?size=100")
    for n in range(30):
        made.station(name=f"站{n}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert door.get("/stations/?size=100").text.count("<tr>") > 30
