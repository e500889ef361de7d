from fractions import Fraction

from django import template

from unions.look.numbers import MISSING, rounded

register = template.Library()


@register.filter
def points(value):
    """A change in percentage points, with its sign: +0.4, −1.2, 0.0; None is missing."""
    if value is None or value == "":
        return MISSING
    shown = rounded(Fraction(value))
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{abs(shown)}"
