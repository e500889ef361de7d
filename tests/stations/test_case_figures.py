"""A1: households on file by category, by hand, folded and recounted."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from indicators import services
from indicators.queries import figure
from indicators.records import records
from stations.models import Household, Standing
from stations.queries.cases import by_category, satisfaction
from stations.services import applying, file_reviews
from tests import make
from tests.indicators.conftest import counted, drive  # noqa: F401
from tests.stations import helped

pytestmark = pytest.mark.django_db


def today():
    return timezone.localdate()


def on_file(category, since, until=None, code="500112"):
    n = next(helped.serial)
    closed = {"closed_on": until, "end": "out"} if until else {}
    household = Household.objects.create(
        federation=make.federation(code), number=f"DA{n}", opened_on=since, **closed
    )
    Standing.objects.create(
        household=household, category=category, valid_from=since, valid_to=until
    )
    return household


def of(federation="50", **asked):
    rows = figure("A1", make.federation(federation), **asked)["rows"]
    return {row["key"]: row["numerator"] for row in rows}


def agrees():
    services.fold(wait=True)
    return services.verify().first == ""


def test_households_on_file_by_category(counted):  # noqa: F811
    """A1: as a whole and by category, on any day; folded equals recounted (delta = full)."""
    since = date(2024, 3, 1)
    on_file("deep", since)
    on_file("relative", since)
    on_file("deep", since, until=date(2025, 3, 1))
    on_file("accident", since, code="500103")
    assert agrees()
    assert of() == {"50": 3}
    assert of("500112") == {"500112": 2}
    assert of(on=date(2025, 2, 28)) == {"50": 4}
    told = of(by="category")
    assert (told["deep"], told["relative"], told["accident"]) == (1, 1, 1)
    assert records("A1", make.federation("50")).count() == 3
    assert by_category([make.federation("50")]) == {"deep": 1, "relative": 1, "accident": 1}


def test_a_review_moves_a_household_between_categories(counted):  # noqa: F811
    desk = helped.Desk()
    case = helped.case(desk, "filed")
    Standing.objects.update(valid_from=today() - timedelta(days=400))
    assert agrees()
    assert of(by="category")["deep"] == 1
    file_reviews.review_file(by=desk.clerk, case=case, result="changes", after="relative")
    file_reviews.confirm(by=desk.second, case=case)
    assert agrees()
    told = of(by="category")
    assert (told.get("deep", 0), told["relative"]) == (0, 1)
    assert of(by="category", on=today() - timedelta(days=1))["deep"] == 1


def test_what_those_helped_say(counted):  # noqa: F811
    """AS-20: counts, from which shares are read; those who knew the rules beforehand."""
    desk = helped.Desk()
    for n, knew in enumerate((True, True, False)):
        case = helped.case(desk, "filed")
        helped.plan(desk, case)
        applying.rate(by=None, case=helped.reread(case), knew=knew, overall=5 - n, attitude=5)
    told = satisfaction([desk.house])
    assert (told["n"], told["knew"]) == (3, 2)
    assert dict(told["overall"]) == {"很好": 1, "较好": 1, "一般": 1, "较差": 0, "很差": 0}
