"""The cells of the ledger that people write, each as text: that is how they are typed, exported,
compared and told apart. What a cell means is written by ``services.ledger``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from membership.models import CanvassTask, Coverage, LedgerEntry, ReasonCode

DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D{0,2}")
TIME = re.compile(r"[ T]\d{1,2}:\d{2}.*$")
EARLIEST, LATEST = date(2000, 1, 1), timedelta(days=10 * 366)
PERSON = re.compile(r"(.*)[（(]([^（）()]+)[）)]\s*")


@dataclass(frozen=True)
class Cell:
    """``read(row)`` gives the text that stands there, ``parse(text)`` the text as it is kept.
    ``field`` is the column of the LedgerEntry that holds it, "" where another record does."""

    key: str
    label: str
    read: Callable
    parse: Callable
    kind: str = "text"
    field: str = ""
    choices: tuple = ()
    most: int = 0


def _of_entry(name):
    def read(row):
        value = getattr(row.entry, name) if row.entry else None
        return value.isoformat() if isinstance(value, date) else value or ""

    return read


def _text(name):
    most = LedgerEntry._meta.get_field(name).max_length

    def parse(text):
        text = " ".join(text.split())
        if len(text) > most:
            raise ValidationError(f"最多 {most} 个字，现有 {len(text)} 个。")
        return text

    return parse, most


def parse_date(text):
    text = text.strip()
    if not text:
        return ""
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    found = DATE.fullmatch(TIME.sub("", text))
    try:
        day = date(*map(int, found.groups()))
    except (AttributeError, ValueError):
        raise ValidationError("请填写日期，如 2026-03-31。") from None
    if not EARLIEST <= day <= timezone.localdate() + LATEST:
        raise ValidationError("日期不在合理范围内，请核对年份。")
    return day.isoformat()


def _chooser(choices, refusal):
    """By code or by words, and by both as they are shown together."""
    known = {}
    for code, shown, words in choices:
        known |= {code: shown, shown: shown, words: shown}

    def parse(text):
        text = text.strip()
        if text and text not in known:
            raise ValidationError(refusal)
        return known[text] if text else ""

    return parse


FORMS = tuple((code, label, label) for code, label in Coverage.Form.choices)
REASONS = tuple((code, f"{code} {words}", words) for code, words in ReasonCode.choices)
SHOWN_REASON = {code: shown for code, shown, _ in REASONS}
FORM_OF = {shown: code for code, shown, _ in FORMS}


def read_form(row):
    return row.entry.get_planned_form_display() if row.entry and row.entry.planned_form else ""


def read_reason(row):
    found = row.eligibility
    return SHOWN_REASON.get(found.reason, "") if found else ""


def shown_person(user):
    return f"{user.name}（{user.username}）"


def _person(kind):
    def read(row):
        task = getattr(row, kind)
        return shown_person(task.assignee) if task and task.is_held else ""

    return read


def parse_person(text):
    """姓名（账号）, or the account alone. Whether there is such a person the service looks up."""
    text = text.strip()
    found = PERSON.fullmatch(text)
    return f"{found[1].strip()}（{found[2].strip()}）" if found else text


def account_of(text):
    found = PERSON.fullmatch(text)
    return found[2] if found else text


_next_step, _remark = _text("next_step"), _text("remark")
CELLS = (
    Cell(
        "reason",
        "未建会原因",
        read_reason,
        _chooser(REASONS, "没有这个原因，请写 N01 至 N13 或 N99。"),
        kind="choice",
        choices=tuple(shown for _, shown, _ in REASONS),
    ),
    Cell(
        "planned_form",
        "计划建会形式",
        read_form,
        _chooser(FORMS, "没有这种形式，请从下拉列表中选。"),
        kind="choice",
        field="planned_form",
        choices=tuple(shown for _, shown, _ in FORMS),
    ),
    Cell(
        "planned_on",
        "计划建会日期",
        _of_entry("planned_on"),
        parse_date,
        kind="date",
        field="planned_on",
    ),
    Cell("leader", "包联领导", _person("leader"), parse_person, kind="person"),
    Cell("officer", "承办人", _person("officer"), parse_person, kind="person"),
    Cell(
        "next_step",
        "下一步",
        _of_entry("next_step"),
        _next_step[0],
        field="next_step",
        most=_next_step[1],
    ),
    Cell(
        "promised_on",
        "承诺日期",
        _of_entry("promised_on"),
        parse_date,
        kind="date",
        field="promised_on",
    ),
    Cell("remark", "备注", _of_entry("remark"), _remark[0], field="remark", most=_remark[1]),
)
CELL = {cell.key: cell for cell in CELLS}
TASKS = {"officer": CanvassTask.Kind.CANVASS, "leader": CanvassTask.Kind.LEADER}
"""Which kind of task a cell names the person of."""


def value_of(cell, text):
    """The text of a cell of the LedgerEntry as its column holds it."""
    if cell.kind == "date":
        return date.fromisoformat(text) if text else None
    return FORM_OF.get(text, "") if cell.key == "planned_form" else text
