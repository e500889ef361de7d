"""Lists and sources over the interface: as the pages do it, with the same refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from jobs import runner
from orgs import tasks  # noqa: F401 (declares the kinds of work)
from orgs.models import FieldRank, ImportBatch, Organization
from tests import make
from tests.orgs import lists

IMPORTS = "/api/v1/imports/"


@pytest.fixture
def ours(chongqing):
    client = APIClient()
    client.force_authenticate(chongqing)
    return client


@pytest.fixture
def theirs(stranger):
    client = APIClient()
    client.force_authenticate(stranger)
    return client


@pytest.fixture
def hand_in(ours, tmp_path):
    """``hand_in(rows, source)``: read, and its address."""

    def handing(rows, source="市民政局名单", as_of="2024-03-31"):
        path = lists.xlsx(tmp_path / "a.xlsx", rows)
        posted = {
            "file": SimpleUploadedFile("名单.xlsx", path.read_bytes()),
            "source": source,
            "federation": "50",
            "as_of": as_of,
        }
        url = ours.post(IMPORTS, posted, format="multipart")["Location"]
        work()
        return url

    return handing


def work():
    runner.run(str(ImportBatch.objects.order_by("-pk").first().job.uid))


def test_a_list_is_looked_at_written_and_taken_back(ours, hand_in):
    """CQ-03: by class and line, then applied and reverted, all over the interface."""
    url = hand_in([*lists.rows(3), lists.row(4, type="企业")])
    told = ours.get(f"{url}lines/", {"outcome": "refused"}).json()["results"]
    assert [(line["row"], line["errors"][0]["field"]) for line in told] == [(5, "type")]
    assert len(ours.get(f"{url}lines/", {"limit": 2}).json()["results"]) == 2
    headings = {c["field"]: c["heading"] for c in ours.get(f"{url}columns/").json()["results"]}
    assert headings["name"] == "社会组织名称"
    classes = ours.get(f"{url}classes/").json()["results"]
    assert [(c["outcome"], c["count"], c["held"]) for c in classes] == [
        ("new", 3, False),
        ("refused", 1, False),
    ]
    held = ours.post(f"{url}classes/", {"outcome": "new", "hold": True}, format="json").json()
    assert held["results"][0]["held"] is True
    refused = ours.post(f"{url}classes/", {"outcome": "refused", "hold": True}, format="json")
    assert refused.status_code == 400
    ours.post(f"{url}classes/", {"outcome": "new", "hold": False}, format="json")
    assert ours.post(f"{url}apply/", {}, format="json").status_code == 202
    work()
    assert ours.get(url).json()["status"] == "applied"
    assert Organization.objects.count() == 3
    assert ours.post(f"{url}revert/", {}, format="json").json()["errors"]["reason"]
    assert ours.post(f"{url}revert/", {"reason": "导错"}, format="json").status_code == 202
    work()
    assert ours.get(url).json()["status"] == "reverted"
    assert not Organization.objects.exists()


def test_columns_set_right_and_a_list_put_aside(ours, hand_in):
    url = hand_in(lists.rows(2))
    columns = {c["at"]: c["field"] for c in ours.get(f"{url}columns/").json()["results"]}
    at = next(at for at, field in columns.items() if field == "staff_count")
    given = {"header": [1, 1], "columns": {str(at): "member_count", "1": "name", "3": "type"}}
    assert ours.post(f"{url}columns/", given, format="json").status_code == 202
    work()
    again = {c["at"]: c["field"] for c in ours.get(f"{url}columns/").json()["results"]}
    assert again[at] == "member_count"
    assert ours.post(f"{url}discard/").json()["status"] == "stopped"
    assert ours.post(f"{url}apply/", {}, format="json").status_code == 400


def test_doubtful_lines_are_confirmed_one_by_one(ours, hand_in):
    make.organization(
        name="重庆市渝北区晨光1号社会工作服务中心", registering_authority="重庆市渝北区民政局"
    )
    url = hand_in(lists.rows(1))
    [line] = ours.get(f"{url}lines/", {"outcome": "suspicious"}).json()["results"]
    both = {"shown": [line["id"]], "confirmed": [line["id"]]}
    assert ours.post(f"{url}lines/", both, format="json").status_code == 204
    [line] = ours.get(f"{url}lines/", {"outcome": "suspicious"}).json()["results"]
    assert line["confirmed"] is True


def test_a_source_is_chosen_over_the_interface(ours, theirs, hand_in):
    """CQ-21: what each source says, whose value stands, and how far each is trusted."""
    row = lists.row(1, staff="12人")
    for source, staff, day in (("甲名单", "12人", "2024-03-31"), ("乙名单", "15人", "2024-06-30")):
        url = hand_in([[*row[:9], staff, *row[10:]]], source=source, as_of=day)
        ours.post(f"{url}apply/", {}, format="json")
        work()
    organization = Organization.objects.get()
    assert organization.staff_count == 15
    said = f"/api/v1/organizations/{organization.uid}/sources/"
    assert theirs.get(said).status_code == 404
    first = ours.get(said).json()["results"][0]
    assert (first["field"], first["differs"]) == ("staff_count", True)
    assert [(v["source"], v["value"], v["chosen"]) for v in first["values"]] == [
        ("乙名单", "15", True),
        ("甲名单", "12", False),
    ]
    key = first["values"][1]["key"]
    assert ours.post(f"{said}staff_count/", {"value": key}, format="json").status_code == 400
    unknown = ours.post(f"{said}staff_count/", {"value": "x", "reason": "核实"}, format="json")
    assert unknown.status_code == 400
    taken = ours.post(f"{said}staff_count/", {"value": key, "reason": "电话核实"}, format="json")
    assert taken.status_code == 200, taken.json()
    organization.refresh_from_db()
    assert organization.staff_count == 12
    sources = {s["name"]: s["code"] for s in ours.get("/api/v1/sources/").json()["results"]}
    assert {"甲名单", "乙名单"} <= set(sources)
    assert theirs.post("/api/v1/sources/ranks/", {}, format="json").status_code == 400
    given = {"federation": "50", "source": sources["甲名单"], "field": "staff_count", "rank": 3}
    assert theirs.post("/api/v1/sources/ranks/", given, format="json").status_code == 400
    made = ours.post("/api/v1/sources/ranks/", given, format="json")
    assert (made.status_code, made.json()["rank"]) == (201, 3)
    assert len(ours.get("/api/v1/sources/ranks/").json()["results"]) == 1
    assert ours.post(f"/api/v1/sources/ranks/{made.json()['id']}/remove/").status_code == 204
    assert not FieldRank.objects.exists()
