"""A sheet as it is filled in: the table of indicators with what was entered, and what came back."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from orgs.names import half_width
from procurement import scoring
from procurement.queries.reviews import leaves_of, marks_of


@dataclass(frozen=True)
class Line:
    """A row of the sheet: a branch of the table, or a leaf to be scored."""

    item: dict
    depth: int
    score: object = None
    refusal: str = ""

    @property
    def is_leaf(self):
        return not self.item.get("children")

    @property
    def points(self):
        if self.score is None or self.score.points is None:
            return ""
        return f"{self.score.points.normalize():f}"


def lines(review, refusals=None):
    known = {score.item: score for score in review.scores.all()}
    return list(_lines(review.bid.lot.call.scheme.get("items", []), 0, known, refusals or {}))


def _lines(items, depth, known, refusals):
    for item in items:
        yield Line(item, depth, known.get(item["code"]), refusals.get(item["code"], ""))
        yield from _lines(item.get("children") or [], depth + 1, known, refusals)


def faults(shown, refusals):
    """What keeps a sheet from being handed in, in order: ``[(id of the field, name, text)]``."""
    found = [(f"points-{one.item['code']}", one.item["name"], one.refusal) for one in shown]
    found = [(target, name, text) for target, name, text in found if text]
    if text := refusals.get("amount"):
        found.append(("amount", "建议资助金额", text))
    return found + [("", "", text) for code, text in refusals.items() if not code]


def after(review, siblings):
    """The next sheet of the same seat that is not handed in, going round."""
    keys = [one.pk for one in siblings]
    at = keys.index(review.pk) + 1 if review.pk in keys else 0
    turned = siblings[at:] + siblings[:at]
    return next((one for one in turned if not one.locked_at and one.pk != review.pk), None)


def read(review, posted):
    """``(cells, fields, refusals)`` out of a form, whole or in part."""
    cells, fields, refusals = {}, {}, {}
    for leaf in leaves_of(review.bid.lot.call):
        code, given = leaf["code"], {}
        if f"points-{code}" in posted:
            try:
                given["points"] = within(number(posted[f"points-{code}"]), leaf["max"])
            except InvalidOperation:
                refusals[code] = f"得分应为 0 和 {leaf['max']} 之间的数。"
        for name, most in (("comment", 500), ("abstains", 200)):
            if f"{name}-{code}" in posted:
                given[name] = posted[f"{name}-{code}"].strip()[:most]
        if given:
            cells[code] = given
    if "comment" in posted:
        fields["comment"] = posted["comment"].strip()[:2000]
    if "amount" in posted:
        try:
            fields["amount"] = within(number(posted["amount"]), 10**11)
        except InvalidOperation:
            refusals["amount"] = "建议资助金额应为数字。"
    return cells, fields, refusals


def within(value, most):
    if value is not None and not 0 <= value <= Decimal(str(most)):
        raise InvalidOperation
    return value


def number(text):
    text = half_width(text).replace(",", "").strip()
    if not text:
        return None
    value = Decimal(text)
    if not value.is_finite():
        raise InvalidOperation
    return value.quantize(Decimal("0.01"))


@dataclass(frozen=True)
class Sum:
    filled: int
    cells: int
    total: object

    @property
    def words(self):
        total = "—" if self.total is None else f"{self.total:f}"
        return f"已评 {self.filled}/{self.cells} 项，合计 {total} 分"


def sum_of(review):
    """What a sheet comes to so far, as it will be counted."""
    cells = {s.item: s.points for s in review.scores.all()}
    marks = marks_of(review.bid.lot.call)
    value, _ = scoring.total(cells, marks)
    filled = sum(cells.get(code) is not None for code, _ in marks)
    return Sum(filled, len(marks), scoring.rounded(value))


def asks_comment(call):
    """By which share of the full mark a comment is due, for the hint: ``(below, above)``."""
    rule = scoring.Rule.of(call.project.rules)
    return plain(rule.comment_below), plain(rule.comment_above)


def plain(value):
    return f"{float(Fraction(value)):g}"
