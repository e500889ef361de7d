from datetime import date

import pytest

from unions.models import Federation, Region, RegionSuccession
from unions.queries import (
    deepest_territorial_federation,
    deepest_territorial_federations,
    living_regions,
    map_of,
)

PLACES = {
    "50": "50",
    "5001": "50",  # 市辖区 is nobody's home
    "500112": "500112",
    "500112004": "500112",  # streets have no federation here
    "4419": "4419",
    "441900003": "4419",
    "469001": "469001",
    "620201100": "6202",
    "130171": "1301",  # a zone's place belongs to the city around it
}


def region(code, **values):
    if values:
        Region.objects.filter(code=code).update(**values)
    return Region.objects.get(code=code)


def test_nearest_federation_of_many_places_in_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = deepest_territorial_federations([*PLACES, "999999"])
    assert {code: f.code for code, f in found.items()} == PLACES


def test_nearest_federation_is_a_street_where_streets_have_one(db):
    street = Federation.objects.create(
        **{"code": "500112004", "name": "某街道总工会", "short_name": "某", "level": 5},
        **{"parent": Federation.objects.get(code="500112"), "region": region("500112004")},
    )
    assert deepest_territorial_federation("500112004") == street
    assert deepest_territorial_federation(region("500112002")).code == "500112"
    assert deepest_territorial_federation("999999") is None


def test_an_ended_code_leads_to_its_successor(db):
    ended = region("330105", valid_to=date(2021, 4, 9))
    heir = region("330106")
    RegionSuccession.objects.create(
        **{"predecessor": ended, "successor": heir, "on": date(2021, 4, 9), "kind": "merged"},
        former_name=ended.name,
    )
    assert living_regions(["330105"])["330105"] == heir
    assert living_regions(["330105"], on=date(2021, 4, 8))["330105"] == ended
    assert deepest_territorial_federation("330105").code == "330106"


def test_a_divided_code_leads_to_what_stood_above_it(db):
    ended = region("330110", valid_to=date(2021, 4, 9))
    for code in ("330111", "330112"):
        RegionSuccession.objects.create(
            **{"predecessor": ended, "successor": region(code), "on": date(2021, 4, 9)},
            **{"kind": "split", "former_name": ended.name},
        )
    assert deepest_territorial_federation("330110").code == "3301"


def test_a_ring_of_successors_ends(db):
    one, two = (region(code, valid_to=date(2020, 1, 1)) for code in ("330105", "330106"))
    for old, new in ((one, two), (two, one)):
        RegionSuccession.objects.create(
            **{"predecessor": old, "successor": new, "on": date(2020, 1, 1), "kind": "merged"},
            former_name=old.name,
        )
    assert set(living_regions(["330105"])) == {"330105"}


@pytest.mark.parametrize(
    ("code", "shapes", "objects", "without"),
    [
        ("0", 31, {"provinces"}, 0),
        ("50", 38, {"counties"}, 0),  # a municipality has no cities
        ("42", 17, {"cities", "counties"}, 0),  # 仙桃 and its like hang on the province
        ("4403", 9, {"counties"}, 0),
        ("1301", 22, {"counties"}, 2),  # two zones
        ("5405", 12, {"counties"}, 0),  # 错那 is drawn under its former code
        ("2327", 3, {"counties"}, 4),
        ("4419", 0, set(), 0),
        ("500112", 0, set(), 0),
    ],
)
def test_which_shapes_draw_the_level_below(
    db, code, shapes, objects, without, django_assert_num_queries
):
    federation = Federation.objects.select_related("region").get(code=code)
    with django_assert_num_queries(1):
        found = map_of(federation)
    assert len(found.shapes) == shapes
    assert {shape.object for shape in found.shapes} == objects
    assert len(found.without_shape) == without
    assert bool(found.line) == (code == "0")


def test_what_cannot_be_divided_is_drawn_as_a_whole(db):
    federation = Federation.objects.select_related("region").get(code="4419")
    outline = map_of(federation).outline
    assert (outline.object, outline.code) == ("cities", "441900")


def test_all_but_five_counties_have_a_shape(db):
    bare = [
        child.code
        for above in Federation.objects.filter(level__lte=3).select_related("region")
        for child in map_of(above).without_shape
        if child.kind == "territorial"
    ]
    assert sorted(bare) == ["232761", "232762", "232763", "232764", "460323"]
