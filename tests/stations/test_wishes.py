"""Supply beside demand."""

from datetime import date

import pytest

from accounts.roles import Role
from stations.models import ReturnedItem, ServiceItem, ServiceReturn
from stations.services import offerings
from tests import make
from tests.everybody import at_the_door
from tests.stations.served import station
from tests.surveys import asked

pytestmark = pytest.mark.django_db
RUN = {"living": 112, "school": 112, "medical": 111, "training": 99, "legal": 97, "placement": 90}


@pytest.fixture
def officer(db):
    """Of a province with the answers of table 5 and the returns of table 2."""
    by = make.officer("32", Role.ASSISTANCE)
    asked.with_tables(by)
    round = offerings.open_round(
        by=by,
        federation=make.federation("32"),
        title="服务开展情况",
        on=date(2014, 12, 31),
        since=date(2011, 1, 1),
        due_on=date(2015, 3, 1),
    )
    places = [station("32") for _ in range(114)]
    returns = ServiceReturn.objects.bulk_create(
        ServiceReturn(round=round, federation=place.federation, station=place, by=by)
        for place in places
    )
    items = {item.code: item for item in ServiceItem.objects.all()}
    ReturnedItem.objects.bulk_create(
        ReturnedItem(service_return=answer, item=items[code], operating=k < n, persons=9)
        for code, n in RUN.items()
        for k, answer in enumerate(returns)
    )
    return by


def test_the_gap_is_of_counts(officer, django_assert_max_num_queries):
    """A4, AS-26: 64.9 of leaders wish for living relief, 98.2 of unions run it: -33.3 from the
    counts; the most wanting stands first."""
    door = at_the_door(officer)
    with django_assert_max_num_queries(60):
        page = door.get("/stations/wishes/").content.decode()
    assert "供需对照" in page
    rows = door.get("/api/v1/wishes/").json()
    hope = {row["item"]: row for row in rows if row["option"] in ("生活救助", "法律援助")}
    living = hope["living"]
    assert (living["wishing"], living["respondents"]) == (348, 536)
    assert (living["offering"], living["unions"]) == (112, 114)
    assert living["gap"] == pytest.approx(348 / 536 - 112 / 114)
    gaps = [row["gap"] for row in rows if row["gap"] is not None]
    assert gaps == sorted(gaps, reverse=True)
    assert "-33.3" in page
    aided = next(row for row in rows if row["option"] == "得到更多的生活资助")
    assert (aided["group"], aided["wishing"]) == ("被帮扶对象", 409)


def test_within_scope(officer):
    """A4: next door neither the survey nor the returns are looked at."""
    stranger = at_the_door(make.officer("50", Role.ASSISTANCE))
    assert stranger.get("/api/v1/wishes/").json() == []
    assert at_the_door(make.officer("32", Role.AUDIT)).get("/stations/wishes/").status_code == 403
