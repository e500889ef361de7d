from datetime import date, timedelta

import pytest

from unions import calendar
from unions.models import CalendarException


@pytest.mark.parametrize(
    ("year", "worked"),
    [(2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_a_year(db, year, worked, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == worked


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2025, 1, 26), True),  # a Sunday worked for 春节
        (date(2025, 10, 8), False),  # a Wednesday of 国庆节
        (date(2024, 2, 9), True),  # 除夕 was not yet a public holiday
        (date(2024, 9, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 10, 10), True),
        (date(2026, 7, 15), True),
        (date(2026, 7, 18), False),
    ],
)
def test_single_days(db, day, worked):
    assert calendar.is_working_day(day) is worked


def test_five_working_days_over_a_long_holiday(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert calendar.add_working_days(date(2025, 9, 29), 5) == date(2025, 10, 13)
    assert calendar.add_working_days(date(2025, 10, 13), -5) == date(2025, 9, 29)
    assert calendar.add_working_days(date(2025, 10, 4), 0) == date(2025, 10, 4)


def test_adding_and_counting_agree(db):
    start = date(2025, 1, 20)
    for n in range(0, 60, 7):
        end = calendar.add_working_days(start, n)
        assert calendar.working_days_between(start, end) == n
        assert calendar.working_days_between(end, start) == -n


def test_beyond_what_is_published_weekends_alone_count_and_it_says_so(db):
    known = calendar.known_through()
    assert known >= date(2026, 12, 31)
    monday = known + timedelta(days=8 - known.isoweekday())
    assert calendar.working_days_between(monday, monday + timedelta(days=7)) == 5
    CalendarException.objects.all().delete()
    assert calendar.known_through() is None
