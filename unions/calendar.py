"""Working days as the State Council appoints them (调休).

The days it has published are rows; beyond the last published year only weekends are known, and
``known_through()`` says where that begins, so that a page can add "暂按周末推算".
"""

from datetime import date, timedelta

from django.db.models import Max

from unions.models import CalendarException

DAY = timedelta(days=1)


class WorkingDays:
    """The calendar between two days, read in one query."""

    def __init__(self, first, last):
        self.exceptions = dict(
            CalendarException.objects.filter(date__range=(first, last)).values_list(
                "date", "working"
            )
        )

    def __contains__(self, day):
        return self.exceptions.get(day, day.weekday() < 5)


def is_working_day(day):
    return day in WorkingDays(day, day)


def add_working_days(start, n):
    """The n-th working day after ``start``, which is not counted itself; before it if n < 0."""
    step = DAY if n >= 0 else -DAY
    far = start + step * (2 * abs(n) + 30)  # no holiday is long enough to reach beyond this
    days = WorkingDays(min(start, far), max(start, far))
    day, left = start, abs(n)
    while left:
        day += step
        left -= day in days
    return day


def working_days_between(start, end):
    """How many working days lie after ``start``, ``end`` included; negative if it is earlier."""
    if end < start:
        return -working_days_between(end, start)
    days = WorkingDays(start, end)
    return sum(start + DAY * n in days for n in range(1, (end - start).days + 1))


def known_through():
    """The last day of the last year whose holidays are published, or None without any."""
    last = CalendarException.objects.aggregate(last=Max("date"))["last"]
    return last and date(last.year, 12, 31)
