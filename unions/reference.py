"""The reference data the product brings with it: divisions, their federations, the calendar.

Loading adds what is missing and changes nothing that is there: a division that was renamed, ended
or moved by a person stays as that person left it. It writes by statement, not row by row, and
leaves paths and level columns to the database.
"""

import csv
import re
from collections import Counter
from pathlib import Path

import chinese_calendar
from django.db import connection, transaction

from unions.models import CalendarException, Federation, Region
from unions.names import federation_name, short_name, zone_federation_name, zone_short_name

DATA = Path(__file__).parent / "data"
PSEUDO = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
CITIES_AS_COUNTIES = {"441900", "442000", "460400", "620201"}
HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


def is_zone(code):
    return re.fullmatch(r"\d{4}7\d", code) is not None


def divisions():
    with (DATA / "divisions.csv").open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


@transaction.atomic
def load_regions():
    """Each level after the one above it, because a path is made from the parent's."""
    rows = list(divisions())
    created = 0
    with connection.cursor() as cursor:
        for level in Region.Level.values[:4]:
            of_level = [r for r in rows if int(r["level"]) == level]
            cursor.execute(
                """
                INSERT INTO unions_region
                    (code, name, level, parent_id, path, pseudo, statistical_only)
                SELECT new.code, new.name, %s, parent.id, '', new.pseudo, new.statistical
                FROM unnest(%s::text[], %s::text[], %s::text[], %s::bool[], %s::bool[])
                    AS new(code, name, parent, pseudo, statistical)
                LEFT JOIN unions_region parent ON parent.code = new.parent
                WHERE NOT EXISTS (SELECT FROM unions_region old WHERE old.code = new.code)
                ON CONFLICT (code) DO NOTHING
                """,
                [
                    level,
                    [r["code"] for r in of_level],
                    [r["name"] for r in of_level],
                    [r["parent"] for r in of_level],
                    [level == 2 and r["name"] in PSEUDO for r in of_level],
                    [is_zone(r["code"]) or r["code"] in CITIES_AS_COUNTIES for r in of_level],
                ],
            )
            created += cursor.rowcount
        cursor.execute("ANALYZE unions_region")
    return {"regions": len(rows), "created": created}


@transaction.atomic
def load_federations(*, streets=False):
    """The national federation, one for every real division, one of kind zone for every zone."""
    rows = list(_federations(streets))
    created = 0
    with connection.cursor() as cursor:
        for level in Federation.Level.values:
            of_level = [r for r in rows if r["level"] == level]
            cursor.execute(
                """
                INSERT INTO unions_federation
                    (code, name, short_name, level, kind, parent_id, region_id, path)
                SELECT new.code, new.name, new.short_name, %s, new.kind, parent.id, region.id, ''
                FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                    AS new(code, name, short_name, kind, parent, region)
                LEFT JOIN unions_federation parent ON parent.code = new.parent
                LEFT JOIN unions_region region ON region.code = new.region
                WHERE NOT EXISTS (SELECT FROM unions_federation old WHERE old.code = new.code)
                ON CONFLICT (code) DO NOTHING
                """,
                [level]
                + [
                    [r[column] for r in of_level]
                    for column in ("code", "name", "short_name", "kind", "parent", "region")
                ],
            )
            created += cursor.rowcount
        cursor.execute("ANALYZE unions_federation")
    kinds = Counter(r["kind"] for r in rows)
    return {
        "territorial": kinds["territorial"],
        "zone": kinds["zone"],
        "streets": sum(r["level"] == Federation.Level.STREET for r in rows),
        "created": created,
    }


def _federations(streets):
    """What each federation is called and which one stands above it, from the divisions alone."""
    yield {
        **{"code": "0", "name": "中华全国总工会", "short_name": "全国", "level": 1},
        **{"kind": "territorial", "parent": None, "region": None},
    }
    rows = list(divisions())
    names = {r["code"]: r["name"] for r in rows}
    shorts = _short_names(rows)
    superior = {"": "0"}  # the federation that answers for a division, itself or one further up
    for row in rows:
        code, name, level = row["code"], row["name"], int(row["level"])
        above = superior[row["parent"]]
        zone = is_zone(code)
        if (level == 2 and name in PSEUDO) or code in CITIES_AS_COUNTIES:
            superior[code] = above
            continue
        superior[code] = f"{code}-zone" if zone else code
        if level == 4 and not streets:
            continue
        yield {
            "code": superior[code],
            "name": zone_federation_name(name)
            if zone
            else federation_name(name, names.get(row["parent"], "")),
            "short_name": shorts[code],
            "level": level + 1,
            "kind": "zone" if zone else "territorial",
            "parent": above,
            "region": code,
        }


def _short_names(rows):
    """Where two neighbours would be called alike (和田市, 和田县), both keep their full names."""
    shorts = {
        r["code"]: zone_short_name(r["name"])
        if is_zone(r["code"])
        else short_name(r["code"], r["name"])
        for r in rows
    }
    alike = Counter((r["parent"], shorts[r["code"]]) for r in rows)
    return {
        r["code"]: r["name"] if alike[r["parent"], shorts[r["code"]]] > 1 else shorts[r["code"]]
        for r in rows
    }


@transaction.atomic
def load_calendar():
    """Holidays on weekdays and weekends worked instead; what its weekday says needs no row."""
    days = [
        CalendarException(date=day, working=working, name=HOLIDAYS.get(name, name))
        for published, working in (
            (chinese_calendar.holidays, False),
            (chinese_calendar.workdays, True),
        )
        for day, name in published.items()
        if working == (day.weekday() >= 5)
    ]
    CalendarException.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["working", "name"],
    )
    return {"days": len(days), "known_through": max(d.date for d in days).replace(month=12, day=31)}
