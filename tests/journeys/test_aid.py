"""Journey: a worker asks for aid on a phone, is visited, published, paid, and rates it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stations.models import Case, CaseRating, Publicity
from tests import make
from tests.browser import axe, overflow, shoot
from tests.stations import helped


def look(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def press(page, name, *, link=False):
    page.get_by_role("link" if link else "button", name=name, exact=True).first.click()


@pytest.fixture
def station(live):
    from stations.models import Station

    county = make.federation("500112")
    return Station.objects.create(
        federation=county,
        region=county.region,
        name="空港驿站",
        kind="union_station",
        layer="township",
        opened_on=timezone.localdate(),
    )


def test_a_worker_is_helped(phone, page, live, enter, station):
    """AS-27, AS-43, AS-20: asked for on a phone, visited, published, paid, rated."""
    desk = helped.Desk()
    who = helped.applicant(name="许文静")

    # On the phone: a station is found, and from its page four more lead in.
    phone.goto(f"{live}/public/stations/?search=空港驿站")
    press(phone, "空港驿站", link=True)
    press(phone, "申请困难职工帮扶", link=True)
    phone.get_by_label("姓名").fill(who["name"])
    phone.get_by_label("证件号码").fill(who["id_number"])
    phone.get_by_label("手机").fill(who["phone"])
    phone.get_by_label("就业状况").select_option("employed")
    phone.get_by_label("工作单位（学校）").fill("某物流公司")
    phone.get_by_label("我已阅读并同意").check()
    phone.get_by_label("单独同意处理").check()
    look(phone, "aid-you-phone")
    press(phone, "下一步：家人")
    phone.get_by_text("受理编号").wait_for()
    look(phone, "aid-family-phone")
    press(phone, "没有其他家人，下一步：收支", link=True)
    phone.get_by_label("主要困难原因").select_option("illness")
    phone.get_by_label("工资、奖金").fill("24000")
    phone.get_by_label("医疗自付").fill("18000")
    press(phone, "下一步：核对")
    phone.get_by_text("提交前请核对").wait_for()
    look(phone, "aid-check-phone")
    press(phone, "提交帮扶申请")
    phone.get_by_text("已收到您的申请").wait_for()
    case = Case.objects.get()
    assert (case.status, case.station) == ("submitted", station)

    # First looked at, then visited: at the door, on a phone.
    enter(page, desk.clerk)
    page.goto(live + case.get_absolute_url())
    look(page, "aid-case")
    press(page, "初审通过", link=True)
    press(page, "初审通过")
    page.get_by_text("待入户").first.wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    press(page, "登记入户", link=True)
    page.get_by_label("同行人").fill("街道干事李某")
    page.get_by_label("明显困难").check()
    page.get_by_label("申报情况属实").check()
    page.get_by_label("已签《困难职工帮扶申请书》").check()
    page.get_by_label("已签《家庭经济状况核对授权委托书》").check()
    look(page, "aid-visit-phone")
    press(page, "保存入户调查")
    page.get_by_text("核对中").first.wait_for()
    page.set_viewport_size({"width": 1366, "height": 900})

    # Checked, on the wall; approved by another; planned and paid.
    case = helped.checked(desk, helped.reread(case))
    page.goto(f"{live}/stations/cases/{case.uid}/publish/")
    press(page, "开始公示")
    page.get_by_text("公示中").first.wait_for()
    phone.goto(f"{live}/aid/publicity/")
    phone.get_by_text("许*").wait_for()
    assert "许文静" not in phone.content()
    look(phone, "aid-wall-phone")
    yesterday = timezone.localdate() - timedelta(days=1)
    Publicity.objects.update(starts_on=yesterday - timedelta(days=7), ends_on=yesterday)
    case = helped.ACTS["filed"](desk, case)
    payment = helped.plan(desk, case, instalments=1).payments.get()
    fund = desk.fund
    enter(page, desk.finance)
    page.goto(f"{live}/stations/payments/")
    look(page, "aid-payments")
    press(page, "登记发放", link=True)
    page.get_by_label("银行回单号").fill("HD-20261122-1")
    press(page, "登记发放")
    page.get_by_text("HD-20261122-1").wait_for()
    payment.refresh_from_db()
    assert (payment.status, payment.entry.fund) == ("paid", fund)

    # The worker reads that and says how it was.
    phone.goto(f"{live}/aid/mine/")
    phone.get_by_text("正在帮扶").wait_for()
    look(phone, "aid-mine-phone")
    press(phone, "评价这次帮扶", link=True)
    for question, answer in (("总体评价", "很好"), ("工作人员的态度", "较好")):
        phone.get_by_role("group", name=question).get_by_label(answer).check()
    phone.get_by_label("不了解", exact=True).check()
    press(phone, "提交评价")
    phone.get_by_text("谢谢您的评价").wait_for()
    rating = CaseRating.objects.get(case=case)
    assert (rating.overall, rating.attitude, rating.knew) == (5, 4, False)
