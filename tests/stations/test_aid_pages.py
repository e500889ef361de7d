"""The worker's own pages, without an account: apply, follow, take back, rate; the wall."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stations.models import Case, PublicityObjection
from stations.services import cases
from tests.stations import helped

pytestmark = pytest.mark.django_db
YOU = {"id_type": "id_card", "work": "employed", "agreed": "on", "agreed_apart": "on"}


def begin(client, **over):
    told = {**YOU, **helped.applicant(), "at": "500112", **over}
    return client.post("/aid/apply/", told), told


def test_a_worker_applies_in_four_pages(client):
    """AS-27: a draft behind the number, the family, the money, a look at it all, and in."""
    page = client.get("/aid/?q=渝北")
    assert "/aid/apply/?at=500112" in page.content.decode()
    answer, told = begin(client)
    assert answer["Location"] == "/aid/apply/family/"
    case = Case.objects.get()
    child = {"relation": "child", "name": "周小某", "id_type": "none", "health": "well"}
    answer = client.post("/aid/apply/family/", {**child, "work": "school"})
    assert answer.status_code == 302
    page = client.get("/aid/apply/family/").content.decode()
    assert case.number in page
    assert told["name"] not in page
    answer = client.post("/aid/apply/check/")
    assert "请选择主要困难原因" in client.get("/aid/apply/check/").content.decode()
    client.post("/aid/apply/money/", {"cause": "illness", "wages": "30000", "illness": "24000"})
    page = client.get("/aid/apply/check/").content.decode()
    assert "24,000" in page
    assert told["id_number"] not in page
    answer = client.post("/aid/apply/check/", follow=True)
    assert case.number in answer.content.decode()
    case.refresh_from_db()
    assert (case.status, case.household.members.count()) == ("submitted", 2)
    assert client.get("/aid/apply/money/")["Location"] == "/aid/status/"


def test_without_both_consents_nothing_is_kept(client):
    for missing in ("agreed", "agreed_apart"):
        answer, _ = begin(client, **{missing: ""})
        assert answer.status_code == 422
    assert not Case.objects.exists()


def test_followed_by_number_and_telephone_alone(client):
    case = helped.case(until="public")
    number, tail = case.number, case.household.phone[-4:]
    wrong = client.post("/aid/status/", {"number": number, "phone_tail": "0000"})
    assert wrong.status_code == 422
    assert client.get("/aid/mine/").status_code == 302
    answer = client.post("/aid/status/", {"number": number, "phone_tail": tail}, follow=True)
    assert "正在公示" in answer.content.decode()
    head = case.household.head
    data = client.post("/aid/mine/data/", {"id_tail": head.id_number[-4:]}).json()
    assert data["家庭成员"][0]["证件号码"] == head.id_number
    client.post("/aid/mine/withdraw/")
    case.refresh_from_db()
    assert case.status == "withdrawn"
    assert "某机械公司" not in client.get("/aid/publicity/").content.decode()


def test_helped_they_rate_it_once(client):
    """AS-20: whether they knew the rules, how it went, how they were treated."""
    desk = helped.Desk()
    case = helped.case(desk, "filed")
    payment = helped.plan(desk, case, instalments=1).payments.get()
    desk.pay(payment)
    client.post("/aid/status/", {"number": case.number, "phone_tail": case.household.phone[-4:]})
    page = client.get("/aid/mine/").content.decode()
    assert "评价这次帮扶" in page
    assert "3,000.00 元" in page
    told = {"overall": "5", "attitude": "4", "knew": "yes"}
    assert client.post("/aid/mine/rate/", told).status_code == 302
    assert client.post("/aid/mine/rate/", told).status_code == 422


def test_the_wall_tells_no_more_than_it_may(client):
    """Domain 6.4: family name, unit, matter; anybody may object while it is up."""
    desk = helped.Desk()
    case = helped.case(desk, "public", name="欧阳某某")
    page = client.get("/aid/publicity/").content.decode()
    assert "欧阳*" in page
    assert "某机械公司" in page
    for secret in ("欧阳某某", case.household.phone, case.household.head.id_number, "某街"):
        assert secret not in page
    address = reverse("stations:aid_object", args=[case.notices.get().uid])
    assert client.post(address, {"said": "他有两套房"}).status_code == 200
    assert PublicityObjection.objects.get().said == "他有两套房"
    helped.expired(desk, case)
    assert client.get(address).status_code == 404


def test_a_returned_application_is_set_right(client):
    desk = helped.Desk()
    case = helped.case(desk, "submitted")
    cases.move(by=desk.clerk, case=case, verb="send_back", reason="请补充医疗费票据")
    client.post("/aid/status/", {"number": case.number, "phone_tail": case.household.phone[-4:]})
    assert "请补充医疗费票据" in client.get("/aid/mine/").content.decode()
    client.post("/aid/apply/money/", {"cause": "illness", "wages": "20000"})
    client.post("/aid/apply/check/")
    case.refresh_from_db()
    assert case.status == "submitted"
    assert case.submitted_at > timezone.now() - timedelta(minutes=1)
