"""Pages and the interface of services: as few questions for fifty rows as for one, forms that
refuse in the services' words."""

import json
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Appointment
from accounts.roles import Role
from stations.models import (
    AidGuide,
    BrandProject,
    Campaign,
    CampaignAct,
    FundEntry,
    Offering,
    ServiceItem,
    ServiceRecord,
    ServiceReturn,
)
from stations.services import campaigns, funds, records
from tests import make
from tests.stations.served import counter, entry, item


def today():
    return timezone.localdate()


def at(user):
    client = Client()
    client.force_login(user)
    return client


def said(answer):
    return answer.content.decode()


def campaign(by=None, **over):
    by = by or make.officer("500112", Role.ASSISTANCE)
    values = {
        "kind": "cool",
        "year": today().year,
        "title": f"夏送清凉{uuid4()}",
        "ends_on": today(),
    }
    values |= {"starts_on": today() - timedelta(days=9)}
    row = campaigns.plan(by=by, federation=make.federation("500112"), **values | over)
    return by, campaigns.move(by=by, campaign=row, verb="start")


def questions(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return sum("stations_" in question["sql"] for question in asked)


def one_more(n):
    """Another of everything that is listed."""
    here, clerk = counter()
    records.record_service(by=clerk, station=here, **entry())
    by, row = campaign()
    campaigns.report(by=by, campaign=row, on=today(), place="工地", persons=5)
    money = make.officer("500112", Role.FINANCE)
    fund = funds.open_fund(by=money, federation=here.federation, name=f"资金{n}")
    funds.receive(by=money, fund=fund, source="union", amount=Decimal(9))


def test_as_few_questions_for_many_rows(db):
    """Lists, counters and tables: of these tables, for a session is touched once a minute."""
    looking, paying = (make.officer("50", role) for role in (Role.ASSISTANCE, Role.FINANCE))
    doors = {
        at(looking): ("records", "offerings", "vitality", "campaigns"),
        at(paying): ("funds",),
    }
    one_more(0)
    before = {
        noun: questions(client, f"/stations/{noun}/")
        for client, nouns in doors.items()
        for noun in nouns
    }
    for n in range(1, 4):
        one_more(n)
    after = {
        noun: questions(client, f"/stations/{noun}/")
        for client, nouns in doors.items()
        for noun in nouns
    }
    assert after == before


def test_a_counter_without_script(db):
    here, clerk = counter()
    client = at(clerk)
    assert client.get("/stations/counter/").url == f"/stations/{here.uid}/counter/"
    address = f"/stations/{here.uid}/counter/"
    page = client.get(address)
    assert "camera=(self)" in page.headers["Permissions-Policy"]
    told = {"uid": uuid4(), "item": "living", "group": "hardship", "persons": 2}
    told |= {"card": "https://card.example.cn/c/6217001234567890"}
    for _ in range(2):
        assert client.post(address, told).status_code == 302
    row = ServiceRecord.objects.get()
    assert (row.persons, row.card, row.group) == (2, "6217001234567890", "hardship")
    wrong = client.post(address, {**told, "uid": uuid4(), "on": today() + timedelta(days=1)})
    assert wrong.status_code == 422
    assert "不能晚于今天" in said(wrong)
    assert "重复上一条：生活救助 2 人次" in said(client.get(address))
    assert client.post(f"/stations/records/{row.uid}/void/", {"reason": "登错"}).status_code == 302
    row.refresh_from_db()
    assert row.voided_at
    listed = client.get("/stations/records/?card=6217001234567890")
    assert "已作废" in said(listed)
    assert "6217001234567890" not in said(client.get("/stations/records/"))


def test_a_counter_sends_what_waited(db):
    """Row 40: once each, with what was refused and why; the stranger's station is not there."""
    here, clerk = counter()
    client = at(clerk)
    sent = [{"id": str(uuid4()), "item": code} for code in ("rest", "rest", "legal", "nothing")]
    body = json.dumps({"station": str(here.uid), "entries": sent})
    for _ in range(2):
        answer = client.post("/api/v1/service-records/", body, content_type="application/json")
        told = answer.json()
        assert sorted(told["kept"]) == sorted(e["id"] for e in sent[:2])
        assert set(told["refused"]) == {e["id"] for e in sent[2:]}
        assert told["today"]["records"] == 2
    there, _ = counter()
    body = json.dumps({"station": str(there.uid), "entries": sent})
    answer = client.post("/api/v1/service-records/", body, content_type="application/json")
    assert answer.status_code == 404
    rows = client.get("/api/v1/service-records/").json()["results"]
    assert len(rows) == 2
    assert "card" not in rows[0]


def test_asking_and_answering(db):
    """AS-10, AS-14: from above to below, by page and by the interface."""
    asking, county = make.officer("50", Role.ASSISTANCE), make.officer("500112", Role.ASSISTANCE)
    told = {"federation": make.federation("50").pk, "title": "年报", "on": "2024-12-31"}
    told |= {"since": "2022-01-01", "due_on": "2025-02-01", "asks_items": 1, "asks_groups": 1}
    address = at(asking).post("/stations/rounds/new/", told).url
    waiting = said(at(county).get("/communications/"))
    assert "服务情况待填报" in waiting
    answer = {"federation": "500112", "runs_living": 1, "persons_living": 30}
    answer |= {"runs_legal": 1, "persons_legal": 1, "group_migrant": "2023-05-01"}
    assert at(county).post(f"{address}answer/", answer).status_code == 302
    page = said(at(asking).get(address))
    assert "100.0%" in page
    uid = address.strip("/").rsplit("/", 1)[-1]
    tables = at(asking).get(f"/api/v1/service-rounds/{uid}/tables/").json()
    assert tables["items"][0]["key"] == "living"
    assert tables["items"][0]["rate"] == 1.0
    assert {row["key"]: row["numerator"] for row in tables["items"]}["legal"] == 0
    assert tables["groups"][0]["label"] == "农民工"
    assert ServiceReturn.objects.get().federation.code == "500112"
    late = at(county).post(f"{address}answer/", {**answer, "group_young": "2019-01-01"})
    assert late.status_code == 422
    assert at(asking).post(f"{address}export/").status_code == 200


def test_a_campaign_and_its_money(db):
    """ZH-16, ZH-12, ZH-15, AS-09: who reports a day does not book its money; it goes out once."""
    by, row = campaign(kind="culture")
    money = make.officer("500112", Role.FINANCE)
    address = row.get_absolute_url()
    org = make.organization()
    joins = {"organization": org.name, "does": "演出"}
    assert at(by).post(f"{address}partners/", joins).status_code == 302
    goods = {"goods-TOTAL_FORMS": 1, "goods-INITIAL_FORMS": 0, "goods-0-name": "图书"}
    day = {"on": today(), "place": "某村文化广场", "volunteers": 8, "persons": 200, "households": 0}
    day |= {"money": "500", "organization": org.name, **goods, "goods-0-quantity": "40"}
    assert at(by).post(f"{address}acts/", day).status_code == 302
    act = CampaignAct.objects.get()
    assert act.organization == org
    assert act.goods.get().quantity == 40
    assert "待入账" in said(at(by).get(address))
    assert "活动资金待入账" in said(at(money).get("/communications/"))
    fund = funds.open_fund(by=money, federation=make.federation("500112"), name="慰问资金")
    booking = {"fund": fund.pk, "source": "union"}
    poor = at(money).post(f"/stations/acts/{act.uid}/book/", booking)
    assert poor.status_code == 422
    assert "还剩 0.00 元" in said(poor)
    funds.receive(by=money, fund=fund, source="union", amount=Decimal(800))
    for status in (302, 422):
        answer = at(money).post(f"/stations/acts/{act.uid}/book/", booking)
        assert answer.status_code == status
    entry = FundEntry.objects.spent().get()
    assert (entry.amount, entry.persons, entry.item.code) == (500, 200, "other")
    assert at(by).post(f"{address}finish/", {}).status_code == 302
    row.refresh_from_db()
    assert row.status == Campaign.Status.FINISHED
    assert "200" in said(at(by).get("/stations/campaigns/"))
    assert at(by).post("/stations/campaigns/export/").status_code == 200
    assert at(by).get("/api/v1/campaigns/").json()["results"][0]["persons"] == 200


def test_who_reports_does_not_book(db):
    """Though one person hold both offices."""
    by, row = campaign()
    Appointment.objects.create(
        user=by, federation=row.federation, role=Role.FINANCE, starts_on=date(2020, 1, 1)
    )
    act = campaigns.report(
        by=by, campaign=row, on=today(), place="工地", persons=5, money=Decimal(9)
    )
    by = type(by).objects.get(pk=by.pk)
    fund = funds.open_fund(by=by, federation=row.federation, name="资金")
    with pytest.raises(ValidationError, match="不同的人"):
        campaigns.book(by=by, act=act, fund=fund, source="union")


def test_money_on_pages(db):
    """AS-07, SC-04: in, out, reversed, told the public without a name."""
    money = make.officer("51", Role.FINANCE)
    client = at(money)
    told = {"federation": make.federation("51").pk, "name": "帮扶基金", "opened_on": "2020-01-01"}
    address = client.post("/stations/funds/new/", told).url
    gift = {"source": "donation", "amount": "1000", "on": today(), "party": "爱心人士"}
    assert client.post(f"{address}income/", gift).status_code == 302
    out = {"source": "donation", "amount": "300", "on": today(), "item": item("school").pk}
    out |= {"households": 1, "persons": 1}
    assert client.post(f"{address}spending/", out).status_code == 302
    page = said(client.get(address))
    assert "社会捐助" in page
    assert "700.00" in page
    entry = FundEntry.objects.spent().get()
    undo = client.post(f"/stations/entries/{entry.uid}/reverse/", {"reason": "写错"})
    assert undo.status_code == 302
    period = {"starts_on": today() - timedelta(days=9), "ends_on": today()}
    public = client.post(f"{address}publish/", period).url
    stranger = Client().get(public)
    assert "1,000.00" in said(stranger)
    assert "爱心人士" not in said(stranger)
    assert "帮扶资金公开" in said(Client().get("/public/"))
    assert client.post(f"{address}export/").status_code == 200
    totals = client.get("/api/v1/aid-funds/totals/").json()
    assert totals["families"][2]["in"] == "1000.00"
    statement = public.strip("/").rsplit("/", 1)[-1]
    assert client.post(f"/stations/statements/{statement}/withdraw/", {"reason": "重出"}).url
    assert Client().get(public).status_code == 404


def test_standards_and_who_lacks_them(db):
    """AS-42: a standard with its rates; stations below without any; AS-13: brands."""
    county = make.officer("500112", Role.ASSISTANCE)
    here, _ = counter()
    there, _ = counter(at="32")
    client = at(county)
    told = {"federation": here.federation_id, "kind": "standard", "title": "帮扶标准"}
    told |= {"starts_on": "2024-01-01", "rates-TOTAL_FORMS": 2, "rates-INITIAL_FORMS": 0}
    bare = client.post("/stations/guides/new/", told)
    assert bare.status_code == 422
    assert "至少填写一行" in said(bare)
    gaps = "/stations/guides/gaps/?federation=500112"
    assert here.name in said(client.get(gaps))
    rate = {"rates-0-item": item("living").pk, "rates-0-most": "3000"}
    rate |= {"rates-0-group": "hardship", "rates-0-per": "year"}
    page = client.post("/stations/guides/new/", told | rate).url
    assert "3,000.00" in said(client.get(page))
    assert here.name not in said(client.get(gaps))
    assert AidGuide.objects.in_force(date(2023, 12, 31)).count() == 0
    brand = {"federation": here.federation_id, "name": "鹊之桥", "item": item("matchmaking").pk}
    page = client.post("/stations/brands/new/", brand | {"summary": "为单身职工搭桥"}).url
    assert "搭桥" in said(client.get(page))
    assert at(make.officer("32", Role.ASSISTANCE)).get(page).status_code == 404
    assert BrandProject.objects.get().federation.code == "500112"
    assert there.federation.code == "32"


def test_items_and_offerings_on_pages(db):
    """AS-12, AS-36, AS-44."""
    county = make.officer("500112", Role.ASSISTANCE)
    client = at(county)
    here, _ = counter("psychology")
    told = {"federation": here.federation_id, "code": "yb-school", "name": "职工夜校"}
    told |= {"kind": "service", "unit": "person_time", "least_persons": 5, "initials": "zgyx"}
    assert client.post("/stations/items/new/", told | {"active_from": "2020-01-01"}).url
    revised = {**told, "name": "职工学堂", "starts_on": "2022-01-01", "reason": "更名"}
    assert client.post("/stations/items/yb-school/revise/", revised).status_code == 302
    page = said(client.get("/stations/items/yb-school/"))
    assert "第 2 版：职工学堂" in page
    assert client.get("/stations/items/legal/revise/").status_code == 403
    offer = {"federation": here.federation_id, "station": here.uid, "mode": "order"}
    offer |= {"item": ServiceItem.objects.get(code="yb-school").pk, "starts_on": "2023-01-01"}
    page = client.post("/stations/offerings/new/", offer).url
    assert "订单式" in said(client.get(page))
    twice = client.post("/stations/offerings/new/", offer)
    assert "已在提供" in said(twice)
    Offering.objects.update(starts_on=date(2020, 1, 1))
    assert "基本没有运作" in said(client.get("/stations/vitality/"))
    ended = client.post(f"{page}end/", {"on": today(), "reason": "停办"})
    assert ended.status_code == 302
    assert Offering.objects.in_force().count() == Offering.objects.count() - 1 == 1
    for noun in ("records", "offerings", "vitality"):
        assert client.post(f"/stations/{noun}/export/").status_code == 200
