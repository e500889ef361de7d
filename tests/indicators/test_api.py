"""Figures over HTTP: the same numbers, and nothing of what lies outside one's own subtree."""

from datetime import date

import pytest
from rest_framework.test import APIClient

from accounts.roles import Role
from indicators import definitions, services
from indicators.queries import figure
from membership.models import Drive
from membership.reference import DRIVE_2023
from tests import make
from tests.indicators.conftest import cover, eligible
from tests.indicators.test_tallies import found


def client(user):
    api = APIClient()
    api.force_authenticate(user)
    return api


@pytest.fixture
def leader(db):
    return client(make.officer("50", role=Role.LEADER))


@pytest.fixture
def stranger(db):
    return client(make.officer("32"))


@pytest.fixture
def registry(counted):
    for n in range(5):
        org = make.organization(kind="school")
        eligible(org, since=date(2023, 5, 1 + n))
        if n < 3:
            cover(org, make.union())
    services.fold()


def get(api, path, **query):
    return api.get(f"/api/v1/indicators/{path}", query)


def test_the_figure_has_the_shape_of_the_contract(leader, registry):
    """C1"""
    answer = get(leader, "C1/", federation="500112")
    assert answer.status_code == 200
    assert answer.json() == figure("C1", make.federation("500112"))
    assert answer.json()["rows"][0]["rate"] == 0.6
    assert get(leader, "c1/").json()["federation"] == "50"


def test_the_catalogue(leader):
    codes = [row["code"] for row in get(leader, "").json()["results"]]
    assert codes == list(dict.fromkeys(i.code for i in definitions.TABLE))
    assert {"R1", "C1", "C4", "C9", "C19"} <= set(codes)


def test_other_things_behind_a_figure_are_named(leader, counted):
    """Unions have no recorded time and no types; what is behind their figure are unions."""
    union = make.union()
    found(union, "E3")
    services.fold()
    page = get(leader, "C10/records/", federation="50").json()
    assert page["count"] == 1
    assert page["results"][0]["name"] == union.name
    assert get(leader, "C10/", federation="50").json()["rows"][0]["numerator"] == 1
    refused = get(leader, "C10/", federation="50", by="type")
    assert refused.status_code == 400
    assert "child" in refused.json()["errors"]["by"][0]
    assert get(leader, "C15/records/", federation="50").status_code == 400


def test_records_are_paged_and_as_many_as_the_figure(leader, registry):
    asked = {"federation": "50", "on": "2024-03-31", "part": "numerator"}
    page = get(leader, "C1/records/", limit=2, **asked).json()
    assert page["count"] == 3
    found = page["results"]
    while page["next"]:
        page = leader.get(page["next"]).json()
        found += page["results"]
    assert len({row["id"] for row in found}) == 3
    assert set(found[0]) == {"id", "credit_code", "name", "type", "federation", "form", "reason"}
    assert {row["federation"] for row in found} == {"渝北区总工会"}
    gap = get(leader, "C1/records/", federation="50", part="gap").json()
    assert gap["count"] == 2
    believed = get(leader, "C1/records/", known_on="2020-01-01").json()
    assert believed["count"] == 0


@pytest.mark.parametrize("path", ["C1/", "C1/records/"])
def test_out_of_reach_and_not_there_are_one_answer(leader, stranger, registry, path):
    """js-organizing learns nothing of 重庆, not even which of its federations there are."""
    answers = [
        get(stranger, path, federation=code) for code in ("50", "500112", "0", "509999", "nowhere")
    ]
    assert {a.status_code for a in answers} == {404}
    assert len({a.content for a in answers}) == 1
    mine = get(stranger, path).json()
    assert str(mine).count("渝") == 0
    assert mine.get("count", 0) == 0
    assert get(leader, path, federation="500112").status_code == 200


def test_another_provinces_drive_is_not_there(leader, stranger, registry):
    Drive.objects.create(
        federation=make.federation("50"), **{**DRIVE_2023, "code": "CQ-2026", "name": "重庆行动"}
    )
    services.fold()
    assert get(leader, "C1/", drive="CQ-2026").json()["rows"][0]["denominator"] == 5
    unknown = get(stranger, "C1/", drive="NO-SUCH")
    assert unknown.status_code == get(stranger, "C1/", drive="CQ-2026").status_code == 404
    assert unknown.content == get(stranger, "C1/", drive="CQ-2026").content


def test_who_holds_no_office_sees_no_figure(registry):
    expert = client(make.officer("50", role=Role.EXPERT))
    assert get(expert, "C1/").status_code == 404
    assert get(expert, "C1/", federation="50").status_code == 404
    assert get(APIClient(), "C1/").status_code in (401, 403)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"on": "yesterday"}, "on"),
        ({"by": "colour"}, "by"),
        ({"known_on": "2024-13-01"}, "known_on"),
    ],
)
def test_a_malformed_question_is_told_what_is_wrong(leader, query, field):
    answer = get(leader, "C1/", **query)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_an_unknown_indicator(leader):
    assert get(leader, "Z9/").status_code == 404
