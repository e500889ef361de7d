"""Joining by a code: asked on a phone, judged by an officer, told to nobody else (DRV-15, C17)."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from membership import onsite
from membership.models import Application, JoinCode, Member, Transfer
from membership.services import joining, reviewing
from privacy.models import Consent
from tests import joined, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def union():
    return make.union()


@pytest.fixture
def code(union, officer):
    return joined.code(union, officer)


def filled_in(**over):
    return {**joined.person(), "id_type": "id_card", "worker": "migrant", "agreed": "on", **over}


def key_in(page):
    return re.search(r'name="idempotency_key" value="(\w+)"', page.content.decode())[1]


def hand_in(code, client=None, **over):
    client = client or Client()
    page = client.get(f"/join/{code.token}/")
    values = {**filled_in(), "idempotency_key": key_in(page), **over}
    return client.post(f"/join/{code.token}/", values)


def test_a_worker_joins_by_a_code(code, officer, client):
    """DRV-15: code bound to union and site, application, reviewer, result, real-name check."""
    answer = hand_in(code, name="许文", phone="13900001234")

    application = Application.objects.get()
    assert answer["Location"] == f"/join/received/{application.number}/"
    assert application.number in client.get(answer["Location"]).content.decode()
    assert (application.status, application.seat) == ("submitted", True)
    assert Consent.objects.standing().by(application).count() == 1
    code.refresh_from_db()
    assert code.used == 1

    client.force_login(officer)
    page = client.get("/members/applications/").content.decode()
    assert application.number in page
    assert "许*" in page
    assert "许文" not in page
    assert application.id_number not in page
    client.post(f"/members/applications/{application.uid}/approve/")

    member = Member.objects.get()
    assert (member.union, member.channel, member.worker) == (code.union, "qr", "migrant")
    assert (member.name, member.federation.code) == ("许文", "500112")
    application.refresh_from_db()
    assert (application.status, application.member) == ("approved", member)
    visitor = Client()
    told = {"number": application.number.lower(), "phone_tail": "1234"}
    assert visitor.post("/join/status/", told)["Location"] == "/join/mine/"
    assert "您已是工会会员" in visitor.get("/join/mine/").content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("id_number", "360426199101010072", "身份证号码有误"),
        ("id_number", "11010519491331002X", "身份证号码"),
        ("id_number", "1234", "应为 18 位"),
        ("phone", "12345678901", "手机号应为 11 位数字"),
        ("name", "", "错误："),
        ("agreed", "", "勾选同意"),
    ],
)
def test_what_is_wrong_is_said_at_once(code, field, value, said):
    answer = hand_in(code, **{field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Application.objects.exists()
    code.refresh_from_db()
    assert code.used == 0


def test_full_width_digits_and_a_small_x_are_taken(code):
    hand_in(code, id_number=" １１０１０５１９４９１２３１００２ｘ ")
    assert Application.objects.get().id_number == "11010519491231002X"


def test_a_double_tap_is_one_application_and_one_answer(code):
    client = Client()
    page = client.get(f"/join/{code.token}/")
    values = {**filled_in(), "idempotency_key": key_in(page)}
    first, second = (client.post(f"/join/{code.token}/", values) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert Application.objects.count() == 1


def test_a_member_and_a_stranger_get_the_same_answers(code, officer):
    """Nobody learns from the form who is a member: here, elsewhere, or nowhere."""
    mine, theirs = joined.person(), joined.person()
    known = reviewing.enrol(by=officer, union=code.union, **mine)
    far = make.officer("32")
    reviewing.enrol(by=far, union=make.union("320102"), **theirs)
    everybody = (mine, theirs, joined.person())
    answers = [hand_in(code, **who) for who in everybody]
    assert {answer.status_code for answer in answers} == {302}
    numbers = [answer["Location"].split("/")[3] for answer in answers]
    told = set()
    for who, number in zip(everybody, numbers, strict=True):
        visitor = Client()
        receipt = visitor.get(f"/join/received/{number}/").content.decode()
        visitor.post("/join/status/", {"number": number, "phone_tail": who["phone"][-4:]})
        page = visitor.get("/join/mine/").content.decode()
        assert "正在审核" in page
        own = (number, f"{who['phone'][:3]}****{who['phone'][-4:]}")
        told.add(re.sub("|".join(map(re.escape, own)), "", without_tokens(receipt + page)))
    assert known.pk
    assert len(told) == 1


def without_tokens(page):
    """Nor without the minute, which may pass between two visits."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|\d\d:\d\d', "", page)


def test_the_officer_sees_who_is_a_member(code, officer, client):
    """A member elsewhere is transferred, not joined; where, only within reach."""
    theirs = joined.person()
    reviewing.enrol(by=make.officer("32"), union=make.union("320102"), **theirs)
    application = joined.applied(code, **theirs)
    client.force_login(officer)
    page = client.get(f"/members/applications/{application.uid}/").content.decode()
    assert "已有会籍：其他地方的工会" in page
    assert "提出转会" in page

    done = reviewing.approve(by=officer, application=application)

    assert done.status == "transferring"
    transfer = Transfer.objects.get()
    assert (transfer.answering.code, transfer.to_union) == ("320102", code.union)
    assert Member.objects.count() == 1


def test_a_pool_code_leads_into_the_countys_pool(officer):
    """No union at the workplace: the holding pool, reviewed at the county (周转库)."""
    code = joined.code(federation=make.federation("500112"), by=officer)
    answer = hand_in(code)
    assert answer.status_code == 422
    assert "工作单位" in answer.content.decode()
    hand_in(code, employer="渝北某快递站")
    application = Application.objects.get()
    reviewing.approve(by=officer, application=application)
    member = Member.objects.get()
    assert (member.union, member.federation.code) == (None, "500112")
    assert member.employer == "渝北某快递站"

    home = make.union()
    again = joined.applied(code, employer="某店")
    reviewing.approve(by=officer, application=again, union=home)
    assert Member.objects.get(union=home).federation.code == "500112"


def test_codes_end_by_time_quota_and_hand(officer, union, client):
    full = joined.code(union, officer, quota=1)
    assert hand_in(full).status_code == 302
    answer = hand_in(full)
    assert "名额已满" in answer.content.decode()
    assert Application.objects.filter(code=full).count() == 1
    over = joined.code(union, officer)
    JoinCode.objects.filter(pk=over.pk).update(
        created_at=timezone.now() - timezone.timedelta(days=3),
        expires_at=timezone.now() - timezone.timedelta(days=1),
    )
    assert client.get(f"/join/{over.token}/").status_code == 410
    with pytest.raises(ValidationError, match="停用或过期"):
        joined.applied(over)
    shut = joined.code(union, officer)
    reviewing.close_code(by=officer, code=shut)
    assert client.get(f"/join/{shut.token}/").status_code == 410
    for bent in (f"{shut.slug}.bent", shut.slug, "x" * 300):
        assert client.get(f"/join/{bent}/").status_code == 404
    with pytest.raises(ValidationError, match="180 天"):
        joined.code(union, officer, expires_at=timezone.now() + timezone.timedelta(days=400))
    with pytest.raises(PermissionDenied):
        joined.code(union, make.officer("32"))


def test_who_is_refused_or_leaves_gives_the_seat_back(officer, union):
    code = joined.code(union, officer, quota=2)
    first, second = joined.applied(code), joined.applied(code)
    reviewing.refuse(by=officer, application=first, why="not_ours")
    joining.withdraw(application=second)
    code.refresh_from_db()
    assert code.used == 0
    joined.applied(code)


def test_the_same_person_twice_sits_once(officer, union):
    code = joined.code(union, officer, quota=2)
    who = joined.person()
    applications = [joining.submit(code=code, ticked=True, **who) for _ in range(2)]
    code.refresh_from_db()
    assert (code.used, [a.seat for a in applications]) == (1, [True, False])
    reviewing.approve(by=officer, application=applications[1])
    applications[0].refresh_from_db()
    assert (applications[0].status, applications[0].refusal) == ("refused", "again")
    assert "重复" not in applications[0].answer
    assert Member.objects.count() == 1


def test_a_code_on_a_screen_holds_for_a_moment(officer, union, client):
    """The rotating code: stale keys open nothing, and without a ticket nothing is handed in."""
    code = joined.code(union, officer, rotating=True)
    address = f"/join/{code.token}/"
    assert client.get(address).status_code == 403
    assert client.get(address, {"k": "0" * 12}).status_code == 403
    now = timezone.now().timestamp()
    assert client.get(address, {"k": onsite.key_of(code, at=now - 600)}).status_code == 403
    assert onsite.in_time(code, onsite.key_of(code, at=now - 60), at=now)
    assert not onsite.in_time(code, onsite.key_of(code, at=now - 240), at=now)
    page = client.get(address, {"k": onsite.key_of(code)})
    assert page.status_code == 200
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]
    assert client.post(address, filled_in()).status_code == 403
    assert client.post(address, filled_in(ticket=ticket)).status_code == 302
    other = joined.code(union, officer, rotating=True)
    assert client.post(f"/join/{other.token}/", filled_in(ticket=ticket)).status_code == 403
    client.force_login(officer)
    shown = client.get(f"/members/codes/{code.uid}/screen/").content.decode()
    assert 'http-equiv="refresh"' in shown


def test_sent_back_it_is_set_right(code, officer):
    application = joined.applied(code, phone="13900005678")
    reviewing.send_back(by=officer, application=application, reason="请核对姓名。")
    visitor = Client()
    visitor.post("/join/status/", {"number": application.number, "phone_tail": "5678"})
    page = visitor.get("/join/mine/")
    assert "请核对姓名" in page.content.decode()
    assert application.id_number not in page.content.decode()
    amended = filled_in(name="许文", id_number=application.id_number, phone="13900005678")
    assert visitor.post("/join/mine/", amended).status_code == 302
    application.refresh_from_db()
    assert (application.status, application.name) == ("submitted", "许文")


def test_withdrawn_nothing_of_the_person_stays(code):
    application = joined.applied(code, phone="13900005678")
    visitor = Client()
    visitor.post("/join/status/", {"number": application.number, "phone_tail": "5678"})
    assert visitor.post("/join/mine/withdraw/").status_code == 302
    application.refresh_from_db()
    assert (application.status, application.id_number, application.phone) == ("withdrawn", "", "")
    assert not Consent.objects.standing().by(application).exists()
    assert "已撤回" in visitor.get("/join/mine/").content.decode()
    told = {"number": application.number, "phone_tail": ""}
    assert Client().post("/join/status/", {**told, "phone_tail": "0000"}).status_code == 422


def test_a_member_who_takes_consent_back_asks_to_leave(code, officer, client):
    application = joined.applied(code, phone="13900005678")
    reviewing.approve(by=officer, application=application)
    visitor = Client()
    visitor.post("/join/status/", {"number": application.number, "phone_tail": "5678"})
    visitor.post("/join/mine/withdraw/")
    member = Member.objects.get()
    assert member.leave_asked_on
    assert member.ended_on is None
    client.force_login(officer)
    assert "申请退会的会员" in client.get("/communications/").content.decode()


def test_ones_own_data_by_number_telephone_and_paper(code):
    application = joined.applied(code, phone="13900005678")
    visitor = Client()
    assert visitor.get("/join/mine/data/").status_code == 302
    visitor.post("/join/status/", {"number": application.number, "phone_tail": "5678"})
    assert visitor.post("/join/mine/data/", {"id_tail": "0000"}).status_code == 422
    tail = application.id_number[-4:]
    copy = visitor.post("/join/mine/data/", {"id_tail": tail.lower()}).json()
    assert copy["证件号码"] == application.id_number
    assert copy["手机"] == "13900005678"


def test_guessing_numbers_ends_soon(code):
    application = joined.applied(code, phone="13900005678")
    told = {"number": application.number, "phone_tail": "9999"}
    answers = [Client().post("/join/status/", told).status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2
    right = {"number": application.number, "phone_tail": "5678"}
    assert Client().post("/join/status/", right).status_code == 429


def test_large_and_many_posts_are_turned_away(code, monkeypatch):
    long = filled_in(name="张" * 9000)
    assert Client().post(f"/join/{code.token}/", long).status_code == 413
    monkeypatch.setattr("membership.views.joining.POSTS_BY_ADDRESS", 3)
    answers = [Client().post(f"/join/{code.token}/", {}).status_code for _ in range(5)]
    assert answers[-1] == 429


def test_nobody_judges_their_own(code, officer):
    officer.phone = "13900005678"
    officer.save()
    application = joined.applied(code, phone="13900005678")
    with pytest.raises(PermissionDenied, match="本人"):
        reviewing.approve(by=officer, application=application)


def test_only_those_above_judge(code):
    application = joined.applied(code)
    for stranger in (make.officer("32"), make.officer("50", "leader")):
        with pytest.raises(PermissionDenied):
            reviewing.approve(by=stranger, application=application)
        with pytest.raises(PermissionDenied):
            reviewing.refuse(by=stranger, application=application, why="not_ours")
    street = make.officer("500112", "street")
    assert reviewing.approve(by=street, application=application).status == "approved"


def test_many_at_once_each_by_itself(code, officer, client):
    """What cannot be done is named; the others are done."""
    fine = [joined.applied(code) for _ in range(3)]
    elsewhere = joined.person()
    reviewing.enrol(by=make.officer("32"), union=make.union("320102"), **elsewhere)
    moving = joined.applied(code, **elsewhere)
    joined_, moved, left = reviewing.approve_many(by=officer, applications=[*fine, moving, fine[0]])
    assert (joined_, moved) == (3, 1)
    assert [a for a, _ in left] == [fine[0]]


def test_refused_for_a_reason_that_names_nobody(code, officer):
    application = joined.applied(code)
    with pytest.raises(ValidationError):
        reviewing.refuse(by=officer, application=application, why="")
    with pytest.raises(ValidationError, match="写明原因"):
        reviewing.refuse(by=officer, application=application, why="other")
    done = reviewing.refuse(by=officer, application=application, why="again")
    assert "另一份" not in done.answer
    assert done.due_on >= timezone.localdate()


def test_the_clock_of_three_working_days(code, client, officer):
    application = joined.applied(code)
    assert 3 <= (application.due_on - timezone.localdate()).days <= 14
    Application.objects.update(due_on=timezone.localdate() - timezone.timedelta(days=1))
    client.force_login(officer)
    assert "已超期" in client.get("/members/applications/").content.decode()


def test_the_form_is_light(code, client):
    """Page, sheet and script together stay under sixty kilobytes, uncompressed."""
    from tests.servers import ROOT

    page = client.get(f"/join/{code.token}/").content
    parts = [ROOT / "static" / "dist" / name for name in ("join.css", "join.js")]
    seal = (ROOT / "static" / "seal.svg").stat().st_size
    assert len(page) + seal + sum(part.stat().st_size for part in parts) < 60_000
    assert b"dist/app" not in page
