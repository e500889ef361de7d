"""Pages of calls: from the project to the public page; tables and contracts of one's own."""

import pytest
from django.test import Client
from django.utils import timezone

from procurement import terms
from procurement.models import Call, ModelText, Scheme
from procurement.services import schemes
from procurement.terms import weighing
from tests.everybody import at_the_door
from tests.procurement import calling


@pytest.fixture
def buyer(db):
    return calling.buyer()


def form_of(call, **over):
    values = {
        **{name: getattr(call, name) for name in ("title", "sponsor", "requirement", "contact")},
        "contract_model": call.contract_model,
        "rules": [rule["key"] for rule in call.admission["rules"]],
        "lot-TOTAL_FORMS": "2",
        "lot-INITIAL_FORMS": "1",
        "lot-0-title": "宣讲",
        "lot-0-ceiling": "300000",
        "lot-1-title": "值班",
        "lot-1-ceiling": "200000",
    }
    return values | over


def test_from_the_project_to_the_public_page(buyer):
    """SC-02, ACF-14: drafted, written, previewed, published, listed for anybody with its sum."""
    door, of = at_the_door(buyer), calling.project(buyer)
    answer = door.post(f"/procurement/projects/{of.uid}/call/")
    call = Call.objects.get()
    assert answer["Location"] == f"/procurement/calls/{call.uid}/edit/"
    page = door.get(answer["Location"]).content.decode()
    assert "立项评审指标体系" in page
    refused = door.post(answer["Location"], form_of(call))
    assert refused.status_code == 422  # without a contact
    asked = form_of(call, contact="社会联络部 023-6360", sponsor="joint", years=3, staff=4)
    assert door.post(answer["Location"], asked).status_code == 302
    call.refresh_from_db()
    assert [lot.title for lot in call.lots.all()] == ["宣讲", "值班"]
    stranger = Client()
    assert stranger.get(f"/public/calls/{call.uid}/").status_code == 404
    assert "预览并发布" in door.get(call.get_absolute_url()).content.decode()
    preview = door.get(f"/procurement/calls/{call.uid}/publish/").content.decode()
    assert "最早可到" in preview
    soon = timezone.localtime(calling.soonest(call))
    early = {"deadline": timezone.localtime().strftime("%Y-%m-%dT%H:%M")}
    assert door.post(f"/procurement/calls/{call.uid}/publish/", early).status_code == 422
    asked = {"deadline": soon.strftime("%Y-%m-%dT%H:%M")}
    assert door.post(f"/procurement/calls/{call.uid}/publish/", asked).status_code == 302
    shown = stranger.get(f"/public/calls/{call.uid}/").content.decode()
    for words in ("需求证据", "已建立工会或被工会覆盖", "登记状态正常", "data:image/svg", "提问"):
        assert words in shown
    for words in ("不少于 3 年", "不少于 4 人", "管理费不超过合计的 10%"):
        assert words in shown
    listed = stranger.get("/public/calls/?sponsor=joint").content.decode()
    assert call.title in listed
    assert "50.00 万元" in listed
    assert call.title in stranger.get("/public/").content.decode()
    assert call.title not in stranger.get("/public/calls/?sponsor=youth").content.decode()
    assert call.title in door.get("/procurement/calls/").content.decode()


def test_fiscal_money_says_why_there_is_no_preference(buyer):
    call = calling.published(buyer, calling.project(buyer, source="fiscal"))
    shown = Client().get(f"/public/calls/{call.uid}/").content.decode()
    assert "本项目不设建会优先" in shown
    assert "未采用的评分项" in shown


def test_a_table_is_copied_changed_and_used(buyer):
    """BJ-03: three systems to see; one's own by version, used by calls drafted after."""
    door = at_the_door(buyer)
    assert {one["purpose"] for one in terms.schemes()} == {"initial", "midterm", "final"}
    assert "58" not in door.get("/procurement/schemes/standard/final/").content.decode()[:50]
    answer = door.post("/procurement/schemes/copy/", {"from": "initial"})
    own = Scheme.objects.get()
    assert answer["Location"] == own.get_absolute_url()
    items = own.items
    items[0]["weight"], items[0]["children"][0]["weight"] = 16, 6
    rows = rows_posted(items)
    wrong = door.post(f"{own.get_absolute_url()}edit/", rows)
    assert wrong.status_code == 422
    assert "合计应为 100，现为 101" in wrong.content.decode()
    items[5]["weight"], items[5]["children"][0]["weight"] = 9, 4
    assert door.post(f"{own.get_absolute_url()}edit/", rows_posted(items)).status_code == 302
    door.post(f"{own.get_absolute_url()}use/")
    own.refresh_from_db()
    assert own.status == "in_use"
    assert next(weighing.leaves(own.items))["max"] == 6
    call = calling.draft(buyer)
    asked = form_of(call, scheme=str(own.uid))
    door.post(f"/procurement/calls/{call.uid}/edit/", asked)
    call.refresh_from_db()
    assert call.scheme["items"][0]["weight"] == 16
    door.post("/procurement/schemes/copy/", {"from": str(own.uid)})
    second = Scheme.objects.get(version=2)
    schemes.put_in_use(by=buyer, kept=second)
    own.refresh_from_db()
    assert own.status == "retired"
    far = at_the_door(calling.buyer("32"))
    assert far.get(own.get_absolute_url()).status_code == 404


def rows_posted(items):
    rows = list(weighing.flattened(items))
    posted = {"name": "市总评分表", "row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": len(rows)}
    for n, (level, item) in enumerate(rows):
        posted |= {f"row-{n}-level": level, f"row-{n}-name": item["name"]}
        posted |= {f"row-{n}-weight": item["weight"], f"row-{n}-asks": item.get("asks", "")}
    return posted


def test_a_model_contract_is_copied_and_merged(buyer):
    """BJ-04: two kinds; places that a call knows are filled when it is composed."""
    door = at_the_door(buyer)
    assert {one["kind"] for one in terms.contracts().values()} == {"project", "supervision"}
    shown = door.get("/procurement/texts/standard/supervision/").content.decode()
    assert "监管方" in shown
    door.post("/procurement/texts/copy/", {"from": "project"})
    own = ModelText.objects.get()
    body = "甲方：{{购买方}}；乙方：{{承接方}}；限价{{最高限价}}元"
    door.post(f"{own.get_absolute_url()}edit/", {"name": "市总合同", "body": body})
    door.post(f"{own.get_absolute_url()}use/")
    call = calling.draft(buyer)
    door.post(f"/procurement/calls/{call.uid}/edit/", form_of(call, contract=str(own.uid)))
    call.refresh_from_db()
    assert call.contract_model == "甲方：重庆市总工会；乙方：{{承接方}}；限价500,000.00元"


def test_an_officer_answers_amends_and_ends_it(buyer):
    door, call = at_the_door(buyer), calling.published(buyer)
    Client().post(f"/public/calls/{call.uid}/ask/", {"text": "服务地点？"})
    page = door.get(call.get_absolute_url()).content.decode()
    assert "服务地点？" in page
    question = call.questions.get()
    answer = door.post(f"/procurement/questions/{question.uid}/", {"answer": "各区县。"})
    assert answer.status_code == 302
    asked = {
        **{name: getattr(call, name) for name in ("title", "contact", "contract_model")},
        "requirement": "每月两场",
        "kind": "material",
        "text": "增加场次",
        "lot_1": "500000",
    }
    assert door.post(f"/procurement/calls/{call.uid}/amend/", asked).status_code == 302
    shown = Client().get(f"/public/calls/{call.uid}/").content.decode()
    assert "第 1 号更正" in shown
    assert "各区县。" in shown
    move = f"/procurement/calls/{call.uid}/moves/cancel/"
    assert door.get(move).status_code == 200
    door.post(move, {"reason": "需求调整"})
    assert "需求调整" in Client().get(f"/public/calls/{call.uid}/").content.decode()
    assert door.post(f"/procurement/calls/{call.uid}/again/").status_code == 302
    assert Call.objects.get(round=2).status == "draft"
