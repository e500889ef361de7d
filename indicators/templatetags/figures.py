from fractions import Fraction

from django import template

from unions.look.numbers import MISSING, rate, rounded, thousands

register = template.Library()


@register.filter
def points(value):
    """A change in percentage points, with its sign: +0.4, −1.2, 0.0; None is missing."""
    if value is None or value == "":
        return MISSING
    shown = rounded(Fraction(value))
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{abs(shown)}"


@register.simple_tag
def told(which, row, unit=True):
    """The value of a row as its indicator is told: 84.7%, 4.99 个/万人, 13,683 个."""
    if which.is_share:
        return rate(row["numerator"], row["denominator"], "%" if unit else "")
    if row["value"] is None:
        return MISSING
    number = f"{rounded(row['value'], 2):,}" if which.is_rate else thousands(row["value"])
    return f"{number} {which.unit}" if unit else number
