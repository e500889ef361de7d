"""Journey (3) of the drives: twenty workers join by QR on a telephone, three are refused for the
right reasons, and the line breaks on the way."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from membership.models import Application, Member, Transfer
from membership.services import members
from tests import joined, make
from tests.browser import axe, overflow, shoot

WORKERS = 20


@pytest.fixture
def union(live):
    return make.union(name="渝北区某产业园联合工会委员会")


def look(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def fill_in(phone, address, who):
    phone.goto(address)
    phone.get_by_label("姓名").fill(who["name"])
    phone.get_by_label("证件号码").fill(who["id_number"])
    phone.get_by_label("手机").fill(who["phone"])
    phone.get_by_label("我已阅读并同意").check()


def send(phone):
    phone.get_by_role("button", name="提交入会申请").click()


def test_twenty_workers_join_by_a_code(phone, page, live, enter, union, settings):
    """DRV-15: a code on a poster, a form on a phone, a queue by keys, refusals with reasons."""
    settings.PUBLIC_URL = live
    officer = make.officer("500112", name="何雨")
    elsewhere = joined.person()
    members.enrol(
        by=make.officer("320102"),
        union=make.union("320102"),
        joined_on=date(2019, 5, 1),
        **elsewhere,
    )

    # The officer makes a code and looks at the poster.
    enter(page, officer)
    page.goto(f"{live}/members/codes/new/?union={union.pk}")
    page.get_by_label("地点").fill("产业园一楼大厅")
    soon = timezone.localdate() + timedelta(days=30)
    page.get_by_label("有效期至").fill(f"{soon.isoformat()}T18:00")
    look(page, "join-code-new")
    page.get_by_role("button", name="制作").click()
    page.get_by_role("link", name="打印海报").wait_for()
    look(page, "join-code")
    code = union.join_codes.get()
    page.get_by_role("link", name="打印海报").click()
    page.get_by_text("扫码加入工会").wait_for()
    shoot(page, "join-poster")
    address = f"{live}/join/{code.token}/"

    # Refused at once: the number of the paper cannot be right.
    wrong = joined.person(id_number="360426199101010072")
    fill_in(phone, address, wrong)
    look(phone, "join-form-phone")
    phone.complaints.expect("422")
    send(phone)
    phone.get_by_text("身份证号码有误").first.wait_for()
    look(phone, "join-wrong-phone")
    assert not Application.objects.exists()

    # The line breaks: what was typed stays, and goes out once when the line is back.
    first = joined.person(name="许文静")
    fill_in(phone, address, first)
    phone.complaints.expect("Failed to load resource|ERR_INTERNET_DISCONNECTED|disconnected")
    phone.context.set_offline(True)
    send(phone)
    phone.get_by_text("网络不通，您填的内容都还在").wait_for()
    shoot(phone, "join-offline-phone")
    phone.context.set_offline(False)
    phone.get_by_text("已收到您的申请").wait_for()
    look(phone, "join-received-phone")
    assert Application.objects.count() == 1

    # Everybody else, one of them a member elsewhere, one no worker of the place.
    stranger = joined.person(name="路过人")
    rest = [joined.person() for _ in range(WORKERS - 3)]
    for who in [elsewhere, stranger, *rest]:
        fill_in(phone, address, who)
        send(phone)
        phone.get_by_text("已收到您的申请").wait_for()
    assert Application.objects.count() == WORKERS

    # The officer: one is refused, one turns out to be a transfer, the others join together.
    page.goto(f"{live}/members/applications/?size=50")
    look(page, "join-queue")
    assert page.get_by_text("已有会籍：其他地方的工会").count() == 1
    odd = Application.objects.get(id_index=Application.index_of(stranger["id_number"]))
    page.goto(f"{live}/members/applications/{odd.uid}/")
    look(page, "join-application")
    page.keyboard.press("r")
    page.get_by_label("不是本单位的职工").check()
    page.get_by_role("button", name="不予通过").click()
    page.goto(f"{live}/members/applications/?size=50")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_text("已通过。").first.wait_for()
    page.goto(f"{live}/members/applications/?size=50")
    page.get_by_label("选择本页全部").check()
    page.get_by_role("button", name="通过所选").click()
    page.get_by_text("向原工会提出转接 1 人").wait_for()

    assert Member.objects.filter(union=union).count() == WORKERS - 2
    assert Transfer.objects.get().member.joined_on == date(2019, 5, 1)
    assert Application.objects.get(status="refused").refusal == "not_ours"

    # Who was refused reads why; who has joined reads that.
    number = odd.number
    for said, receipt, who in (
        ("您不是本单位的职工", number, stranger),
        (
            "您已是工会会员",
            Application.objects.get(id_index=Application.index_of(first["id_number"])).number,
            first,
        ),
    ):
        phone.goto(f"{live}/join/status/")
        phone.get_by_label("受理编号").fill(receipt)
        phone.get_by_label("您手机的后四位").fill(who["phone"][-4:])
        phone.get_by_role("button", name="查询").click()
        phone.get_by_text(said).wait_for()
    look(phone, "join-mine-phone")

    page.goto(f"{live}/members/?union={union.pk}")
    look(page, "members")
    page.goto(f"{live}/unions/{union.pk}/")
    page.get_by_text("人在会").wait_for()
    look(page, "union-with-members")
