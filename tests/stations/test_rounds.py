"""Tables 2 and 3, from what unions answer."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.roles import Role
from stations.models import (
    GroupAddition,
    Offering,
    ReturnedItem,
    ServiceItem,
    ServiceReturn,
    ServiceRound,
)
from stations.queries import rounds
from stations.services import items, offerings
from tests import make
from tests.stations.served import counter, item, station
from unions.look.numbers import rate

ON, SINCE = date(2014, 12, 31), date(2011, 1, 1)
TABLE_2 = [
    *(("生活救助", 112, "98.2%"), ("助学救助", 112, "98.2%"), ("医疗救助", 111, "97.4%")),
    *(("就业培训", 99, "86.8%"), ("信访接待", 98, "86.0%"), ("法律援助", 97, "85.1%")),
    *(("职业介绍", 90, "78.9%"), ("心理咨询", 77, "67.5%"), ("创业指导", 54, "47.4%")),
    *(("小额借（贷）款", 30, "26.3%"), ("其他", 12, "10.5%")),
]
TABLE_3 = [
    *(("农民工", 195, "54.8%"), ("会员（全体）职工", 164, "46.1%"), ("青年职工", 58, "16.3%")),
    *(("新生代农民工", 30, "8.4%"), ("劳务派遣工", 27, "7.6%")),
]


def asked(by, code="32", **over):
    values = {"title": "服务开展情况", "on": ON, "since": SINCE, "due_on": date(2015, 3, 1)}
    return offerings.open_round(by=by, federation=make.federation(code), **values | over)


def printed(rows, label):
    return [(label(row), row["n"], rate(row["n"], row["of"])) for row in rows]


def test_table_2_to_the_printed_digit(db):
    """AS-10, AS-15: 114 unions; a dormant item that is ticked does not count."""
    by = make.officer("32", Role.ASSISTANCE)
    round = asked(by)
    places = [station("32") for _ in range(114)]
    returns = ServiceReturn.objects.bulk_create(
        ServiceReturn(round=round, federation=place.federation, station=place, by=by)
        for place in places
    )
    lines = []
    for name, n, _ in TABLE_2:
        what = ServiceItem.objects.get(name=name)
        for k, answer in enumerate(returns):
            line = ReturnedItem(service_return=answer, item=what, operating=k <= n, persons=12)
            line.dormant = k == n  # one more has it on the plate alone
            lines.append(line)
    ReturnedItem.objects.bulk_create(lines)
    GroupAddition.objects.bulk_create(
        GroupAddition(
            federation=place.federation, station=place, group="migrant", added_on=date(2012, 5, 1)
        )
        for place in places[:55]
    )
    rows = rounds.items_run(round)
    assert printed(rows, lambda row: row["item"].name) == TABLE_2
    assert rows[0]["dormant"] == 1
    n, of = rounds.unchanged(round)
    assert (n, of, rate(n, of)) == (59, 114, "51.8%")


def test_table_3_to_the_printed_digit(db):
    """AS-14: 356 unions and offices, several groups each."""
    by = make.officer("32", Role.ASSISTANCE)
    round = asked(by, title="服务对象变化", asks_items=False)
    places = [station("32") for _ in range(356)]
    ServiceReturn.objects.bulk_create(
        ServiceReturn(round=round, federation=place.federation, station=place, by=by)
        for place in places
    )
    added = []
    for group, n, start in (
        *(("migrant", 195, 0), ("all", 164, 100), ("young", 58, 0)),
        *(("new_migrant", 30, 50), ("dispatched", 27, 20)),
    ):
        added += [
            GroupAddition(
                federation=place.federation,
                station=place,
                group=group,
                added_on=date(2011 + k % 4, 6, 1),
            )
            for k, place in enumerate(places[start : start + n])
        ]
    elsewhere = station("32")
    for place, day in ((places[300], date(2010, 12, 31)), (elsewhere, date(2012, 1, 1))):
        added.append(
            GroupAddition(federation=place.federation, station=place, group="outdoor", added_on=day)
        )
    GroupAddition.objects.bulk_create(added)
    assert printed(rounds.groups_added(round), lambda row: row["label"]) == TABLE_3


def test_a_union_answers(db):
    """AS-10, AS-44: what it runs becomes an offering; next to nobody reached, and it sleeps."""
    by = make.officer("50", Role.ASSISTANCE)
    round = asked(by, "50")
    county = make.federation("500112")
    its = make.officer("500112", Role.LIAISON)
    answer = offerings.answer(
        by=its,
        round=round,
        federation=county,
        items={item("living"): 40, item("legal"): 2, item("loan"): None},
        groups={"migrant": date(2012, 3, 1)},
    )
    lines = {line.item.code: line for line in answer.lines.select_related("item")}
    assert [lines[c].operating for c in ("living", "legal", "loan")] == [True, True, False]
    assert (lines["living"].dormant, lines["legal"].dormant) == (False, True)
    assert {o.item.code for o in Offering.objects.in_force(ON)} == {"living", "legal"}
    offerings.answer(by=its, round=round, federation=county, items={item("living"): 41}, groups={})
    assert ReturnedItem.objects.get().persons == 41
    assert not GroupAddition.objects.exists()
    for stranger, place in ((by, county), (its, make.federation("32"))):
        with pytest.raises((PermissionDenied, ValidationError)):
            offerings.answer(by=stranger, round=round, federation=place)
    assert round in ServiceRound.objects.for_user(its, "service_view"), "one is asked from above"
    offerings.close_round(by=by, round=round, reason="到期")
    with pytest.raises(ValidationError, match="已经结束"):
        offerings.answer(by=its, round=ServiceRound.objects.get(), federation=county)


def test_an_item_is_revised_by_versions(db):
    """AS-12: what it was called stays known; the national catalogue is nobody's to change."""
    by = make.officer("500112", Role.ASSISTANCE)
    mine = items.add_item(
        by=by,
        federation=make.federation("500112"),
        code="yb-night-school",
        name="职工夜校",
        kind="service",
        parent=item("training"),
        active_from=date(2020, 1, 1),
    )
    later = items.revise_item(
        by=by, item=mine, starts_on=date(2022, 1, 1), reason="并入学堂", name="职工学堂"
    )
    assert [(v.name, v.ended_on) for v in later.versions.all()] == [
        ("职工学堂", None),
        ("职工夜校", date(2022, 1, 1)),
    ]
    with pytest.raises(PermissionDenied):
        items.revise_item(
            by=by, item=item("legal"), starts_on=date(2022, 1, 1), reason="改", name="法援"
        )
    here, _ = counter("yb-night-school")
    items.retire_item(by=by, item=later, on=date(2023, 1, 1), reason="停办")
    assert here.offerings.get().ended_on == date(2023, 1, 1)
    neighbour = make.officer("32", Role.ASSISTANCE)
    assert later not in ServiceItem.objects.for_user(neighbour, "service_view")
    assert ServiceItem.objects.for_user(neighbour, "service_view").count() == 22
