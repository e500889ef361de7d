"""The register's pages: looking, doing, taking in; and what the stranger next door sees of it."""

from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Event
from jobs import runner
from orgs import tasks  # noqa: F401 (declares the kinds of work)
from orgs.models import ImportBatch, Organization, OrganizationFacts
from tests import make
from tests.orgs import lists

LIST = "/organizations/"


@pytest.fixture
def officer(client, chongqing):
    client.force_login(chongqing)
    return client


@pytest.fixture
def next_door(stranger):
    from django.test import Client

    client = Client()
    client.force_login(stranger)
    return client


def words(answer):
    if answer.streaming:
        return b"".join(answer.streaming_content)
    return answer.content.decode()


def upload(client, tmp_path, data=None, **over):
    path = lists.xlsx(tmp_path / "名单.xlsx", data or lists.rows(3))
    file = SimpleUploadedFile("名单.xlsx", path.read_bytes())
    posted = {"file": file, "source": "市民政局名单", "as_of": "2024-03-31", "federation": "50"}
    answer = client.post("/organizations/import/", {**posted, **over})
    batch = ImportBatch.objects.order_by("-pk").first()
    return answer, batch


def work(batch):
    batch.refresh_from_db()
    runner.run(str(batch.job.uid))
    batch.refresh_from_db()
    return batch


def test_the_list_and_its_conditions(officer):
    """ACF-01"""
    make.organization(name="重庆市渝北区阳光协会", type="51")
    make.organization("500105", name="江北区晨曦中心", **make.labour_field())
    page = words(officer.get(LIST))
    assert "阳光协会" in page
    assert "共 <b>2</b> 家" in page
    for query, found, lost in (
        ("search=陽光", "阳光协会", "晨曦中心"),
        ("type=52", "晨曦中心", "阳光协会"),
        ("federation=500105", "晨曦中心", "阳光协会"),
        ("region=500112", "阳光协会", "晨曦中心"),
        ("labour_field=yes", "晨曦中心", "阳光协会"),
        ("search=zz", "没有符合条件", "阳光协会"),
    ):
        page = words(officer.get(f"{LIST}?{query}"))
        assert found in page
        assert lost not in page


@pytest.mark.parametrize("typed", ["晨曦", "晨曦服务", "cxfw", "旧名", "525001123"])
def test_found_by_parts_initials_former_names_and_codes(officer, typed):
    organization = make.organization(name="晨曦服务")
    organization.aliases.create(scheme="name", value="旧名", folded="旧名")
    make.organization(name="别的单位", credit_code=None)
    page = words(
        officer.get(LIST, {"search": typed if typed[0] != "5" else organization.credit_code[:9]})
    )
    assert "晨曦服务" in page
    assert "别的单位" not in page


def test_sorted_by_what_the_head_says(officer):
    for staff in (5, 90, 20):
        make.organization(staff_count=staff, name=f"单位{staff:02}")
    page = words(officer.get(LIST, {"sort": "-staff"}))
    assert page.index("单位90") < page.index("单位20") < page.index("单位05")


def test_one_organization(officer):
    organization = make.organization(contact_phone="13812345678", name="晨曦中心")
    page = words(officer.get(organization.get_absolute_url()))
    assert "晨曦中心" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    record = f"{organization.get_absolute_url()}record/"
    assert record in page
    assert "计入统计的内容及其历史" in words(officer.get(record))
    edit = words(officer.get(f"{organization.get_absolute_url()}edit/"))
    assert "13812345678" not in edit


def test_created_changed_renamed_ended(officer):
    code = make.credit_code()
    posted = {
        "name": "重庆市渝北区晨光服务中心",
        "credit_code": code.lower(),
        "type": "52",
        "standing": "registered",
        "kind": "general",
        "region": "500112",
        "registered_on": "2016-05-01",
        "contact_phone": "１３８１２３４５６７８",
    }
    answer = officer.post("/organizations/new/", posted)
    made = Organization.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.credit_code, made.contact_phone) == (code, "13812345678")
    assert made.federation.code == "500112"

    url = made.get_absolute_url()
    posted |= {"status": "normal", "as_of": "2020-01-01", "staff_count": "9", "contact_phone": ""}
    wrong = officer.post(f"{url}edit/", posted)
    assert wrong.status_code == 422
    assert "请填写变更原因" in words(wrong)
    assert officer.post(f"{url}edit/", {**posted, "reason": "核实"}).status_code == 302
    made.refresh_from_db()
    assert (made.staff_count, made.contact_phone) == (9, "13812345678")

    officer.post(f"{url}rename/", {"name": "重庆市渝北区晨辉服务中心", "on": "2021-01-01"})
    officer.post(f"{url}federation/", {"federation": "50", "on": "2021-02-01", "reason": "上收"})
    officer.post(f"{url}end/", {"status": "deregistered", "on": "2022-01-01"})
    made.refresh_from_db()
    assert made.name == "重庆市渝北区晨辉服务中心"
    assert (made.federation.code, made.status) == ("50", "deregistered")
    told = Event.objects.about(made).values_list("verb", flat=True)
    assert {v.rpartition(".")[2] for v in told} == {"register", "update", "rename", "assign", "end"}


def test_errors_keep_what_was_typed(officer):
    answer = officer.post("/organizations/new/", {"name": "晨光中心", "credit_code": "52X"})
    assert answer.status_code == 422
    page = words(answer)
    assert page.index("<title>错误：")
    assert 'value="晨光中心"' in page
    assert not Organization.objects.exists()


def test_a_list_from_upload_to_register(officer, tmp_path):
    data = [*lists.rows(3), lists.row(4, code="52500112MJ00000010")]
    answer, batch = upload(officer, tmp_path, data)
    assert answer.url == batch.get_absolute_url()
    assert "hx-trigger" in words(officer.get(answer.url))
    assert work(batch).status == "preview"
    page = words(officer.get(answer.url))
    assert "写入 3 行" in page
    assert "校验位" in words(officer.get(f"{answer.url}?outcome=refused"))
    book = words(officer.get(f"{answer.url}errors/"))
    assert book[:2] == b"PK"
    officer.post(f"{answer.url}apply/")
    assert work(batch).status == "applied"
    assert Organization.objects.count() == 3
    assert not batch.file
    assert "已写入名册" in words(officer.get(answer.url))
    assert officer.post(f"{answer.url}apply/").status_code == 302
    assert Organization.objects.count() == 3


def test_columns_set_right_by_a_person(officer, tmp_path):
    head = ["甲", "乙", "丙"]
    data = [["重庆市渝北区晨光服务中心", make.credit_code(), "民非"]]
    path = lists.xlsx(tmp_path / "名单.xlsx", data, head=head)
    file = SimpleUploadedFile("名单.xlsx", path.read_bytes())
    posted = {"file": file, "source": "名单", "as_of": "2024-03-31", "federation": "50"}
    url = officer.post("/organizations/import/", posted).url
    batch = work(ImportBatch.objects.get())
    assert batch.status == "failed"
    assert "没有找到表头" in words(officer.get(url))
    officer.post(f"{url}columns/", {"header": "1", "sheet": "名单"})
    batch = work(batch)
    columns = {"column-0": "name", "column-1": "credit_code", "column-2": "type"}
    officer.post(f"{url}columns/", {"header": "1", "sheet": "名单", **columns})
    assert work(batch).result["new"] == 1


def test_a_list_put_aside(officer, tmp_path):
    answer, batch = upload(officer, tmp_path)
    work(batch)
    officer.post(f"{answer.url}discard/")
    batch.refresh_from_db()
    assert (batch.status, batch.lines.count(), bool(batch.file)) == ("stopped", 0, False)


def test_a_hostile_file_says_why(officer, tmp_path):
    file = SimpleUploadedFile("名单.xlsx", b"<html>")
    posted = {"file": file, "source": "名单", "as_of": "2024-03-31", "federation": "50"}
    url = officer.post("/organizations/import/", posted).url
    assert work(ImportBatch.objects.get()).status == "failed"
    assert "与扩展名不符" in words(officer.get(url))


def test_the_template_reads_back(officer, tmp_path, take_in):
    path = tmp_path / "模板.xlsx"
    path.write_bytes(words(officer.get("/organizations/import/template/")))
    book = openpyxl.load_workbook(path)
    page = book["名单"]
    heads = [cell.value for cell in page[1]]
    page.cell(3, heads.index("名称*") + 1, "重庆市渝北区晨光服务中心")
    page.cell(3, heads.index("组织类型*") + 1, "社会服务机构")
    book.save(path)
    assert take_in(path)["new"] == 1


def test_the_stranger_learns_nothing(officer, next_door, tmp_path):
    organization = make.organization(name="渝北晨曦中心")
    _, batch = upload(officer, tmp_path)
    absent = "00000000-0000-4000-8000-000000000000"
    for url in (organization.get_absolute_url(), batch.get_absolute_url()):
        for suffix in ("", "edit/", "rename/", "end/", "federation/", "errors/"):
            here = next_door.get(f"{url}{suffix}")
            nowhere = next_door.get(f"{url}{suffix}".replace(str(url.split("/")[-2]), absent))
            assert here.status_code == nowhere.status_code == 404
    for act in ("apply", "discard", "columns"):
        assert next_door.post(f"{batch.get_absolute_url()}{act}/").status_code == 404
    for query in ("", "?search=晨曦", f"?search={organization.credit_code}", "?federation=50"):
        page = words(next_door.get(f"{LIST}{query}"))
        assert "晨曦中心" not in page
        assert "共 <b>" not in page
    assert "名单.xlsx" not in words(next_door.get("/organizations/import/"))
    answer = next_door.post("/organizations/export/", {"ids": [organization.pk]})
    assert answer.status_code == 302
    assert not Event.objects.filter(verb="organizations.export").exists()


def test_who_may_only_look(client, db):
    organization = make.organization()
    client.force_login(make.officer("50", "audit"))
    assert client.get(organization.get_absolute_url()).status_code == 200
    assert client.get(f"{organization.get_absolute_url()}edit/").status_code == 403
    assert client.get("/organizations/import/").status_code == 403
    assert client.get("/organizations/new/").status_code == 403
    assert client.post("/organizations/export/", {"all": "1"}).status_code == 403


def test_not_without_logging_in(client, db):
    organization = make.organization()
    for url in (LIST, organization.get_absolute_url(), "/organizations/import/"):
        assert client.get(url).status_code == 302


def test_back_dated_history_shows_both_times(officer, chongqing):
    from orgs.services import update_organization

    organization = make.organization(staff_count=4)
    update_organization(
        by=chongqing, organization=organization, as_of=date(2018, 1, 1), reason="核", staff_count=8
    )
    page = words(officer.get(f"{organization.get_absolute_url()}record/"))
    assert "2018-01-01" in page
    assert "struck" in page


def test_labour_field_is_decided_with_basis_and_date(officer, chongqing):
    """ACF-02"""
    organization = make.organization()
    url = f"{organization.get_absolute_url()}labour-field/"
    assert "民主政治权利" in words(officer.get(url))
    posted = {"domains": ["skills", "employment"], "basis": "", "on": "2024-02-01"}
    assert officer.post(url, posted).status_code == 422
    posted["basis"] = "章程载明职业技能培训"
    assert officer.post(url, {**posted, "on": "2199-01-01"}).status_code == 422
    assert officer.post(url, posted).status_code == 302
    organization.refresh_from_db()
    assert organization.labour_field
    assert organization.labour_domains == ["employment", "skills"]
    assert organization.labour_field_decided_by == chongqing
    assert organization.labour_field_decided_on == date(2024, 2, 1)
    told = OrganizationFacts.objects.known().valid(date(2024, 3, 1)).get()
    assert told.labour_field
    assert told.labour_domains == ["employment", "skills"]
    assert not OrganizationFacts.objects.known().valid(date(2024, 1, 1)).get().labour_field
    page = words(officer.get(organization.get_absolute_url()))
    assert "劳动就业、技能培训" in page
    assert "章程载明职业技能培训" in page
    assert officer.post(url, {"basis": "复核", "on": "2024-06-01"}).status_code == 302
    organization.refresh_from_db()
    assert not organization.labour_field
    assert not OrganizationFacts.objects.known().valid(date(2024, 7, 1)).get().labour_field


def test_six_facets_kept_shown_found_and_counted(officer, tmp_path):
    """ACF-01, ZH-01"""
    one = make.organization(name="晨曦中心", category="09", staff_count=12)
    other = make.organization(
        **{"name": "阳光协会", "type": "51", "staff_count": 3, "funding_sources": ["dues"]}
    )
    make.organization("320102", name="江苏某中心", funding_sources=["grant"], staff_count=700)
    page = words(officer.get(f"{one.get_absolute_url()}edit/"))
    assert "服务收入" in page
    posted = {
        **{"type": "52", "standing": "registered", "kind": "general", "status": "normal"},
        **{"credit_code": one.credit_code, "registered_on": "2015-03-01", "region": "500112"},
        **{"category": "09", "registration_level": "50", "staff_count": "12"},
        **{"funding_sources": ["service", "grant"], "ways_of_working": ["direct"]},
        **{"activities": "社区服务", "assets": "1250000.50", "as_of": "2024-02-01"},
    }
    assert officer.post(f"{one.get_absolute_url()}edit/", posted).status_code == 302
    page = words(officer.get(one.get_absolute_url()))
    for told in ("政府补助、服务收入", "直接服务", "社区服务", "1,250,000.50 元"):
        assert told in page
    for query, found, lost in (
        ("funding=grant", one, other),
        ("funding=dues", other, one),
        ("way=direct", one, other),
        ("staff=10-29", one, other),
        ("staff=0-9", other, one),
    ):
        page = words(officer.get(f"{LIST}?{query}"))
        assert found.name in page
        assert lost.name not in page
    with CaptureQueriesContext(connection) as queries:
        page = words(officer.get("/organizations/facets/"))
    assert sum("GROUP BY" in q["sql"] for q in queries) == 5  # six facets; where; three particulars
    assert "125.00 万元" in page
    assert "?staff=10-29" in page
    assert "?funding=dues" in page
    assert "?staff=300-" not in page  # that one is next door's
    narrowed = words(officer.get("/organizations/facets/?type=51"))
    assert "?type=51&amp;funding=dues" in narrowed
    assert "125.00 万元" not in narrowed
