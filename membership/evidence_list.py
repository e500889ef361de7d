"""Lists of evidence in workbooks: the columns, how a row is read and what was wrong with it."""

from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError

from jobs.sheets import Column, read_table
from membership.effective.kinds import KINDS

MOST = 1_000
NAMES = {
    "union": ("基层工会", "工会名称", "工会"),
    "kind": ("类别", "记录类别"),
    "held_on": ("日期", "时间"),
    "ends_on": ("有效期至",),
    "note": ("说明", "备注", "内容"),
}
NUMBERS = {}
for _kind in KINDS.values():
    for _number in _kind.numbers:
        NUMBERS.setdefault(f"{_number.label}（{_number.unit}）", []).append(
            (_kind.key, _number.name)
        )
HEADINGS = ["基层工会", "类别", "日期", "有效期至", *NUMBERS, "说明"]
KEYS = {kind.label: kind.key for kind in KINDS.values()}
TITLES = [
    Column(label="基层工会", width=36),
    Column(label="类别", width=16),
    Column(label="日期", kind="date"),
    Column(label="有效期至", kind="date"),
    *(Column(label=label, kind="whole") for label in NUMBERS),
    Column(label="说明", width=50),
]


def cells_of(row):
    """One piece of evidence as a row of the sheet, the one that is read back."""
    told = []
    for places in NUMBERS.values():
        name = next((name for kind, name in places if kind == row.kind), None)
        value = row.numbers.get(name) if name else None
        told.append(float(value) if isinstance(value, str) else value)
    return [row.union.name, row.get_kind_display(), row.held_on, row.ends_on, *told, row.note]


def read(path, name, find):
    """``(drafts, errors, table)`` of a file. ``find(names)`` gives unions by name.

    ``drafts`` are ``(row number, fields of record_evidence)``, errors as of an import.
    """
    table = read_table(Path(path), name, words=HEADINGS)
    if table.header is None:
        raise ValidationError("没有找到表头，请用导出的表格或模板填写。")
    columns = {key: table.header.column(*names) for key, names in NAMES.items()}
    missing = [NAMES[key][0] for key in ("union", "kind", "held_on") if columns[key] is None]
    if missing:
        raise ValidationError(f"缺少“{'、'.join(missing)}”列。")
    lines = [line for line in table.data() if any(line.cells)]
    if len(lines) > MOST:
        raise ValidationError(f"一次最多导入 {MOST:,} 行，请分成几个文件。")
    numbers = {label: table.header.column(label) for label in NUMBERS}
    unions = find({line[columns["union"]] for line in lines})
    drafts, errors = [], []
    for line in lines:
        try:
            drafts.append((line.number, _row(line, columns, numbers, unions)))
        except ValidationError as wrong:
            errors += errors_of(line.number, wrong)
    return drafts, errors, table


def _row(line, columns, numbers, unions):
    def cell(key):
        return line[columns[key]] if columns[key] is not None else ""

    union, kind = unions.get(cell("union")), KEYS.get(cell("kind"), cell("kind"))
    if union is None:
        raise ValidationError({"union": "没有找到这个工会，或有同名的；请核对全称。"})
    if kind not in KINDS:
        raise ValidationError({"kind": f"没有“{cell('kind')}”这个类别。"})
    told = {}
    for label, at in numbers.items():
        name = next((name for key, name in NUMBERS[label] if key == kind), None)
        if at is not None and name and line[at]:
            told[name] = line[at]
    return {
        "union": union,
        "kind": kind,
        "held_on": _day(cell("held_on"), "held_on"),
        "ends_on": _day(cell("ends_on"), "ends_on") if cell("ends_on") else None,
        "numbers": told,
        "note": cell("note"),
    }


def _day(text, field):
    try:
        return date.fromisoformat(text[:10])
    except ValueError as wrong:
        raise ValidationError({field: "日期应写作 2026-03-01。"}) from wrong


def errors_of(number, refusal):
    """A refusal as errors of one row of the sheet."""
    fields = getattr(refusal, "message_dict", None) or {"": refusal.messages}
    labels = {key: names[0] for key, names in NAMES.items()}
    for label, places in NUMBERS.items():
        labels |= {name: label for _, name in places}
    return [
        {"row": number, "column": labels.get(field, ""), "value": "", "message": "；".join(words)}
        for field, words in fields.items()
    ]
