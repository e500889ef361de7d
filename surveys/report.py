"""The report of a survey: a workbook with every table and charts of Excel's own, and a document in
the house form. Both are written from the same results as the page."""

import io

import xlsxwriter
from django.utils import timezone

from documents.layout import chinese_date, house_docx
from jobs.sheets import neutral
from surveys.models import Question
from unions.look.numbers import MISSING, percent, rounded

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def share(n, base):
    value = percent(n, base)
    return MISSING if value is None else f"{rounded(value)}%"


class Page:
    """A sheet that is written from the top down."""

    def __init__(self, book, name, widths):
        self.book, self.sheet, self.at = book, book.add_worksheet(name), 0
        self.head = book.add_format({"bold": True, "bg_color": "#F3EFE6", "text_wrap": True})
        self.bold = book.add_format({"bold": True, "font_size": 12})
        self.percent = book.add_format({"num_format": "0.0%"})
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def title(self, text):
        self.sheet.write_string(self.at, 0, neutral(text), self.bold)
        self.at += 1

    def heads(self, *labels):
        for column, label in enumerate(labels):
            self.sheet.write_string(self.at, column, neutral(str(label)), self.head)
        self.at += 1

    def row(self, *values):
        """Texts, whole numbers, and ``(n, base)`` for a share."""
        for column, value in enumerate(values):
            if isinstance(value, tuple):
                if value[1] and value[0] is not None:
                    self.sheet.write_number(self.at, column, value[0] / value[1], self.percent)
                else:
                    self.sheet.write_string(self.at, column, MISSING)
            elif isinstance(value, int):
                self.sheet.write_number(self.at, column, value)
            elif value is not None:
                self.sheet.write_string(self.at, column, neutral(str(value)))
        self.at += 1

    def gap(self, lines=1):
        self.at += lines


def workbook(results):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    cover(Page(book, "说明", (20, 70)), results)
    every_question(Page(book, "各题", (44, *[12] * 16)), results)
    ranks(Page(book, "排序", (8, 34, 10, 10)), results)
    figures(Page(book, "知晓度和满意度", (40, 18, 12, 12, 12)), results)
    book.close()
    return out.getvalue()


def cover(page, results):
    survey = results.survey
    page.title(survey.title)
    page.row("主办工会", survey.federation.name)
    page.row("类别", survey.get_kind_display())
    page.row("年度", survey.year)
    page.row("状态", survey.get_status_display())
    page.row("问卷版本", f"第 {results.sheet.version.number} 版")
    page.row("答卷", results.total)
    for group, n in results.people:
        page.row(f"其中：{group.name}", n)
    page.row("口径", "各题的占比以表中“基数”为分母；多选题各项之和可以超过 100%。")
    page.row("", "前两项之和由份数相加得出，不由四舍五入后的占比相加。")
    page.row("制表日期", chinese_date(timezone.localdate()))
    for work in survey.fieldwork.all():
        page.row(work.get_method_display(), f"{chinese_date(work.held_on)} {work.venue}")


def every_question(page, results):
    for number, asked in enumerate(results.asked, 1):
        page.title(f"{number}. {asked.text}（{asked.question.get_kind_display()}）")
        if asked.question.kind == Question.Kind.NUMBER:
            page.heads("对象", "填写份数", "平均", "中位数", "最小", "最大")
            for column in asked.columns:
                told = column.number or {}
                names = ("count", "mean", "median", "least", "largest")
                page.row(column.label, *(plain(told.get(name)) for name in names))
        elif asked.options:
            table(page, asked)
        else:
            page.row("文字题，回答见系统。")
        page.gap()


def plain(value):
    return MISSING if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def table(page, asked):
    heads = [part for column in asked.columns for part in (f"{column.label}（份）", "占比")]
    page.heads("选项", *heads)
    first = page.at
    for option, lines in asked.table:
        page.row(option.label, *(x for line in lines for x in (line.n, (line.n, line.base))))
    last = page.at - 1
    page.row("基数", *(x for column in asked.columns for x in (column.base, "")))
    drawing = page.book.add_chart({"type": "bar"})
    for n, column in enumerate(asked.columns):
        drawing.add_series(
            {
                "name": column.label,
                "categories": [page.sheet.name, first, 0, last, 0],
                "values": [page.sheet.name, first, 2 + 2 * n, last, 2 + 2 * n],
            }
        )
    drawing.set_title({"name": asked.text[:60], "name_font": {"size": 11}})
    drawing.set_y_axis({"reverse": True})
    drawing.set_size({"width": 480, "height": 120 + 26 * len(asked.options)})
    page.sheet.insert_chart(first - 1, 2 + 2 * len(asked.columns), drawing)
    page.gap(max(0, 4 + len(asked.options) // 2))


def ranks(page, results):
    for asked, columns in results.ranked:
        for column, lines in columns:
            page.title(f"{asked.text}（{column.label}）")
            page.heads("位次", "选项", "份数", "占比")
            for line in lines:
                page.row(line.rank, line.label, line.n, (line.n, line.base))
            page.gap()


def figures(page, results):
    page.heads("读数", "对象", "份数", "基数", "占比")
    names = {group.code: group.name for group in results.groups}
    for figure in results.figures:
        reading = figure.reading
        name = f"{reading.get_kind_display()}：{reading.name}"
        told = (figure.n, figure.base, (figure.n, figure.base))
        page.row(name, names.get(reading.group, reading.group), *told)


def document(results):
    """The report as a .docx: what was asked of whom, the main figures, every table."""
    survey = results.survey
    return house_docx(
        issuer=survey.federation.name,
        title=f"{survey.title}调查报告",
        body="\n".join(paragraphs(results)),
        signed_on=timezone.localdate(),
        letterhead=False,
    )


def paragraphs(results):
    survey = results.survey
    yield "# 一、调查的基本情况"
    parts = "，".join(f"{group.name} {n:,} 份" for group, n in results.people)
    yield (
        f"{survey.year} 年，{survey.federation.name}开展“{cell(survey.title)}”，"
        f"收回答卷 {results.total:,} 份，其中{parts}。问卷不记名。"
    )
    yield from fieldwork(survey)
    yield "# 二、主要结果"
    yield from main_figures(results)
    yield "# 三、排序"
    for asked, columns in results.ranked:
        for column, lines in columns:
            yield f"{cell(asked.text)}（{column.label}，{column.base or 0:,} 份）"
            yield "| 位次 | 选项 | 份数 | 占比 | 图示 |"
            for line in lines:
                drawn = "█" * round(12 * line.n / line.base) if line.base else ""
                told = (line.rank, cell(line.label), line.n, share(line.n, line.base), drawn)
                yield f"| {' | '.join(map(str, told))} |"
    yield "# 四、各题结果"
    for asked in results.asked:
        if asked.options:
            yield f"{cell(asked.text)}（{asked.question.get_kind_display()}）"
            yield from question_table(asked)


def cell(text):
    """Words that cannot be taken for a heading or a table's edge."""
    return text.replace("|", "｜").lstrip("#| ")


def fieldwork(survey):
    told = list(survey.fieldwork.all())
    if not told:
        return
    yield f"除问卷外，开展调研活动 {len(told)} 次："
    for work in told:
        yield (
            f"{work.get_method_display()}：{chinese_date(work.held_on)}，{cell(work.venue)}，"
            f"参加 {work.people:,} 人。{cell(' '.join(work.findings.split()))}"
        )


def main_figures(results):
    names = {group.code: group.name for group in results.groups}
    if results.awareness_and_satisfaction:
        yield "| 指标 | " + " | ".join(cell(g.name) for g in results.groups) + " |"
        for label, row in results.awareness_and_satisfaction:
            cells = [share(f.n, f.base) if f else MISSING for f in row]
            yield f"| {label} | " + " | ".join(cells) + " |"
    for figure in results.figures:
        reading = figure.reading
        yield (
            f"{names.get(reading.group, reading.group)}：{cell(reading.name)} {figure.n:,} 份，"
            f"占 {figure.base:,} 份的 {share(figure.n, figure.base)}。"
        )


def question_table(asked):
    yield "| 选项 | " + " | ".join(cell(c.label) for c in asked.columns) + " |"
    for option, lines in asked.table:
        cells = [f"{line.n}（{share(line.n, line.base)}）" for line in lines]
        yield f"| {cell(option.label)} | " + " | ".join(cells) + " |"
    yield "| 基数 | " + " | ".join(str(c.base) for c in asked.columns) + " |"
