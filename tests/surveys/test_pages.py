"""A researcher's pages: a survey built, published, answered, entered from paper and tables, read,
compared, reported."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import load_workbook

from accounts.roles import Role
from surveys.models import Fieldwork, Link, Response, Survey, Ticket
from surveys.services import building, collecting
from tests import make
from tests.everybody import at_the_door
from tests.surveys import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    return asked.researcher()


@pytest.fixture
def door(officer):
    return at_the_door(officer)


def text(answer):
    return answer.content.decode()


def test_built_from_nothing(officer, door):
    """AS-16: groups, questions of six kinds, routing, a limit, a quota, a preview, publishing."""
    given = {
        "federation": make.federation("32").pk,
        "kind": "research",
        "title": "职工需求调查",
        "purpose": "了解需求。",
        "year": "2026",
    }
    answer = door.post("/surveys/new/", given)
    survey = Survey.objects.get()
    here = survey.get_absolute_url()
    assert answer["Location"] == f"{here}build/"
    door.post(f"{here}groups/new/", {"code": "staff", "name": "职工", "asks_ownership": "on"})
    question = {"code": "sought", "kind": "single", "text": "求助过吗？", "base": "all"}
    question |= {"required": "on", "options": "求助过\n没有"}
    assert door.post(f"{here}questions/new/", question).status_code == 302
    routed = {
        **{"code": "how", "kind": "multiple", "text": "怎样解决的？", "base": "routed"},
        **{"most": "2", "required": "on", "options": "工会 #living\n单位\n自己\n都没有 *"},
        **{"asked_if": "sought", "asked_if_in": ["sought.o1"]},
    }
    assert door.post(f"{here}questions/new/", routed).status_code == 302
    refused = door.post(f"{here}questions/new/", {**question, "code": "alone", "options": "一个"})
    assert refused.status_code == 422
    assert "至少写两个选项" in text(refused)
    matrix = {**question, "code": "parts", "kind": "matrix", "rows": "态度\n速度"}
    door.post(f"{here}questions/new/", {**matrix, "options": "好\n中\n差"})
    number = {"code": "wait", "kind": "number", "text": "等了多久？", "base": "valid", "least": "0"}
    door.post(f"{here}questions/new/", {**number, "unit": "分钟", "largest": "60"})
    door.post(f"{here}questions/sought/shift/", {"way": "down"})
    version = survey.versions.get()
    assert list(version.questions.values_list("code", flat=True))[:2] == ["sought", "how"]
    door.post(f"{here}quotas/", {"group": "staff", "ownership": "private", "most": "2"})
    reading = {"kind": "funnel", "name": "求助过", "group": "staff", "base": "all"}
    door.post(f"{here}readings/new/", {**reading, "options": ["sought.o1"]})
    assert "求助过" in text(door.get(f"{here}build/"))
    assert "等了多久" in text(door.get(f"{here}preview/"))
    assert door.get(f"{here}publish/").status_code == 200
    door.post(f"{here}publish/")
    survey.refresh_from_db()
    assert survey.status == "collecting"
    assert len(survey.current.digest) == 64
    assert door.get(f"{here}questions/new/").status_code == 404
    assert "收集中" in text(door.get(here))


def test_answered_on_a_phone(officer, door, settings):
    """AS-16: no log-in, a page under 60 KB, questions by group and by route, refusals with what
    was filled in, one answer a browser."""
    survey = asked.published(officer)
    made = door.post(
        f"{survey.get_absolute_url()}links/new/",
        {"channel": "qr", "label": "大厅海报", "place": "3201"},
    )
    link = Link.objects.get()
    assert made["Location"] == link.get_absolute_url()
    assert "data:image/svg+xml" in text(door.get(link.get_absolute_url()))
    assert survey.title in text(door.get(f"{link.get_absolute_url()}poster/"))
    phone = at_the_door(None)
    address = f"/s/{link.slug}/"
    assert "您属于哪一类" in text(phone.get(address))
    page = phone.get(f"{address}?group=workers")
    assert len(page.content) < 40 * 1024
    built = settings.BASE_DIR / "static/dist"
    files = [file for file in (built / "survey.css", built / "survey.js") if file.exists()]
    assert len(page.content) + sum(file.stat().st_size for file in files) < 60 * 1024
    assert "本企业工会发挥的作用" not in text(page)
    ticket = page.context["word"]
    given = {"group": "workers", "ticket": ticket, "q_know": "o1", "q_sought": "o1"}
    refused = phone.post(address, {**given, "q_advice": "请打 13812345678 找我"})
    assert refused.status_code == 422
    assert text(refused).count("请回答这一题") >= 2
    assert "请不要写电话" in text(refused)
    whole = {**given, "q_solved": "o2", "q_wish": ["o1", "o5"], "q_rated": "o1"}
    answers = [phone.post(address, whole) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/s/{link.slug}/done/"}
    assert "谢谢您" in text(phone.get(answers[0]["Location"]))
    assert "您已经填过" in text(phone.get(f"{address}?group=workers"))
    assert collecting.gather(survey=survey) == 1
    kept = Response.objects.get()
    assert kept.answers["wish"] == ["o1", "o5"]
    assert "rated" not in kept.answers  # the route did not lead there
    assert kept.place.code == "3201"
    collecting.close(by=officer, survey=survey)
    assert phone.get(address).status_code == 410


def test_invited_by_a_list(officer, door):
    """AS-16: each person a link of their own, told once; it opens one answer."""
    survey = asked.small(officer)
    link = asked.link(officer, survey, channel="list")
    book = door.post(f"{link.get_absolute_url()}invite/", {"names": "张三\n李四\n"})
    rows = list(load_workbook(BytesIO(b"".join(book.streaming_content))).active.values)
    links = dict(rows[2:])
    assert set(links) == {"张三", "李四"}
    phone = at_the_door(None)
    address = "/s/" + links["张三"].partition("/s/")[2]
    assert phone.get(f"/s/{link.slug}/").status_code == 403
    assert phone.get(address + "x").status_code == 403
    page = phone.get(address)
    given = {"group": "all", "ticket": page.context["word"], "q_happy": "o1"}
    assert phone.post(f"/s/{link.slug}/", given).status_code == 302
    assert "您已经填过" in text(phone.get(address))
    phone.post(f"/s/{link.slug}/", given)
    assert collecting.gather(survey=survey) == 1
    assert Ticket.objects.filter(spent=True).count() == 1
    left = door.post(f"{link.get_absolute_url()}waiting/")
    rows = list(load_workbook(BytesIO(b"".join(left.streaming_content))).active.values)
    assert [row[0] for row in rows[2:]] == ["李四"]


def test_quotas_and_limits(officer):
    """AS-16: no more of a kind than there are places."""
    survey = asked.small(officer)
    building.put_quota(by=officer, survey=survey, group="all", most=1)
    link = asked.link(officer, survey)
    asked.answer(link)
    with pytest.raises(Exception, match="名额已满"):
        asked.answer(link)
    assert collecting.gather(survey=survey) == 1


def test_paper_and_tables(officer, door):
    """AS-16: paper sheet by sheet, tables with every fault by row; none twice."""
    survey = asked.published(officer)
    here = survey.get_absolute_url()
    sheet = {"paper": "A-1", "group": "aided", "q_procedure": "o1", "q_overall": "o2"}
    sheet |= {"q_attitude": "o1", "q_need": ["o1"]}
    assert door.get(f"{here}paper/?group=aided").status_code == 200
    assert door.post(f"{here}paper/", sheet).status_code == 302
    again = door.post(f"{here}paper/", sheet)
    assert again.status_code == 422
    assert "已经录入" in text(again)
    empty = load_workbook(BytesIO(b"".join(door.get(f"{here}sheets/template/").streaming_content)))
    heads = [cell.value for cell in list(empty.active.rows)[1]]
    assert heads[:3] == ["问卷编号", "调查对象", "企业所有制"]
    table = (
        "问卷编号,调查对象,企业所有制,know,role,hope,wish\n"
        "B-1,企业负责人,私营,了解,很大,生活救助；法律援助,节日、生日、病丧慰问\n"
        "B-2,企业负责人,私营,了解,很大,没有这个,1\n"
        "B-3,企业负责人,,了解,很大,1,1\n"
        "A-1,企业职工,,了解,,,\n"
    )
    file = SimpleUploadedFile("答卷.csv", table.encode())
    shown = door.post(f"{here}sheets/", {"file": file}, follow=True)
    assert "可写入 1 行，有误 3 行" in text(shown)
    for words in ("请从列出的选项中选择", "请选择企业所有制", "请回答这一题"):
        assert words in text(shown)
    sheet = survey.sheets.get()
    door.post(f"{sheet.get_absolute_url()}apply/")
    kept = Response.objects.get(paper="B-1")
    assert kept.answers["hope"] == ["o1", "o5"]
    assert kept.answers["wish"] == ["o5"]
    assert kept.ownership == "private"
    assert Response.objects.count() == 2
    door.post(f"{here}paper/void/", {"paper": "A-1", "reason": "录错"})
    door.post(f"{sheet.get_absolute_url()}withdraw/", {"reason": "表拿错了"})
    assert not Response.objects.exists()


def test_read_crossed_compared_and_reported(officer, door, django_assert_max_num_queries):
    """AS-21, AS-22, A5: the results on the page, cut by ownership, beside another year, as a
    workbook and as a document; research with visits and forums beside the forms: CQ-02."""
    survey = asked.with_tables(officer, series="帮扶调研")
    here = survey.get_absolute_url()
    work = {"method": "forum", "held_on": "2014-06-12", "venue": "连云港市总工会", "people": "18"}
    door.post(f"{here}fieldwork/new/", {**work, "organizations": "9", "findings": "希望多办活动。"})
    assert Fieldwork.objects.get().people == 18
    with django_assert_max_num_queries(45):
        page = text(door.get(f"{here}results/"))
    for figure in ("93.8", "79.5", "66.8", "81.3", "85.8", "63.2%", "89.0%"):
        assert figure in page
    cut = text(door.get(f"{here}results/?by=ownership"))
    assert "企业负责人：私营" in cut
    assert "企业负责人" in text(door.get(f"{here}results/?by=know"))
    later = asked.published(officer, series="帮扶调研", year=2016)
    compared = text(door.get(f"{later.get_absolute_url()}results/compare/"))
    assert "2014 年" in compared
    book = load_workbook(BytesIO(door.post(f"{here}report/xlsx/").content))
    values = [value for row in book["各题"].values for value in row if value is not None]
    assert 503 in values
    assert any(isinstance(v, float) and round(v, 3) == 0.938 for v in values)
    paper = Document(BytesIO(door.post(f"{here}report/docx/").content))
    cells = [c.text for table in paper.tables for row in table.rows for c in row.cells]
    assert "85.8%" in cells
    assert any("连云港市总工会" in p.text for p in paper.paragraphs)


def test_published_without_small_cells(officer, door):
    """AS-16: in public a count below five is not told, nor one that would give it away."""
    survey = asked.small(officer)
    link = asked.link(officer, survey)
    for n in range(12):
        asked.answer(link, "o2" if n < 2 else "o1", why=["不要公开这句话"])
    collecting.close(by=officer, survey=survey)
    public = f"/public/surveys/{survey.uid}/"
    anybody = at_the_door(None)
    assert anybody.get(public).status_code == 404
    door.post(f"{survey.get_absolute_url()}show/", {"public": "1"})
    page = text(anybody.get(public))
    assert "16.7%" not in page
    assert "83.3%" not in page
    assert "不要公开这句话" not in page
    assert survey.title in text(anybody.get("/public/"))
    assert "不要公开这句话" in text(door.get(f"{survey.get_absolute_url()}results/words/why/"))
    assert "83.3%" in text(door.get(f"{survey.get_absolute_url()}results/"))


def test_frozen_once_published(officer, door):
    """AS-16: neither the service nor the database changes a published question; a new version keeps
    codes, and both are counted."""
    survey = asked.small(officer)
    version = survey.current
    with pytest.raises(Exception, match="frozen"):
        version.questions.filter(code="happy").update(text="另一个问题")


def test_a_new_version_keeps_codes(officer):
    """AS-16: options whose words stay keep their codes, so that versions add up."""
    survey = asked.small(officer)
    asked.answer(asked.link(officer, survey))
    collecting.gather(survey=survey)
    version = building.amend(by=officer, survey=survey)
    question = version.questions.get(code="happy")
    fields = {"code": "happy", "kind": "single", "text": "您满意吗？"}
    options = [{"label": "说不清"}, {"label": "否"}, {"label": "是"}]
    building.put_question(by=officer, survey=survey, question=question, options=options, **fields)
    codes = dict(question.options.values_list("label", "code"))
    assert codes == {"说不清": "o3", "否": "o2", "是": "o1"}
    building.publish(by=officer, survey=survey)
    assert survey.current.number == 2
    assert Response.objects.get().version.number == 1


def test_codes_number_themselves(officer, door):
    """AS-16: a code need not be typed; one that another version or year of the series has had is
    never given to another question, since codes are compared."""
    survey = asked.small(officer, series="yearly")
    building.amend(by=officer, survey=survey)
    here = survey.get_absolute_url()
    given = {"kind": "text", "text": "还有什么要说的？", "base": "all"}
    for _ in range(2):
        assert door.post(f"{here}questions/new/", given).status_code == 302
    door.post(f"{here}groups/new/", {"name": "退休职工"})
    assert set(survey.latest.groups.values_list("code", flat=True)) == {"all", "g1"}
    assert {"q1", "q2"} < set(survey.latest.questions.values_list("code", flat=True))
    building.publish(by=officer, survey=survey)
    building.amend(by=officer, survey=survey)
    last = survey.latest.questions.get(code="q2")
    building.drop(by=officer, survey=survey, part=last)
    door.post(f"{here}questions/new/", given)
    assert not survey.latest.questions.filter(code="q2").exists()
    assert survey.latest.questions.filter(code="q3").exists()


def test_next_door_sees_nothing(officer):
    """SEC-24: a survey of 江苏 is not there for 重庆; a county looks on no province's."""
    survey = asked.small(officer)
    for code in ("50", "320102"):
        stranger = at_the_door(make.officer(code, Role.ASSISTANCE))
        assert stranger.get(survey.get_absolute_url()).status_code == 404
    above = at_the_door(make.officer("0", Role.ASSISTANCE))
    assert above.get(survey.get_absolute_url()).status_code == 200
    assert above.get(f"{survey.get_absolute_url()}paper/").status_code == 403


def test_like_last_year(officer, door):
    """AS-16: begun like an earlier survey, with its questions, codes and readings."""
    earlier = asked.published(officer, series="帮扶调研")
    address = f"/surveys/new/?like={earlier.uid}"
    assert earlier.title in text(door.get(address))
    given = {"federation": make.federation("32").pk, "kind": "research", "title": "回访"}
    door.post(address, {**given, "purpose": "回访。", "year": "2026", "series": "帮扶调研"})
    later = Survey.objects.get(title="回访")
    codes = [list(s.latest.questions.values_list("code", flat=True)) for s in (earlier, later)]
    assert codes[0] == codes[1]
    assert later.readings.count() == earlier.readings.count()
    found = text(at_the_door(officer).get("/search/?q=回访"))
    assert "回访" in found
