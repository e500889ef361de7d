"""``{% load scores %}``: exact fractions as people read them."""

from fractions import Fraction

from django import template

from procurement.scoring import rounded

register = template.Library()


@register.filter
def points(value):
    """Half up, two decimals; nothing for what is not there."""
    return "—" if value is None else f"{rounded(Fraction(value)):.2f}"


@register.filter
def share(value):
    """A fraction of one as percent."""
    return "—" if value is None else f"{float(value):.0%}"
