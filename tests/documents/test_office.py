import io

import pytest
from django.core.exceptions import ValidationError
from docx import Document

from documents.office import render_docx


@pytest.fixture
def template(tmp_path):
    def make(*paragraphs):
        document = Document()
        for text in paragraphs:
            document.add_paragraph(text)
        document.save(tmp_path / "template.docx")
        return tmp_path / "template.docx"

    return make


def text(raw):
    return "\n".join(p.text for p in Document(io.BytesIO(raw)).paragraphs)


def test_fields_take_their_values_as_text(template):
    made = render_docx(
        template("{{ number }}", "{{ name }}：", "同意成立工会。"),
        {"number": "渝北工建〔2026〕12号", "name": "甲<b>&乙 {{ 7*7 }}"},
    )
    assert text(made) == "渝北工建〔2026〕12号\n甲<b>&乙 {{ 7*7 }}：\n同意成立工会。"


def test_loops_and_choices(template):
    made = render_docx(
        template(
            "{% for n in names %}{{ n }}、{% endfor %}", "{% if ok %}同意{% else %}退回{% endif %}"
        ),
        {"names": ["甲", "乙"], "ok": True},
    )
    assert text(made) == "甲、乙、\n同意"


@pytest.mark.parametrize(
    "program",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ names.append('x') }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% for i in range(999999999) %}x{% endfor %}",
        "{{ missing }}",
        "{% if %}",
    ],
)
def test_a_template_is_no_program(template, program):
    """trust.md 2.1: docxtpl runs whatever Jinja an uploaded template holds."""
    with pytest.raises(ValidationError):
        render_docx(template(program), {"names": []})


def test_what_is_no_template(tmp_path):
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04")
    with pytest.raises(ValidationError, match="不是有效"):
        render_docx(tmp_path / "a.docx", {})


def test_a_bomb_stays_in_its_box(template):
    with pytest.raises(ValidationError):
        render_docx(template("{{ ('a' * 99999999) * 99 }}"), {})
