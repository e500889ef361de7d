"""Answers in workbooks: the columns of a survey's table, and how a row of one is read."""

import re
from pathlib import Path

from django.core.exceptions import ValidationError

from jobs.sheets import Column, read_table
from orgs.names import fold
from surveys.models import Ownership, Question
from surveys.questionnaire import keys_of

MOST = 20_000
PAPER, GROUP, OWNERSHIP = "问卷编号", "调查对象", "企业所有制"
SEVERAL = re.compile(r"[;；|\n]+")
NOT_ASKED = ("跳过", "不适用", "—", "-")


def heading(question, key):
    row = ""
    if question.kind == Question.Kind.MATRIX:
        row = f"：{question.rows[int(key.rpartition('.')[2]) - 1]}"
    return f"{key} {question.text}{row}"


def headings(sheet):
    """``{key: heading}`` of every column a questionnaire has answers for."""
    return {key: heading(q, key) for q in sheet.questions for key in keys_of(q)}


def columns(sheet):
    told = [Column(label=PAPER), Column(label=GROUP), Column(label=OWNERSHIP)]
    return told + [Column(label=label, width=24) for label in headings(sheet).values()]


def about(sheet):
    """What the sheet of explanations of an empty table says."""
    found = [
        (GROUP, "、".join(group.name for group in sheet.groups)),
        (OWNERSHIP, "、".join(Ownership.labels) + "；只有询问的对象填"),
        ("多选", "各项之间用分号隔开"),
        ("没有问到的题", "空着"),
    ]
    for question in sheet.questions:
        if question.has_options:
            words = "；".join(option.label for option in question.options.all())
            found.append((question.code, words))
    return found


def read(path, name, sheet, looked_over):
    """``(rows, errors, how many there were)``: rows as they may be written.

    ``looked_over(group, ownership, given)`` gives the answers as they are kept. Raises
    ValidationError.
    """
    heads = headings(sheet)
    known = [PAPER, GROUP, OWNERSHIP, *heads, *heads.values()]
    table = read_table(Path(path), name, words=known)
    if table.header is None:
        raise ValidationError("没有找到表头：请用下载的模板填写。")
    at = {
        key: table.header.column(label, key, label.partition(" ")[2])
        for key, label in heads.items()
    }
    fixed = {label: table.header.column(label) for label in (PAPER, GROUP, OWNERSHIP)}
    if fixed[GROUP] is None and len(sheet.groups) > 1:
        raise ValidationError(f"缺少“{GROUP}”列。")
    lines = table.data()
    if not lines:
        raise ValidationError("表头之下没有数据行。")
    if len(lines) > MOST:
        raise ValidationError(f"一次最多导入 {MOST:,} 行，请分成几个文件。")
    rows, errors, seen = [], [], {}
    for line in lines:
        row, wrong = one(line, sheet, at, fixed, heads, looked_over)
        if row["paper"] and row["paper"] in seen:
            wrong = [(PAPER, row["paper"], f"与第 {seen[row['paper']]} 行的编号相同。")]
        seen.setdefault(row["paper"], line.number)
        errors += [
            {"row": line.number, "column": column, "value": value[:60], "message": message}
            for column, value, message in wrong
        ]
        if not wrong:
            rows.append(row)
    return rows, errors, len(lines)


def one(line, sheet, at, fixed, heads, looked_over):
    told = {label: line[n].strip() if n is not None else "" for label, n in fixed.items()}
    row = {"row": line.number, "paper": told[PAPER][:20]}
    wrong = [
        (heads[key], line[n], line.doubt(n))
        for key, n in at.items()
        if n is not None and line.doubt(n)
    ]
    if wrong:
        return row, wrong
    names = {fold(word): g.code for g in sheet.groups for word in (g.name, g.code)}
    kinds = {fold(word): o.value for o in Ownership for word in (o.label, o.value)}
    only = sheet.groups[0].code if len(sheet.groups) == 1 else None
    row["group"] = names.get(fold(told[GROUP])) or (only if not told[GROUP] else None)
    if row["group"] is None:
        return row, [(GROUP, told[GROUP], "请填问卷中的一类调查对象。")]
    row["ownership"] = kinds.get(fold(told[OWNERSHIP]), "")
    if told[OWNERSHIP] and not row["ownership"]:
        return row, [(OWNERSHIP, told[OWNERSHIP], f"填{'、'.join(Ownership.labels)}之一。")]
    given = {}
    for question in sheet.of(row["group"]):
        for key in keys_of(question):
            text = line[at[key]].strip() if at[key] is not None else ""
            given[key] = [] if text in NOT_ASKED else texts(sheet, question, text)
    try:
        row["answers"] = looked_over(sheet, row["group"], row["ownership"], given)
    except ValidationError as refusal:
        columns = {**heads, "group": GROUP, "ownership": OWNERSHIP}
        for key, messages in refusal.message_dict.items():
            value = line[at[key]] if at.get(key) is not None else ""
            wrong.append((columns.get(key, key), value, "；".join(messages)))
    return row, wrong


def texts(sheet, question, text):
    """A cell's answers: codes of the options it names by words, code or number."""
    if not question.has_options or not text:
        return [text] if text else []
    known = {}
    for n, option in enumerate(sheet.options(question), 1):
        known |= {fold(option.label): option.code, option.code: option.code, str(n): option.code}
    if fold(text) in known:
        return [known[fold(text)]]
    parts = [part for part in SEVERAL.split(text) if part.strip()]
    if len(parts) == 1 and fold(text) not in known:
        parts = re.split(r"[、,，]", text)
    return [known.get(fold(part.strip()), part.strip()) for part in parts]
