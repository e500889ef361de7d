import gzip
import json

import pytest

from unions.boundaries import boundary_file, boundary_names
from unions.queries import boundary_url


@pytest.mark.parametrize("name", ["china", "50", "line"])
def test_shapes_are_kept_by_their_hash(client, name):
    response = client.get(boundary_url(name))
    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert json.loads(response.content)["type"] in {"Topology", "FeatureCollection"}
    again = client.get(boundary_url(name), headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == response["ETag"]
    assert not response["ETag"].startswith("W/")


def test_without_the_hash_they_are_asked_for_again(client):
    for url in ("/boundaries/50.json", "/boundaries/50.json?v=old"):
        assert "immutable" not in client.get(url)["Cache-Control"]


def test_packed_when_the_browser_unpacks(client):
    url = boundary_url("50")
    plain = client.get(url)
    packed = client.get(url, headers={"accept-encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["ETag"] != plain["ETag"]
    assert "Accept-Encoding" in packed["Vary"]
    refused = client.get(url, headers={"accept-encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.parametrize("path", ["99", "..", "china.topo", "500112"])
def test_no_other_file_is_served(client, path):
    assert client.get(f"/boundaries/{path}.json").status_code == 404


def test_every_province_has_its_shapes():
    assert len(boundary_names()) == 34 + 2
    assert boundary_file("china").shapes["provinces"] >= {"710000", "810000", "820000", "500000"}
