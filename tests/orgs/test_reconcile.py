import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from governance.models import Event
from jobs import runner
from jobs.models import Job
from membership.services import record_coverage
from orgs import tasks
from tests import make

pytestmark = pytest.mark.django_db
HERE = "/api/v1/reconcile/"


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def law():
    return make.organization(name="重庆市渝北区劳动法律服务中心", staff_count=9)


@pytest.fixture
def inside(client, officer):
    client.force_login(officer)
    return client


def ask(client, *queries, at=HERE):
    said = {f"q{n}": q for n, q in enumerate(queries)}
    answer = client.post(at, {"queries": json.dumps(said, ensure_ascii=False)})
    assert answer.status_code == 200, answer.content
    return [answer.json()[key]["result"] for key in said]


def test_the_service_says_what_it_is(inside):
    """ACF-05; the manifest of the protocol, version 0.2."""
    told = inside.get(HERE).json()
    assert {"versions", "name", "identifierSpace", "schemaSpace", "view", "suggest"} <= set(told)
    assert "0.2" in told["versions"]
    assert "{{id}}" in told["view"]["url"]
    for part in told["suggest"].values():
        where = part["service_url"].removeprefix("http://testserver") + part["service_path"]
        assert inside.get(where, {"prefix": "名"}).status_code == 200


def test_names_and_numbers_are_matched_and_near_ones_only_proposed(inside, law):
    other = make.organization(name="重庆市渝北区劳动法律服务社")
    exact, code, near, nothing = ask(
        inside,
        {"query": "重慶市渝北區勞動法律服務中心"},
        {"query": law.credit_code.lower()},
        {"query": "渝北区劳动法津服务中心"},
        {"query": "没有这样的单位名称"},
    )
    assert [(p["id"], p["match"]) for p in exact] == [(str(law.uid), True)]
    assert code[0]["score"] == 100
    assert near[0]["id"] == str(law.uid)
    assert not any(p["match"] for p in near)
    assert nothing == []
    assert other.name not in [p["name"] for p in exact]


def test_two_of_one_name_are_nobodys_match(inside):
    for code in ("500112", "500112"):
        make.organization(code, name="阳光幼儿园")
    [found] = ask(inside, {"query": "阳光幼儿园"})
    assert len(found) == 2
    assert not any(p["match"] for p in found)


def test_what_else_a_row_says_may_speak_against(inside, law):
    hint = [{"pid": "type", "v": "53"}]
    [found] = ask(inside, {"query": law.name, "properties": hint})
    assert not found[0]["match"]
    assert "组织类型不同" in found[0]["description"]


def test_further_columns_are_within_reach(inside, officer, law):
    union = make.union(name="某联合工会")
    record_coverage(by=officer, organization=law, form="joint", union=union, basis="批复")
    stranger = make.organization("32")
    said = {
        "ids": [str(law.uid), str(stranger.uid)],
        "properties": [{"id": "staff"}, {"id": "union"}, {"id": "contact_phone"}],
    }
    told = inside.post(HERE, {"extend": json.dumps(said)}).json()
    assert [m["id"] for m in told["meta"]] == ["staff", "union"]
    assert told["rows"][str(law.uid)] == {"staff": [{"str": "9"}], "union": [{"str": "某联合工会"}]}
    assert told["rows"][str(stranger.uid)] == {"staff": [], "union": []}


def test_a_neighbour_learns_nothing(client, law):
    client.force_login(make.officer("32"))
    assert ask(client, {"query": law.name}, {"query": law.credit_code}) == [[], []]
    assert client.get(f"{HERE}preview/", {"id": str(law.uid)}).status_code == 404


def test_the_key_works_without_cookies_and_ends_with_the_password(client, inside, officer, law):
    page = inside.post("/organizations/append/openrefine/")
    address = page.context["address"].removeprefix("http://testserver")
    inside.logout()
    assert ask(client, {"query": law.name}, at=address)[0][0]["match"]
    assert client.get(address)["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{HERE}").status_code == 401
    officer.set_password("another-pass-2026")
    officer.save()
    assert client.get(address).status_code == 401
    assert client.get(f"{HERE}key/bent/").status_code == 401


@pytest.mark.parametrize("said", ["{", "[]", '{"q0": 1}'])
def test_nonsense_is_told(inside, said):
    assert inside.post(HERE, {"queries": said}).status_code == 400


def test_as_many_queries_for_one_as_for_fifty(inside, law, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        ask(inside, *[{"query": law.name}] * 50)


def appended(officer, client, table, columns):
    assert tasks.append_columns
    out = io.StringIO()
    csv.writer(out).writerows(table)
    answer = client.post(
        "/organizations/append/",
        {
            "file": SimpleUploadedFile("街道名单.csv", out.getvalue().encode("utf-8-sig")),
            "columns": columns,
            "purpose": "核对街道名单",
        },
    )
    assert answer.status_code == 302, answer.context["form"].errors
    job = Job.objects.get(kind="orgs.append")
    runner.run(job.uid)
    job.refresh_from_db()
    assert job.state == "done", job.error
    with job.result_file.open("rb") as file:
        return job, list(load_workbook(io.BytesIO(file.read())).active.iter_rows(values_only=True))


def test_a_table_of_ones_own_with_columns_of_the_register(inside, officer, law):
    """Peers' row 19: sure matches are filled in, others said to be unsure, the export logged."""
    stranger = make.organization("32", name="南京某协会")
    table = [
        ["单位名称", "备注"],
        [law.name, "=1+1"],
        ["渝北区劳动法津服务中心", ""],
        [stranger.name, ""],
    ]
    job, [header, one, two, three] = appended(officer, inside, table, ["staff", "union"])
    assert header == ("单位名称", "备注", "匹配结果", "名册·从业人数", "名册·覆盖工会")
    assert one[:4] == (law.name, "'=1+1", "名称相同", "9")
    assert "可能是" in two[2]
    assert law.name in two[2]
    assert two[3] is None
    assert three[2] == "名册中没有"
    assert job.result == {"rows": 3, "matched": 1}
    assert Event.objects.get(verb="organizations.append").reason == "核对街道名单"
