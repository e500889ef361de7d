"""Numbers and dates as people read them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.utils import timezone

register = template.Library()


MISSING = "—"


def percent(numerator, denominator):
    """The rate in percent, unrounded; None when there is nothing to divide by."""
    if numerator is None or not denominator:
        return None
    return Fraction(numerator) / Fraction(denominator) * 100


def rounded(value, places=1):
    """Half up, as statistics bureaus do; Python's own rounding goes to the even digit."""
    step = Decimal(1).scaleb(-places)
    exact = Fraction(value)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(step, ROUND_HALF_UP)


@register.simple_tag
def rate(numerator, denominator, unit="%"):
    """`{% rate 3355 3961 %}` -> 84.7%. For display only: targets compare the unrounded fraction."""
    value = percent(numerator, denominator)
    return MISSING if value is None else f"{rounded(value)}{unit}"


@register.simple_tag
def rate_class(numerator, denominator, target=None):
    """The colour step `r1`…`r7` of a rate: sand to r4, teal from r5, turning at the target."""
    value = percent(numerator, denominator)
    return "r-none" if value is None else step_class(value, target)


def step_class(value, target=None):
    target = Fraction(85) if target is None else Fraction(str(target))
    width = 5 if target >= 75 else 10
    steps_from_target = (Fraction(value) - target) // width
    return f"r{min(7, max(1, 5 + int(steps_from_target)))}"


@register.filter
def thousands(value):
    """1234567 -> 1,234,567; None -> —."""
    if value is None or value == "":
        return MISSING
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)


@register.filter
def yuan(value):
    """A sum of money in the unit that reads best: 1,234.00 元, 12.30 万元, 9.87 亿元."""
    if value is None:
        return MISSING
    for size, unit in ((10**8, "亿元"), (10**4, "万元")):
        if abs(value) >= size:
            return f"{Decimal(value) / size:,.2f} {unit}"
    return f"{Decimal(value):,.2f} 元"


@register.filter
def cndate(value):
    """2026年11月21日; with a time also the hour, in Beijing time."""
    if not value:
        return MISSING
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
