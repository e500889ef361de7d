import pytest
from django.db import IntegrityError, connection, transaction

from unions.models import Federation, GrassrootsUnion, Region


def federation(code):
    return Federation.objects.get(code=code)


def industrial(parent="50", code="50-education", **values):
    return Federation.objects.create(
        code=code,
        **{"name": "重庆市教科文卫体工会", "short_name": "教科文卫体", "kind": "industrial"},
        **{"level": 2, "parent": federation(parent), "region": Region.objects.get(code="50")}
        | values,
    )


def levels(row):
    return [of and of.code for of in (row.province, row.city, row.county)]


def test_level_columns_say_under_whom_it_stands(db):
    assert levels(federation("0")) == [None, None, None]
    assert levels(federation("50")) == ["50", None, None]
    assert levels(federation("500112")) == ["50", None, "500112"]
    assert levels(federation("440305")) == ["44", "4403", "440305"]
    assert levels(federation("130171-zone")) == ["13", "1301", "130171-zone"]
    assert levels(industrial()) == ["50", None, None]


def test_nationwide_industrial_federation_ranks_with_the_provinces(db):
    one = industrial(parent="0", code="0-education")
    assert (one.path, levels(one)) == ("/0/0-education/", ["0-education", None, None])


def test_another_superior_moves_the_whole_subtree(db):
    dongguan = federation("4419")
    street = Federation.objects.create(
        **{"code": "441900003", "name": "东城街道总工会", "short_name": "东城", "level": 5},
        **{"parent": dongguan, "region": Region.objects.get(code="441900003")},
    )
    dongguan.parent = federation("50")
    dongguan.save()
    street.refresh_from_db()
    assert dongguan.path == "/0/50/4419/"
    assert (street.path, levels(street)) == ("/0/50/4419/441900003/", ["50", "4419", None])


def test_a_ring_is_refused(db):
    city = federation("4403")
    city.level, city.parent = 5, federation("440305")
    with pytest.raises(IntegrityError, match="下级"), transaction.atomic():
        city.save()
    region = Region.objects.get(code="4403")
    region.parent = Region.objects.get(code="440305")
    with pytest.raises(IntegrityError, match="下级"), transaction.atomic():
        region.save()


def test_a_path_cannot_be_written_by_hand(db):
    Federation.objects.filter(code="500112").update(path="/0/32/500112/", city=federation("3201"))
    Region.objects.filter(code="500112").update(path="/32/500112/")
    assert federation("500112").path == "/0/50/500112/"
    assert levels(federation("500112")) == ["50", None, "500112"]
    assert Region.objects.get(code="500112").path == "/50/5001/500112/"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "50/112"),
        ("code", "500112-zone"),  # territorial ones carry the division's own code
        ("level", 1),
        ("level", 2),  # not above its own superior
        ("region_id", None),
    ],
)
def test_the_database_refuses(db, column, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        Federation.objects.filter(code="500112").update(**{column: value})


@pytest.mark.parametrize("code", ["5001", "441900", "130171"])
def test_no_territorial_federation_in_what_is_no_division(db, code):
    with pytest.raises(IntegrityError, match="虚拟"), transaction.atomic():
        Federation.objects.create(
            **{"code": "999999", "name": "甲", "short_name": "甲", "level": 4},
            **{"parent": federation("50"), "region": Region.objects.get(code=code)},
        )


def test_at_or_below_reaches_the_subtree_and_nothing_else(db):
    def codes(*heads):
        found = Federation.objects.at_or_below([federation(c) for c in heads])
        return set(found.values_list("code", flat=True))

    assert len(codes("0")) == 3339
    assert codes("500112") == {"500112"}
    assert len(codes("50")) == 39
    assert codes("50", "500112") == codes("50")
    assert codes() == set()


def test_at_or_below_is_one_index_range(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Federation.objects.at_or_below([federation("4403")]).explain()
    assert "Index Cond: (((path)::text >= '/0/44/4403/'" in plan.replace("~>=~", ">=")


def test_ancestors_from_the_top_down(db):
    above = Federation.objects.ancestors_of(federation("440305"))
    assert [f.code for f in above] == ["0", "44", "4403"]
    above = Region.objects.ancestors_of(Region.objects.get(code="500112"))
    assert [r.code for r in above] == ["50", "5001"]


def test_grassroots_unions_are_reached_by_their_federation(db):
    ours = GrassrootsUnion.objects.create(name="某社工会", federation=federation("500112"))
    GrassrootsUnion.objects.create(name="另一工会", federation=federation("32"))
    assert list(GrassrootsUnion.objects.at_or_below([federation("50")])) == [ours]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("81320105MC0000012W", None),
        ("81320105MC00000120", "请核对"),
        ("52320105MJ5100018D", "81或89"),
    ],
)
def test_a_unions_own_credit_code(db, code, reason):
    from django.core.exceptions import ValidationError

    union = GrassrootsUnion(name="某社工会", federation=federation("50"), credit_code=code)
    if reason is None:
        union.full_clean()
        return
    with pytest.raises(ValidationError, match=reason):
        union.full_clean()
