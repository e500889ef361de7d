"""The demonstration's network: the published numbers, each in a real division."""

from datetime import date

import pytest
from django.db.models import Count

from accounts.demo import create_demo_accounts
from stations.demo.stations import load
from stations.models import Housing, Station, StationName
from stations.queries import network

pytestmark = pytest.mark.django_db


def test_the_published_numbers_in_real_divisions(settings):
    """AS-01, AS-02, AS-04, AS-11, AS-23, SC-01, SC-12: 13,683 in 江苏, 1,715 in 四川's 21."""
    settings.DEMO = True
    people = create_demo_accounts()
    load(people)
    load(people)  # the second time nothing
    end = date(2014, 12, 31)
    js = Station.objects.filter(region__path__startswith="/32/")
    lines = network.table_one(js, end)
    assert [line.count for line in lines] == [389, 121, 1478, 4467, 7349, 13683]
    assert round(lines[-1].added / lines[-1].before * 100, 1) == 22.7
    housed = Housing.objects.filter(station__in=js.below_county())
    office = housed.filter(premises="union_office").count()
    assert round(office / housed.count() * 100, 1) == 54.2
    centres = js.filter(kind__in=Station.CENTRES)
    by_layer = {
        row["layer"]: row["n"] for row in centres.order_by().values("layer").annotate(n=Count("pk"))
    }
    assert by_layer == {"province": 1, "city": 13, "county": 95}
    assert not centres.filter(opened_on__gt=date(2007, 12, 31)).exists()
    posts = centres.exclude(established_on=None)
    assert [posts.filter(layer=layer).count() for layer in ("city", "county")] == [11, 35]
    renamed = StationName.objects.filter(station__in=centres)
    assert [renamed.filter(station__layer=at).count() for at in ("city", "county")] == [7, 68]
    rest = Station.objects.filter(region__path__startswith="/51/", kind="rest_point")
    assert rest.count() == 1715
    assert len({path.split("/")[2] for path in rest.values_list("region__path", flat=True)}) == 21
    sc = Station.objects.filter(region__path__startswith="/51/")
    assert [n for _, n in network.group_network(sc, date(2016, 8, 31))] == [1, 14, 100, 400, 60]
    assert not Station.objects.filter(region__pseudo=True).exists()
