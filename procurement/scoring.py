"""From sheets to a ranking: pure, exact, rounded once at the very end (domain.md 4.5).

A sheet is what one expert gave one bid: ``{item code: points or None}``. What is missing is no
nought: a total is what was given of the points that could be given in the cells that were filled,
brought to the whole. The rule by which totals become a score is frozen with the project; half is
rounded up, to two decimals, and what is rounded is what is ranked, so that the published order
follows from the published scores.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

METHODS = {"mean": "算术平均", "median": "中位数", "trimmed": "截尾平均"}
TIES = {
    "amount": "预算低者优先",
    "grade": "评估等级高者优先",
    "technical": "技术部分得分高者优先",
}
TRIM = Fraction(1, 5)


@dataclass(frozen=True)
class Rule:
    """How totals become a score. ``drop_from``: from so many totals on, one highest and one lowest
    are left out of the mean; 0 means never."""

    method: str = "mean"
    drop_from: int = 0
    outlier: Fraction = Fraction(20)
    comment_below: Fraction = Fraction(60)
    comment_above: Fraction = Fraction(95)
    pass_line: Fraction = Fraction(60)
    ties: tuple = tuple(TIES)

    @classmethod
    def of(cls, rules):
        """Out of a project's frozen rules; a set that does not say has our defaults."""
        plain = cls()
        return cls(
            method=rules.get("aggregation", plain.method),
            drop_from=int(rules.get("drop_extremes_from") or 0),
            outlier=Fraction(str(rules.get("outlier_points", plain.outlier))),
            comment_below=Fraction(str(rules.get("comment_below", plain.comment_below))),
            comment_above=Fraction(str(rules.get("comment_above", plain.comment_above))),
            pass_line=Fraction(str(rules.get("pass_line", plain.pass_line))),
            ties=tuple(rules.get("tie_order", plain.ties)),
        )

    @property
    def words(self):
        drops = f"，{self.drop_from} 名及以上专家时去掉一个最高、一个最低总分"
        said = METHODS[self.method] + (drops if self.drop_from and self.method == "mean" else "")
        return f"{said}；最后四舍五入到两位小数"

    def must_comment(self, points, most):
        share = Fraction(points) / Fraction(most) * 100
        return share < self.comment_below or share > self.comment_above


@dataclass(frozen=True)
class Entry:
    """What is known of a bid: the sheets on it, and what breaks ties. Greater is better in
    ``ties``; what is not known comes last."""

    key: object
    sheets: dict
    price_points: Fraction | None = None
    ties: dict = field(default_factory=dict)


@dataclass
class Standing:
    """Where a bid stands, and why."""

    key: object
    totals: dict
    dropped: tuple
    exact: Fraction | None
    score: Decimal | None
    technical: Fraction | None
    completeness: Fraction
    deviations: dict
    outliers: tuple
    rank: int | None = None
    tied: bool = False
    decided_by: str = ""
    passed: bool = False


def total(cells, leaves):
    """``(total, how much of it was given)`` of one sheet; ``(None, 0)`` for an empty one."""
    given = [(Fraction(cells[code]), most) for code, most in leaves if cells.get(code) is not None]
    whole = sum(most for _, most in leaves)
    possible = sum(most for _, most in given)
    if not possible:
        return None, Fraction(0)
    return sum(points for points, _ in given) * whole / possible, Fraction(possible) / whole


def extremes(totals):
    """The names of one highest and one lowest total; of equals the one named first."""
    names = sorted(totals, key=str)
    low = min(names, key=lambda name: totals[name])
    high = max((name for name in names if name != low), key=lambda name: totals[name])
    return low, high


def aggregate(totals, rule):
    """``(one number of several totals, whose were left out)``."""
    if not totals:
        return None, ()
    dropped = ()
    if rule.method == "median":
        return median(totals.values()), dropped
    if rule.method == "trimmed":
        ranked = sorted(totals, key=lambda name: (totals[name], str(name)))
        cut = int(len(ranked) * TRIM)
        dropped = (*ranked[:cut], *ranked[len(ranked) - cut :])
    elif rule.drop_from and len(totals) >= max(rule.drop_from, 3):
        dropped = extremes(totals)
    kept = [value for name, value in totals.items() if name not in dropped]
    return sum(kept) / len(kept), dropped


def median(values):
    ranked = sorted(values)
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    return (ranked[middle - 1] + ranked[middle]) / 2


def rounded(value):
    """Half up, to two decimals, exactly."""
    if value is None:
        return None
    hundredths = (value * 100 + Fraction(1, 2)).__floor__()
    return Decimal(hundredths) / 100


def price_points(amounts, most):
    """Lowest price over price, times the full mark: ``{key: points or None}`` (财政部令第87号)."""
    known = [Fraction(amount) for amount in amounts.values() if amount]
    best = min(known, default=None)
    return {
        key: Fraction(most) * best / Fraction(amount) if amount else None
        for key, amount in amounts.items()
    }


def standing(entry, leaves, rule, price_most=Fraction(0)):
    """One bid's score. ``leaves`` are those that experts score: ``[(code, full mark)]``."""
    found = {name: total(cells, leaves) for name, cells in entry.sheets.items()}
    totals = {name: value for name, (value, _) in found.items() if value is not None}
    technical, dropped = aggregate(totals, rule)
    exact = technical
    if technical is not None and price_most:
        whole = sum(most for _, most in leaves)
        priced = entry.price_points
        exact = (
            technical + priced if priced is not None else technical * (whole + price_most) / whole
        )
    centre = sum(totals.values()) / len(totals) if totals else None
    deviations = {name: value - centre for name, value in totals.items()}
    parts = [share for _, share in found.values()]
    return Standing(
        key=entry.key,
        totals=totals,
        dropped=dropped,
        exact=exact,
        score=rounded(exact),
        technical=technical,
        completeness=sum(parts) / len(parts) if parts else Fraction(0),
        deviations=deviations,
        outliers=tuple(n for n, d in deviations.items() if abs(d) > rule.outlier),
        passed=exact is not None and rounded(exact) >= rule.pass_line,
    )


def rank(entries, leaves, rule, price_most=Fraction(0)):
    """All bids of a lot, best first; those that stay equal after every rule share a rank."""
    found = [(standing(entry, leaves, rule, price_most), entry) for entry in entries]

    def breakers(made, entry):
        values = {"technical": made.technical, **entry.ties}
        return [
            (values.get(name) is not None, Fraction(values.get(name) or 0)) for name in rule.ties
        ]

    scored = [(made, breakers(made, entry)) for made, entry in found if made.score is not None]
    scored.sort(key=lambda pair: (pair[0].score, pair[1]), reverse=True)
    place = 0
    for _, equals in groupby(scored, key=lambda pair: (pair[0].score, pair[1])):
        group = [made for made, _ in equals]
        for made in group:
            made.rank, made.tied = place + 1, len(group) > 1
        place += len(group)
    for (one, mine), (other, theirs) in zip(scored, scored[1:], strict=False):
        if one.score == other.score and mine != theirs:
            told = next(n for n, a, b in zip(rule.ties, mine, theirs, strict=True) if a != b)
            one.decided_by = one.decided_by or told
            other.decided_by = told
    unscored = [made for made, _ in found if made.score is None]
    return [made for made, _ in scored] + unscored
