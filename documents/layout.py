"""How a paper looks: the house form after GB/T 9704-2012 (A4, red letterhead where one is used).

``blocks`` reads a body; the page ``documents/paper.html`` and ``house_docx`` draw the same blocks.
"""

import io

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

RED = RGBColor(0xC0, 0x00, 0x00)
BODY, HEADING, LETTERHEAD = "仿宋", "黑体", "宋体"
THREE, TWO = Pt(16), Pt(22)  # 三号, 二号
LINE, NONE = Pt(28), Pt(0)


def blocks(body):
    """``[("text", str) | ("head", str) | ("table", [[str]])]`` of a body, in its order."""
    found = []
    for line in (line.strip() for line in body.splitlines()):
        if line.startswith("|"):
            row = [cell.strip() for cell in line.strip("|").split("|")]
            if not found or found[-1][0] != "table":
                found.append(("table", []))
            found[-1][1].append(row)
        elif line.startswith("#"):
            found.append(("head", line.lstrip("# ")))
        elif line:
            found.append(("text", line))
    return found


def chinese_date(day):
    """2026年11月21日: the way a paper is dated."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def house_docx(*, issuer, title, number="", addressee="", body="", signed_on=None, letterhead=True):
    """The paper in the house form, as bytes of a .docx."""
    document = Document()
    _page(document.sections[0])
    if letterhead:
        _letterhead(document, issuer, number)
    _line(document, title, font=LETTERHEAD, size=TWO, bold=True, centre=True, after=LINE)
    if addressee:
        _line(document, f"{addressee}：")
    for kind, said in blocks(body):
        if kind == "table":
            _table(document, said)
        else:
            _line(document, said, font=HEADING if kind == "head" else BODY, indent=True)
    if letterhead or signed_on:
        _line(document, issuer, right=True, before=LINE)
        _line(document, chinese_date(signed_on), right=True)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(section):
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)


def _letterhead(document, issuer, number):
    _line(document, f"{issuer}文件", font=LETTERHEAD, size=Pt(36), bold=True, centre=True, red=True)
    ruled = _line(document, number, centre=True, before=LINE)
    edge = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", "C00000")):
        bottom.set(qn(f"w:{name}"), value)
    edge.append(bottom)
    ruled._p.get_or_add_pPr().append(edge)


def _line(
    document,
    text,
    *,
    font=BODY,
    size=THREE,
    bold=False,
    red=False,
    centre=False,
    right=False,
    indent=False,
    before=NONE,
    after=NONE,
):
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = before, after
    shape.line_spacing = LINE if size <= TWO else None
    shape.first_line_indent = size * 2 if indent else None
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _say(paragraph, text, font, size, bold=bold, red=red)
    return paragraph


def _table(document, rows):
    wide = max(map(len, rows))
    table = document.add_table(rows=0, cols=wide, style="Table Grid")
    for row in rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, [*row, *[""] * (wide - len(row))], strict=True):
            _say(cell.paragraphs[0], text, BODY, Pt(12))


def _say(paragraph, text, font, size, *, bold=False, red=False):
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = font, size, bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if red:
        run.font.color.rgb = RED
