import io
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from docx import Document

from documents.layout import blocks
from documents.models import OfficeTemplate, Paper
from documents.models.papers import EDIT, VIEW
from documents.services import papers, templates
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.CLAMD_URL = ""


@pytest.fixture
def officer():
    return make.officer("500112")


@pytest.fixture
def letter(officer):
    made = papers.draft_paper(by=officer, kind="letter", federation=make.federation("500112"))
    return papers.revise_paper(
        by=officer,
        paper=made,
        title="关于商请提供名册的函",
        addressee="渝北区民政局",
        body="请提供名册。\n# 要求\n| 项目 | 份数 |\n| 名册 | 1 |\n此函。",
    )


def texts(raw):
    document = Document(io.BytesIO(raw))
    cells = [c.text for t in document.tables for r in t.rows for c in r.cells]
    return [p.text for p in document.paragraphs if p.text], cells


def upload(*lines, name="函.docx"):
    return SimpleUploadedFile(name, make.docx(*lines))


def test_a_body_is_paragraphs_heads_and_tables():
    assert blocks("一\n\n# 二\n| a | b |\n|c|\n三") == [
        ("text", "一"),
        ("head", "二"),
        ("table", [["a", "b"], ["c"]]),
        ("text", "三"),
    ]


def test_an_issued_letter_is_numbered_dated_and_fixed(officer, letter):
    day = date(2026, 3, 2)
    issued = papers.issue_paper(by=officer, paper=letter, signed_on=day)
    assert str(issued.number) == "渝北工函〔2026〕1号"
    with pytest.raises(ValidationError, match="不能修改"):
        papers.revise_paper(by=officer, paper=issued, title="另一标题")
    said, cells = texts(papers.docx_of(issued))
    assert said[0].endswith("文件")
    assert "渝北工函〔2026〕1号" in said
    assert "渝北区民政局：" in said
    assert said[-1] == "2026年3月2日"
    assert cells == ["项目", "份数", "名册", "1"]
    void = papers.void_paper(by=officer, paper=issued, reason="写错收文单位")
    assert void.number.voided_at
    assert void.signed_on == day


def test_an_empty_or_future_letter_is_not_issued(officer):
    empty = papers.draft_paper(by=officer, kind="letter", federation=make.federation("500112"))
    with pytest.raises(ValidationError, match="正文还是空的"):
        papers.issue_paper(by=officer, paper=empty)
    with pytest.raises(ValidationError, match="不能晚于今天"):
        papers.issue_paper(
            by=officer, paper=empty, signed_on=timezone.localdate() + timedelta(days=1)
        )


def test_two_issuing_one_letter_take_one_number(officer, letter):
    papers.issue_paper(by=officer, paper=letter)
    with pytest.raises(ValidationError, match="目前为“已印发”"):
        papers.issue_paper(by=officer, paper=letter)
    assert letter.federation.number_series.get().last == 1


def test_papers_are_seen_within_the_subtree(officer, letter):
    above, beside = make.officer("50"), make.officer("32")
    assert above.may(VIEW, letter)
    assert not beside.may(VIEW, letter)
    assert not beside.may(EDIT, letter)
    with pytest.raises(PermissionDenied):
        papers.issue_paper(by=beside, paper=letter)
    assert not Paper.objects.for_user(officer, "org_view").exists()  # not a way to ask


def test_what_a_paper_says_is_not_in_clear_in_the_database(letter):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM documents_paper WHERE id = %s", [letter.pk])
        assert "名册" not in cursor.fetchone()[0]


def test_the_nearest_form_is_used_and_a_new_one_retires_the_old(officer, letter):
    chief = make.officer("50")
    for by, place, text in (
        (chief, "50", "市：{{ title }}"),
        (officer, "500112", "区：{{ title }}"),
    ):
        templates.put_template(
            by=by, federation=make.federation(place), kind="letter", file=upload(text)
        )
    assert texts(papers.docx_of(letter))[0] == ["区：关于商请提供名册的函"]
    again = templates.put_template(
        by=officer,
        federation=make.federation("500112"),
        kind="letter",
        file=upload("{% for p in paragraphs %}{{ p }}；{% endfor %}"),
    )
    assert (again.version, OfficeTemplate.objects.in_force().count()) == (2, 2)
    assert texts(papers.docx_of(letter))[0] == ["请提供名册。；要求；此函。；"]
    templates.retire_template(by=officer, template=again)
    assert texts(papers.docx_of(letter))[0] == ["市：关于商请提供名册的函"]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (lambda: upload("{{ salary }}"), "salary"),
        (lambda: upload("{% for %}"), "模板有误"),
        (lambda: SimpleUploadedFile("函.docx", b"not a document"), "不符"),
        (lambda: SimpleUploadedFile("函.txt", b"text"), "docx"),
    ],
)
def test_a_form_that_cannot_be_filled_is_not_taken(officer, file, why):
    with pytest.raises(ValidationError, match=why):
        templates.put_template(
            by=officer, federation=make.federation("500112"), kind="letter", file=file()
        )
    assert not OfficeTemplate.objects.exists()


def test_a_neighbour_cannot_put_a_form_here():
    with pytest.raises(PermissionDenied):
        templates.put_template(
            by=make.officer("32"),
            federation=make.federation("500112"),
            kind="letter",
            file=upload("{{ title }}"),
        )


def test_a_letter_from_start_to_print(client, officer):
    client.force_login(officer)
    place = make.federation("500112").pk
    answer = client.post("/documents/papers/new/", {"kind": "letter", "federation": place})
    paper = Paper.objects.get()
    assert answer.url == f"/documents/papers/{paper.uid}/edit/"
    said = {"title": "函", "addressee": "某局", "body": "正文<b>"}
    assert client.post(answer.url, said).url == paper.get_absolute_url()
    assert client.post(f"{paper.get_absolute_url()}issue/", {"signed_on": "2026-03-02"}).url
    page = client.get(paper.get_absolute_url()).content.decode()
    assert "渝北工函〔2026〕1号" in page
    assert "正文&lt;b&gt;" in page
    file = client.get(f"{paper.get_absolute_url()}file/")
    assert "正文<b>" in texts(file.content)[0]
    assert client.post(f"{paper.get_absolute_url()}void/", {"reason": ""}).status_code == 422


def test_the_sheet_of_an_organization(client, officer):
    organization = make.organization(staff_count=None)
    client.force_login(officer)
    client.post(f"/organizations/{organization.uid}/papers/", {"kind": "organization-sheet"})
    paper = Paper.objects.get()
    assert f"| 名称 | {organization.name} |" in paper.body
    assert "| 从业人员（人） | — |" in paper.body
    page = client.get(f"/organizations/{organization.uid}/papers/").content.decode()
    assert paper.get_absolute_url() in page
