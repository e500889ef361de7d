"""Table 1 to the printed digit, density, the map's weight, and the finder."""

from datetime import date

import pytest
from django.test import override_settings
from django.utils import timezone

from indicators import services
from indicators.queries import figure
from orgs.bulk import copy_rows
from stations.models import Station, Workforce
from stations.queries import network
from tests import make
from tests.everybody import at_the_door, person
from tests.stations import made

pytestmark = pytest.mark.django_db
END = date(2014, 12, 31)
TABLE_1 = {"zone": 389, "township": 1478, "village": 4467, "enterprise": 7349}
BEFORE = 11_152
"""Two years before: the seed prints the growth alone, 22.7%."""


@pytest.fixture
def jiangsu():
    """The network of the survey at the end of 2014, and what it must not count."""
    here = make.federation("3201")
    columns = ("uid", "federation_id", "region_id", "name", "kind", "layer", "zone_grade")
    columns += ("host", "premises", "address", "phone", "brand", "counter", "windows")
    columns += ("facilities", "opened_on", "closed_on", "closed_because")
    old = BEFORE

    def rows():
        number = 0
        for layer, count in TABLE_1.items():
            for n in range(count):
                number += 1
                grade = ("provincial" if n < 121 else "lower") if layer == "zone" else ""
                opened = date(2010, 1, 1) if number <= old else date(2014, 1, 1)
                yield place(number, layer, grade, opened, None)
        yield place(20_001, "village", "", date(2010, 1, 1), date(2014, 12, 31))
        yield place(20_002, "village", "", date(2015, 1, 1), None)

    def place(number, layer, grade, opened, closed):
        uid = f"00000000-0000-4000-8000-{number:012d}"
        told = (uid, here.pk, here.region_id, f"站{number}", "aid_station", layer, grade)
        return (*told, "", "", "", "", "", "", [], [], opened, closed, "")

    copy_rows(Station, columns, rows())
    made.station("3201", kind="aid_centre", layer="city", opened_on=date(2002, 1, 1))
    return here


def test_table_1_to_the_printed_digit(jiangsu):
    """AS-02, AS-03, S1: 389 (121 of which) + 1,478 + 4,467 + 7,349 = 13,683, +22.7% in two years;
    the page, the API and the indicator say the same."""
    lines = network.table_one(Station.objects.all(), END)
    assert [line.count for line in lines] == [389, 121, 1478, 4467, 7349, 13683]
    assert sum(line.count for line in lines[:-1] if not line.of_which) == lines[-1].count
    door = at_the_door(person("js-aid", "32", "assistance"))
    page = door.get("/stations/table/?federation=32&on=2014-12-31").text
    for printed in ("389", "121", "1,478", "4,467", "7,349", "13,683", "22.7%"):
        assert printed in page
    answer = door.get("/api/v1/stations/table/?federation=32&on=2014-12-31").json()
    assert [row["count"] for row in answer["rows"]] == [389, 121, 1478, 4467, 7349, 13683]
    services.rebuild()
    row = figure("S1", make.federation("32"), on=END)["rows"][0]
    assert (row["numerator"] + row["denominator"], row["denominator"]) == (13683, BEFORE + 1)
    assert round(row["rate"] * 100, 1) == 22.7


def test_the_map_is_light_with_a_whole_province(jiangsu, settings):
    """Bar of issue 6: the station map's page under 300 KB with 13,683 stations on it, bundled where
    they are many; no boundary is drawn without a review number."""
    for n, key in enumerate(Station.objects.values_list("pk", flat=True)[:3000]):
        Station.objects.filter(pk=key).update(
            longitude=116.5 + n % 97 * 0.05, latitude=30.9 + n % 89 * 0.045
        )
    door = at_the_door(person("js-aid", "32", "assistance"))
    page = door.get("/stations/map/?federation=32&on=2014-12-31")
    assert len(page.content) < 300_000
    assert "未配置审图号" in page.text
    assert "<path" not in page.text.split('class="spread"')[1].split("</svg>")[0]
    settings.MAP_REVIEW_NUMBER = "GS(2026)0000号"
    drawn = door.get("/stations/map/?federation=32&on=2014-12-31")
    assert len(drawn.content) < 300_000
    assert "<path" in drawn.text.split('class="spread"')[1].split("</svg>")[0]


def test_density_and_how_uneven_it_is():
    """AS-40, S8: two counties, one four times as thick as the other; the city itself is no part."""
    for code, stations, workers in (("500112", 4, 10_000), ("500113", 2, 20_000)):
        for _ in range(stations):
            made.station(code)
        Workforce.objects.create(
            federation=make.federation(code), valid_from=date(2020, 1, 1), workers=workers
        )
    made.station("50")
    places, uneven = network.density(
        Station.objects.all(), make.federation("50"), timezone.localdate()
    )
    assert {place.code: place.stations for place in places} == {"": 1, "500112": 4, "500113": 2}
    assert (uneven["thickest"].code, uneven["times"]) == ("500112", 4)
    assert round(float(uneven["gini"]), 4) == 0.3333
    door = at_the_door(person("cq-aid", "50", "assistance"))
    assert "4.0" in door.get("/stations/density/?federation=50").text
    answer = door.get("/api/v1/stations/density/?federation=50").json()
    assert answer["gini"] == pytest.approx(1 / 3)
    posted = {"federation": "500114", "on": "2024-01-01", "workers": 5000}
    assert door.post("/stations/workers/", posted).status_code == 302


def test_the_network_of_group_organizations():
    """SC-01, S6: 1 centre of the province, 2 of cities, 3 of counties, points, Tibetan stations."""
    for layer, count in (("province", 1), ("city", 2), ("county", 3)):
        for _ in range(count):
            made.station("51", kind="group_centre", layer=layer)
    for _ in range(4):
        made.station("51", kind="group_point", layer="township")
    made.station("51", kind="tibetan_station", layer="township")
    told = network.group_network(Station.objects.all(), timezone.localdate())
    assert [number for _, number in told] == [1, 2, 3, 4, 1]
    door = at_the_door(person("sc-aid", "51", "assistance"))
    assert "藏区群团社会服务站" in door.get("/stations/table/?federation=51").text


def test_anybody_finds_the_nearest(client):
    """SC-12: the nearest first, with what they offer and how far; a closed one is not offered, and
    where somebody stands is in no address and in no row."""
    near = made.station(
        name="近的驿站", longitude=106.632, latitude=29.721, facilities=["water"], brand="爱心驿站"
    )
    far = made.station(name="远的驿站", longitude=106.80, latitude=29.80)
    gone = made.station(name="关停驿站", longitude=106.63, latitude=29.72, closed_on="2020-01-01")
    page = client.post("/public/stations/", {"at": "106.630,29.720"})
    assert page.status_code == 200
    assert page.text.index(near.name) < page.text.index(far.name)
    assert gone.name not in page.text
    assert "以内有 1 个站点" in page.text
    assert "饮水机" in page.text
    assert page["Permissions-Policy"].startswith("fullscreen=(self)")
    assert "geolocation=(self)" in page["Permissions-Policy"]
    assert len(page.content) < 60_000
    assert (
        far.name
        not in client.post("/public/stations/", {"at": "106.630,29.720", "has": "water"}).text
    )
    assert near.name in client.get("/public/stations/?search=爱心驿站").text
    assert "spread" not in client.get("/public/stations/?search=爱心驿站").text
    with override_settings(MAP_REVIEW_NUMBER="GS(2026)0000号"):
        on_map = client.get("/public/stations/?search=爱心驿站").text
    assert "GS(2026)0000号" in on_map
    assert "<path" in on_map
    assert client.get(f"/public/stations/{near.uid}/").status_code == 200
    assert client.get(f"/public/stations/{gone.uid}/").status_code == 404
    assert client.post("/public/stations/", {"at": "nowhere"}).status_code == 422
    assert "geolocation=()" in client.get("/public/")["Permissions-Policy"]
    assert "开放的工会站点" in client.get("/public/").text
