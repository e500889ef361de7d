"""Kinds of evidence, as ``kinds.toml`` tells them."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.exceptions import ValidationError

from membership.models import Evidence
from orgs.models.particulars import months_after

MOST = Decimal("1e10")


@dataclass(frozen=True)
class Number:
    """Something counted in one piece of evidence."""

    name: str
    label: str
    unit: str
    kind: str = "whole"
    needed: bool = False

    def read(self, value):
        """A number as it is kept: an int, money as text; None for nothing."""
        text = str("" if value is None else value).strip().replace(",", "")
        if not text:
            if self.needed:
                raise ValidationError(f"请填写{self.label}（{self.unit}）。")
            return None
        try:
            number = Decimal(text)
        except InvalidOperation as wrong:
            raise ValidationError(f"{self.label}应为数字。") from wrong
        if not number.is_finite() or number < 0 or number > MOST:
            raise ValidationError(f"{self.label}应在 0 与一百亿之间。")
        if self.kind == "money":
            return f"{number:.2f}"
        if number != int(number):
            raise ValidationError(f"{self.label}应为整数。")
        return int(number)

    def say(self, value):
        shown = Decimal(value)
        shown = f"{shown:,.2f}".removesuffix(".00") if self.kind == "money" else f"{int(shown):,}"
        return f"{self.label} {shown} {self.unit}"


@dataclass(frozen=True)
class Kind:
    key: str
    group: str
    hint: str
    months: int
    weight: float
    half_life: int
    numbers: tuple = ()

    @property
    def label(self):
        return Evidence.Kind(self.key).label

    def speaks_until(self, held_on, ends_on=None):
        """The first day it does not speak for the union any more; None if it does for good."""
        if ends_on:
            return ends_on + timedelta(1)
        return months_after(held_on, self.months) if self.months else None

    def speaks(self, held_on, ends_on, on):
        until = self.speaks_until(held_on, ends_on)
        return held_on <= on and (until is None or on < until)

    def weighs(self, held_on, on):
        """What it adds to the index that day: its weight, halved with every half-life."""
        age = (on - held_on).days
        return self.weight * 2 ** (-age / self.half_life) if age >= 0 else 0.0

    def read(self, values):
        """``{name: number}`` of what somebody gave. Raises ValidationError by field."""
        found, wrong = {}, {}
        for number in self.numbers:
            try:
                value = number.read(values.get(number.name))
            except ValidationError as refusal:
                wrong[number.name] = refusal.messages
            else:
                if value is not None:
                    found[number.name] = value
        unknown = set(values) - {n.name for n in self.numbers}
        if unknown := sorted(name for name in unknown if values[name] not in (None, "")):
            wrong["numbers"] = [f"{self.label}没有“{'、'.join(unknown)}”这项数据。"]
        for part, whole in (
            *(("present", "entitled"), ("returned", "issued"), ("members", "workers")),
            *(("women", "members"), ("satisfied", "returned")),
        ):
            if part in found and whole in found and found[part] > found[whole]:
                label = {n.name: n.label for n in self.numbers}
                wrong.setdefault(part, []).append(f"{label[part]}不能多于{label[whole]}。")
        if wrong:
            raise ValidationError(wrong)
        return found

    def say(self, numbers):
        return "，".join(n.say(numbers[n.name]) for n in self.numbers if n.name in numbers)


def _load():
    path = Path(__file__).parent / "kinds.toml"
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        key: Kind(key=key, **{**told[key], "numbers": _numbers(told[key])})
        for key in Evidence.Kind.values
    }


def _numbers(told):
    return tuple(Number(**number) for number in told.get("numbers", ()))


KINDS = _load()


def groups():
    """``[(group, [Kind])]`` in the order of the file of choices."""
    found = {}
    for kind in KINDS.values():
        found.setdefault(kind.group, []).append(kind)
    return list(found.items())


def vitality(evidence, on):
    """The decaying index: 1 − Π(1 − weight × 2^(−age / half-life)), between 0 and 1.

    ``evidence`` are ``(kind, held_on)``. It falls by itself, and anything new raises it.
    """
    left = 1.0
    for kind, held_on in evidence:
        left *= 1 - KINDS[kind].weighs(held_on, on)
    return 1 - left
