"""S1 to S9 by hand, folded and recounted; table 1 to the printed digit."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicators import services
from indicators.models import TallyDirty
from indicators.queries import figure
from indicators.records import records
from stations.models import Housing, Station, StationName, UseDay, Workforce
from tests import make
from tests.stations import made
from unions.models import Federation


def today():
    return timezone.localdate()


END = date(2014, 12, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def counted():
    services.rebuild()


def of(code, federation="50", **asked):
    row = figure(code, make.federation(federation), **asked)["rows"][0]
    return row["numerator"], row["denominator"]


def agrees():
    services.fold(wait=True)
    assert services.verify().first == ""
    assert not TallyDirty.objects.exists()
    return True


def aid(code="500112", **over):
    layer = over.pop("layer", "township")
    grade = {"zone_grade": "national"} if layer == "zone" else {}
    return made.station(code, kind="aid_station", layer=layer, **grade, **over)


def test_growth_over_two_years(counted):
    """S1: three stations where there were two: one closed, two new; a centre does not count."""
    aid(opened_on=date(2010, 1, 1))
    aid(opened_on=date(2011, 1, 1), closed_on=date(2014, 6, 1))
    aid(opened_on=date(2013, 5, 1), layer="zone")
    aid(opened_on=date(2014, 5, 1), layer="village")
    made.station(kind="aid_centre", opened_on=date(2014, 1, 1))
    services.fold()
    assert of("S1", on=END) == (1, 2)
    assert of("S1", on=date(2012, 1, 1)) == (1, 1)
    with pytest.raises(ValueError, match="没有构成名单"):
        records("S1", make.federation("50"))
    assert agrees()


def test_sites_in_a_unions_office(counted):
    """S2: of three housed stations two are in an office; one has moved out; one is unknown."""
    first, second, third = (aid() for _ in range(3))
    aid()
    moved = date(2020, 5, 1)
    for station, premises, until in (
        (first, "union_office", None),
        (second, "union_office", moved),
        (third, "own", None),
    ):
        Housing.objects.create(
            station=station, premises=premises, valid_from=station.opened_on, valid_to=until
        )
    Housing.objects.create(station=second, premises="own", valid_from=moved)
    services.fold()
    assert of("S2") == (1, 3)
    assert of("S2", on=moved - timedelta(days=1)) == (2, 3)
    assert set(records("S2", make.federation("50"))) == {first}
    assert agrees()


def test_cities_and_counties_with_a_centre(counted):
    """S3: of 重庆's counties those with an open centre; districts (渝北区) do not count, and two
    centres of one county are one."""
    county = Federation.objects.filter(
        path__startswith=make.federation("50").path, region__name__endswith="县", level=4
    ).first()
    whole = of("S3")[1]
    for opened in (date(2006, 1, 1), date(2009, 1, 1)):
        made.station(county.code, kind="aid_centre", opened_on=opened)
    made.station("500112", kind="aid_centre")
    services.fold()
    assert of("S3") == (1, whole)
    assert of("S3", on=date(2005, 12, 31)) == (0, whole)
    assert [f.pk for f in records("S3", make.federation("50"))] == [county.pk]
    Station.objects.filter(federation=county).update(closed_on=date(2020, 1, 1))
    assert agrees()
    assert of("S3") == (0, whole)


def test_centres_renamed_and_with_posts(counted):
    """S4, S5: by layer, from the day of the act on; a centre that was never called otherwise is no
    renamed one."""
    renamed = made.station(kind="service_centre")
    StationName.objects.create(
        station=renamed, name="某帮扶中心", kind="aid_centre", ended_on=date(2018, 1, 1)
    )
    made.station(kind="service_centre", established_on=date(2016, 1, 1))
    made.station(kind="aid_centre", layer="city")
    services.fold()
    assert of("S4") == (1, 3)
    assert of("S4b") == (1, 2)
    assert of("S4a") == (0, 1)
    assert of("S4", on=date(2017, 12, 31)) == (0, 3)
    assert of("S5") == (1, 3)
    assert of("S5b", on=date(2015, 12, 31)) == (0, 2)
    assert agrees()


def test_networks_and_density(counted):
    """S6, S7, S8: each network counts its own kinds; the count of workers gives way to the next."""
    made.station(kind="group_centre")
    made.station(kind="tibetan_station", layer="township")
    made.station()
    county = make.federation("500112")
    year = date(2024, 1, 1)
    Workforce.objects.create(
        federation=county, valid_from=date(2020, 1, 1), valid_to=year, workers=40_000
    )
    Workforce.objects.create(federation=county, valid_from=year, workers=60_000)
    services.fold()
    assert (of("S6")[0], of("S7")[0]) == (2, 1)
    row = figure("S8", make.federation("50"))["rows"][0]
    assert (row["numerator"], row["denominator"], row["unit"]) == (3, 60_000, "个/万人")
    assert row["value"] == pytest.approx(0.5)
    assert of("S8", on=date(2023, 12, 31)) == (3, 40_000)
    assert records("S8", make.federation("50")).count() == 3
    assert agrees()


def test_plates_without_service(counted):
    """S9, AS-24: idle after 365 days without service since the last one; not those that do not
    record yet, and no longer once they serve again."""
    begun = today() - timedelta(days=800)
    never, stopped, used, unknown = (
        made.station(recorded_from=since) for since in (begun, begun, begun, None)
    )
    UseDay.objects.create(station=stopped, day=today() - timedelta(days=365))
    UseDay.objects.create(station=used, day=today() - timedelta(days=364))
    services.fold()
    assert of("S9") == (2, 3)
    assert set(records("S9", make.federation("50"))) == {never, stopped}
    UseDay.objects.create(station=never, day=today())
    services.fold()
    assert of("S9") == (1, 3)
    assert of("S9", on=today() - timedelta(days=1)) == (1, 3)
    assert agrees()
    unknown.delete()
    assert agrees()
