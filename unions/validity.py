"""What holds from one day until another; the second day is not its own any more."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db.models import F, Func, Q


def days(first="valid_from", end="valid_to"):
    """Its days, for the database to compare."""
    return Func(F(first), F(end), function="daterange", output_field=DateRangeField())


def holding_on(day, first="valid_from", end="valid_to"):
    return (Q(**{end: None}) | Q(**{f"{end}__gt": day})) & Q(**{f"{first}__lte": day})


def one_at_a_time(name, *key, first="valid_from", end="valid_to", message=None):
    """The constraint that on any day there is no more than one of a key."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in key),
            (days(first, end), RangeOperators.OVERLAPS),
        ],
        violation_error_message=message,
    )
