"""The arithmetic of hardship by the regime of the day (domain 5.5)."""

from datetime import date
from decimal import Decimal

import pytest

from stations import hardship
from stations.models import MoneyLine
from tests import make

pytestmark = pytest.mark.django_db


def lines(**amounts):
    return [MoneyLine(kind=kind, declared=Decimal(str(n))) for kind, n in amounts.items()]


def rules(on=date(2026, 4, 1), **over):
    return {**hardship.freeze(make.federation("500112"), on), "floor": 735, **over}


@pytest.mark.parametrize(
    ("amounts", "persons", "category"),
    [
        ({"wages": 26459.99}, 3, "deep"),  # 734.999… a head and month
        ({"wages": 26460}, 3, "relative"),  # 735.00 is not below 735
        ({"wages": 52919.99}, 3, "relative"),
        ({"wages": 52920}, 3, ""),
        ({"wages": 60000, "illness": 30000}, 3, "relative"),
        ({"wages": 60000, "illness": 30000, "compensation": 30000}, 3, ""),
        ({"wages": 100000, "accident": 90000}, 1, "relative"),
        ({"wages": 300000, "accident": 250000}, 1, "accident"),
        ({"wages": 300000, "accident": 250000, "compensation": 20000}, 1, ""),
        ({"wages": 0}, 1, "deep"),
    ],
)
def test_compared_unrounded_line_by_line(amounts, persons, category):
    """Deep below the floor, relative below twice, accident above 80% of the year's income."""
    assert hardship.assess(lines(**amounts), persons=persons, rules=rules()).category == category


def test_every_line_is_shown_as_declared_or_found():
    found = lines(wages=30000, illness=5000)
    found[1].verified, found[1].evidence = Decimal(4200), "票据"
    verdict = hardship.assess(found, persons=2, rules=rules())
    told = {step.label: (step.shown, step.words) for step in verdict.steps}
    assert told["医疗自付"] == ("4,200.00", "减，核实，申报为 5,000，票据")
    assert told["收入减刚性支出"][0] == "25,800.00"
    assert told["月人均"] == ("1,075.00", "÷ 2 人")


@pytest.mark.parametrize(
    ("monthly", "relief", "accident", "category"),
    [(900, "minimum", False, "minimum"), (900, "", False, "edge"), (1500, "", True, "accident")],
)
def test_the_older_regime_holds_for_its_years(monthly, relief, accident, category):
    """总工办〔2016〕36号: by relief, 1.5 times, three times with a cause."""
    old = rules(date(2018, 6, 1))
    assert old["rule_set"] == "national-2016"
    verdict = hardship.assess(
        lines(wages=monthly * 12), persons=1, rules=old, relief=relief, accident=accident
    )
    assert verdict.category == category


def test_floors_are_those_of_the_place_and_the_day():
    yubei = make.federation("500112")
    assert hardship.freeze(yubei, date(2022, 8, 31))["floor"] == 460
    assert hardship.freeze(yubei, date(2023, 9, 1))["floor"] == 735
    assert hardship.freeze(make.federation("320102"), date(2024, 1, 1))["floor"] == 820
