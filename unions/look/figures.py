"""Key figures, bars and progress."""

from fractions import Fraction

from django import template

from unions.look.numbers import MISSING, percent, rate, rounded, thousands

register = template.Library()


@register.inclusion_tag("_components/figure.html")
def figure(
    label,
    value=None,
    unit="",
    numerator=None,
    denominator=None,
    target=None,
    measure="家",
    href="",
    note="",
    id="",
):
    """A key figure. Give `numerator` and `denominator` for a rate, or `value` with `unit`."""
    lack = None
    if denominator is not None:
        exact = percent(numerator, denominator)
        value = None if exact is None else rounded(exact)
        unit = "%"
        if exact is not None and target is not None and exact < Fraction(str(target)):
            lack = rounded(Fraction(str(target)) - exact)
            lack = f"差 {lack} 点" if lack else "略低于目标"
    return {
        "label": label,
        "value": MISSING if value is None else thousands(value),
        "unit": "" if value is None else unit,
        "numerator": numerator,
        "denominator": denominator,
        "measure": measure,
        "lack": lack,
        "href": href,
        "note": note,
        "id": id,
    }


@register.inclusion_tag("_components/bar.html")
def bar(numerator, denominator, target=None):
    """A rate as a thin bar with the target as a tick."""
    value = percent(numerator, denominator)
    return {
        "width": None if value is None else float(rounded(min(value, Fraction(100)), 2)),
        "short": value is not None and target is not None and value < Fraction(str(target)),
        "target": None if target is None else float(target),
        "text": rate(numerator, denominator),
    }


@register.inclusion_tag("_components/progress.html")
def progress(done, total, label="", state=""):
    """How far a job is. Unknown `total`: None."""
    return {"done": done or 0, "total": total, "label": label, "state": state}
