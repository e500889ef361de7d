"""Officers' pages of cases: the list, one, every step; what each of them shows and to whom."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.models import Event
from stations.models import AidPayment, Case, Household
from stations.services import applying, cases, publicity
from tests import make
from tests.stations import helped

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return helped.Desk()


def at(user):
    client = Client()
    client.force_login(user)
    return client


def go(client, case, name, told=None, *more):
    address = reverse(f"stations:{name}", args=[case.uid, *more])
    shown = client.get(address)
    assert shown.status_code == 200, address
    answer = client.post(address, told or {})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer


def test_officers_lead_a_case_by_their_pages(desk):
    """AS-27, AS-43: every step by its own page, each by who may."""
    clerk, second, finance = at(desk.clerk), at(desk.second), at(desk.finance)
    case = helped.case(desk, "submitted")
    page = clerk.get(case.get_absolute_url()).content.decode()
    assert "初审通过" in page
    assert "月人均" in page
    go(clerk, case, "case_move", {}, "accept")
    home = {"bank": "某银行", "bank_account": "6222021234567890123", "housing": "rented"}
    go(clerk, case, "case_household", home)
    who = {"relation": "spouse", "name": "郑某", "id_type": "id_card", "health": "serious"}
    go(clerk, case, "case_member_new", {**who, "id_number": helped.id_number(), "work": "none"})
    on = timezone.localdate().isoformat()
    visit = {"companion": "王某", "on": on, "met": 2, "living": "hard", "true": "on"}
    visit |= {"application_signed": "on", "letter_signed": "on", "note": "住房老旧"}
    go(clerk, case, "case_visit", visit)
    go(clerk, case, "case_money", {"wages": "31000", "wages_by": "工资流水"})
    go(clerk, case, "case_check", {"result": "agrees"})
    go(clerk, case, "case_move", {}, "verify")
    go(clerk, case, "case_publish", {"unit": "某机械公司", "amount": "2000"})
    helped.expired(desk, case)
    assert "须由另一人审批" in clerk.get(case.get_absolute_url()).content.decode()
    go(second, case, "case_move", {}, "file")
    plan = {"item": helped.item().pk, "source": "union", "amount": "2000", "instalments": 2}
    go(clerk, case, "case_plan", {**plan, "starts_on": on})
    row = case.plans.get()
    assert "批准" in second.get(case.get_absolute_url()).content.decode()
    second.post(reverse("stations:plan_move", args=[row.uid, "approve"]))
    payment = AidPayment.objects.order_by("ordinal").first()
    fund = desk.fund
    page = finance.get(reverse("stations:payment_pay", args=[payment.uid])).content.decode()
    assert "6222021234567890123" in page
    assert Event.objects.filter(verb="aidpayment.look_at_account").count() == 1
    go(finance, payment, "payment_pay", {"paid_on": on, "receipt": "HD-1", "fund": fund.pk})
    assert "HD-1" in clerk.get(case.get_absolute_url()).content.decode()
    go(finance, payment, "payment_bounce", {"reason": "户名不符"})
    go(clerk, case, "case_review", {"result": "out", "end": "out"})
    go(second, case, "case_move", {}, "confirm")
    case.refresh_from_db()
    assert case.status == "closed"
    assert clerk.get(case.get_absolute_url()).status_code == 200


def test_every_look_into_a_file_leaves_a_line(desk):
    case = helped.case(desk, "filed")
    client = at(desk.clerk)
    before = Event.objects.filter(verb="case.read").count()
    for address in (case.get_absolute_url(), reverse("stations:case_papers", args=[case.uid])):
        client.get(address)
    client.get(f"/api/v1/aid-cases/{case.uid}/")
    assert Event.objects.filter(verb="case.read").count() == before + 3


def test_no_number_and_no_name_in_lists(desk):
    """Masked on pages, in exports, by the interface."""
    case = helped.case(desk, "filed", name="诸葛某某")
    Household.objects.filter(pk=case.household_id).update(bank_account="6222021234567890123")
    head = case.household.head
    client = at(desk.clerk)
    assert client.post("/stations/cases/export/").status_code == 200
    helped.plan(desk, case)
    assert at(desk.finance).post("/stations/payments/export/").status_code == 200
    pages = [
        client.get("/stations/cases/"),
        client.get("/api/v1/aid-cases/"),
        client.get(f"/api/v1/aid-cases/{case.uid}/"),
    ]
    for page in pages:
        text = page.content.decode()
        assert case.number in text
        for secret in ("诸葛某某", head.id_number, case.household.phone, "6222021234567890123"):
            assert secret not in text


def test_the_list_asks_as_often_for_one_as_for_many(desk, django_assert_max_num_queries):
    helped.case(desk, "submitted")
    client = at(desk.clerk)
    client.get("/stations/cases/")
    with django_assert_max_num_queries(60) as one:
        client.get("/stations/cases/")
    for _ in range(8):
        helped.case(desk, "draft")
    with django_assert_max_num_queries(len(one)):
        client.get("/stations/cases/")


def test_found_by_number_alone_with_a_reason(desk):
    case = helped.case(desk, "filed")
    number = case.household.head.id_number
    client = at(desk.clerk)
    assert client.post("/stations/cases/find/", {"number": number}).status_code == 422
    told = {"number": number, "reason": "来访咨询"}
    assert client.post("/stations/cases/find/", told)["Location"] == case.get_absolute_url()
    neighbour = at(helped.Desk("500103").clerk)
    page = neighbour.post("/stations/cases/find/", told).content.decode()
    assert desk.house.name in page
    assert case.number not in page
    assert Event.objects.filter(verb="case.find").count() == 2


def test_a_stranger_reads_no_case(desk):
    """Of the city above, of the next county, of another department: the page is not there."""
    case = helped.case(desk, "filed")
    payment = helped.plan(desk, case, instalments=1).payments.get()
    for code, role in (("50", "assistance"), ("500103", "assistance"), ("500112", "leader")):
        client = at(make.officer(code, role))
        for name in ("case", "case_papers", "case_visit", "case_money", "case_plan"):
            assert client.get(reverse(f"stations:{name}", args=[case.uid])).status_code == 404
        paying = client.get(reverse("stations:payment_pay", args=[payment.uid])).status_code
        assert paying in (403, 404)
    page = at(make.officer("50", "assistance")).get("/stations/cases/").content.decode()
    assert case.number not in page
    assert "在档家庭" in page


def test_a_station_worker_sees_what_they_opened(desk):
    from stations.models import Station, StationWorker

    station = Station.objects.create(
        federation=desk.house,
        region=desk.house.region,
        name="某驿站",
        kind="union_station",
        layer="township",
        opened_on=timezone.localdate(),
    )
    worker = make.officer("500112", "station")
    StationWorker.objects.create(station=station, user=worker, source="hired")
    client = at(worker)
    assert str(station.uid) in client.get("/stations/cases/new/").content.decode()
    told = {"id_type": "id_card", "work": "employed", "agreed": "on", "agreed_apart": "on"}
    told |= {**helped.applicant(), "station": station.uid}
    assert client.post("/aid/apply/", told).status_code == 302
    case = Case.objects.get()
    assert (case.channel, case.opened_by) == ("station", worker)
    page = client.get(case.get_absolute_url()).content.decode()
    assert told["name"] not in page
    assert client.get(reverse("stations:case_money", args=[case.uid])).status_code == 403
    other = helped.case(desk)
    assert client.get(other.get_absolute_url()).status_code == 404


def test_what_was_said_is_told_in_counts_alone(desk):
    """AS-20: nobody at a desk reads who rated how."""
    case = helped.case(desk, "filed")
    helped.plan(desk, case)
    applying.rate(by=None, case=helped.reread(case), knew=True, overall=1, attitude=2, words="慢")
    client = at(desk.clerk)
    page = client.get("/stations/cases/ratings/").content.decode()
    assert "100.0%" in page
    assert case.number not in page
    assert "慢" not in client.get(case.get_absolute_url()).content.decode()


def test_an_objection_is_answered_on_its_page(desk):
    case = helped.case(desk, "public")
    objection = publicity.object_to(by=None, notice=case.notices.get(), said="不是职工")
    address = reverse("stations:case_objection", args=[objection.uid])
    told = {"outcome": "upheld", "finding": "已离职"}
    assert at(desk.second).post(address, told).status_code == 302
    helped.expired(desk, case)
    with pytest.raises(Exception, match="异议成立"):
        cases.move(by=desk.second, case=case, verb="file")


def test_the_amounts_agree_to_the_fen(desk):
    case = helped.case(desk, "submitted", amounts={"wages": Decimal("12345.67")})
    page = at(desk.clerk).get(case.get_absolute_url()).content.decode()
    assert "1,028.81" in page  # 12,345.67 / 12, half up
    assert applying.may_rate(case) is False


def test_taken_into_government_relief(desk):
    """AS-08: which relief a household was taken into and since when; both or neither; counted."""
    case = helped.case(desk, "checking")
    client = at(desk.clerk)
    home = {"housing": "rented", "relief": "minimum"}
    answer = client.post(reverse("stations:case_household", args=[case.uid]), home)
    assert answer.status_code == 422
    since = timezone.localdate().isoformat()
    go(client, case, "case_household", {**home, "relief_since": since})
    case = helped.checked(desk, helped.reread(case))
    case = helped.expired(desk, helped.publicized(desk, case))
    helped.ACTS["filed"](desk, case)
    row = client.get(f"/api/v1/aid-cases/{case.uid}/").json()
    assert row["government_relief"] == "minimum"
    assert case.number in client.get("/stations/cases/?relief=in").content.decode()
    assert case.number not in client.get("/stations/cases/?relief=out").content.decode()
