import io

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from rest_framework.test import APIClient

from jobs import runner
from membership.services import record_coverage
from orgs import tasks
from orgs.exchange.formats import find, formats, lacking
from orgs.models import ExchangeFile, ImportBatch, Organization
from orgs.services import exchange
from tests import make

pytestmark = pytest.mark.django_db
ACFTU = "acftu 2026.1"


@pytest.fixture
def officer():
    return make.officer("500112")


def sent(by, form=ACFTU):
    assert tasks.exchange
    place = make.federation("500112")
    made = exchange.ask_to_send(by=by, form=form, federation=place, purpose="季度报送")
    runner.run(made.job.uid)
    made.refresh_from_db()
    made.job.refresh_from_db()
    with made.job.result_file.open("rb") as file:
        return made, file.read()


def rows_of(raw):
    lines = list(load_workbook(io.BytesIO(raw)).active.iter_rows(values_only=True))
    return lines[0][0], lines[1], lines[2:]


def test_every_format_names_what_there_is():
    """DRV-11, ACF-05."""
    assert len({f.code for f in formats()}) == len(formats())
    for form in formats():
        for column in form.columns:
            assert lacking(column, Organization.objects.all()) is not None


def test_a_file_says_what_the_register_says_under_a_stamp(officer):
    """DRV-11: the record of a founded organization, complete, to the national database."""
    one, two = make.organization(), make.organization(staff_count=None)
    make.organization("32")
    union = make.union(name="某联合工会", approval_number="渝工发〔2023〕6号")
    record_coverage(by=officer, organization=one, form="joint", union=union, basis="批复")
    made, raw = sent(officer)
    stamp, header, lines = rows_of(raw)
    assert stamp == find(ACFTU).stamp
    told = {line[0]: dict(zip(header, line, strict=True)) for line in lines}
    assert set(told) == {one.name, two.name}
    assert told[one.name]["统一社会信用代码"] == one.credit_code
    assert told[one.name]["建会状态"] == "已建会"
    assert told[one.name]["批复文号"] == "渝工发〔2023〕6号"
    assert told[two.name]["建会状态"] == "未建会"
    assert told[two.name]["从业人员"] is None
    assert made.rows == 2
    assert len(made.digest) == 64


def test_a_file_taken_back_in_changes_nothing(client, officer):
    """ACF-05: what another register says is compared, source and batch kept."""
    make.organization(region=make.federation("500112").region)
    _, raw = sent(officer, "civil-affairs 2026.1")
    client.force_login(officer)
    answer = client.post(
        "/organizations/exchange/receive/",
        {
            "form": "civil-affairs 2026.1",
            "federation": "500112",
            "as_of": "2026-01-05",
            "file": SimpleUploadedFile("回传.xlsx", raw),
        },
    )
    assert answer.status_code == 302
    batch = ImportBatch.objects.get()
    runner.run(batch.job.uid)
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.PREVIEW, batch.result
    assert (batch.result["rows"], batch.result["same"]) == (1, 1)
    assert batch.source.name == "民政部门社会组织登记信息"


def test_completeness_counts_what_is_missing(officer):
    make.organization(staff_count=None), make.organization(staff_count=4)
    staff = next(c for c in find(ACFTU).columns if c.field == "staff_count")
    assert lacking(staff, Organization.objects.all()).count() == 1
    undecided = next(c for c in find(ACFTU).columns if c.more == "eligibility")
    assert lacking(undecided, Organization.objects.all()).count() == 2


def test_what_is_refused(officer):
    place = make.federation("500112")
    with pytest.raises(ValidationError, match="交换格式"):
        exchange.ask_to_send(by=officer, form="acftu 1999", federation=place, purpose="x")
    with pytest.raises(ValidationError, match="用途"):
        exchange.ask_to_send(by=officer, form=ACFTU, federation=place, purpose=" ")
    with pytest.raises(PermissionDenied):
        exchange.ask_to_send(by=make.officer("32"), form=ACFTU, federation=place, purpose="x")
    assert not ExchangeFile.objects.exists()


def test_the_page(client, officer):
    make.organization()
    client.force_login(officer)
    page = client.get("/organizations/exchange/").content.decode()
    assert "必填项完整程度" in page
    answer = client.post("/organizations/exchange/", {"form": ACFTU, "federation": "500112"})
    assert answer.status_code == 422
    said = {"form": ACFTU, "federation": "500112", "purpose": "季度报送"}
    assert client.post("/organizations/exchange/", said).status_code == 302
    assert "季度报送" in client.get("/organizations/exchange/").content.decode()


def test_over_the_interface(officer):
    """DRV-11: what is lacking, a file asked for, and where it stands; a stranger sees none."""
    make.organization(staff_count=None)
    api = APIClient()
    api.force_authenticate(officer)
    told = api.get("/api/v1/exchange/formats/").json()["results"]
    national = next(one for one in told if one["code"] == ACFTU)
    assert national["organizations"] == 1
    assert {"header": "从业人员", "filled": 0} in national["completeness"]
    refused = api.post("/api/v1/exchange/", {"form": ACFTU, "federation": "500112"})
    assert refused.status_code == 400
    said = {"form": ACFTU, "federation": "500112", "purpose": "季度报送"}
    answer = api.post("/api/v1/exchange/", said)
    assert answer.status_code == 202
    made = ExchangeFile.objects.get()
    runner.run(made.job.uid)
    file = api.get(f"/api/v1/exchange/{answer.json()['uid']}/").json()
    assert (file["rows"], len(file["digest"])) == (1, 64)
    assert len(api.get("/api/v1/exchange/").json()["results"]) == 1
    api.force_authenticate(make.officer("32"))
    assert api.get(f"/api/v1/exchange/{made.uid}/").status_code == 404
    assert api.get("/api/v1/exchange/").json()["results"] == []
