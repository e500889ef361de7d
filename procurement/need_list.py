"""Needs in workbooks: the columns, how a row is read, and the same columns on their way out."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone

from jobs.sheets import Column, Headings
from orgs.imports.cells import day, one_of
from orgs.names import fold
from procurement.models import Need, ServiceDomain, WorkerGroup

MOST = 2_000
HEADINGS = Headings(
    {
        "text": ("需求", "需求内容", "职工需求", "诉求", "内容"),
        "domain": ("领域", "服务领域", "类别"),
        "group": ("职工群体", "群体", "人群"),
        "people": ("涉及人数", "人数", "人数（人）", "涉及人数（人）"),
        "priority": ("缓急", "优先级", "紧急程度"),
        "region": ("区域", "地区", "区划"),
        "station": ("站点编号", "站点"),
        "told_on": ("提出日期", "日期", "时间"),
    },
    asked=("text", "domain"),
)
LABELS, ASKED = HEADINGS.labels, HEADINGS.asked
TITLES = [
    Column(label="受理编号", width=22),
    Column(label="需求", width=60),
    Column(label="领域", width=18),
    Column(label="职工群体", width=16),
    Column(label="涉及人数", kind="whole"),
    Column(label="缓急"),
    Column(label="区域", width=18),
    Column(label="工会", width=24),
    Column(label="来源", width=14),
    Column(label="站点编号"),
    Column(label="状态", width=14),
    Column(label="主题", width=30),
    Column(label="提出日期", kind="date"),
]


def cells_of(need):
    """A need as a row of the sheet; of its telephone number nothing is told."""
    return (
        need.number,
        need.text,
        need.get_domain_display(),
        need.get_group_display(),
        need.people,
        need.get_priority_display(),
        need.region.name if need.region else "",
        need.federation.short_name,
        need.get_source_display(),
        need.station,
        need.get_status_display(),
        need.topic.title if need.topic else "",
        timezone.localdate(need.told_at),
    )


def read(path, name, places):
    """``(rows, errors, how many there were)``: rows as they may be kept, ``{"row", "fields"}``.

    ``places`` gives a division's key by its folded name or code. Raises ValidationError.
    """
    sheet = HEADINGS.read(path, name)
    columns = sheet.columns
    lines = [line for line in sheet.lines if line[columns["text"]]]
    if not lines:
        raise ValidationError("表头之下没有数据行。")
    if len(lines) > MOST:
        raise ValidationError(f"一次最多导入 {MOST:,} 行，请分成几个文件。")
    rows, errors, seen = [], [], {}
    for line in lines:
        fields, wrong = _row(line, columns, places)
        key = (fold(fields.get("text", "")), fields.get("domain"), fields.get("region"))
        if not wrong and key in seen:
            wrong = [("text", "", f"与第 {seen[key]} 行相同。")]
        seen.setdefault(key, line.number)
        errors += [
            {"row": line.number, "column": LABELS[f], "value": value[:60], "message": message}
            for f, value, message in wrong
        ]
        if not wrong:
            rows.append({"row": line.number, "fields": fields})
    return rows, errors, len(lines)


def _row(line, columns, places):
    fields, wrong = {}, []
    for key, at in columns.items():
        text = line[at].strip()
        if doubt := line.doubt(at):
            wrong.append((key, text, doubt))
        elif text or key in ASKED:
            try:
                fields[key] = READERS[key](text, places)
            except ValidationError as refusal:
                wrong.append((key, text, refusal.messages[0]))
    return fields, wrong


def _text(text, places):
    if len(text) > 500:
        raise ValidationError("不能超过 500 字。")
    return text


def _people(text, places):
    digits = text.removesuffix("人").replace(",", "").strip()
    if not digits.isdecimal() or not 1 <= int(digits) <= 1_000_000:
        raise ValidationError("人数应为 1 以上的整数。")
    return int(digits)


def _place(text, places):
    if fold(text) not in places:
        raise ValidationError("在本级及下级区域中没有找到，或有同名的；可填区划代码。")
    return places[fold(text)]


def _day(text, places):
    found = day(text)[0]
    if found > timezone.localdate():
        raise ValidationError("日期不能晚于今天。")
    return found.isoformat()


READERS = {
    "text": _text,
    "domain": one_of(ServiceDomain.choices, "领域"),
    "group": one_of(WorkerGroup.choices, "职工群体"),
    "people": _people,
    "priority": one_of(Need.Priority.choices, "缓急"),
    "region": _place,
    "station": lambda text, places: text[:40],
    "told_on": _day,
}


def told_at(text):
    """Noon of the day that a sheet names."""
    if not text:
        return timezone.now()
    found = datetime.combine(datetime.fromisoformat(text).date(), time(12))
    return min(timezone.make_aware(found), timezone.now())
