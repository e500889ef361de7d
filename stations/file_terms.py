"""The clocks of a household's file: by when paper and e-file must agree, and when it is looked at
again. As many days and months as the regime of the case says, or a rule card that is tighter."""

from calendar import monthrange
from datetime import date

from stations import hardship
from unions.calendar import add_working_days


def papers_due(case, opened_on):
    return add_working_days(opened_on, hardship.term(case, "sync_days"))


def review_due(case, looked_on):
    return months_after(looked_on, hardship.term(case, "review_months"))


def months_after(day, months):
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
