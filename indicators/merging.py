"""What merging two records does to figures: the cells as they stand, with the two recounted."""

from collections import Counter

from django.db import connection

from accounts.roles import Permission
from indicators import rollup, timeline
from indicators.days import as_of
from indicators.definitions import REFERENCE_DRIVE, current
from indicators.models import Cell, Timeline
from orgs.merging import Keep
from orgs.models import Organization
from unions.models import Federation

SHOWN = ("R1", "C1", "C3")
RELATIONS = (Keep("indicators.Timeline"),)
"""Worked out anew from facts, assessments and coverage."""


def figures(keys, user):
    """Of every federation above these organizations that the person may see figures of: the
    figures that they count in, as they will be once what this transaction did is folded."""
    day = as_of()
    if day is None:
        return {}
    above = Organization._base_manager.filter(pk__in=keys).values_list(
        "federation__path", flat=True
    )
    codes = {code for path in above for code in path.strip("/").split("/")}
    places = [
        place
        for place in Federation.objects.public().filter(code__in=codes).order_by("level", "code")
        if user.may_at(Permission.DASHBOARD_VIEW, place)
    ]
    counts = _counts(places)
    for sign, rows in ((-1, _stored(keys)), (1, _recounted(keys))):
        _add(counts, places, rows, sign, day)
    shown = [which for which in current() if which.code in SHOWN]
    return {
        (place.code, which.code): (
            place.name,
            which.name,
            counts[place.pk, which.about(REFERENCE_DRIVE), which.numerator],
            counts[place.pk, which.about(REFERENCE_DRIVE), which.denominator]
            if which.is_rate
            else None,
        )
        for place in places
        for which in shown
    }


def _counts(places):
    cells = Cell.objects.filter(federation__in=places, dimension="total")
    return Counter(
        {
            (cell.federation_id, cell.population, measure): getattr(cell, measure)
            for cell in cells
            for measure in rollup.MEASURES
        }
    )


def _stored(keys):
    return Timeline.objects.filter(organization__in=keys).values(*timeline.COLUMNS)


def _recounted(keys):
    touched = "(SELECT unnest(%(keys)s::bigint[]) AS organization_id) AS two"
    statement, parameters = timeline.stretches(touched=touched)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**parameters, "keys": list(keys)})
        return [dict(zip(timeline.COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _add(counts, places, rows, sign, day):
    paths = Federation.objects.filter(pk__in={row["federation_id"] for row in rows})
    paths = dict(paths.values_list("pk", "path"))
    for row in rows:
        if row["valid_from"] > day or (row["valid_to"] and row["valid_to"] <= day):
            continue
        for place in places:
            if not paths[row["federation_id"]].startswith(place.path):
                continue
            for population in row["populations"]:
                covered = population in row["covered_in"]
                for measure in rollup.MEASURES[:-1]:
                    counts[place.pk, population, measure] += sign * row[measure]
                counts[place.pk, population, rollup.MEASURES[-1]] += sign * covered
