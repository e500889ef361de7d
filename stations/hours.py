"""Opening hours: as people write them, and as minutes of the week that the database understands.

    周一至周五 08:30-12:00、14:00-17:30；周六 09:00-12:00
    每天 07:00-22:00        全天

A week has 10,080 minutes, Monday's first is 0. ``WeekField`` keeps the open ones as a multirange,
so that "open now" is one operator (``hours__at=minute``) and a night shift over midnight is nothing
special. Holidays are not told; a station that keeps them says so in its remarks.
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

DAY, WEEK = 1_440, 10_080
DAYS = "一二三四五六日"
ALL_DAY = ("全天", "24小时", "二十四小时")
GROUPS = {"每天": (0, 6), "每日": (0, 6), "工作日": (0, 4), "周末": (5, 6)}
UNCLEAR = "开放时间请写成“周一至周五 08:30-12:00、14:00-17:30；周六 09:00-12:00”或“全天”。"
TIMES = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—–~～至]+\s*(\d{1,2})[:：](\d{2})")
BOUNDS = re.compile(r"\[(\d+),(\d+)\)")
NAMED = re.compile(rf"(?:周|星期)([{DAYS}天])(?:\s*[至到—–~～-]\s*(?:周|星期)?([{DAYS}天]))?")


class WeekField(models.Field):
    """Open minutes of the week: a list of ``(from, to)`` pairs; None where nobody knows."""

    description = "每周开放时间"

    def db_type(self, connection):
        return "int4multirange"

    def get_prep_value(self, value):
        return None if value is None else written(value)

    def from_db_value(self, value, expression, connection):
        return None if value is None else read(value)

    def value_to_string(self, row):
        return self.get_prep_value(self.value_from_object(row)) or ""


def written(pairs):
    """As PostgreSQL reads a multirange: ``{[480,720),[840,1050)}``."""
    return "{" + ",".join(f"[{begun},{ended})" for begun, ended in pairs) + "}"


def read(text):
    return [(int(begun), int(ended)) for begun, ended in BOUNDS.findall(text)]


@WeekField.register_lookup
class At(models.Lookup):
    """Open at that minute of the week."""

    lookup_name = "at"

    def get_prep_lookup(self):
        return int(self.rhs)

    def as_sql(self, compiler, connection):
        column, values = self.process_lhs(compiler, connection)
        return f"{column} @> %s::int4", [*values, self.rhs]


def minute_now(now=None):
    now = timezone.localtime(now)
    return now.weekday() * DAY + now.hour * 60 + now.minute


def is_open(hours, minute):
    """None where the hours are not known."""
    return None if hours is None else any(begun <= minute < ended for begun, ended in hours)


def parse(text):
    """Pairs of minutes; None for no text. Raises ValidationError."""
    text = text.strip()
    if not text:
        return None
    found = []
    for part in filter(None, re.split(r"[;；\n。]", text)):
        days = _days(part)
        spans = [_span(*map(int, match)) for match in TIMES.findall(part)]
        if not spans and any(word in part for word in ALL_DAY):
            spans = [(0, DAY)]
        if not spans:
            raise ValidationError(UNCLEAR)
        found += [(day * DAY + begun, day * DAY + ended) for day in days for begun, ended in spans]
    if not found:
        raise ValidationError(UNCLEAR)
    return _joined(found)


def _days(part):
    before = TIMES.split(part)[0]
    named = NAMED.findall(before)
    for word, (first, last) in GROUPS.items():
        if word in before:
            return range(first, last + 1)
    if not named:
        return range(7)
    days = set()
    for first, last in named:
        begun = DAYS.index(first.replace("天", "日"))
        ended = DAYS.index(last.replace("天", "日")) if last else begun
        days.update(
            range(begun, ended + 1) if begun <= ended else [*range(begun, 7), *range(ended + 1)]
        )
    return sorted(days)


def _span(hour, minute, until, minutes):
    begun, ended = hour * 60 + minute, until * 60 + minutes
    if begun >= DAY or ended > DAY or minute > 59 or minutes > 59 or begun == ended:
        raise ValidationError("开放时间须在 00:00 至 24:00 之间，结束不能等于开始。")
    return begun, ended if ended > begun else ended + DAY


def _joined(spans):
    """In order, overlaps merged, what runs past Sunday night begun again on Monday."""
    cut = []
    for begun, ended in spans:
        cut.append((begun, min(ended, WEEK)))
        if ended > WEEK:
            cut.append((0, ended - WEEK))
    joined = []
    for begun, ended in sorted(cut):
        if joined and begun <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ended, joined[-1][1]))
        else:
            joined.append((begun, ended))
    return joined


def words(hours):
    """The hours as one reads them on a door; "" where nobody knows them."""
    if hours is None:
        return ""
    if hours == [(0, WEEK)]:
        return "全天"
    days = [
        tuple(
            (max(begun, day * DAY) - day * DAY, min(ended, (day + 1) * DAY) - day * DAY)
            for begun, ended in hours
            if begun < (day + 1) * DAY and ended > day * DAY
        )
        for day in range(7)
    ]
    said, first = [], 0
    while first < 7:
        last = first
        while last < 6 and days[last + 1] == days[first]:
            last += 1
        if days[first]:
            said.append(f"{_named(first, last)} {_clock(days[first])}")
        first = last + 1
    return "；".join(said)


def _named(first, last):
    if (first, last) == (0, 6):
        return "每天"
    return f"周{DAYS[first]}" if first == last else f"周{DAYS[first]}至周{DAYS[last]}"


def _clock(spans):
    if spans == ((0, DAY),):
        return "全天"
    return "、".join(f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in spans)
