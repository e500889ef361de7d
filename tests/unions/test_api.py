from datetime import date

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from unions.models import Region


@pytest.fixture
def api(db):
    client = APIClient()
    client.force_authenticate(User.objects.create(username="anyone"))
    return client


@pytest.mark.parametrize("path", ["regions/", "federations/", "regions/50/", "federations/50/"])
def test_only_for_those_logged_in(db, path):
    assert APIClient().get(f"/api/v1/{path}").status_code in {401, 403}


def test_divisions_page_by_page(api):
    seen, url = [], "/api/v1/regions/?level=3&limit=1000"
    while url:
        page = api.get(url).data
        seen += [row["code"] for row in page["results"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == 2978


@pytest.mark.parametrize("noun", ["regions", "federations"])
def test_a_page_costs_as_many_queries_as_a_row(api, noun, django_assert_num_queries):
    for limit in (1, 200):
        with django_assert_num_queries(1):
            assert len(api.get(f"/api/v1/{noun}/?limit={limit}").data["results"]) == limit


def codes(api, url):
    return [row["code"] for row in api.get(url).data["results"]]


def test_filters(api):
    assert codes(api, "/api/v1/regions/?parent=50") == ["5001", "5002"]
    assert len(codes(api, "/api/v1/federations/?parent=50")) == 38
    assert codes(api, "/api/v1/federations/?search=渝北") == ["500112"]
    assert codes(api, "/api/v1/federations/?search=５００１１２") == ["500112"]
    assert len(codes(api, "/api/v1/federations/?kind=zone&parent=1301")) == 2
    assert codes(api, "/api/v1/federations/?region=441900") == []
    assert codes(api, "/api/v1/regions/?pseudo=true&parent=41") == ["4190"]


def test_ended_divisions_show_on_their_day_or_when_asked_for(api):
    Region.objects.filter(code="500112").update(valid_to=date(2024, 1, 1))
    url = "/api/v1/regions/?search=500112&level=3"
    assert codes(api, url) == []
    assert codes(api, f"{url}&on=2023-12-31") == ["500112"]
    assert codes(api, f"{url}&ended=true") == ["500112"]
    assert api.get("/api/v1/regions/500112/").data["valid_to"] == "2024-01-01"


def test_one_federation(api):
    assert api.get("/api/v1/federations/500112/").data == {
        **{"code": "500112", "name": "渝北区总工会", "short_name": "渝北", "level": 4},
        **{"kind": "territorial", "parent": "50", "region": "500112", "path": "/0/50/500112/"},
        **{"valid_from": None, "valid_to": None},
    }
    assert api.get("/api/v1/federations/130171-zone/").data["kind"] == "zone"


def test_nothing_can_be_written(api):
    assert api.post("/api/v1/regions/", {"code": "99"}).status_code == 405
    assert api.delete("/api/v1/federations/50/").status_code == 405
