"""Hours as minutes of the week, degrees as we keep them, and the nearest station by one index."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from stations import datums, hours, points
from stations.models import Station
from tests.stations import made


@pytest.mark.parametrize(
    ("written", "read", "open_at", "shut_at"),
    [
        ("全天", "全天", 5 * 1440, None),
        ("每天7:00—22:00", "每天 07:00-22:00", 7 * 60, 22 * 60),
        (
            "周一至周五 08:30-12:00、14:00-17:30；周六 9:00-12:00",
            "周一至周五 08:30-12:00、14:00-17:30；周六 09:00-12:00",
            5 * 1440 + 10 * 60,
            5 * 1440 + 13 * 60,
        ),
        ("星期五至周一 20:00-06:00", None, 5 * 60, 2 * 1440 + 60),
    ],
)
def test_hours_as_people_write_them(written, read, open_at, shut_at):
    found = hours.parse(written)
    if read:
        assert hours.words(found) == read
        assert hours.parse(read) == found
    assert hours.is_open(found, open_at)
    assert shut_at is None or not hours.is_open(found, shut_at)
    assert hours.read(hours.written(found)) == found


@pytest.mark.parametrize("written", ["上班时间", "周一 25:00-26:00", "周一 08:00-08:00"])
def test_hours_that_say_nothing_are_refused(written):
    with pytest.raises(ValidationError):
        hours.parse(written)


@pytest.mark.parametrize("at", [(106.630, 29.720), (118.796, 32.060), (87.6, 43.8)])
def test_shifted_degrees_come_back_to_where_they_were(at):
    """There and back within a decimetre; the shift itself is some hundred metres."""
    gcj = datums.to_gcj(*at)
    assert 100 < points.metres(at, gcj) < 900
    assert points.metres(datums.to_cgcs(*gcj, "gcj02"), at) < 0.2
    assert points.metres(datums.to_cgcs(*datums.gcj_to_bd(*gcj), "bd09"), at) < 2


def test_the_shift_is_the_known_one():
    """Tiananmen: 116.39127, 39.90639 is drawn at 116.39751, 39.90779."""
    east, north = datums.to_gcj(116.39127, 39.90639)
    assert (round(east, 4), round(north, 4)) == (116.3975, 39.9078)


@pytest.mark.django_db
def test_the_nearest_come_first_by_one_scan_of_the_index():
    """Bar of issue 6: the ten nearest by one index scan, open ones only."""
    here = (106.630, 29.720)
    for n in range(40):
        made.station(longitude=106.4 + n * 0.01, latitude=29.5 + n * 0.007)
    made.station(name="关停的", longitude=here[0], latitude=here[1], closed_on="2020-01-01")
    rows = Station.objects.public().nearest(*here)
    far = [points.metres(here, (row.longitude, row.latitude)) for row in rows]
    assert far == sorted(far)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = rows.all()[:10].explain()
    assert plan.count("Index Scan") == 1
    assert "station_place" in plan
    assert "Sort" not in plan


@pytest.mark.django_db
def test_the_database_knows_who_is_open():
    day = made.station(hours=hours.parse("工作日 09:00-17:00"))
    always = made.station(hours=hours.parse("全天"))
    made.station()
    found = Station.objects.filter(hours__at=1440 + 600)
    assert set(found) == {day, always}
    assert set(Station.objects.filter(hours__at=5 * 1440 + 600)) == {always}
    assert Station.objects.get(pk=day.pk).hours_words == "周一至周五 09:00-17:00"
