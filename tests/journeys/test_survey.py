"""Journey: a researcher builds a survey, collects 200 answers, prints the report."""

from io import BytesIO

import pytest
from docx import Document

from accounts.roles import Role
from surveys.models import Survey
from surveys.services import collecting
from tests import make
from tests.browser import axe, overflow, shoot

ANSWERS = 200


def look(page, name):
    axe(page)
    assert overflow(page) <= 0, name
    shoot(page, name)


def glance(page, name):
    """Wide enough, and a picture; looked at by the scanner elsewhere."""
    assert overflow(page) <= 0, name
    shoot(page, name)


@pytest.fixture
def researcher(live, settings):
    settings.PUBLIC_URL = live
    return make.officer("32", Role.ASSISTANCE, name="顾敏")


def answer_the_rest(survey):
    """199 more people, through the same door of the service."""
    link = survey.links.get()
    for n in range(ANSWERS - 1):
        given = {"overall": [f"o{1 + n % 5 // 2}"], "attitude": ["o1"], "solved": ["o1"]}
        given |= {"wait": [str(n % 30)], "better": [f"o{1 + n % 2}"] if n % 5 == 4 else []}
        collecting.submit(link=link, word=collecting.ticket_for(link), group="users", given=given)


def test_a_researcher_builds_collects_and_prints(page, phone, live, enter, researcher):
    """AS-16, CQ-02: built from a blueprint with a routed question, published, answered on a phone
    and by 199 others, closed, read, printed."""
    enter(page, researcher)
    page.goto(f"{live}/surveys/new/?from=service")
    page.get_by_label("标题").fill("窗口服务满意度调查")
    page.get_by_label("评价对象").fill("职工服务中心窗口")
    glance(page, "survey-new")
    page.get_by_role("button", name="下一步：编题").click()
    page.get_by_role("link", name="添加题目").click()
    page.get_by_label("代码").fill("better")
    page.get_by_label("题型").select_option("多选")
    page.get_by_label("题目", exact=False).first.fill("哪些方面需要改进？")
    page.get_by_label("选项", exact=True).fill("等候时间\n工作人员态度\n都好 *")
    page.get_by_label("最多选几项").fill("2")
    page.get_by_label("以哪一题为前提").select_option(label="您对这次服务总体上满意吗？")
    page.get_by_label("您对这次服务总体上满意吗？ → 一般").check()
    page.get_by_label("占比的基数").select_option("被问到的")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存题目").wait_for()
    look(page, "survey-build")
    page.get_by_role("link", name="预览").click()
    page.locator("form[data-ready]").wait_for()
    glance(page, "survey-preview")
    page.go_back()
    page.get_by_role("link", name="发布", exact=True).click()
    page.get_by_role("button", name="发布").click()
    page.get_by_role("link", name="制作填写地址").click()
    page.get_by_label("名称").fill("大厅海报")
    page.get_by_role("button", name="制作").click()
    page.get_by_alt_text("问卷二维码").wait_for()
    glance(page, "survey-link")
    survey = Survey.objects.get()
    address = survey.links.get().address

    # On the phone: a question appears when an answer leads to it; what is missing is said.
    phone.goto(address)
    phone.locator("form[data-ready]").wait_for()
    better = phone.get_by_text("哪些方面需要改进？")
    assert not better.is_visible()
    phone.get_by_label("一般").first.check()
    better.wait_for()
    phone.complaints.expect("422")
    phone.get_by_role("button", name="提交问卷").click()
    phone.get_by_text("请回答这一题").first.wait_for()
    phone.locator("form[data-ready]").wait_for()
    look(phone, "survey-missing-phone")
    phone.get_by_label("十分满意").nth(1).check()
    phone.get_by_label("解决了", exact=True).check()
    phone.get_by_label("等候时间").check()
    phone.get_by_label("都好").check()
    assert not phone.get_by_label("等候时间").is_checked()
    phone.get_by_role("button", name="提交问卷").click()
    phone.get_by_text("谢谢您，问卷已收到").wait_for()
    glance(phone, "survey-thanks-phone")
    phone.goto(address)
    phone.get_by_text("您已经填过").first.wait_for()

    answer_the_rest(survey)
    page.goto(f"{live}{survey.get_absolute_url()}paper/")
    glance(page, "survey-paper")
    page.goto(f"{live}{survey.get_absolute_url()}")
    page.get_by_text("份在途").wait_for()
    glance(page, "survey")
    page.get_by_role("link", name="结束收集").click()
    page.get_by_role("button", name="结束收集").click()
    page.get_by_role("link", name="看结果").click()
    page.get_by_text("收回").wait_for()
    look(page, "survey-results")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="调查报告 Word").click()
    paper = Document(BytesIO(waiting.value.path().read_bytes()))
    assert any("收回答卷 200 份" in p.text for p in paper.paragraphs)
    assert page.pdf(format="A4")[:4] == b"%PDF"
    assert survey.responses.count() == ANSWERS

    enter(phone, researcher)
    phone.goto(f"{live}{survey.get_absolute_url()}results/")
    look(phone, "survey-results-phone")
    phone.goto(f"{live}{survey.get_absolute_url()}")
    glance(phone, "survey-phone")
