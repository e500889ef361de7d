"""May an organization be graded now? Hints of the rules (社会组织评估管理办法); the department that
grades decides."""

from django.utils import timezone

from orgs.models import Inspection
from orgs.models.particulars import years_after

AFTER = 2
"""Years an organization must have been registered."""


def not_gradable(organization, on=None):
    """Why not, a sentence each; an empty list if nothing on record speaks against it."""
    on = on or timezone.localdate()
    found = []
    born = organization.registered_on
    if born and years_after(born, AFTER) > on:
        found.append(f"成立登记未满{AFTER}年（{born:%Y-%m-%d}成立）。")
    by_year = {}
    for row in organization.inspections.filter(year__in=(on.year - 1, on.year - 2)):
        by_year.setdefault(row.year, []).append(row.result)
    last, before = by_year.get(on.year - 1), by_year.get(on.year - 2)
    if last is None:
        found.append(f"没有{on.year - 1}年度的年检或年报记录。")
    elif set(last) & {*Inspection.BAD, Inspection.Result.LATE}:
        found.append(f"{on.year - 1}年度年检不合格、未参检，或未按时报送年报。")
    elif "basic" in last and "basic" in (before or ()):
        found.append("连续两年年检基本合格。")
    for mark in organization.credit_marks.in_force(on):
        found.append(f"在{mark.get_list_display()}中。")
    return found
