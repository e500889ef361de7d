"""The dashboard's data: one page, few queries, the same counts as the figures."""

from datetime import date

import pytest
import time_machine

from indicators import services
from indicators.dashboard import overview
from tests import make
from tests.indicators.conftest import cover, eligible

NOVEMBER = date(2026, 11, 20)


@pytest.fixture
def november(drive):
    """渝北: 4 in scope, 3 eligible, founded in August, October and not at all. 江北: 1, founded."""
    with time_machine.travel("2026-11-20 10:00 +0800", tick=False):
        services.rebuild()
        hospital = {"kind": "hospital"}
        orgs = [make.organization(**hospital) for _ in range(4)]
        neighbour = make.organization("500105", **hospital)
        for org in [*orgs[:3], neighbour]:
            eligible(org, reason="N05" if org is orgs[2] else "")
        cover(orgs[0], make.union(), since=date(2026, 8, 3))
        cover(orgs[1], make.union(), form="single", since=date(2026, 10, 9))
        cover(neighbour, make.union("500105"), since=date(2024, 1, 1))
        services.fold()
        yield


def test_the_sentence(november):
    said = overview(make.federation("500112"))["sentence"]
    assert (said["numerator"], said["denominator"]) == (2, 3)
    assert (said["target"], said["low"], said["about"]) == (85, 83, True)
    assert (said["state"], said["lacking"]) == ("short", 1)
    assert said["change"] == 0
    assert said["projected_words"] == "2027年1月上旬"


def test_the_children_and_what_is_directly_below(november):
    make.organization("50", kind="hospital")
    services.fold()
    page = overview(make.federation("50"))
    rows = {c["code"]: c for c in page["children"]}
    assert len(rows) == 38
    assert (rows["500112"]["numerator"], rows["500112"]["denominator"]) == (2, 3)
    assert (rows["500112"]["state"], rows["500112"]["lacking"]) == ("short", 1)
    assert (rows["500105"]["percent"], rows["500105"]["state"]) == (100.0, "met")
    assert rows["500101"]["percent"] is None
    assert [c["code"] for c in page["ranking"]] == ["500112", "500105"]
    assert (page["own"]["name"], page["own"]["denominator"]) == ("本级直属", 0)


def test_trend_reasons_and_forms(november):
    page = overview(make.federation("500112"))
    trend = page["trend"]
    assert trend["labels"][0] == "2023-05"
    assert trend["labels"][-1] == "2026-11"
    assert trend["series"][0]["values"][-4:] == [100 / 3, 100 / 3, 200 / 3, 200 / 3]
    assert [line["label"] for line in trend["targets"]] == [
        *("60%（2023年底）", "85%（2024年底）", "保持在 85% 左右")
    ]
    assert trend["targets"][-1]["from"] == "2024-12"
    assert (trend["in_band"], trend["since_due"]) == (0, 24)
    assert page["reasons"]["items"] == [{"key": "N05", "name": "负责人不支持", "value": 1}]
    assert [(f["key"], f["numerator"]) for f in page["forms"]] == [("single", 1), ("joint", 1)]


def test_an_earlier_month_reads_as_it_was(november):
    page = overview(make.federation("50"), on=date(2026, 8, 31))
    assert (page["sentence"]["numerator"], page["sentence"]["denominator"]) == (2, 4)
    assert page["is_live"] is False
    assert page["sentence"]["change"] == pytest.approx(25)
    assert page["trend"]["labels"][-1] == "2026-08"


def test_a_dashboard_takes_few_queries(november, django_assert_max_num_queries):
    federation = make.federation("50")
    with django_assert_max_num_queries(12):
        overview(federation)


def test_an_empty_registry_has_a_dashboard_too(db):
    page = overview(make.federation("50"))
    assert page["sentence"]["state"] == "none"
    assert page["refresh"] is None
