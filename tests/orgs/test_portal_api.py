"""Corrections and claims over the API: scoped as the pages are, in the same words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from orgs.models import CorrectionRequest
from orgs.services import claims
from tests import make

pytestmark = pytest.mark.django_db
URL = "/api/v1/corrections/"


def api(user):
    client = APIClient()
    client.force_authenticate(type(user).objects.get(pk=user.pk))
    return client


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def organization():
    return make.organization(residence="旧址 1 号", staff_count=9)


@pytest.fixture
def delegate(organization):
    return make.delegate(organization).user


def test_from_the_first_value_to_the_decision(organization, delegate, officer):
    ours = api(delegate)
    values = {"residence": "新址 2 号", "staff_count": 12, "status": "deregistered"}
    answer = ours.post(URL, {"organization": organization.uid, "values": values}, format="json")
    assert answer.status_code == 201
    url = answer["Location"]
    assert [v["field"] for v in answer.json()["values"]] == ["residence", "staff_count"]
    refused = ours.post(f"{url}submit/", {}, format="json")
    assert refused.status_code == 400
    assert "“住所”还需修改" in refused.json()["detail"]
    photo = SimpleUploadedFile("证书.png", make.PNG)
    sent = ours.post(f"{url}evidence/", {"part": "place", "file": photo}, format="multipart")
    assert sent.status_code == 200
    assert ours.post(f"{url}submit/", {}, format="json").json()["status"] == "submitted"
    theirs = api(officer)
    assert [r["id"] for r in theirs.get(URL).json()["results"]] == [answer.json()["id"]]
    verdicts = [
        {"field": "residence", "accept": False, "reason": "证书未变更"},
        {"field": "staff_count", "accept": True},
    ]
    done = theirs.post(f"{url}decide/", {"values": verdicts}, format="json")
    assert done.json()["status"] == "decided"
    organization.refresh_from_db()
    assert (organization.residence, organization.staff_count) == ("旧址 1 号", 12)
    again = theirs.post(f"{url}decide/", {"values": verdicts}, format="json")
    assert again.status_code == 409
    assert "目前为“已办结”" in again.json()["detail"]


def test_the_same_words_as_on_the_page(organization, delegate):
    wrong = {"credit_code": "52500112MJ00000010", "staff_count": 999_999}
    for name, words in (("credit_code", "校验位不符"), ("staff_count", "请核对数目")):
        asked = {"organization": organization.uid, "values": {name: wrong[name]}}
        answer = api(delegate).post(URL, asked, format="json")
        assert answer.status_code == 400
        assert words in str(answer.json()["errors"][name])
    assert not CorrectionRequest.objects.exists()


def test_strangers_find_nothing(organization, delegate, officer):
    asked = {"organization": organization.uid, "values": {"staff_count": 12}}
    url = api(delegate).post(URL, asked, format="json")["Location"]
    assert api(officer).get(url).status_code == 404  # a draft
    api(delegate).post(f"{url}submit/", {}, format="json")
    for stranger in (make.officer("32"), make.delegate(make.organization()).user):
        assert api(stranger).get(url).status_code == 404
        assert api(stranger).get(URL).json()["results"] == []
        assert api(stranger).post(f"{url}withdraw/").status_code == 404
        assert api(stranger).post(URL, asked, format="json").status_code == 404
    assert api(delegate).post(f"{url}decide/", {}, format="json").status_code == 404


def test_officers_answer_claims(organization, officer):
    claim = claims.submit(
        credit_code=organization.credit_code,
        representative="某",
        name="许文",
        phone="13900001234",
        phone_tail="1234",
    )
    url = f"/api/v1/claims/{claim.uid}/"
    told = api(officer).get(url).json()
    assert told["organization"] == str(organization.uid)
    assert "13900001234" not in str(told)
    assert api(make.officer("32")).get(url).status_code == 404
    assert api(officer).post(f"{url}return/", {}, format="json").status_code == 400
    assert api(officer).post(f"{url}approve/", {}, format="json").json()["status"] == "approved"
    assert api(officer).post(f"{url}refuse/", {"reason": "x"}, format="json").status_code == 409
    assert APIClient().post("/api/v1/claims/", {}).status_code in (401, 403)
