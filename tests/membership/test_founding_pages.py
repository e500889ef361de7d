"""Founding cases on pages, in lists and over the interface."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook
from rest_framework.test import APIClient

from communications.inbox import groups
from documents.kinds import kind
from documents.models import Attachment, Paper
from documents.services.papers import docx_of, draft_paper
from membership.founding_papers import KINDS
from membership.models import Coverage, FoundingCase
from tests import make
from tests.membership.foundings import GROUP, case_at, day, values_of, votes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def above():
    return make.officer("50")


def posted(verb, case):
    """A step's page filled in as a browser sends it."""
    values = dict(values_of(verb))
    people = values.pop("people", [])
    data = {name: str(value) for name, value in values.items()}
    for body in {"form_group": ["group"], "publicise": ["committee", "audit", "women"]}.get(
        verb, []
    ):
        named = [p for p in people if p["body"] == body]
        data |= {f"{body}-TOTAL_FORMS": str(len(named)), f"{body}-INITIAL_FORMS": "0"}
        for n, person in enumerate(named):
            data |= {
                f"{body}-{n}-person_name": person["person_name"],
                f"{body}-{n}-duty": person.get("duty", "member"),
                **({f"{body}-{n}-female": "on"} if person.get("female") else {}),
            }
    if verb == "elect":
        data |= {f"votes_{pk}": str(n) for pk, n in votes_of(case).items()}
    return data


def test_step_by_step_over_the_pages(client, yubei, above, org):
    """DRV-14 DRV-16: each step is a page; the case says what comes next and by which rule."""
    client.force_login(yubei)
    answer = client.get(f"/organizations/{org.uid}/founding/")
    page = client.get(answer["Location"]).content.decode()
    assert org.name in page
    opened = {
        "step": "open",
        "organization": str(org.uid),
        "form": "single",
        "name": "启航学校工会",
        "route": "place",
        "mobilised_on": "2026-03-02",
    }
    assert client.post("/foundings/new/", {**opened, "name": ""}).status_code == 422
    path = client.post("/foundings/new/", opened)["Location"]
    page = client.get(path).content.decode()
    assert "下一步：报送建会请示" in page
    assert "工会法第三条" in page
    assert "请写明职工的建会意愿" in page
    refused = client.post(f"{path}steps/request/", {"requested_on": "2026-03-03"})
    assert refused.status_code == 422
    case = FoundingCase.objects.get()
    for verb in (
        *("request", "consent", "form_group", "recruit", "publicise", "elect", "report"),
        *("approve", "register", "open_account", "settle"),
    ):
        client.force_login(above if verb in ("consent", "approve") else yubei)
        assert client.get(f"{path}steps/{verb}/").status_code == 200
        answer = client.post(f"{path}steps/{verb}/", posted(verb, case))
        assert answer.status_code == 302, (verb, answer.content.decode()[:6000])
        assert client.get(path).status_code == 200
    case.refresh_from_db()
    assert case.status == "regular"
    assert Coverage.objects.known().valid().get(organization=org).union == case.union
    page = client.get(path).content.decode()
    assert "建会程序已全部办完" in page
    assert "赵一" in page


def test_names_are_masked_for_whoever_does_not_need_them(client, yubei, above):
    case = case_at("preparing", by=yubei, approver=above)
    client.force_login(make.officer("500112", "statistics"))
    page = client.get(case.get_absolute_url()).content.decode()
    assert "赵一" not in page
    assert "赵*" in page


def test_the_page_offers_an_act_to_whom_it_is_for(client, yubei, above):
    case = case_at("requested", by=yubei, approver=above)
    client.force_login(yubei)
    page = client.get(case.get_absolute_url()).content.decode()
    assert "须由他人批复" in page
    assert "steps/consent/" not in page
    assert client.post(f"{case.get_absolute_url()}steps/consent/", {}).status_code == 403
    client.force_login(above)
    assert "steps/consent/" in client.get(case.get_absolute_url()).content.decode()
    client.force_login(make.officer("32"))
    assert client.get(case.get_absolute_url()).status_code == 404


def test_the_list_filters_sorts_exports_and_keeps_its_queries(client, yubei, above):
    client.force_login(yubei)
    case_at("recruiting", by=yubei, approver=above, name="甲工会")
    client.get("/foundings/")
    with CaptureQueriesContext(connection) as few:
        client.get("/foundings/")
    for n in range(4):
        case_at("requested", by=yubei, approver=above, name=f"乙{n}工会")
    with CaptureQueriesContext(connection) as many:
        page = client.get("/foundings/").content.decode()
    assert len(many) == len(few)
    assert "乙3工会" in page
    for query, found in (
        ({"state": "reply"}, 4),
        ({"status": "recruiting"}, 1),
        ({"state": "overdue"}, 5),
        ({"q": "乙2"}, 1),
        ({"form": "joint"}, 0),
        ({"federation": "500112", "sort": "-due"}, 5),
    ):
        answer = client.get("/foundings/", query)
        assert answer.context["page"].paginator.count == found, query
    answer = client.post("/foundings/export/?state=reply")
    sheet = load_workbook(io.BytesIO(b"".join(answer))).worksheets[0]
    assert sheet.max_row == 6  # a title, a header, four rows
    client.force_login(make.officer("500112", "street"))
    assert client.post("/foundings/export/").status_code == 403


@pytest.mark.parametrize("key", [k.key for k in KINDS])
def test_every_paper_is_composed_from_the_case(yubei, above, key):
    """DRV-16: request, replies, lists, notices and forms, each a Word file."""
    case = case_at("reported", by=yubei, approver=above)
    made = draft_paper(by=above, kind=key, federation=make.federation("500112"), subject=case)
    document = Document(io.BytesIO(docx_of(made)))
    text = "\n".join(p.text for p in document.paragraphs)
    text += "\n".join(c.text for t in document.tables for r in t.rows for c in r.cells)
    subject = "意见书" in made.title or "启航学校工会" in made.title + text
    assert subject
    said = {
        "founding-request": ["职工代表座谈", "请批示"],
        "founding-consent": ["同意筹建", "三至五人"],
        "founding-group": ["赵一", "钱二", "孙三"],
        "founding-notice": [
            "孙三（男）、李四（女）、赵一（男，教务主任）、钱二（男）",
            "2026年3月23日至2026年3月30日",
        ],
        "founding-result": ["应到30人", "实到29人", "得16票以上", "当选", "未当选"],
        "founding-approval": ["赵一任主席", "任期3年"],
        "founding-registration": ["渝北区总工会"],
    }.get(key, [])
    for words in said:
        assert words in text, (key, text)
    assert kind(key).fields


def test_an_organization_signs_its_own_request(client, yubei, above, org):
    case = case_at("requested", by=yubei, approver=above, organizations=[org])
    client.force_login(yubei)
    path = f"{case.get_absolute_url()}papers/founding-request/"
    first = client.post(path)["Location"]
    assert client.post(path)["Location"] == first
    assert Paper.objects.get().signer == org.name
    assert f'href="{case.get_absolute_url()}"' in client.get(first).content.decode()
    assert client.post(f"{case.get_absolute_url()}papers/founding-consent/").status_code == 302
    assert Paper.objects.get(kind="founding-consent").signer == "渝北区总工会"


def test_scans_hang_on_the_case(client, yubei, above, settings, tmp_path):
    settings.MEDIA_ROOT, settings.CLAMD_URL = tmp_path, ""
    case = case_at("consented", by=yubei, approver=above)
    client.force_login(yubei)
    file = SimpleUploadedFile("签到表.png", make.PNG, "image/png")
    data = {"purpose": "会议签到表", "file": file}
    assert client.post(f"{case.get_absolute_url()}files/", data).status_code == 302
    scan = Attachment.objects.get()
    assert client.get(scan.get_absolute_url()).status_code == 200
    assert "签到表.png" in client.get(case.get_absolute_url()).content.decode()
    client.force_login(make.officer("32"))
    assert client.get(scan.get_absolute_url()).status_code == 404


def test_what_waits_is_in_the_inbox_of_whoever_may_do_it(yubei, above):
    """Overdue and returned work waits for the county, requests for the union that replies."""
    case_at("requested", by=yubei, approver=above)
    keys = {g.tasks.key: g.count for g in groups(above)}
    assert keys["founding_reply"] == 1
    assert "founding_reply" not in {g.tasks.key for g in groups(yubei)}
    case_at("recruiting", by=yubei, approver=above, name="逾期的工会")
    late = [g for g in groups(yubei) if g.tasks.key == "founding_late"]
    assert [row.name for row in late[0].rows] == ["逾期的工会"]
    FoundingCase.objects.update(due_on=timezone.localdate() + timedelta(9))
    assert "founding_late" not in {g.tasks.key for g in groups(yubei)}


def test_several_from_the_list_of_organizations(client, yubei):
    """DRV-14 ZH-03: ticked organizations become one joint case; the Party is asked, too."""
    orgs = [make.organization() for _ in range(3)]
    client.force_login(yubei)
    page = client.post("/foundings/new/", {"ids": [o.pk for o in orgs]}).content.decode()
    assert "建会单位（3 家）" in page
    data = {
        "step": "open",
        "organization": [str(o.uid) for o in orgs],
        "form": "joint",
        "name": "楼宇联合工会",
        "route": "industry",
        "mobilised_on": "2026-03-02",
    }
    path = client.post("/foundings/new/", data)["Location"]
    case = FoundingCase.objects.get()
    assert (case.units.count(), case.route) == (3, "industry")
    unit = case.units.last()
    assert client.post(f"{path}units/{unit.pk}/remove/").status_code == 302
    assert case.units.count() == 2
    answer = client.post(f"{path}units/", {"words": unit.organization.credit_code})
    assert answer.status_code == 302
    assert client.post(f"{path}units/", {"words": "没有的单位"}).status_code == 422
    changed = {"name": "新名联合工会", "route": "place", "party_opinion": "纳入党建工作要点"}
    assert client.post(f"{path}edit/", changed).status_code == 302
    case.refresh_from_db()
    assert (case.name, case.party_opinion) == ("新名联合工会", "纳入党建工作要点")
    assert (
        str(orgs[0].founding_units.get().case)
        in client.get(orgs[0].get_absolute_url()).content.decode()
    )


def test_the_interface_does_the_same(yubei, above, org, stranger):
    """DRV-14 ZH-05: list, detail with what is missing, moves refused in the pages' words."""
    api = APIClient()
    api.force_authenticate(yubei)
    made = api.post(
        "/api/v1/foundings/",
        {
            "organizations": [str(org.uid)],
            "form": "single",
            "name": "启航学校工会",
            "mobilised_on": "2026-03-02",
            "route": "industry",
        },
        format="json",
    )
    assert made.status_code == 201, made.data
    path = f"/api/v1/foundings/{made.data['id']}/"
    told = api.get(path).data
    assert (told["next_move"], told["route"]) == ("request", "industry")
    lacking = [r for r in told["requirements"] if r["binding"] and not r["met"]]
    assert {r["cite"] for r in lacking} == {"工会法第三条", "工会法第十一条"}
    refused = api.post(f"{path}moves/request/", {}, format="json")
    assert refused.status_code == 400
    assert "职工的建会意愿" in str(refused.data)
    body = {k: str(v) for k, v in values_of("request").items()}
    assert api.post(f"{path}moves/request/", body, format="json").data["status"] == "requested"
    assert api.post(f"{path}moves/consent/", {}, format="json").status_code == 403
    api.force_authenticate(above)
    body = {"consented_on": str(day(3))}
    assert api.post(f"{path}moves/consent/", body, format="json").data["status"] == "consented"
    body = {"group_on": str(day(5)), "people": GROUP[:2]}
    assert "3 至 5 人" in str(api.post(f"{path}moves/form_group/", body, format="json").data)
    assert api.get("/api/v1/foundings/", {"state": "ahead"}).data["results"][0]["name"]
    api.force_authenticate(stranger)
    assert api.get(path).status_code == 404
    assert api.get("/api/v1/foundings/").data["results"] == []
