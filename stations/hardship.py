"""Who counts as being in hardship: the regime in force at a date and place, and the arithmetic of a
household's year, line by line (domain 5.5).

The regimes are files (``stations/law/hardship``); the nearest to the federation stands, then the
newest. A case keeps the one that held when it was handed in. Nothing here decides: an officer may
find otherwise, with a reason.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from stations import cards
from stations.models import MoneyLine, Standing

LAW = Path(__file__).parent / "law" / "hardship"
Side = MoneyLine.Side
OF_CARDS = {
    "publicity_days": "notice_days",
    "review_months": "review_months",
    "sync_days": "file_days",
}
"""Terms of a regime that rule cards make tighter."""


def cents(amount):
    """A fraction as money is written: half up."""
    exact = Decimal(amount.numerator) / amount.denominator
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True)
class Step:
    """One line of the arithmetic: what it says, what it comes to, how."""

    label: str
    amount: Fraction
    words: str = ""
    total: bool = False

    @property
    def shown(self):
        return f"{cents(self.amount):,}"


@dataclass(frozen=True)
class Verdict:
    """``category`` is "" where none applies; ``tried`` tells of each whether it did, and why."""

    steps: tuple
    monthly: Fraction
    floor: Fraction
    category: str
    tried: tuple

    @property
    def label(self):
        return Standing.Category(self.category).label if self.category else "不符合建档标准"

    @property
    def frozen(self):
        """What a case keeps of it."""
        return {
            "monthly": str(cents(self.monthly)),
            "floor": str(cents(self.floor)),
            "category": self.category,
        }


@cache
def regimes():
    paths = sorted(LAW.glob("*.toml"))
    read = [tomllib.loads(p.read_text(encoding="utf-8")) for p in paths if p.stem != "floors"]
    return [{**told, "since": date.fromisoformat(told["since"])} for told in read]


@cache
def floors():
    told = tomllib.loads((LAW / "floors.toml").read_text(encoding="utf-8"))["floor"]
    return [{**row, "since": date.fromisoformat(row["since"])} for row in told]


def nearest(rows, federation, on):
    """Of those in force at a place, the one laid down nearest to it, and of these the newest."""
    line = federation.path.strip("/").split("/")
    fit = [row for row in rows if row["code"] in line and row["since"] <= on]
    return max(fit, key=lambda row: (line.index(row["code"]), row["since"]), default=None)


def freeze(federation, on):
    """What a case keeps of the regime of its day: JSON through and through."""
    regime = nearest(regimes(), federation, on) or min(regimes(), key=lambda r: r["since"])
    floor = nearest(floors(), federation, on) or min(floors(), key=lambda r: r["since"])
    frozen = {**regime, "since": regime["since"].isoformat(), "on": on.isoformat()}
    return {**frozen, "floor": floor["amount"], "floor_since": floor["since"].isoformat()}


def term(case, key):
    """A number that holds for a case, such as the days of publicity: of its regime, or tighter by
    a card that its union or one above has laid down."""
    said = case.rules["terms"][key]["value"]
    limit = cards.limit(case.card, OF_CARDS[key]) if key in OF_CARDS else None
    if limit is None:
        return said
    return int((max if key == "publicity_days" else min)(said, limit))


def tightened(case):
    """The regime of a case as the cards that it keeps make it."""
    found = []
    for rule in case.rules["categories"]:
        multiple = (
            cards.limit(case.card, "relative_multiple") if rule["key"] == "relative" else None
        )
        share = cards.limit(case.card, "accident_share") if "spent" in rule else None
        if multiple is not None:
            rule = {**rule, "floors": str(min(Fraction(multiple), Fraction(rule["floors"])))}
        if share is not None:
            rule = {**rule, "spent": str(max(Fraction(share) / 100, Fraction(rule["spent"])))}
        found.append(rule)
    return {**case.rules, "categories": found}


def assessed(case, lines=None):
    """The arithmetic of a case as its lines stand now."""
    household = case.household
    return assess(
        list(case.lines.all()) if lines is None else lines,
        persons=len(household.members.all()),
        rules=tightened(case),
        relief=household.relief,
        accident=case.cause in (case.Cause.ACCIDENT, case.Cause.ILLNESS, case.Cause.FAMILY_ILLNESS),
    )


def assess(lines, *, persons, rules, relief="", accident=False):
    """Add up a household's year and hold it against a frozen regime."""
    summed = {side: sum((Fraction(x.amount) for x in lines if x.side == side), Fraction(0))
              for side in Side}  # fmt: skip
    floor, persons = Fraction(str(rules["floor"])), max(persons, 1)
    rest = summed[Side.INCOME] - summed[Side.RIGID] + _covered(lines, summed)
    monthly = rest / 12 / persons
    steps = (
        *_listed(lines, Side.INCOME, ""),
        Step("家庭年收入", summed[Side.INCOME], "以上各项之和", total=True),
        *_listed(lines, Side.RIGID, "减"),
        *_listed(lines, Side.COVERED, "抵减支出"),
        Step("收入减刚性支出", rest, "支出先扣除已获赔付和救助", total=True),
        Step("每月", rest / 12, "÷ 12"),
        Step("月人均", monthly, f"÷ {persons} 人", total=True),
        Step("当地低保标准", floor, f"自 {rules['floor_since']} 起，每人每月"),
    )
    share = _accident_share(lines, summed)
    asked = {"monthly": monthly, "floor": floor, "relief": relief}
    tried = [
        (rule, _holds(rule, accident=accident, share=share, **asked))
        for rule in rules["categories"]
    ]
    category = next((rule["key"] for rule, holds in tried if holds), "")
    words = tuple((Standing.Category(r["key"]).label, r["text"], holds) for r, holds in tried)
    return Verdict(steps, monthly, floor, category, words)


def _listed(lines, side, sign):
    return [
        Step(line.get_kind_display(), Fraction(line.amount), _where(line, sign))
        for line in lines
        if line.side == side and line.amount
    ]


def _where(line, sign):
    told = "核实" if line.verified is not None else "申报"
    if line.verified is not None and line.verified != line.declared:
        told = f"核实，申报为 {line.declared:,}"
    return "，".join(filter(None, (sign, told, line.evidence)))


def _covered(lines, summed):
    """What was paid back, no more than was spent."""
    return min(summed[Side.COVERED], summed[Side.RIGID])


def _accident_share(lines, summed):
    """What illness and mishap cost after compensation, as a share of the year's income; None where
    there was neither."""
    struck = (MoneyLine.Kind.ACCIDENT, MoneyLine.Kind.ILLNESS)
    spent = sum((Fraction(line.amount) for line in lines if line.kind in struck), Fraction(0))
    net = max(spent - summed[Side.COVERED], Fraction(0))
    if not net:
        return None
    return net / summed[Side.INCOME] if summed[Side.INCOME] else Fraction(10**9)


def _holds(rule, *, monthly, floor, relief, accident, share):
    """Every condition that the rule names; compared unrounded."""
    if "relief" in rule and relief != rule["relief"]:
        return False
    if rule.get("accident") and not (accident or share is not None):
        return False
    if "spent" in rule and (share is None or share <= Fraction(rule["spent"])):
        return False
    return "floors" not in rule or monthly < floor * Fraction(rule["floors"])
