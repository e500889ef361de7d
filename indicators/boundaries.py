"""A series on today's boundaries: past months as if the line of command had always been this one.

The cells count each organization where it stood at the time: when a county is divided or a street
moves to another county, both series break. Here every organization is counted, in all months, where
it stands on the last day of the series; one that ended before stands with whoever answers now for
the place where it last stood.
"""

from django.db import connection
from django.utils import timezone

from indicators import days, rollup, timeline
from indicators.models import Timeline
from unions.models import Federation
from unions.queries import deepest_territorial_federations

BOUNDARIES = ("then", "now")
TIMELINE = Timeline._meta.db_table
OTHERS = ", ".join(c for c in timeline.COLUMNS if c != "federation_id")
STRETCHES = f"""
    (SELECT 1 AS sign, %(own)s::bigint AS federation_id, {OTHERS}
    FROM {TIMELINE} s WHERE organization_id IN (
        SELECT organization_id FROM {TIMELINE} last
        WHERE federation_id = ANY(%(standing)s) AND valid_from <= %(on)s AND NOT EXISTS (
            SELECT FROM {TIMELINE} later WHERE later.organization_id = last.organization_id
                AND later.valid_from > last.valid_from AND later.valid_from <= %(on)s)
    )) AS t
"""


def history(view):
    """``(month end, counts)`` since the first drive began, up to the end of the view's month."""
    since = days.months_since()
    if since is None:
        return []
    parameters = {
        **since,
        "on": view.on,
        "own": view.federation.pk,
        "standing": standing_for(view.federation, view.on),
        "population": view.population,
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT month_end, {', '.join(rollup.MEASURES)} FROM ({rollup.months(STRETCHES)}) m"
            " WHERE population = %(population)s AND federation_id = %(own)s ORDER BY month_end",
            parameters,
        )
        changes = {end: dict(zip(rollup.MEASURES, c, strict=True)) for end, *c in cursor}
    found, held = [], dict.fromkeys(rollup.MEASURES, 0)
    for end in days.month_ends(since["first"], days.month_end(view.on)):
        if change := changes.get(end):
            held = {m: held[m] + change[m] for m in held}
        found.append((end, held))
    return found


def standing_for(federation, on):
    """Ids of the federations whose organizations this one answers for on a day: those at or below
    it, without those that ended and were followed by others, with those it or they followed."""
    on = on or timezone.localdate()
    inside = Federation.objects.filter(path__startswith=federation.path)
    found = set(inside.values_list("pk", flat=True))
    ended = Federation.objects.filter(valid_to__lte=on, region__isnull=False).exclude(parent=None)
    ended = list(ended.select_related("region"))
    heirs = deepest_territorial_federations([f.region.code for f in ended], on=on)
    for one in ended:
        heir = heirs.get(one.region.code)
        if heir is None:
            continue
        if heir.path.startswith(federation.path):
            found.add(one.pk)
        else:
            found.discard(one.pk)
    return sorted(found)
