"""The register over the API: scoped as the pages are, in the same words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from jobs import runner
from orgs import tasks  # noqa: F401 (declares the kinds of work)
from orgs.models import ImportBatch, Organization
from tests import make
from tests.orgs import lists

URL = "/api/v1/organizations/"


def api(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def ours(chongqing):
    return api(chongqing)


@pytest.fixture
def theirs(stranger):
    return api(stranger)


def test_pages_by_cursor(ours):
    for _ in range(5):
        make.organization()
    first = ours.get(URL, {"limit": 2}).json()
    assert len(first["results"]) == 2
    seen = [o["id"] for o in first["results"]]
    url = first["next"]
    while url:
        page = ours.get(url).json()
        seen += [o["id"] for o in page["results"]]
        url = page["next"]
    assert len(set(seen)) == 5


def test_conditions(ours):
    one = make.organization(type="51", category="04")
    make.organization("500105")
    for query in (
        {"type": "51"},
        {"category": "04"},
        {"region": "500112"},
        {"federation": "500112"},
    ):
        assert [o["id"] for o in ours.get(URL, query).json()["results"]] == [str(one.uid)]
    assert len(ours.get(URL, {"coverage": "no"}).json()["results"]) == 2
    assert ours.get(URL, {"status": "deregistered"}).json()["results"] == []


def test_one_by_its_id_or_any_number_it_ever_had(ours):
    organization = make.organization(contact_phone="13812345678")
    organization.aliases.create(scheme="credit_code", value="52500112300000001A")
    organization.aliases.create(scheme="certificate", value="渝民证字第1号")
    url = f"{URL}{organization.uid}/"
    told = ours.get(url).json()
    assert told["id"] == str(organization.uid)
    assert told["credit_code"] == organization.credit_code
    assert told["contact_phone"] == "138****5678"
    for number in (organization.credit_code, "52500112300000001a", "渝民证字第1号"):
        answer = ours.get(f"{URL}{number}/")
        assert (answer.status_code, answer["Location"]) == (302, url)
    assert ours.get(f"{URL}52500112300000009X/").status_code == 404


def test_create_and_change(ours):
    posted = {
        "name": "重庆市渝北区晨光服务中心",
        "credit_code": make.credit_code(),
        "type": "52",
        "region": "500112",
    }
    made = ours.post(URL, posted, format="json")
    assert made.status_code == 201
    assert made.json()["federation"] == "500112"
    url = made["Location"]
    refused = ours.patch(url, {"staff_count": 7}, format="json")
    assert refused.status_code == 400
    assert refused["Content-Type"].startswith("application/problem+json")
    assert refused.json()["errors"] == {"reason": ["请填写变更原因。"]}
    changed = ours.patch(url, {"staff_count": 7, "reason": "核实"}, format="json")
    assert changed.json()["staff_count"] == 7


def test_a_list_handed_in_and_followed(ours, tmp_path):
    path = lists.xlsx(tmp_path / "a.xlsx", [*lists.rows(2), lists.row(3, type="企业")])
    file = SimpleUploadedFile("名单.xlsx", path.read_bytes())
    posted = {"file": file, "source": "名单", "federation": "50", "apply": True}
    answer = ours.post("/api/v1/imports/", posted, format="multipart")
    assert answer.status_code == 202
    url = answer["Location"]
    assert ours.get(url).json()["status"] == "reading"
    runner.run(str(ImportBatch.objects.get().job.uid))
    told = ours.get(url).json()
    assert (told["status"], told["rows"], told["new"], told["refused"]) == ("applied", 3, 2, 1)
    [error] = told["errors"]
    assert (error["row"], error["column"], error["value"]) == (4, "社会组织类型", "企业")
    assert Organization.objects.count() == 2


def test_the_stranger_learns_nothing(ours, theirs, tmp_path):
    organization = make.organization()
    file = SimpleUploadedFile("名单.csv", "名称,类型\n甲协会,社团\n".encode())
    posted = {"file": file, "source": "名单", "federation": "50"}
    batch = ours.post("/api/v1/imports/", posted, format="multipart").json()["batch"]
    absent = "00000000-0000-4000-8000-000000000000"
    nothing = theirs.get(f"{URL}{absent}/")
    for url in (organization.uid, organization.credit_code):
        answer = theirs.get(f"{URL}{url}/")
        assert answer.status_code == 404
        assert answer.json()["detail"] == nothing.json()["detail"]
    assert theirs.get(URL).json()["results"] == []
    assert theirs.get(URL, {"search": organization.name}).json()["results"] == []
    assert theirs.patch(f"{URL}{organization.uid}/", {"name": "x"}).status_code == 404
    assert theirs.get(f"/api/v1/imports/{batch}/").status_code == 404
    assert theirs.get("/api/v1/imports/").json()["results"] == []
    file.seek(0)
    assert theirs.post("/api/v1/imports/", posted, format="multipart").status_code == 403


def test_the_description_is_whole(client, db):
    told = client.get("/api/schema/?format=json").json()
    assert told["openapi"].startswith("3.1")
    for path in ("organizations/", "organizations/{id}/", "imports/", "imports/{uid}/"):
        assert f"/api/v1/{path}" in told["paths"]
    page = client.get("/api/docs/")
    assert page.status_code == 200, page["Location"]
    page = page.content.decode()
    assert "/api/v1/organizations/" in page


@pytest.mark.parametrize(("role", "told"), [("statistics", "张*"), ("organizing", "张三丰")])
def test_a_name_is_whole_for_whoever_needs_it(client, db, role, told):
    """Statistics go down to the organization, not to its people: on the page as in the API."""
    organization = make.organization(legal_representative="张三丰")
    viewer = make.officer("50", role)
    client.force_login(viewer)
    page = client.get(organization.get_absolute_url()).content.decode()
    assert told in page
    assert ("张三丰" in page) == (told == "张三丰")
    address = f"/api/v1/organizations/{organization.uid}/"
    assert client.get(address).json()["legal_representative"] == told


def test_words_find_the_best_first(client, chongqing):
    """The same as on the page: exact, begins so, holds it; a typing error is forgiven."""
    for name in ("江北阳光协会", "阳光协会联合会", "阳光协会"):
        make.organization(name=name)
    client.force_login(chongqing)
    answer = client.get(URL, {"search": "阳光协会", "limit": 2}).json()
    assert [row["name"] for row in answer["results"]] == ["阳光协会", "阳光协会联合会"]
    rest = client.get(answer["next"]).json()
    assert [row["name"] for row in rest["results"]] == ["江北阳光协会"]
    assert rest["next"] is None
    near = client.get(URL, {"search": "江北阳先协会"}).json()
    assert [row["name"] for row in near["results"]] == ["江北阳光协会"]
