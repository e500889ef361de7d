"""Which day the cells speak of, and the ends of months."""

from calendar import monthrange
from datetime import timedelta

from indicators.models import Refresh
from membership.models import Drive


def as_of():
    """The day the cells speak of; None before the first rebuild."""
    return Refresh.objects.values_list("as_of", flat=True).first()


def month_end(day):
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_ends(first, last):
    """Every month end from one to another."""
    ends = []
    while first <= last:
        ends.append(first)
        first = month_end(first + timedelta(days=1))
    return ends


def months_since():
    """The first month end that changes are kept for: that of the month the first drive began in;
    as parameters, or None when there is no drive yet."""
    began = Drive.objects.order_by("starts_on").values_list("starts_on", flat=True).first()
    return began and {"first": month_end(began)}
